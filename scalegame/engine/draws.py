"""Counter-based randomness: a draw is a pure mixing of (seed, stream, subject, n), so nothing advances.

The mixing is the 64-bit finaliser of SplitMix64 (Steele, Lea and Flood, 2014) over a weighted sum of the
arguments. Whatever a player does, visitor 17's third think time is the same.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.uint64]
Integers = NDArray[np.int64]

_MASK = (1 << 64) - 1
_STEP_STREAM = 0x9E3779B97F4A7C15
_STEP_SUBJECT = 0xD1B54A32D192ED03
_STEP_N = 0x8CB92BA72F3D8DD7
_MIX_1 = 0xBF58476D1CE4E5B9
_MIX_2 = 0x94D049BB133111EB
_QUANTILES = 1024


class Stream(IntEnum):
    """One stream per purpose; the numbers are part of the ruleset."""

    SOURCE = 1
    ADDRESS = 2
    VISIT = 3
    KIND = 4
    THINK = 5
    MOMENT = 6
    ROUTE = 7
    SECOND_ROUTE = 8
    REDISPATCH = 9
    INCIDENT = 10


def mix(number: int) -> int:
    """Mix one 64-bit whole number; every bit of the argument moves every bit of the answer."""
    number &= _MASK
    number = ((number ^ (number >> 30)) * _MIX_1) & _MASK
    number = ((number ^ (number >> 27)) * _MIX_2) & _MASK
    return number ^ (number >> 31)


def mix_all(numbers: Draws) -> Draws:
    """``mix`` for a whole array; the argument is used up as scratch space."""
    numbers ^= numbers >> np.uint64(30)
    numbers *= np.uint64(_MIX_1)
    numbers ^= numbers >> np.uint64(27)
    numbers *= np.uint64(_MIX_2)
    numbers ^= numbers >> np.uint64(31)
    return numbers


def draw(seed: int, stream: Stream, subject: int, n: int = 0) -> int:
    """Return the 64-bit draw number ``n`` of ``subject`` in ``stream``."""
    return mix(mix(seed + stream * _STEP_STREAM) + subject * _STEP_SUBJECT + n * _STEP_N)


def draw_all(seed: int, stream: Stream, subjects: Draws, n: Draws) -> Draws:
    """``draw`` for arrays of subjects and counters of one shape."""
    numbers = subjects * np.uint64(_STEP_SUBJECT)
    numbers += n * np.uint64(_STEP_N)
    numbers += np.uint64(mix(seed + stream * _STEP_STREAM))
    return mix_all(numbers)


def below(draws: Draws, limit: int | Draws) -> Integers:
    """Map draws to whole numbers ``0 … limit − 1`` (``limit`` below 2³²) from their upper bits."""
    numbers = draws >> np.uint64(32)
    numbers *= np.uint64(limit) if isinstance(limit, int) else limit
    numbers >>= np.uint64(32)
    return numbers.view(np.int64)


def one_below(number: int, limit: int) -> int:
    """``below`` for one draw."""
    return ((number >> 32) * limit) >> 32


def _exponential_quantiles() -> Integers:
    """Mid-quantiles of the exponential distribution with mean 1000, by integer arithmetic alone.

    Quantile i is 1000·ln(2N ÷ (2N − 2i − 1)); neighbours differ by ln((m+1) ÷ (m−1)) = 2·artanh(1 ÷ m).
    """
    scale = 10**15

    def log_step(m: int) -> int:
        total, power, k = 0, scale // m, 1
        while power:
            total += power // k
            power //= m * m
            k += 2
        return 2 * total

    value = log_step(4 * _QUANTILES - 1)
    quantiles = [value]
    for i in range(_QUANTILES - 1):
        value += log_step(2 * _QUANTILES - 2 * i - 2)
        quantiles.append(value)
    return np.array([(1000 * q + scale // 2) // scale for q in quantiles], dtype=np.int64)


_EXPONENTIAL = _exponential_quantiles()


def exponential(draws: Draws) -> Integers:
    """Map draws to exponentially distributed whole numbers with mean 1000 (largest 7,625)."""
    return _EXPONENTIAL[(draws >> np.uint64(54)).view(np.int64)]
