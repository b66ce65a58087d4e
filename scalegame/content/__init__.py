"""Levels as files: what a level says, checked at the border and turned into the engine's values."""
