"""Commands of players: play, run, levels, handbook, doctor."""
