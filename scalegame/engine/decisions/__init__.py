"""Decisions without side effects: what is legal, who is struck, where a request goes, what a store can bear."""
