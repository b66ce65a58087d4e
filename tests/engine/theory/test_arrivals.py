"""The arrival process of a crowd: people with memoryless pauses, each at most once a tick."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest

from scalegame.engine import Game
from scalegame.engine.scenario import Source
from tests.engine.theory.observing import service_of, watch
from tests.engine.theory.sampling import SIGMAS, Numbers

# Theory and real software hold what the second engine holds in every run, more slowly.
pytestmark = pytest.mark.deep

#: So quick that nobody's pause is put off by waiting.
QUICK = (1, 1, 1, 1, 1, 1)


def visitors(requests: int, think: int) -> Source:
    return Source(
        "visitors", addresses=1000, share=1, requests=(requests, requests), think=think, mix=(0, 1, 0, 0, 0, 0)
    )


def pauses(people: int, think: int, ticks: int) -> Numbers:
    """Return the share of ``people`` whose pause was at most 1, 2, 3 … ticks."""
    scenario = service_of(visitors(1, think), [people] + [0] * ticks, servers=64, work=QUICK)
    came = watch(Game(scenario, 1)).requests[1:]
    share: Numbers = came.cumsum() / people
    return share


def law(mean: float, ticks: int) -> Numbers:
    """Return the same for pauses that are exponential with ``mean`` and end in the next tick that begins."""
    share: Numbers = 1 - np.exp(-np.arange(1, ticks + 1) / mean)
    return share


@pytest.mark.parametrize("think", [2, 10, 40])
def test_pauses_are_exponential_rounded_up_to_ticks(think: int) -> None:
    """A pause of mean ``think`` is 1 + ⌊E⌋ ticks with E exponential of mean ``think`` − ½: geometric, memoryless.

    By Dvoretzky, Kiefer and Wolfowitz (1956, Massart 1990) an empirical distribution of N draws is off by more than
    √(ln(2 ÷ p) ÷ 2N) with probability p, here that of four standard errors. The table of 1,024 mid-quantiles adds
    half a step of 1 ÷ 1024, its whole numbers half of 1 ÷ 1000 of the mean, and 1 in 1000 is answered (1 ms, a third
    of the time of 64 servers) only in the next tick, from which the pause counts.
    """
    people, ticks = 20_000, 8 * think
    allowed = sqrt(log(2 / 6e-5) / (2 * people)) + 1 / 2048 + 1 / 2000 + 1 / 1000
    found = pauses(people, think, ticks)
    assert np.abs(found - law(think - 0.5, ticks)).max() < allowed
    assert np.abs(found - law(think + 0.5 + think / 10, ticks)).max() > allowed, "a tenth and a tick more is too much"


def test_a_crowd_asks_like_independent_people() -> None:
    """A steady crowd makes a binomial number of requests a tick, whatever it did in the tick before.

    Memoryless pauses: each of N people asks in each tick with probability p = 1 ÷ think. Over T ticks the sample
    variance is off by √(2 ÷ T) of itself and the correlation of neighbours by 1 ÷ √T (standard errors). The mean
    has √(N p (1 − p) ÷ T), and the mean pause is off by at most 1 ÷ 1000 (the table).
    """
    people, think, ticks = 4000, 20, 1500
    scenario = service_of(visitors(60_000, think), [people] + [0] * (ticks + think), servers=4, work=QUICK)
    came = watch(Game(scenario, 2), warm_up=think + 1).requests.astype(np.float64)
    chance = 1 / think
    variance = people * chance * (1 - chance)
    assert abs(came.mean() - people * chance) < SIGMAS * sqrt(variance / len(came)) + people * chance / 1000
    assert abs(came.var(ddof=1) / variance - 1) < SIGMAS * sqrt(2 / len(came))
    off = came - came.mean()
    assert abs((off[1:] * off[:-1]).mean() / variance) < SIGMAS / sqrt(len(came))
