"""Replicas: who takes over and when, what is kept, and what they carry meanwhile."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scalegame.engine import Game, Quote, Refusal, Scenario
from scalegame.engine.commands import AddReplica
from scalegame.engine.decisions.stores import Allowance, Load, over_capacity
from scalegame.engine.reasons import Reason
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Incident,
    IncidentKind,
    OrderPlace,
    SessionPlace,
    StoreName,
    Wiring,
)
from scalegame.engine.view import EventKind, FailureCause, LossCause, StoreState
from tests.engine.builders import (
    causes,
    do,
    failed,
    finish,
    level,
    lost,
    people,
    run,
    stocked,
    store,
    when,
    wired,
)

REDIS, SQL = StoreName.REDIS, StoreName.SQL
BOTH = pytest.mark.parametrize("name", [REDIS, SQL])
KILL = {REDIS: IncidentKind.REDIS_RESTART, SQL: IncidentKind.SQL_FAILOVER}
PLACE = {REDIS: SessionPlace.REDIS, SQL: SessionPlace.SQL}


def kept(name: StoreName, *kills: int, replicas: int = 0, most: int = 5) -> Scenario:
    """Return a level that keeps sessions in a store whose primary dies in these ticks.

    A restart takes six ticks, a failover two; a replica is in sync three ticks after it was ordered or is back.
    """
    spec = replace(DEFAULT_STORES[name], restart=6, failover=2, replica_lead=3, replicas=replicas, most_replicas=most)
    servers = [wired(each, Wiring(PLACE[name])) for each in "AB"]
    incidents = tuple(Incident(KILL[name], at) for at in kills)
    return stocked(level(*servers, arrivals=[2] * 50, incidents=incidents), name, spec)


def down(game: Game, name: StoreName) -> list[int]:
    """Run to the end and return the ticks in which a store was down."""
    ticks = []
    while not game.over:
        report = game.step()
        if store(game, name).state is StoreState.DOWN:
            ticks.append(report.tick)
    return ticks


@BOTH
def test_a_replica_takes_over_within_the_failover_time(name: StoreName) -> None:
    """Two ticks of failed requests instead of six, and nobody is logged out."""
    assert down(Game(kept(name, 10), 1), name) == [10, 11, 12, 13, 14, 15]
    game = Game(kept(name, 10, replicas=1), 1)
    assert down(game, name) == [10, 11]
    assert {failure.tick for failure in game.result().failures} == {10, 11}
    assert {failure.cause for failure in game.result().failures} == {FailureCause.STORE_DOWN}
    assert game.view().metrics.sessions_lost == 0


def test_redis_without_a_replica_loses_everything_and_sql_nothing() -> None:
    redis, sql = (finish(Game(kept(name, 10), 1)) for name in (REDIS, SQL))
    assert lost(redis, LossCause.STORE_RESTART, REDIS) == 20
    assert causes(sql) == {"store_down"}


@BOTH
def test_the_old_primary_becomes_a_replica_again(name: StoreName) -> None:
    """Once it has restarted and is in sync: six and three ticks after it died."""
    game = Game(kept(name, 10, replicas=1), 1)
    counts = {game.step().tick: (store(game, name).replicas, store(game, name).coming) for _ in range(30)}
    assert [counts[tick] for tick in (9, 10, 18, 19)] == [(1, 0), (0, 1), (0, 1), (1, 0)]
    reports = finish(Game(kept(name, 10, replicas=1), 1))
    assert (when(reports, EventKind.STORE_FAILOVER, name), when(reports, EventKind.REPLICA_READY, name)) == ([10], [19])


@BOTH
def test_a_second_failure_before_the_replica_is_back_finds_none(name: StoreName) -> None:
    """The replica that took over dies in tick 15: it has to restart. The old primary is in sync from tick 19 on."""
    game = Game(kept(name, 10, 15, replicas=1), 1)
    assert down(game, name) == [10, 11, 15, 16, 17, 18, 19, 20]
    assert store(game, name).replicas == 1
    assert (game.view().metrics.sessions_lost > 0) is (name is REDIS)


@BOTH
def test_each_replica_survives_one_failure(name: StoreName) -> None:
    game = Game(kept(name, 10, 13, 16, replicas=2), 1)
    assert down(game, name) == [10, 11, 13, 14, *range(16, 22)]


@BOTH
def test_a_store_that_is_down_cannot_fail_again(name: StoreName) -> None:
    """Not even while a replica takes over."""
    assert down(Game(kept(name, 10, 11, replicas=2), 1), name) == [10, 11]
    assert down(Game(kept(name, 10, 13), 1), name) == [10, 11, 12, 13, 14, 15]


@BOTH
def test_a_replica_is_paid_at_once_costs_upkeep_and_is_in_sync_after_its_lead_time(name: StoreName) -> None:
    spec = DEFAULT_STORES[name]
    game = Game(kept(name), 1)
    upkeep = game.view().upkeep
    assert do(game, AddReplica(name)) == Quote(spec.replica_price, 3)
    assert game.view().spent == spec.replica_price
    assert game.view().upkeep == upkeep + spec.replica_upkeep
    counts = [(game.step(), store(game, name).replicas, store(game, name).coming)[1:] for _ in range(4)]
    assert counts == [(0, 1)] * 3 + [(1, 0)]


@BOTH
def test_a_replica_that_is_not_in_sync_yet_does_not_take_over(name: StoreName) -> None:
    """Ordered in tick 7 it would be in sync in the very tick of the failure, which comes first."""
    for ordered, ticks in ((7, 6), (6, 2)):
        game = Game(kept(name, 10), 1)
        run(game, ordered)
        do(game, AddReplica(name))
        assert len(down(game, name)) == ticks


@BOTH
def test_there_are_no_more_replicas_than_the_level_sells(name: StoreName) -> None:
    """Those on their way count, and so does an old primary that will be one again."""
    game = Game(kept(name, 10, replicas=1, most=2), 1)
    do(game, AddReplica(name))
    assert game.give(AddReplica(name)) == Refusal(Reason.MOST_REPLICAS, (2,))
    run(game, 12)
    assert isinstance(game.quote(AddReplica(name)), Refusal)


def test_replicas_of_the_database_answer_reads() -> None:
    """Ten operations a second for each copy: with two replicas thirty people are served, without them ten."""
    answered = []
    for replicas in (0, 2):
        spec = replace(DEFAULT_STORES[SQL], capacity=10, replicas=replicas, connections=0, latency_us=0)
        servers = [wired(each, Wiring(SessionPlace.SIGNED_COOKIE, orders=OrderPlace.SQL)) for each in "AB"]
        scenario = stocked(level(*servers, arrivals=(200, *[0] * 9)), SQL, spec)
        game = Game(replace(scenario, reads=(0, 1, 0, 0, 0, 0)), 1)
        run(game, 2)
        before = store(game, SQL).operations
        report = game.step()
        answered.append(store(game, SQL).operations - before)
        assert failed([report], FailureCause.STORE_OVERLOAD, SQL) == report.requests - answered[-1] > 0
    assert answered == [10, 30]


def test_writes_are_done_by_the_primary_alone() -> None:
    """Check-outs: ten of them a second, however many replicas there are."""
    for replicas in (0, 2):
        spec = replace(DEFAULT_STORES[SQL], capacity=10, replicas=replicas, connections=0, latency_us=0)
        wiring = Wiring(SessionPlace.SIGNED_COOKIE, orders=OrderPlace.SQL)
        scenario = level(wired("A", wiring), arrivals=(200, *[0] * 9), source=people(0, 0, 0, 0, 1))
        game = Game(stocked(scenario, SQL, spec), 1)
        run(game, 3)
        before = store(game, SQL).used
        game.step()
        assert store(game, SQL).used - before == 10


def test_replicas_of_redis_answer_nothing() -> None:
    """They stand by: a log-in is two operations, and five of them are all that fits."""
    for replicas in (0, 1):
        spec = replace(DEFAULT_STORES[REDIS], capacity=10, replicas=replicas)
        game = Game(stocked(level(wired("A", Wiring(SessionPlace.REDIS)), arrivals=(9,)), REDIS, spec), 1)
        assert failed([game.step()], FailureCause.STORE_OVERLOAD, REDIS) == 4


def load(*pairs: tuple[int, int]) -> Load:
    """Return requests that want so many reads and writes each."""
    reads, writes = zip(*pairs, strict=True)
    return Load.of(np.array(reads), np.array(writes))


def too_many(allowance: Allowance, wanted: Load) -> list[int]:
    """Return which requests are too many."""
    over = over_capacity(allowance, wanted)
    return [] if over is None else over.nonzero()[0].tolist()


def test_writes_that_the_primary_cannot_bear_take_nothing_from_the_replicas() -> None:
    """Three copies of ten operations: ten writes of twenty are done, and twenty reads after them."""
    wanted = load(*[(0, 1)] * 20, *[(1, 0)] * 21)
    assert too_many(Allowance(30, 10, None), wanted) == [*range(10, 20), 40]
