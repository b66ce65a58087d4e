"""Mean waits at one server: the formula of Pollaczek and Khinchine, for equal and for unlike requests."""

from __future__ import annotations

from math import hypot, sqrt

import numpy as np
import pytest

from scalegame.engine import Game
from scalegame.engine.scenario import Source
from tests.depth import every
from tests.engine.theory.formulas import Service, mean_wait, shortfall, wait_spread
from tests.engine.theory.observing import Seen, poisson_counts, service_of, strangers, watch
from tests.engine.theory.sampling import SIGMAS, STUDENT_SIGMAS, Estimate, Numbers, mean

# Theory and real software hold what the second engine holds in every run, more slowly.
pytestmark = pytest.mark.deep

#: People who are online all the time, and how long they pause on the mean (ticks).
THINK = 100
#: Browsing, carts and check-outs (4 : 3 : 1) of 4, 8 and 40 ms: squared coefficient of variation 1.32.
UNLIKE = Service((4, 8, 40), (4 / 8, 3 / 8, 1 / 8))
CROWD = Source("crowd", addresses=1000, share=1, requests=(60_000, 60_000), think=THINK, mix=(0, 4, 3, 0, 0, 1))
CROWDS_WORK = (2, 4, 8, 1, 1, 40)


def theory(load: float, service: Service, servers: int, answered: int) -> Estimate:
    """Return the mean wait (ms) to expect of ``answered`` requests at servers that began empty, and its error.

    The standard error is √(σ² ÷ N) with σ² of ``wait_spread``: the dependence of waits on each other and the chance
    in the number of arrivals are in it.
    """
    rate = load / service.moment(1)
    wait = mean_wait(rate, service) - servers * shortfall(rate, service) / answered
    return Estimate(wait, sqrt(wait_spread(rate, service) / answered))


def found(seen: Seen, load: float, service: Service) -> float:
    """Return the mean wait (ms) that was seen; a share ``load`` waits at all, and those waits were rounded down.

    Arrivals fall evenly into a millisecond, so the mean that rounding takes away is known to about 0.01 ms.
    """
    return float(seen.waits(service.moment(1), load).sum() / seen.answered.sum())


def equal_requests(load: float, service: int, servers: int, ticks: int, seed: int) -> tuple[float, Estimate]:
    """Return the mean wait of a true Poisson process of equal requests, and what theory expects."""
    counts = poisson_counts(load * 1000 / service * servers, ticks, seed)
    seen = watch(Game(strangers(counts, service, servers=servers), seed))
    assert seen.answered.sum() == counts.sum()
    return found(seen, load, Service((service,))), theory(load, Service((service,)), servers, int(counts.sum()))


@pytest.mark.parametrize("load, ticks", every(2, [(0.3, 400), (0.5, 400), (0.8, 800), (0.9, 1000)], rows=True))
def test_equal_requests_wait_at_one_server_as_the_formula_says(load: float, ticks: int) -> None:
    """M/D/1: Poisson counts, and moments drawn evenly within the tick, are a Poisson process exactly.

    24,000 to 180,000 requests of 5 ms; four standard errors are 7 to 14 % of the wait.
    """
    wait, expected = equal_requests(load, 5, 1, ticks, seed=1)
    assert abs(wait - expected.mean) < SIGMAS * expected.error + 0.01
    assert SIGMAS * expected.error < 0.15 * expected.mean


@pytest.mark.parametrize("load, servers, ticks", every(2, [(0.6, 64, 200), (0.9, 96, 300)], rows=True))
def test_random_routing_makes_every_server_such_a_queue(load: float, servers: int, ticks: int) -> None:
    """A Poisson process split at random is a Poisson process at each server, independent of the others.

    150,000 and 520,000 requests of 50 ms; four standard errors are below 9 % of the wait. That lets neither
    exponential service through nor a server that has 3 % more to do.
    """
    wait, expected = equal_requests(load, 50, servers, ticks, seed=2)
    tolerance = SIGMAS * expected.error + 0.01
    assert tolerance < 0.09 * expected.mean
    assert abs(wait - expected.mean) < tolerance
    assert abs(wait - load / (1 - load) * 50) > tolerance
    assert abs(wait - mean_wait((load + 0.03) / 50, Service((50,)))) > tolerance


