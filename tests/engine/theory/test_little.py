"""Little's law, L = λW: what is inside at a moment, and how long each stays, are counted apart and agree."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from scalegame.engine import Game
from scalegame.engine.scenario import Policy, Source
from tests.engine.theory.observing import LOST_BY_ROUNDING, poisson_counts, service_of, strangers, watch
from tests.engine.theory.sampling import SIGMAS, STUDENT_SIGMAS, mean

# Theory and real software hold what the second engine holds in every run, more slowly.
pytestmark = pytest.mark.deep

SERVICE, SERVERS, WARM_UP = 50, 32, 20


@pytest.mark.parametrize("policy, busy", [(Policy.RANDOM, 0.8), (Policy.POWER_OF_TWO, 0.8)])
def test_requests_inside_are_their_rate_times_their_time(policy: Policy, busy: float) -> None:
    """Requests inside at the end of each tick against the time that a tick's requests spend inside, in s.

    Poisson arrivals, so the end of a tick is a moment like any other. What is compared is the mean difference; its
    error is that of 40 batches, about 1 % of L. Waits are rounded down to ms, for at least those who find somebody.
    """
    counts = poisson_counts(busy * 1000 / SERVICE * SERVERS, 280 + WARM_UP, seed=9)
    seen = watch(Game(strangers(counts, SERVICE, servers=SERVERS, policy=policy), 9), WARM_UP)
    inside = seen.inside.sum(axis=1)
    stayed = (seen.sojourn + LOST_BY_ROUNDING * seen.answered / 2) / 1000
    gap = mean(inside - stayed)
    rounding = LOST_BY_ROUNDING * seen.answered.mean() / 2 / 1000
    assert abs(gap.mean) < STUDENT_SIGMAS * gap.error + rounding
    assert STUDENT_SIGMAS * gap.error + rounding < 0.08 * inside.mean()


def test_requests_waiting_are_their_rate_times_their_wait() -> None:
    """The same for the queue that players see, without the requests in service: L_q = λW_q.

    Confusing the two, queue and everything inside, must be noticed.
    """
    busy = 0.8
    counts = poisson_counts(busy * 1000 / SERVICE * SERVERS, 280 + WARM_UP, seed=10)
    seen = watch(Game(strangers(counts, SERVICE, servers=SERVERS), 10), WARM_UP, views=True)
    waited = seen.waits(SERVICE, busy) / 1000
    gap = mean(seen.queue.sum(axis=1) - waited)
    assert abs(gap.mean) < STUDENT_SIGMAS * gap.error
    confused = mean(seen.inside.sum(axis=1) - waited)
    assert confused.mean > 4 * STUDENT_SIGMAS * confused.error


def test_people_online_are_their_rate_times_their_visit() -> None:
    """40 people a tick come for three pauses of 8 ticks on the mean: 40 × 3 × E[pause] of them are there.

    A pause is 1 + ⌊E⌋ ticks, E exponential of mean 7½, so E[pause] = 1 ÷ (1 − exp(−1 ÷ 7½)), in the table within
    1 ÷ 1000. Whoever came u ticks ago is still there with probability G(u), all independent of each other, so with a
    fixed number of people a tick the number online has the variance Σ 40 G(1 − G) at a moment; T ticks give a mean
    with the variance 2D ÷ T of that at most, D = Σ G(u) being how long chance is remembered.
    """
    rate, think, ticks, warm_up = 40, 8, 600, 150
    source = Source("visitors", addresses=100, share=1, requests=(3, 3), think=think, mix=(0, 1, 0, 0, 0, 0))
    scenario = service_of(source, [rate] * (ticks + warm_up), servers=4, work=(1, 1, 1, 1, 1, 1))
    online = watch(Game(scenario, 11), warm_up).online
    pause = 1 / (1 - np.exp(-1 / (think - 0.5)))
    expected = rate * 3 * pause
    error = sqrt(expected * 2 * 3 * pause / len(online))
    assert abs(online.mean() - expected) < SIGMAS * error + expected / 1000
    assert abs(online.mean() - rate * 3 * (think + 1)) > SIGMAS * error + expected / 1000, "a tick more is too much"
