"""scalegame: a terminal game that teaches where state belongs."""

__version__ = "0.1.0"
