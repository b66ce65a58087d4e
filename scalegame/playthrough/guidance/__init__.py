"""Help during a game: the tutorial's steps and offered hints."""
