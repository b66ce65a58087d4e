"""How much a run of the tests plays: what every change pays for, or ten times that in the deep profile.

``make test`` leaves out what is marked ``deep``. ``make deep`` plays that, and once more, with more examples, what is
marked ``deeper`` or drawn by Hypothesis, which marks its tests itself unless they draw inside.
"""

from __future__ import annotations

import os

#: Whether this is the deep profile.
DEEP = os.environ.get("SCALEGAME_DEEP", "") not in {"", "0"}


def examples(normal: int, deep: int) -> int:
    """Return how many examples this run draws: ``normal`` in ``make test``, ``deep`` in ``make deep``."""
    return deep if DEEP else normal
