"""A finished game in words: what happened, what would have helped, an interviewer's assessment."""
