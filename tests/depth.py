"""How much a run of the tests plays: what every change pays for, or ten times that in the deep profile.

``make test`` leaves out what is marked ``deep``. ``make deep`` plays that, and once more, with more examples, what is
marked ``deeper`` or drawn by Hypothesis, which marks its tests itself unless they draw inside.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")

#: Whether this is the deep profile.
DEEP = os.environ.get("SCALEGAME_DEEP", "") not in {"", "0"}


def examples(normal: int, deep: int) -> int:
    """Return how many examples this run draws: ``normal`` in ``make test``, ``deep`` in ``make deep``."""
    return deep if DEEP else normal


def in_turn(cases: Sequence[_T], number: int) -> Sequence[_T]:
    """Return one of the cases in ``make test``, another one for each ``number``; all of them in ``make deep``."""
    return cases if DEEP else [cases[number % len(cases)]]
