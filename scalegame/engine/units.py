"""The units of the engine, and how many of the small ones a large one has.

Time is in ticks (one tick is one simulated second) or microseconds (``_us``), work in work units (one unit is one
millisecond of a small server's core), money in millicents, shares in per mille. Whole numbers only.
"""

from __future__ import annotations

MICROSECONDS_PER_TICK = 1_000_000
MICROSECONDS_PER_MILLISECOND = 1000
MILLICENTS_PER_DOLLAR = 100_000
#: All of something, in per mille.
WHOLE = 1000
