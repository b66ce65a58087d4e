"""The depth of a run of the tests: what every change pays for, or several times that in the deep profile.

``make test`` leaves out what is marked ``deep``. ``make deep`` plays that, and once more, with more examples, what is
marked ``deeper`` or drawn by Hypothesis, which marks its tests itself unless they draw inside.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TypeVar

import pytest
from _pytest.mark.structures import ParameterSet

_T = TypeVar("_T")

#: Whether this is the deep profile.
DEEP = os.environ.get("SCALEGAME_DEEP", "") not in {"", "0"}


def examples(normal: int, deep: int) -> int:
    """Return how many examples this run draws: ``normal`` in ``make test``, ``deep`` in ``make deep``."""
    return deep if DEEP else normal


def in_turn(cases: Sequence[_T], number: int) -> Sequence[_T]:
    """Return one of the cases in ``make test``, another one for each ``number``; all of them in ``make deep``."""
    return cases if DEEP else [cases[number % len(cases)]]


def every(step: int, cases: Iterable[object], *, rows: bool = False) -> list[ParameterSet]:
    """Return cases for ``parametrize``: ``make test`` plays each ``step``-th, ``make deep`` the others.

    A case is one argument, or a tuple of all if ``rows``.
    """
    tuples = (case if rows and isinstance(case, tuple) else (case,) for case in cases)
    return [pytest.param(*case, marks=pytest.mark.deep if number % step else ()) for number, case in enumerate(tuples)]
