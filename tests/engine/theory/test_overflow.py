"""Requests turned away by full queues: Erlang's formula without a queue, M/D/1/K with one."""

from __future__ import annotations

import pytest

from scalegame.engine import Game
from scalegame.engine.scenario import Policy, Source
from tests.depth import every
from tests.engine.theory.formulas import blocked_share, erlang_b
from tests.engine.theory.observing import poisson_counts, service_of, strangers, watch
from tests.engine.theory.sampling import STUDENT_SIGMAS, Estimate, ratio

# Theory and real software hold what the second engine holds in every run, more slowly.
pytestmark = pytest.mark.deep

SERVICE = 20
VISITORS = Source("visitors", addresses=1000, share=1, requests=(1, 1), think=20, mix=(0, 4, 3, 0, 0, 1))


def blocked(policy: Policy, load: float, servers: int, places: int, ticks: int = 240) -> Estimate:
    """Return the share of Poisson requests of 20 ms that is turned away, ``load`` erlangs a server being offered."""
    counts = poisson_counts(load * 1000 / SERVICE * servers, ticks, seed=12)
    scenario = strangers(counts, SERVICE, servers=servers, policy=policy, queue=places - 1)
    seen = watch(Game(scenario, 12))
    assert seen.blocked.sum() + seen.answered.sum() == counts.sum()
    return ratio(seen.blocked, seen.requests)


@pytest.mark.parametrize("servers, load", every(2, [(1, 0.8), (4, 0.75), (8, 0.75), (8, 1.2)], rows=True))
def test_servers_without_a_queue_turn_away_what_erlang_says(servers: int, load: float) -> None:
    """Least connections finds a free server if there is one: M/D/c/c. 10,000 to 115,000 requests, 40 batches."""
    found = blocked(Policy.LEAST_CONNECTIONS, load, servers, places=1)
    assert abs(found.mean - erlang_b(servers, load * servers)) < STUDENT_SIGMAS * found.error
    if servers > 1:
        apart = erlang_b(1, load)
        assert abs(found.mean - apart) > STUDENT_SIGMAS * found.error, "as if each server had people of its own"


def test_how_unlike_requests_are_does_not_matter_without_a_queue() -> None:
    """Erlang's formula asks for the mean work alone: log-ins of 4 ms, then one request of 8, 20 or 120 ms.

    Whoever is turned away leaves, so with λ log-ins a ms and a blocked share B the load is λ(4 + (1 − B)·26.5)
    erlangs: B is a fixed point. In any one tick requests are Poisson; one visitor's two are 20 ticks apart on the
    mean, 400 services, which no server remembers.
    """
    servers, logins, warm_up = 8, 0.22, 160
    share = 0.0
    for _ in range(100):
        share = erlang_b(servers, logins * (4 + (1 - share) * (8 * 4 + 20 * 3 + 120) / 8))
    counts = poisson_counts(logins * 1000, 240 + warm_up, seed=13)
    scenario = service_of(
        VISITORS, counts, servers=servers, policy=Policy.LEAST_CONNECTIONS, work=(4, 8, 20, 1, 1, 120), queue=0
    )
    seen = watch(Game(scenario, 13), warm_up)
    found = ratio(seen.blocked, seen.requests)
    assert 0.05 < share < 0.3
    assert abs(found.mean - share) < STUDENT_SIGMAS * found.error


@pytest.mark.parametrize("places, load", every(3, [(1, 0.8), (2, 0.8), (4, 0.9), (6, 0.9), (4, 1.2)], rows=True))
def test_a_short_queue_turns_away_what_the_chain_says(places: int, load: float) -> None:
    """M/D/1/K at each of eight servers chosen at random, so many queues at once; 80,000 to 115,000 requests.

    One place more or less would be noticed: the limit counts those who wait beside the one being served.
    """
    found = blocked(Policy.RANDOM, load, 8, places)
    assert abs(found.mean - blocked_share(places, load)) < STUDENT_SIGMAS * found.error
    assert abs(found.mean - blocked_share(places + 1, load)) > STUDENT_SIGMAS * found.error
