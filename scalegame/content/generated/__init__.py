"""Levels that are made to order: endless ones, interviews, and the level that ``scalegame new`` writes."""
