"""NumPy's functions that answer with the machine's own integer, here with 64 bits on every machine.

NumPy counts, sorts and searches with ``intp`` and sums small numbers as its default integer. Both have 32 bits on some
machines, where arithmetic with them overflows, and where some functions take no indices of 64 bits. No other module of
the engine calls these functions.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scalegame.engine.draws import Integers


def indices_of(flags: NDArray[Any]) -> Integers:
    """Return the indices of what is true, or not zero, in ascending order."""
    return flags.nonzero()[0].astype(np.int64, copy=False)


def order_of(values: NDArray[Any]) -> Integers:
    """Return the indices that put ``values`` in ascending order; equal ones keep theirs."""
    return values.argsort(kind="stable").astype(np.int64, copy=False)


def counts_of(values: NDArray[Any], least: int = 0) -> Integers:
    """Return how often each whole number from 0 on occurs, for ``least`` numbers or as many as there are."""
    return np.bincount(values.astype(np.intp, copy=False), minlength=least).astype(np.int64, copy=False)


def repeated(values: NDArray[Any], times: Integers) -> NDArray[Any]:
    """Return each of ``values`` as often as ``times`` says."""
    return values.repeat(times.astype(np.intp, copy=False))


def greatest_from(values: Integers, first: Integers) -> Integers:
    """Return the greatest of each part of ``values``; the parts begin at ``first``, in ascending order."""
    return np.maximum.reduceat(values, first.astype(np.intp, copy=False))


def least_from(values: Integers, first: Integers) -> Integers:
    """Return the least of each part of ``values``; the parts begin at ``first``, in ascending order."""
    return np.minimum.reduceat(values, first.astype(np.intp, copy=False))


def places_in(ascending: NDArray[Any], values: NDArray[Any], side: Literal["left", "right"] = "left") -> Integers:
    """Return before how many of ``ascending`` each of ``values`` belongs; ``right``: behind its equals."""
    return ascending.searchsorted(values, side=side).astype(np.int64, copy=False)


def up_to(count: int) -> Integers:
    """Return 0 … ``count`` − 1."""
    return np.arange(count, dtype=np.int64)


def running_sum(values: NDArray[Any]) -> Integers:
    """Return the sums of the first one, the first two, … of ``values``."""
    return values.cumsum(dtype=np.int64)


def sum_of(values: NDArray[Any]) -> int:
    """Return the sum of ``values``."""
    return int(values.sum(dtype=np.int64))
