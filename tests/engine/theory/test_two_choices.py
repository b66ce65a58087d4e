"""Queue lengths of a large fleet: at random those of single servers, with two choices a fixed point."""

from __future__ import annotations

import pytest

from scalegame.engine import Game
from scalegame.engine.scenario import Policy
from tests.depth import every
from tests.engine.theory.formulas import longer_queues
from tests.engine.theory.observing import poisson_counts, strangers, watch
from tests.engine.theory.sampling import STUDENT_SIGMAS, Estimate, mean
from tests.engine.theory.two_choices import equal_service, exponential_service

# Theory and real software hold what the second engine holds in every run, more slowly.
pytestmark = pytest.mark.deep

SERVICE, WARM_UP, LONGEST = 100, 20, 5


def tail(policy: Policy, load: float, servers: int, ticks: int) -> list[Estimate]:
    """Return the shares of servers that have at least 0, 1 … ``LONGEST`` requests inside when a tick ends.

    Poisson arrivals know no ticks, so the ends of ticks are moments like any other. The errors are those of 40 batches.
    """
    counts = poisson_counts(load * 1000 / SERVICE * servers, ticks + WARM_UP, seed=8)
    seen = watch(Game(strangers(counts, SERVICE, servers=servers, policy=policy), 3), WARM_UP)
    return [mean((seen.inside >= least).mean(axis=1)) for least in range(LONGEST + 1)]


@pytest.mark.parametrize("load, servers, ticks", every(2, [(0.7, 128, 120), (0.9, 256, 120)], rows=True))
def test_two_choices_give_the_queues_of_the_fixed_point(load: float, servers: int, ticks: int) -> None:
    """Up to 256 servers, as many as a level can have, in 40 batches of 3 ticks (30 services each).

    A fleet of n servers is off from the limit of endlessly many by O(1 ÷ n) (Gast 2017, for exponential service):
    1 ÷ n is allowed, as fleets of 16 and of 64 were seen to be off by up to 0.9 ÷ n. Mitzenmacher's λ^(2^k − 1) itself
    is for exponential service, which the engine has not; its queues are longer and must be told apart.
    """
    found, expected, exponential = (
        tail(Policy.POWER_OF_TWO, load, servers, ticks),
        equal_service(load),
        exponential_service(load),
    )
    for least in range(1, LONGEST + 1):
        tolerance = STUDENT_SIGMAS * found[least].error + 1 / servers
        assert abs(found[least].mean - expected[least]) < tolerance
        if least in (2, 3):
            assert abs(found[least].mean - exponential[least]) > tolerance


def test_random_routing_gives_the_queues_of_single_servers() -> None:
    """At ρ = 0.9 random routing has four or more inside half of the time, two choices 1 in 180 times."""
    found, single, two = tail(Policy.RANDOM, 0.9, 128, 160), longer_queues(LONGEST, 0.9), equal_service(0.9)
    for least in range(1, LONGEST + 1):
        assert abs(found[least].mean - single[least]) < STUDENT_SIGMAS * found[least].error
    assert found[4].mean - STUDENT_SIGMAS * found[4].error > 50 * two[4]
