"""Text to values and back: JSON with the place of every value, and mistakes as sentences at their place."""
