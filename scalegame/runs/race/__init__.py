"""Runs held against each other: splits, tracks, categories, exports, the daily."""
