"""The rate limiter: the first requests of a tick pass, the rest are turned away before they cost anything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scalegame.engine import Game, Quote, Scenario
from scalegame.engine.commands import SetRateLimit
from scalegame.engine.draws import Stream, draw, one_below
from scalegame.engine.scenario import LimitPer, Policy, RateLimit, SessionPlace, Source, StoreName, Wiring
from scalegame.engine.view import EventKind, FailureCause
from tests.engine.builders import (
    HOMES,
    addresses_of,
    causes,
    do,
    failed,
    finish,
    level,
    run,
    stocked,
    when,
    wired,
    world_of,
)

SHARED = Wiring(SessionPlace.REDIS)


def limited(limit: RateLimit, *arrivals: int, source: Source = HOMES, policy: Policy = Policy.ROUND_ROBIN) -> Scenario:
    """Return a level with shared sessions and a rate limiter."""
    scenario = level(*(wired(name, SHARED) for name in "AB"), arrivals=arrivals or [5] * 20, source=source)
    return replace(stocked(scenario, StoreName.REDIS), limit=limit, balancer=replace(scenario.balancer, policy=policy))


def moment(game: Game, number: int) -> int:
    """Return the microsecond in which a newcomer of the first wave asks for the first time."""
    return one_below(draw(world_of(game).seed, Stream.MOMENT, number), 1_000_000)


@pytest.mark.parametrize("policy", Policy)
def test_so_many_requests_a_second_pass_and_the_rest_fail_at_the_limiter(policy: Policy) -> None:
    """Requests that are turned away reach no server, whatever the policy."""
    game = Game(limited(RateLimit(7), policy=policy), 1)
    while not game.over:
        report = game.step()
        over = max(0, report.requests - 7)
        assert failed([report], FailureCause.RATE_LIMITED, "limiter") == over
        assert sum(each.requests for each in game.view().servers) == report.requests - over
    assert game.view().limited == game.view().metrics.requests_failed > 50


def test_the_first_of_a_tick_pass() -> None:
    """The seven of twenty newcomers who came first in their second are logged in."""
    game = Game(limited(RateLimit(7), 20), 1)
    game.step()
    in_order = sorted(range(20), key=lambda number: moment(game, number))
    people = world_of(game).sessions
    assert np.flatnonzero(people.place[:20]).tolist() == sorted(in_order[:7])


def test_a_limit_for_each_address_bounds_those_who_share_one() -> None:
    """An office of twenty behind one address: two pass; of twenty homes, each alone at its own, all do."""
    office, homes = replace(HOMES, addresses=1), replace(HOMES, addresses=1_000_000)
    limit = RateLimit(2, LimitPer.ADDRESS)
    assert failed(run(Game(limited(limit, 20, source=office), 1), 1), FailureCause.RATE_LIMITED) == 18
    assert failed(run(Game(limited(limit, 20, source=homes), 1), 1), FailureCause.RATE_LIMITED) == 0


def test_the_first_of_each_address_pass() -> None:
    """Three addresses, one request a second each."""
    game = Game(limited(RateLimit(1, LimitPer.ADDRESS), 30, source=replace(HOMES, addresses=3)), 1)
    game.step()
    people = world_of(game).sessions
    first: dict[int, int] = {}
    for number in sorted(range(30), key=lambda number: moment(game, number)):
        first.setdefault(int(people.address[number]), number)
    assert len(first) == len(set(addresses_of(game))) == 3
    assert np.flatnonzero(people.place[:30]).tolist() == sorted(first.values())


def test_every_second_begins_anew() -> None:
    """Exactly as many as the limit allows come in each: nobody is turned away."""
    log_ins = limited(RateLimit(5), 5, 5, 5, 5, source=replace(HOMES, think=1000))
    assert causes(finish(Game(log_ins, 1))) == set()


def test_a_limiter_that_is_off_lets_everything_through() -> None:
    assert causes(finish(Game(limited(RateLimit()), 1))) == set()


def test_the_player_sets_the_limit_and_lifts_it() -> None:
    """From the next tick on, for nothing."""
    game = Game(limited(RateLimit()), 1)
    run(game, 10)
    assert do(game, SetRateLimit(4)) == Quote()
    assert game.view().limit == RateLimit(4, LimitPer.SERVICE)
    report = game.step()
    assert failed([report], FailureCause.RATE_LIMITED) == report.requests - 4 > 0
    assert when([report], EventKind.SETTING, "set_rate_limit") == [10]
    do(game, SetRateLimit(4, LimitPer.ADDRESS))
    assert failed([game.step()], FailureCause.RATE_LIMITED) == 0
    do(game, SetRateLimit(0))
    assert causes(finish(game)) == set()


def test_a_limiter_keeps_a_service_alive_that_would_drown() -> None:
    """Its servers bear four log-ins a second and six people come: with a limit whoever passes is answered in time."""
    failures = []
    for limit in (RateLimit(), RateLimit(4)):
        scenario = limited(limit, *[6] * 60, source=replace(HOMES, requests=(8, 8)))
        slow = replace(scenario.server_types[0], capacity=70, queue=500)
        game = Game(replace(scenario, server_types=(slow,), timeout_us=2_000_000), 1)
        reports = finish(game)
        failures.append(failed(reports, FailureCause.TIMEOUT))
    assert failures[0] > 100
    assert failures[1] == 0
