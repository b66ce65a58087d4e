"""The imbalance of random rings, by which one measured ring and the engine's ring can be judged.

A ring is drawn once and stays; two rings of the same size have other shares, and neither is wrong. Of n servers with
V points each, the nV points cut the circle into nV spacings, which are exchangeable with a Dirichlet(1, …, 1)
distribution; a server owns V of them, so its share is Beta(V, (n − 1)·V), with the mean 1/n and the variance
(1/n)(1 − 1/n) / (nV + 1). N people drawn onto such a share scatter as well: the share of them has the same mean and
the variance (1/n)(1 − 1/n) · (1/N + (1 − 1/N)/(nV + 1)), which is the one of a ring with fewer points. A modulo hash
of good quality is a ring of endlessly many points.

The distribution function of a Beta with whole parameters is a binomial tail: a share is at most x when at least V of
nV − 1 uniform numbers are.
"""

from __future__ import annotations

from functools import cache
from math import exp, lgamma, log

#: Outside the spread lies one ring in so many, half of them on either side.
ONE_IN = 100


@cache
def share_spread(servers: int, points: int, people: int) -> tuple[float, float]:
    """Return between which shares of ``people`` one of ``servers`` with ``points`` each has in 99 rings of 100."""
    fewer = _points_with_people(servers, points, people)
    return _quantile(servers, fewer, 1 / (2 * ONE_IN)), _quantile(servers, fewer, 1 - 1 / (2 * ONE_IN))


@cache
def imbalance_spread(servers: int, points: int, people: int) -> tuple[float, float]:
    """Return between which values busiest ÷ mean lies in (at least) 99 rings of 100.

    Nothing is below 1. That any of n servers has more than x is at most n times as likely as that one of them has.
    """
    fewer = _points_with_people(servers, points, people)
    return 1.0, servers * _quantile(servers, fewer, 1 - 1 / (ONE_IN * servers))


def _points_with_people(servers: int, points: int, people: int) -> int:
    """Return the size of the ring whose shares vary as much as those of ``people`` on a ring of ``points``."""
    variance = 1 / people + (1 - 1 / people) / (servers * points + 1)
    return max(1, round((1 / variance - 1) / servers))


def _quantile(servers: int, points: int, probability: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if share_at_most(middle, servers, points) < probability else (low, middle)
    return (low + high) / 2


def share_at_most(share: float, servers: int, points: int) -> float:
    """Return the probability that one of ``servers`` with ``points`` points each has at most ``share`` of a ring."""
    others = servers * points - 1
    return sum(_exactly(k, others, share) for k in range(points, others + 1))


def _exactly(hits: int, tries: int, probability: float) -> float:
    """Return the binomial probability, by logarithms: the coefficients have hundreds of digits."""
    ways = lgamma(tries + 1) - lgamma(hits + 1) - lgamma(tries - hits + 1)
    return exp(ways + hits * log(probability) + (tries - hits) * log(1 - probability))
