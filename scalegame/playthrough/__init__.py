"""One game being played, without a screen: its clock, its race, the commands on offer, and texts about it."""
