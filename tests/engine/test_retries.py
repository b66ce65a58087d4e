"""Clients that try again: what they repeat, how often, when, and what it costs the service."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from scalegame.engine import Game, Scenario, play
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Incident,
    IncidentKind,
    Kind,
    OrderPlace,
    RateLimit,
    SessionPlace,
    Source,
    StoreName,
    Wiring,
)
from scalegame.engine.view import FailureCause
from tests.engine.builders import causes, failed, finish, level, people, run, stocked, store, wired, world_of

SHARED = Wiring(sessions=SessionPlace.REDIS)
#: One look around, about fifty ticks after the log-in.
ONCE = people(1, 0, 0, 0, 0, requests=1, think=50)


def retrying(source: Source, retries: int, retry_after: int = 1, *, backoff: bool = False) -> Source:
    """Return the same people, who make a failed request again."""
    return replace(source, retries=retries, retry_after=retry_after, backoff=backoff)


def closed(source: Source, *incidents: Incident, ticks: int = 60) -> Scenario:
    """Return a level with one visitor, whose only server dies before they come and does not boot in time."""
    crash = Incident(IncidentKind.CRASH, 0, "A")
    scenario = level("A", arrivals=(1, *[0] * (ticks - 1)), incidents=(crash, *incidents), source=source)
    return replace(scenario, server_types=(replace(scenario.server_types[0], boot=500),))


def tries(scenario: Scenario, seed: int = 1) -> list[int]:
    """Return the ticks in which somebody makes a request."""
    return [report.tick for report in finish(Game(scenario, seed)) if report.requests]


def test_nobody_repeats_anything_unless_their_source_says_so() -> None:
    assert tries(closed(ONCE)) == [0]


@pytest.mark.parametrize("retries, retry_after, ticks", [(1, 1, [0, 1]), (3, 2, [0, 2, 4, 6]), (2, 10, [0, 10, 20])])
def test_a_failed_request_is_made_again_so_often_and_so_long_after(
    retries: int, retry_after: int, ticks: list[int]
) -> None:
    assert tries(closed(retrying(ONCE, retries, retry_after))) == ticks


@pytest.mark.parametrize("seed", range(5))
def test_who_backs_off_waits_twice_as_long_each_time_and_a_random_part_more(seed: int) -> None:
    """The pauses begin with two ticks; the random part is less than the pause itself."""
    ticks = tries(closed(retrying(ONCE, 4, 2, backoff=True), ticks=99), seed)
    gaps = [later - sooner for sooner, later in pairwise(ticks)]
    assert len(gaps) == 4
    for gap, pause in zip(gaps, (2, 4, 8, 16), strict=True):
        assert pause <= gap < 2 * pause


def test_people_who_back_off_do_not_come_back_all_at_once() -> None:
    """Two hundred fail in one tick: without backing off all are back in one, with it they are spread."""
    spread = {}
    for backoff in (False, True):
        scenario = closed(retrying(ONCE, 1, 8, backoff=backoff))
        game = Game(replace(scenario, waves=(replace(scenario.waves[0], arrivals=(200, *[0] * 30)),)), 1)
        spread[backoff] = [report.requests for report in finish(game)[1:] if report.requests]
    assert spread[False] == [200]
    assert len(spread[True]) == 8
    assert max(spread[True]) < 50


def test_who_has_tried_often_enough_goes_on_with_the_visit() -> None:
    """Three requests, each tried twice: the log-in fails three times in all, with pauses in between."""
    visit = people(1, 0, 0, 0, 0, requests=3, think=1)
    ticks = tries(closed(retrying(visit, 1, 10)))
    assert len(ticks) == 6
    assert [later - sooner for sooner, later in pairwise(ticks)][::2] == [10, 10, 10]


def test_the_pause_before_a_retry_begins_when_the_failure_is_noticed() -> None:
    """A frozen server lets a client wait for five seconds."""
    freeze = Incident(IncidentKind.FREEZE, 0, "A", ticks=60)
    scenario = level("A", arrivals=(1, *[0] * 59), incidents=(freeze,), source=retrying(ONCE, 2, 3))
    assert [later - sooner for sooner, later in pairwise(tries(scenario))] in ([8, 8], [8, 9], [9, 8], [9, 9])


def test_retries_are_requests_that_are_routed_counted_and_shown() -> None:
    game = Game(closed(retrying(ONCE, 3, 2)), 1)
    shown = []
    while not game.over:
        game.step()
        shown.append(game.view().retried)
    assert [tick for tick, count in enumerate(shown) if count] == [2, 4, 6]
    assert (game.view().metrics.requests, game.view().metrics.requests_failed) == (4, 4)


def test_retries_are_load() -> None:
    """Redis can do one operation a second and a log-in needs two: the server hashes the password each time."""
    spec = replace(DEFAULT_STORES[StoreName.REDIS], capacity=1)
    scenario = level(wired("A", SHARED), arrivals=(1, *[0] * 9), source=retrying(ONCE, 2, 2))
    game, work = Game(stocked(scenario, StoreName.REDIS, spec), 1), []
    while not game.over:
        game.step()
        work.append(int(world_of(game).work.sum()))
    assert work == [30, 0, 30, 0, 30, 0, 0, 0, 0, 0]


def test_the_same_kind_of_request_is_made_again() -> None:
    """Half of the people check out: after the outage there are as many orders as without one."""
    visit = retrying(people(1, 0, 0, 0, 1, requests=1), 10)
    wiring = Wiring(SessionPlace.SIGNED_COOKIE, orders=OrderPlace.SQL)
    spec = replace(DEFAULT_STORES[StoreName.SQL], restart=8)
    failover = Incident(IncidentKind.SQL_FAILOVER, 0)
    orders = []
    for incidents in ((), (failover,)):
        scenario = level(wired("A", wiring), arrivals=(40, *[0] * 40), incidents=incidents, source=visit)
        game = Game(stocked(scenario, StoreName.SQL, spec), 1)
        reports = run(game, 4)
        again = world_of(game).sessions.again[:40].tolist()
        assert (Kind.CHECKOUT in again) is bool(failed(reports, FailureCause.STORE_DOWN)) is bool(incidents)
        assert Kind.BROWSE not in again
        finish(game)
        orders.append(store(game, StoreName.SQL).used)
    assert 10 < orders[0] == orders[1] < 30


@pytest.mark.parametrize("cause", ["rate_limited", "store_full", "no_server"])
def test_other_failures_are_all_repeated(cause: str) -> None:
    visit = retrying(ONCE, 1)
    full = replace(DEFAULT_STORES[StoreName.REDIS], memory=1)
    scenario = {
        "rate_limited": replace(level("A", arrivals=(9, 0), source=visit), limit=RateLimit(1)),
        "store_full": stocked(level(wired("A", SHARED), arrivals=(9, 0), source=visit), StoreName.REDIS, full),
        "no_server": replace(closed(visit), waves=(replace(closed(visit).waves[0], arrivals=(8, 0)),)),
    }[cause]
    scenario = replace(scenario, balancer=replace(scenario.balancer, fall=1))
    game = Game(scenario, 1)
    assert causes([game.step()]) == {cause}
    game.step()
    assert game.view().retried == 8


def test_a_missing_file_is_an_answer_that_nobody_asks_for_again() -> None:
    pictures = people(0, 0, 1, 4, 0)
    calm, stubborn = (play(level("A", "B", source=source), 1) for source in (pictures, retrying(pictures, 5)))
    assert {failure.cause for failure in calm.failures} == {FailureCause.FILE_MISSING}
    assert stubborn == calm


def test_who_is_told_who_are_you_does_not_repeat_that_request() -> None:
    """They log in again, or leave, as always."""
    calm, stubborn = (play(level("A", "B", source=source), 1) for source in (people(1, 0, 0, 0, 0), retrying(ONCE, 5)))
    assert calm.metrics.sessions_lost > 0
    assert {failure.cause for failure in stubborn.failures} == set()


def test_what_a_crash_kills_inside_a_server_is_not_repeated() -> None:
    """A log-in of three seconds is inside: in the model the client's next pause has been planned already."""
    crash = Incident(IncidentKind.CRASH, 1, "A")
    scenario = level("A", arrivals=(1, *[0] * 9), incidents=(crash,), source=retrying(ONCE, 3))
    game = Game(replace(scenario, server_types=(replace(scenario.server_types[0], capacity=10),)), 1)
    reports = finish(game)
    assert failed(reports, FailureCause.SERVER_DOWN, "A") == 1
    assert sum(report.requests for report in reports) == 1


