"""The library of all games: run files, and an index of them that can be made again."""
