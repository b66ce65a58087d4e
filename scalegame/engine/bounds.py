"""The largest numbers that a command can carry and a game can reach, whatever a level says."""

from __future__ import annotations

#: No level can grow a fleet past this (removed servers count: their place in the arrays stays).
MOST_SERVERS = 256
#: No setting can be higher: requests a tick, milliseconds, ticks.
MOST_OF_A_SETTING = 1_000_000
#: The most visitors that can be ordered for a tick, and that come in a whole game beside those of the waves.
MOST_VISITORS = 1_000
MOST_EXTRA = 100_000
#: The longest that an ordered incident lasts, in ticks; its crashes, its tries, and the factor of a spike.
MOST_TICKS = 3_600
MOST_CRASHES = 100
MOST_TRIES = 10
MOST_TIMES = 10