def storm(count: int = 3, at: int = 0, ticks: int = 20) -> Incident:
    return Incident(IncidentKind.RETRY_STORM, at, ticks=ticks, count=count)


@pytest.mark.parametrize("source", [ONCE, retrying(ONCE, 1, 9, backoff=True)], ids=["patient", "backing off"])
def test_in_a_retry_storm_everyone_tries_again_every_second(source: Source) -> None:
    """The retries and pauses of their source do not count."""
    assert tries(closed(source, storm())) == [0, 1, 2, 3]


def test_in_a_retry_storm_who_tries_more_often_anyway_still_does() -> None:
    assert tries(closed(retrying(ONCE, 5, 9), storm())) == [0, 1, 2, 3, 4, 5]


def test_after_a_retry_storm_people_behave_as_before() -> None:
    """The storm is over in tick 2: the third try is the last of those who would not have tried again at all."""
    assert tries(closed(ONCE, storm(9, ticks=2))) == [0, 1, 2]
    assert tries(closed(retrying(ONCE, 4, 5), storm(9, ticks=2))) == [0, 1, 2, 7, 12]


@pytest.mark.parametrize("first, second, strength, end", [
    (storm(5, 2, 10), storm(2, 4, 20), 5, 24),
    (storm(2, 2, 10), storm(5, 4, 3), 5, 12),
    (storm(5, 2, 2), storm(2, 6, 5), 2, 11),
])  # fmt: skip
def test_of_two_retry_storms_at_a_time_the_worse_and_the_longer_counts(
    first: Incident, second: Incident, strength: int, end: int
) -> None:
    game = Game(closed(ONCE, first, second), 1)
    run(game, 8)
    assert world_of(game).storm == (strength, end)


def test_a_storm_after_an_outage_keeps_a_small_service_down() -> None:
    """Redis is back after five seconds; with everybody trying again at once its servers drown for longer."""
    kind = replace(level().server_types[0], capacity=150, queue=20)
    visits = people(1, 0, 0, 0, 0, requests=8)
    failures = []
    for incidents in ((), (storm(9, 10, 30),)):
        restart = Incident(IncidentKind.REDIS_RESTART, 10)
        servers = (wired("A", SHARED), wired("B", SHARED))
        scenario = level(*servers, arrivals=[4] * 60, kind=kind, incidents=(restart, *incidents), source=visits)
        game = Game(stocked(scenario, StoreName.REDIS), 1)
        run(game, 16)
        failures.append(sum(failure.count for report in finish(game) for failure in report.failures))
    assert failures[1] > 2 * failures[0]
