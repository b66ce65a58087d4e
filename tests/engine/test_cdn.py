"""The CDN: pictures that it has are answered at the edge, and no server sees the request."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalegame.engine import Game, Scenario, play
from scalegame.engine.commands import AddStore, RemoveServer
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    FilePlace,
    Incident,
    IncidentKind,
    Policy,
    RateLimit,
    SessionPlace,
    Source,
    StoreName,
    Wiring,
)
from scalegame.engine.state.world import GONE
from scalegame.engine.view import FailureCause, StoreState
from tests.engine.builders import (
    causes,
    do,
    failed,
    finish,
    level,
    people,
    run,
    stocked,
    store,
    wired,
    world_of,
)

CDN, OBJECTS = StoreName.CDN, StoreName.OBJECT_STORAGE
#: People who upload a picture now and then, and look at it often.
PICTURES = people(0, 0, 1, 9, 0)
SHARED = Wiring(SessionPlace.SIGNED_COOKIE, FilePlace.OBJECT_STORAGE)


def gallery(*incidents: Incident, cdn: bool = True, source: Source = PICTURES, wiring: Wiring = SHARED) -> Scenario:
    """Return a level in which people look at pictures that every server finds."""
    scenario = level(wired("A", wiring), wired("B", wiring), source=source, incidents=incidents)
    scenario = stocked(scenario, OBJECTS)
    return stocked(scenario, CDN) if cdn else scenario


def asked(game: Game) -> int:
    """Return how many requests the servers were sent in the last tick."""
    return sum(each.requests for each in game.view().servers)


def test_a_picture_is_at_the_cdn_once_it_was_delivered() -> None:
    """The first look goes to a server and to the storage, every later one to the CDN alone."""
    game = Game(gallery(), 1)
    hits = 0
    while not game.over:
        cached = world_of(game).sessions.cached[:20].copy()
        before = store(game, CDN).operations
        report = game.step()
        hits += store(game, CDN).operations - before
        assert asked(game) == report.requests - (store(game, CDN).operations - before)
        assert store(game, CDN).operations - before <= np.count_nonzero(cached)
    assert hits > 150
    assert causes(finish(game)) == set()


def test_the_cdn_takes_work_from_servers_and_reads_from_the_storage() -> None:
    with_cdn, without = (Game(gallery(cdn=cdn), 1) for cdn in (True, False))
    sums = []
    for game in (with_cdn, without):
        work = 0
        while not game.over:
            game.step()
            work += int(world_of(game).work.sum())
        sums.append((work, store(game, OBJECTS).operations))
    assert sums[0][0] < sums[1][0] * 2 // 3
    assert sums[0][1] < sums[1][1] // 2


def test_the_cdn_answers_in_its_own_latency() -> None:
    """Five milliseconds, wherever the servers are: even when the only one is slow."""
    slow = Incident(IncidentKind.SLOW, 20, "A", ticks=20, per_mille=100)
    scenario = gallery(slow)
    game = Game(replace(scenario, servers=scenario.servers[:1]), 1)
    run(game, 25)
    before = world_of(game).latency.copy()
    report = game.step()
    new = world_of(game).latency - before
    hits = report.requests - asked(game)
    assert hits > 0
    assert new[5] == hits == new[:6].sum()


def test_a_new_upload_is_no_longer_at_the_cdn() -> None:
    """People who upload again look at their new picture, which the CDN has to fetch first."""
    scenario = gallery(source=people(0, 0, 1, 1, 0))
    game = Game(scenario, 1)
    checked = 0
    while not game.over:
        people_of = world_of(game).sessions
        had = people_of.cached[:20].copy()
        game.step()
        lost = had & ~people_of.cached[:20]
        checked += int(np.count_nonzero(lost))
        # Nobody loses their place at the CDN but by an upload, and whoever has one has a picture.
        assert (people_of.file[:20][people_of.cached[:20] | lost] >= 0).all()
    assert checked > 5


def test_the_cdn_goes_on_answering_when_every_server_is_dead() -> None:
    """People who look at a picture that it has are served; everybody else is not."""
    crash = (Incident(IncidentKind.CRASH, 20, "A"), Incident(IncidentKind.CRASH, 20, "B"))
    game = Game(gallery(*crash), 1)
    run(game, 20)
    report = game.step()
    before = store(game, CDN).operations
    report = game.step()
    hits = store(game, CDN).operations - before
    assert hits > 0
    assert sum(failure.count for failure in report.failures) == report.requests - hits


def test_the_cdn_keeps_pictures_whose_disk_is_gone() -> None:
    """A's disk is thrown away with it; those of its people whose picture was looked at once still see it."""
    scenario = gallery(wiring=Wiring(SessionPlace.SIGNED_COOKIE))
    game = Game(replace(scenario, balancer=replace(scenario.balancer, policy=Policy.STICKY_COOKIE)), 1)
    run(game, 20)
    cached = world_of(game).sessions.cached[:20]
    do(game, RemoveServer("A"))
    gone = world_of(game).sessions.file[:20] == GONE
    assert np.count_nonzero(cached & gone) > 0
    before = store(game, CDN).operations
    reports = run(game, 10)
    assert store(game, CDN).operations > before
    assert failed(reports, FailureCause.FILE_MISSING) <= np.count_nonzero(gone & ~cached) * 10


def test_hits_pass_by_the_rate_limiter() -> None:
    """They are answered before it; it counts what is left."""
    game = Game(replace(gallery(), limit=RateLimit(3)), 1)
    run(game, 20)
    hits = 0
    for _ in range(10):
        before = store(game, CDN).operations
        report = game.step()
        hits += store(game, CDN).operations - before
        assert asked(game) == min(3, report.requests - (store(game, CDN).operations - before))
    assert hits > 0


def test_a_cdn_that_is_still_being_set_up_keeps_nothing() -> None:
    game = Game(gallery(cdn=False), 1)
    do(game, AddStore(CDN))
    run(game, DEFAULT_STORES[CDN].lead)
    assert not world_of(game).sessions.cached.any()
    assert store(game, CDN).operations == 0
    run(game, 20)
    assert store(game, CDN).state is StoreState.UP
    assert store(game, CDN).operations > 0


def test_each_hit_is_paid() -> None:
    dear = replace(DEFAULT_STORES[CDN], request_price=700)
    cheap = replace(DEFAULT_STORES[CDN], request_price=0)
    costs = []
    for spec in (cheap, dear):
        scenario = stocked(gallery(cdn=False), CDN, spec)
        game = Game(scenario, 1)
        finish(game)
        costs.append((game.view().metrics.cost, store(game, CDN).operations))
    assert costs[1][0] - costs[0][0] == 700 * costs[1][1] > 0


def test_nobody_asks_the_cdn_for_a_picture_that_they_never_uploaded() -> None:
    """They look around instead: without uploads it is never asked."""
    game = Game(gallery(source=people(0, 0, 0, 1, 0)), 1)
    finish(game)
    assert store(game, CDN).operations == 0


def test_hits_are_requests_like_any_other_in_the_metrics() -> None:
    """Neither counted twice nor lost: whole visits are as many requests with a CDN as without."""
    visit = people(0, 0, 1, 9, 0, requests=9, think=1)
    results = [play(gallery(cdn=cdn, source=visit), 1) for cdn in (True, False)]
    assert [result.metrics.requests for result in results] == [20 * 10, 20 * 10]
    assert [result.failures for result in results] == [(), ()]
