"""One game being played, without a screen: the game, its race, what can be done, and what is told of it."""