@pytest.mark.parametrize("servers, ticks, allowed", every(2, [(1, 900, 0.2), (16, 240, 0.11)], rows=True))
def test_unlike_requests_wait_as_the_formula_says(servers: int, ticks: int, allowed: float) -> None:
    """M/G/1 at ρ = 0.8: a crowd of N people who browse, fill carts and check out, at random on ``servers`` servers.

    Pauses and answers take think + E[T] ticks on the mean, so N people make N ÷ (think + E[T]) requests a tick. They
    are binomial (see ``test_arrivals``) with p = 1 ÷ 100, and fewer ask while many wait. Both make waits a little
    shorter than a Poisson process does: the first by at most p ÷ (1 + c²) of the wait, the second by about
    1 ÷ (1 − ρ)² ÷ N with N people a server (that of M/M/1 with a finite source, to first order); twice that is
    allowed. The mean pause is off by at most 1 ÷ 1000, the wait by 1 ÷ (1 − ρ) times that.
    """
    load, service = 0.8, UNLIKE
    wait = mean_wait(load / service.moment(1), service)
    crowd = round(load * 1000 / service.moment(1) * servers * (THINK + (wait + service.moment(1)) / 1000))
    counts = [crowd // THINK] * (THINK - 1) + [crowd - crowd // THINK * (THINK - 1)] + [0] * (ticks + 60)
    scenario = service_of(CROWD, counts, servers=servers, work=CROWDS_WORK)
    seen = watch(Game(scenario, 3), warm_up=THINK + 60)
    expected = theory(load, service, 0, int(seen.answered.sum()))
    spread = service.moment(2) / service.moment(1) ** 2
    bias = 1 / THINK / spread + 2 / (1 - load) ** 2 / (crowd / servers) + 0.001 / (1 - load)
    tolerance = SIGMAS * expected.error + bias * wait
    assert tolerance < allowed * wait
    assert abs(found(seen, load, service) - wait) < tolerance
    assert abs(mean_wait(load / service.moment(1), Service((10,))) - wait) > 2 * tolerance, "equal requests wait less"


def own_waits(count: int, service: float, ticks: int, seed: int) -> Numbers:
    """Return the mean wait in each tick when ``count`` come in it evenly at random, by NumPy's chance alone."""
    chance = np.random.default_rng(seed)
    come = (np.arange(ticks)[:, np.newaxis] * 1000 + np.sort(chance.random((ticks, count)) * 1000, axis=1)).ravel()
    before = np.concatenate(([0.0], np.cumsum(service - np.diff(come))))
    waits: Numbers = before - np.minimum.accumulate(before)
    means: Numbers = waits.reshape(ticks, count).mean(axis=1)
    return means


def test_the_even_arrivals_of_a_level_wait_less_than_poisson_ones() -> None:
    """A level names how many come in a tick, so their number does not vary; only their moments do.

    Expected is what the same queue does with NumPy's moments: the error of each mean is that of 40 batches. The
    formula for a Poisson process, a quarter more, must be rejected.
    """
    service, count, ticks, busy = 5, 180, 1200, 0.9
    seen = watch(Game(strangers([count] * ticks, service), 5))
    engine, own = mean(seen.waits(service, busy) / count), mean(own_waits(count, service, ticks, 6))
    tolerance = STUDENT_SIGMAS * hypot(engine.error, own.error) + 0.01
    assert abs(engine.mean - own.mean) < tolerance
    assert mean_wait(busy / service, Service((service,))) - engine.mean > tolerance
