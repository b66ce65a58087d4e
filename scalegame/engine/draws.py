"""Counter-based randomness: a draw is a pure mixing of (seed, stream, subject, n), so nothing advances.

The mixing is the 64-bit finaliser of SplitMix64 (Steele, Lea and Flood, 2014) over a weighted sum of the
arguments. Whatever a player does, visitor 17's third think time is the same.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

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
# The same as arrays without dimensions: NumPy takes them as they are, and a scalar twice as long.
_SUBJECT, _N = np.array(_STEP_SUBJECT, np.uint64), np.array(_STEP_N, np.uint64)
_FACTOR_1, _FACTOR_2 = np.array(_MIX_1, np.uint64), np.array(_MIX_2, np.uint64)
_SHIFT_27, _SHIFT_30, _SHIFT_31, _SHIFT_32, _SHIFT_54 = (np.array(bits, np.uint64) for bits in (27, 30, 31, 32, 54))


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
    RETURN = 11
    WHALE = 12
    BAN = 13
    JITTER = 14


def mix(number: int) -> int:
    """Mix one 64-bit whole number; every bit of the argument moves every bit of the answer."""
    number &= _MASK
    number = ((number ^ (number >> 30)) * _MIX_1) & _MASK
    number = ((number ^ (number >> 27)) * _MIX_2) & _MASK
    return number ^ (number >> 31)


def mix_all(numbers: Draws) -> Draws:
    """``mix`` for a whole array; the argument is used up as scratch space."""
    numbers ^= numbers >> _SHIFT_30
    numbers *= _FACTOR_1
    numbers ^= numbers >> _SHIFT_27
    numbers *= _FACTOR_2
    numbers ^= numbers >> _SHIFT_31
    return numbers


def draw(seed: int, stream: Stream, subject: int, n: int = 0) -> int:
    """Return the 64-bit draw number ``n`` of ``subject`` in ``stream``."""
    return mix(_origin(seed, stream) + subject * _STEP_SUBJECT + n * _STEP_N)


def positions(subjects: Draws, n: Draws) -> Draws:
    """Return where the draws number ``n`` of ``subjects`` lie, in any stream."""
    return subjects * _SUBJECT + n * _N


def first_positions(subjects: Draws) -> Draws:
    """Return where the draws number 0 of ``subjects`` lie."""
    return subjects * _SUBJECT


def draw_all(seed: int, stream: Stream, position: Draws) -> Draws:
    """``draw`` for an array of ``positions``."""
    return mix_all(position + np.array(_origin(seed, stream), np.uint64))


def draw_many(seed: int, streams: tuple[Stream, ...], position: Draws) -> Draws:
    """``draw_all`` for several streams at once: one row a stream."""
    return mix_all(position + _origins(seed, streams))


@lru_cache(maxsize=256)
def _origins(seed: int, streams: tuple[Stream, ...]) -> Draws:
    return np.array([[_origin(seed, stream)] for stream in streams], np.uint64)


@lru_cache(maxsize=1024)
def _origin(seed: int, stream: Stream) -> int:
    return mix(seed + stream * _STEP_STREAM)


def below(draws: Draws, limit: int | Draws) -> Integers:
    """Map draws to whole numbers ``0 … limit − 1`` (``limit`` below 2³²) from their upper bits."""
    numbers = draws >> _SHIFT_32
    numbers *= np.array(limit, np.uint64) if isinstance(limit, int) else limit
    numbers >>= _SHIFT_32
    return numbers.view(np.int64)


def one_below(number: int, limit: int) -> int:
    """``below`` for one draw."""
    return ((number >> 32) * limit) >> 32


def upper(draws: Draws) -> Integers:
    """Return the upper ten bits of draws, 0 … 1023, to look things up by."""
    return (draws >> _SHIFT_54).view(np.int64)


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
    return _EXPONENTIAL[upper(draws)]
