"""Whales: many newcomers behind one address, which no hash of addresses can spread."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from scalegame.engine import Game, Scenario
from scalegame.engine.scenario import (
    Balancer,
    Incident,
    IncidentKind,
    LimitPer,
    Policy,
    RateLimit,
    SessionPlace,
    StoreName,
    Wiring,
)
from scalegame.engine.view import EventKind, FailureCause
from tests.engine.builders import HOMES, addresses_of, failed, finish, level, run, stocked, when, wired, world_of

SHARED = Wiring(sessions=SessionPlace.REDIS)


def whale(per_mille: int = 500, at: int = 5, ticks: int = 10) -> Incident:
    return Incident(IncidentKind.WHALE, at, ticks=ticks, per_mille=per_mille)


def service(*incidents: Incident, policy: Policy = Policy.ROUND_ROBIN) -> Scenario:
    """Return a level in which forty people come in each of thirty ticks and stay to the end."""
    servers = [wired(name, SHARED) for name in "ABCD"]
    scenario = level(
        *servers, arrivals=[40] * 30, incidents=incidents, source=replace(HOMES, addresses=100_000, think=9)
    )
    return replace(stocked(scenario, StoreName.REDIS), balancer=Balancer(policy))


def together(game: Game, ticks: int) -> list[int]:
    """Run ticks and return how many newcomers of each share the one address that is most common among all."""
    seen = []
    for _ in range(ticks):
        before = len(addresses_of(game))
        game.step()
        new = addresses_of(game)[before:]
        seen.append(sum(count for _, count in Counter(new).most_common(1)))
    return seen


def test_a_share_of_the_newcomers_come_from_one_address_while_it_lasts() -> None:
    """Half of forty, give or take; nobody before and nobody after; who was there keeps their address."""
    game = Game(service(whale()), 1)
    shared = together(game, 20)
    assert max(shared[:5]) <= 2
    assert all(10 <= count <= 30 for count in shared[5:15])
    assert max(shared[15:]) <= 2


def test_a_whale_is_one_address_more_that_nobody_else_has() -> None:
    """Two spells bring people from the same address; the people of calm ticks are none of it."""
    game = Game(service(whale(1000, 3, 2), whale(1000, 9, 2)), 1)
    run(game, 12)
    (_, count), (_, next_most) = Counter(addresses_of(game)).most_common(2)
    assert count == 4 * 40
    assert next_most <= 3


@pytest.mark.parametrize("first, second, strength, end", [
    (whale(800, 2, 10), whale(300, 5, 20), 800, 25),
    (whale(300, 2, 10), whale(800, 5, 3), 800, 12),
    (whale(800, 2, 3), whale(300, 9, 5), 300, 14),
])  # fmt: skip
def test_of_two_whales_at_a_time_the_bigger_and_the_longer_counts(
    first: Incident, second: Incident, strength: int, end: int
) -> None:
    game = Game(service(first, second), 1)
    run(game, 10)
    assert world_of(game).whale == (strength, end)


def test_a_whale_makes_a_hash_of_addresses_lopsided_and_leaves_a_cookie_even() -> None:
    """All newcomers behind one address meet on one server."""
    hashed, cookies = (
        Game(service(whale(1000, 0, 30), policy=policy), 1) for policy in (Policy.SOURCE_HASH, Policy.STICKY_COOKIE)
    )
    finish(hashed), finish(cookies)
    assert hashed.view().metrics.load_imbalance == 3000
    assert cookies.view().metrics.load_imbalance < 200


def test_a_rate_limit_per_address_hits_the_whale_alone() -> None:
    """Ten requests a second for each address: the whale's people share them."""
    game = Game(replace(service(whale()), limit=RateLimit(10, LimitPer.ADDRESS)), 1)
    before, during = run(game, 5), run(game, 10)
    assert failed(before, FailureCause.RATE_LIMITED) == 0
    assert failed(during, FailureCause.RATE_LIMITED) > 50
    assert when(during, EventKind.WHALE) == [5]
