"""The state of a game: the world, its columns, the ledger of a tick, and its canonical form and hash."""
