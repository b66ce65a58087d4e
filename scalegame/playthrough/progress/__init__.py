"""A player's progress: campaign, records, preferences, and the text that is shared with others."""
