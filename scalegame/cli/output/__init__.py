"""Files that options name, signs of progress, the report of a game, and the encoding of the terminal."""
