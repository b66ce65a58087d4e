"""The quiz: flash cards from all levels, when each comes back, and what was answered. It knows no Textual."""
