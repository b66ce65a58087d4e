"""Arrivals of a wave: the area under straight lines and spikes, cut into whole visitors without rounding drift."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor


@dataclass(frozen=True, slots=True)
class Point:
    """``rate`` visitors a tick at ``tick`` of the wave."""

    tick: int
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Spike:
    """``factor`` times the visitors for ``ticks`` ticks from ``at``. Overlapping spikes multiply."""

    at: int
    ticks: int
    factor: Fraction


def arrivals(ticks: int, points: Sequence[Point], spikes: Sequence[Spike] = ()) -> tuple[int, ...]:
    """Return the visitors of each tick.

    The rate runs straight from point to point (two points at one tick make a step), level before the
    first and after the last. Up to tick t there have come floor(area under the rate up to t) visitors,
    so no tick is off by more than the fraction of one person, and neither is the whole.
    """
    area, came, visitors = Fraction(0), 0, []
    for tick in range(ticks):
        area += _area(tick, points) * _factor(tick, spikes)
        visitors.append(floor(area) - came)
        came = floor(area)
    return tuple(visitors)


def _area(tick: int, points: Sequence[Point]) -> Fraction:
    """Return the visitors between ``tick`` and the next by the lines alone: points stand on whole ticks only."""
    after = bisect_right(points, tick, key=lambda point: point.tick)
    if after in (0, len(points)):
        return points[max(0, after - 1)].rate
    left, right = points[after - 1], points[after]
    slope = (right.rate - left.rate) / (right.tick - left.tick)
    return left.rate + slope * (2 * (tick - left.tick) + 1) / 2


def _factor(tick: int, spikes: Sequence[Spike]) -> Fraction:
    factor = Fraction(1)
    for spike in spikes:
        if spike.at <= tick < spike.at + spike.ticks:
            factor *= spike.factor
    return factor
