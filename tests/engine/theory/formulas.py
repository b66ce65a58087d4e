"""Formulas of queueing theory for waits and losses. Times in ms, rates in requests a ms, all in steady state."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, exp, lgamma, log

import numpy as np


@dataclass(frozen=True)
class Service:
    """A distribution of service times: ``times`` (ms) and how probable each is."""

    times: tuple[float, ...]
    shares: tuple[float, ...] = (1.0,)

    def moment(self, power: int) -> float:
        """Return E[S^power]."""
        return sum(share * time**power for time, share in zip(self.times, self.shares, strict=True))


def mean_wait(rate: float, service: Service) -> float:
    """Return E[W] of M/G/1: λ E[S²] ÷ 2(1 − ρ) (Pollaczek 1930, Khinchine 1932)."""
    return rate * service.moment(2) / (2 * (1 - rate * service.moment(1)))


def wait_moment(rate: float, service: Service, power: int) -> float:
    """Return E[W^power] of M/G/1 by the recursion of Takács (1962)."""
    idle = 1 - rate * service.moment(1)
    moments = [1.0]
    for k in range(1, power + 1):
        terms = (comb(k, i) * service.moment(i + 1) / (i + 1) * moments[k - i] for i in range(1, k + 1))
        moments.append(rate / idle * sum(terms))
    return moments[power]


def wait_spread(rate: float, service: Service) -> float:
    """Return σ² so that the mean of N successive waits in M/G/1 has the variance σ² ÷ N for large N.

    Waits depend on each other, so σ² is far more than the variance of one. With h(v) = v² ÷ 2(1 − ρ), which solves
    Poisson's equation of the workload v for v − E[W], the sum of (W − E[W]) is a martingale but for its ends. It
    jumps by J = W − E[W] + λ(h(W + S) − h(W)) at each arrival, and σ² = E[J²] (Asmussen, Applied Probability and
    Queues, I.7). For exponential service this is ρ(2 + 5ρ − 4ρ² + ρ³) ÷ (1 − ρ)⁴ (Whitt 1989).
    """
    wait, square = wait_moment(rate, service, 1), wait_moment(rate, service, 2)
    slope = rate / (2 * (1 - rate * service.moment(1)))
    own = (square - wait**2) * (1 + 4 * slope * service.moment(1))
    jump = 4 * square * service.moment(2) + 4 * wait * service.moment(3) + service.moment(4)
    return own + slope**2 * jump


def shortfall(rate: float, service: Service) -> float:
    """Return how much less (ms) all waits at a server together are because it started empty: λ (E[h(W)] − h(0))."""
    return rate * wait_moment(rate, service, 2) / (2 * (1 - rate * service.moment(1)))


def poisson_tail(mean: float, least: int) -> float:
    """Return P(Poisson(mean) ≥ least) for ``least`` ≥ mean, which is also P(Gamma(least, 1) ≤ mean)."""
    term = exp(least * log(mean) - mean - lgamma(least + 1))
    total, number = 0.0, least
    while term > total * 1e-17:
        total += term
        number += 1
        term *= mean / number
    return total


def round_robin_wait(servers: int, rate: float, service: float) -> tuple[float, float]:
    """Return E[W] and P(W > 0) when Poisson requests of ``service`` ms each go round ``servers`` servers in turn.

    Each server sees every ``servers``-th request. By Spitzer (1956) E[W] is the sum over i of E[(i S − G)⁺] ÷ i, and
    P(W = 0) = exp(−Σ P(i S > G) ÷ i), where G, the time that i·``servers`` requests take to come, is
    Gamma-distributed. Because all requests are equal, this is also M/D/c with one common queue (Crommelin 1932):
    nobody could do better.
    """
    total, busy, i = 0.0, 0.0, 0
    while True:
        i += 1
        shape, reached = i * servers, rate * i * service
        late = poisson_tail(reached, shape)
        excess = i * service * late - shape / rate * poisson_tail(reached, shape + 1)
        total += excess / i
        busy += late / i
        if excess < 1e-12 * total:
            return total, 1 - exp(-busy)


def erlang_b(servers: int, load: float) -> float:
    """Return the share turned away by ``servers`` servers without a queue at ``load`` erlangs (Erlang 1917).

    It depends on the mean service alone (Sevastyanov 1957).
    """
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def blocked_share(places: int, load: float) -> float:
    """Return the share turned away by M/D/1 with ``places`` places, the one in service included.

    If a served request leaves nobody behind with probability q₀, the share is 1 − 1 ÷ (q₀ + ρ) (Cooper, Introduction
    to Queueing Theory, 5.5); the chain of those left behind is that of the endless queue, cut off and scaled.
    """
    chain = _left_behind(places, load)
    return 1 - 1 / (chain[0] / sum(chain) + load)


def longer_queues(longest: int, load: float) -> list[float]:
    """Return the share of time that M/D/1 has at least 0, 1 … ``longest`` requests inside.

    Requests leave behind what others find when they come, and those see averages over time (PASTA).
    """
    shares = [(1 - load) * each for each in _left_behind(longest, load)]
    return [1 - sum(shares[:count]) for count in range(longest + 1)]


def _left_behind(count: int, load: float) -> list[float]:
    """Return how often a request leaves 0, 1 … ``count`` − 1 others behind in M/D/1, relative to 0.

    The numbers are a Markov chain: those there before, and Poisson(ρ) who came during one service.
    """
    came = [exp(n * log(load) - load - lgamma(n + 1)) for n in range(count + 1)]
    chain = [1.0]
    for n in range(count - 1):
        reached = chain[n] - came[n] - sum(chain[j] * came[n - j + 1] for j in range(1, n + 1))
        chain.append(reached / came[0])
    return chain


def multinomial_peak(total: int, cells: int, tries: int, seed: int) -> tuple[float, float]:
    """Return mean and standard deviation of largest ÷ mean when ``total`` fall evenly into ``cells``, by trying."""
    peaks = np.random.default_rng(seed).multinomial(total, [1 / cells] * cells, size=tries).max(axis=1) * cells / total
    return float(peaks.mean()), float(peaks.std(ddof=1))
