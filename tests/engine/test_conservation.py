"""The invariants of every tick: nobody vanishes, every loss and failure is in the ledger, nothing is negative."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from hypothesis import given, settings

from scalegame.engine import Game, Plan, Scenario, TickReport
from scalegame.engine.scenario import IncidentKind, StoreName
from scalegame.engine.state.world import IN_COOKIE, IN_MEMORY, IN_REDIS, IN_SQL, NOWHERE, PER_SERVER
from tests.depth import examples
from tests.engine.builders import world_of
from tests.orders import plans
from tests.strategies import scenarios, seeds

GAMES = settings(max_examples=examples(10, 32), deadline=None)


def steps(game: Game, plan: Plan) -> Iterator[TickReport]:
    """Play ``plan`` and stop after every tick."""
    while not game.over:
        for at in plan:
            if at.tick == game.tick:
                game.give(at.command)
        yield game.step()


@GAMES
@given(scenarios(), seeds, plans())
def test_everyone_who_came_is_here_or_has_left(scenario: Scenario, seed: int, plan: Plan) -> None:
    """Online plus gone is arrived, and everyone online has exactly one next request."""
    game, came = Game(scenario, seed), 0
    for report in steps(game, plan):
        came += report.arrivals
        world = world_of(game)
        people = world.sessions
        alive = people.alive[: people.size]
        assert people.base + people.size == came
        assert world.online == np.count_nonzero(alive) == game.view().online
        assert sum(len(entries) for due in world.calendar.values() for entries in due) == world.online
        assert (people.due[: people.size][alive] > report.tick).all()


@GAMES
@given(scenarios(), seeds, plans())
def test_every_session_is_in_exactly_one_place(scenario: Scenario, seed: int, plan: Plan) -> None:
    """Servers hold and stores use exactly what visitors have; those who left have nothing."""
    game = Game(scenario, seed)
    for _ in steps(game, plan):
        world = world_of(game)
        people = world.sessions
        place, home = people.place[: people.size], people.home[: people.size]
        assert np.array_equal(np.bincount(home[place == IN_MEMORY], minlength=len(world.held)), world.held)
        redis, sql = world.stores.get(StoreName.REDIS), world.stores.get(StoreName.SQL)
        assert np.count_nonzero(place == IN_REDIS) == (redis.used if redis else 0)
        assert np.count_nonzero(place == IN_SQL) <= (sql.used if sql else 0)
        assert not people.banned[: people.size][(place != NOWHERE) & (place != IN_COOKIE)].any()
        assert (place[~people.alive[: people.size]] == NOWHERE).all()
        running = [s.alive for s in world.servers]
        assert not world.held[np.logical_not(running)].any(), "a server that is not running remembers somebody"


@GAMES
@given(scenarios(), seeds, plans())
def test_the_ledger_sums_to_the_metrics_at_every_tick(scenario: Scenario, seed: int, plan: Plan) -> None:
    """Every lost session and failed request has a cause, a tick and a place that is or was there."""
    game = Game(scenario, seed)
    reports = []
    places = {"balancer", "limiter", *StoreName}
    for report in steps(game, plan):
        reports.append(report)
        places |= {each.name for each in world_of(game).servers}
        metrics = game.view().metrics
        losses = [loss for each in reports for loss in each.losses]
        failures = [failure for each in reports for failure in each.failures]
        assert sum(loss.count for loss in losses) == metrics.sessions_lost
        assert sum(failure.count for failure in failures) == metrics.requests_failed
        assert all(entry.tick == report.tick and entry.place in places for entry in report.losses)
        assert all(entry.tick == report.tick and entry.place in places for entry in report.failures)
        assert sum(each.requests for each in reports) == metrics.requests
    result = game.result()
    assert result.losses == tuple(loss for each in reports for loss in each.losses)
    assert result.failures == tuple(failure for each in reports for failure in each.failures)


@GAMES
@given(scenarios(), seeds, plans())
def test_no_count_is_ever_negative_or_above_its_whole(scenario: Scenario, seed: int, plan: Plan) -> None:
    """Failures never exceed requests, losses never exceed log-ins, contents never exceed their limits."""
    game = Game(scenario, seed)
    freezes = any(each.kind is IncidentKind.FREEZE for wave in scenario.waves for each in wave.incidents)
    for _ in steps(game, plan):
        world, view = world_of(game), game.view()
        metrics = view.metrics
        for name in PER_SERVER:
            assert (getattr(world, name) >= 0).all(), name
        assert 0 <= metrics.sessions_lost <= metrics.sessions
        assert 0 <= metrics.requests_failed <= metrics.requests
        assert metrics.imbalance_over >= 0
        assert metrics.imbalance_base >= 0
        assert list(metrics.latency) == sorted(metrics.latency)
        assert min(metrics.cost, metrics.commands, metrics.latency[0]) >= 0
        for each in view.servers:
            assert 0 <= each.held <= each.memory
            # Frozen servers accept more than they could ever queue, and their clients hang on for a while.
            assert each.queue >= 0
            assert each.queue <= each.queue_limit or freezes
            assert min(each.load, each.requests, each.files, each.orders, each.until, each.failed) >= 0
        for store in view.stores:
            assert store.used >= 0
            # What is in memory already stays there when something else squeezes it.
            assert not store.memory or store.used <= store.memory or store.squeezed
