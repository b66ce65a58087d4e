"""Commands of speedrunners: verify, replay, share, board, splits, daily."""
