"""Mean waits under each balancing policy: their order, and round robin's value in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from scalegame.engine import Game
from scalegame.engine.scenario import Policy, Scenario, Source
from tests.depth import every
from tests.engine.theory.formulas import Service, mean_wait, round_robin_wait
from tests.engine.theory.observing import LOST_BY_ROUNDING, Seen, poisson_counts, service_of, strangers, watch
from tests.engine.theory.sampling import STUDENT_SIGMAS, mean, ratio

# Theory and real software hold what the second engine holds in every run, more slowly.
pytestmark = pytest.mark.deep

SERVERS, SERVICE, WARM_UP = 8, 20, 10
#: 4, 8 and 100 ms (4 : 3 : 1): a squared coefficient of variation of 3.2.
UNLIKE = Service((4, 8, 100), (4 / 8, 3 / 8, 1 / 8))
THINK = 100
CROWD = Source("crowd", addresses=1000, share=1, requests=(60_000, 60_000), think=THINK, mix=(0, 4, 3, 0, 0, 1))

ROUND, RANDOM, LEAST, TWO = Policy.ROUND_ROBIN, Policy.RANDOM, Policy.LEAST_CONNECTIONS, Policy.POWER_OF_TWO


def equal_requests(policy: Policy, load: float, ticks: int) -> Scenario:
    counts = poisson_counts(load * 1000 / SERVICE * SERVERS, ticks, seed=7)
    return strangers(counts, SERVICE, servers=SERVERS, policy=policy)


def unlike_requests(policy: Policy, load: float, ticks: int) -> Scenario:
    crowd = round(load * 1000 / UNLIKE.moment(1) * SERVERS * THINK)
    counts = [crowd // THINK] * THINK + [0] * (ticks - THINK)
    return service_of(CROWD, counts, servers=SERVERS, policy=policy, work=(2, 4, 8, 1, 1, 100))


def shorter_by(one: Seen, other: Seen) -> float:
    """Return by how many standard errors the mean wait in ``one`` is below that in ``other``.

    The same people come at the same moments under both, so ticks are compared with themselves, in batches. Rounding
    to milliseconds takes at most half a millisecond from the one and nothing from the other.
    """
    gap = mean(other.sojourn / other.answered - one.sojourn / one.answered)
    return (gap.mean - LOST_BY_ROUNDING) / gap.error


@pytest.mark.parametrize("load", [0.7, 0.9])
def test_round_robin_waits_as_the_common_queue_does(load: float) -> None:
    """M/D/c of Crommelin: with equal requests, turns are as good as one queue for all servers.

    48,000 and 61,000 requests; the error is that of 40 batches. Random routing's formula, an order
    of magnitude above, is no match.
    """
    seen = watch(Game(equal_requests(ROUND, load, 180), 1), WARM_UP)
    wait, busy = round_robin_wait(SERVERS, load / SERVICE * SERVERS, SERVICE)
    found = ratio(seen.waits(SERVICE, busy), seen.answered)
    assert abs(found.mean - wait) < STUDENT_SIGMAS * found.error
    assert abs(found.mean - mean_wait(load / SERVICE, Service((SERVICE,)))) > 10 * STUDENT_SIGMAS * found.error


@pytest.mark.parametrize("load", [0.7, 0.9])
def test_for_equal_requests_least_connections_is_round_robin(load: float) -> None:
    """People come and leave in turn, so the server whose turn it is has the fewest inside: not nearly, exactly."""
    by_turn, by_load = (watch(Game(equal_requests(policy, load, 60), 1)) for policy in (ROUND, LEAST))
    assert np.array_equal(by_turn.sojourn, by_load.sojourn)
    assert np.array_equal(by_turn.inside, by_load.inside)


@pytest.mark.parametrize("load", every(2, [0.7, 0.9]))
def test_equal_requests_wait_longest_at_random_less_by_two_choices_least_by_connections(load: float) -> None:
    """Random > two choices > least connections (= round robin), each beyond its noise."""
    random, two, least = (watch(Game(equal_requests(policy, load, 180), 1), WARM_UP) for policy in (RANDOM, TWO, LEAST))
    assert shorter_by(two, random) > STUDENT_SIGMAS
    assert shorter_by(least, two) > STUDENT_SIGMAS


@pytest.mark.parametrize("load", every(2, [0.5, 0.7]))
def test_unlike_requests_put_round_robin_between_random_and_two_choices(load: float) -> None:
    """Turns even out arrivals, not work: with a few long requests that is worse than looking at two queues."""
    random, turns, two, least = (
        watch(Game(unlike_requests(policy, load, THINK + 180), 1), THINK + 20) for policy in (RANDOM, ROUND, TWO, LEAST)
    )
    assert shorter_by(turns, random) > STUDENT_SIGMAS
    assert shorter_by(two, turns) > STUDENT_SIGMAS
    assert shorter_by(least, two) > STUDENT_SIGMAS


def test_the_comparison_sees_no_difference_where_there_is_none() -> None:
    """Two seeds of one policy: other people, the same law. Neither is found ahead."""
    one, other = (watch(Game(equal_requests(RANDOM, 0.7, 180), seed), WARM_UP) for seed in (1, 2))
    assert abs(shorter_by(one, other)) < STUDENT_SIGMAS
