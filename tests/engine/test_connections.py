"""Database connections: who holds them, what they can carry, and what a pooler changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Quote, Refusal, Scenario
from scalegame.engine.commands import AddPooler, AddServer, Connect, DrainServer, RemoveServer, RestartServer
from scalegame.engine.decisions.stores import Allowance
from scalegame.engine.reasons import Reason
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    FilePlace,
    OrderPlace,
    SessionPlace,
    StoreName,
    StoreSpec,
    Wiring,
)
from scalegame.engine.view import EventKind, FailureCause
from tests.engine.builders import (
    SMALL,
    causes,
    do,
    failed,
    finish,
    level,
    run,
    server,
    stocked,
    store,
    when,
    wired,
    world_of,
)

SQL = StoreName.SQL
#: A database that answers in 10 ms, so that a connection does a hundred operations a second; no other limit.
FREE = replace(DEFAULT_STORES[SQL], capacity=0, latency_us=10_000)
ORDERS = Wiring(orders=OrderPlace.SQL)


def database(*servers: str, spec: StoreSpec = FREE, pool: int = 20, wiring: Wiring = ORDERS) -> Scenario:
    """Return a level whose servers are wired to the database, each with a pool of connections."""
    scenario = level(*(wired(name, wiring) for name in servers or ("A", "B")), kind=replace(SMALL, pool=pool))
    return stocked(scenario, SQL, spec)


def allowance(scenario: Scenario, **more: int) -> Allowance:
    """Return what the database can do in the first tick."""
    world = world_of(Game(scenario, 1))
    return Allowance.of(world, replace(world.stores[SQL], **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("capacity, total, writes", [(0, 500, 500), (100, 300, 100), (300, 500, 300), (900, 500, 500)])
def test_replicas_bring_no_connections(capacity: int, total: int, writes: int) -> None:
    """Five connections carry five hundred operations through the pooler, however many copies could answer them."""
    spec = replace(FREE, capacity=capacity, connections=5, pooler=True)
    got = allowance(database(spec=spec), replicas=2)
    assert (got.total, got.writes, got.by_server) == (total, writes, None)


@pytest.mark.parametrize(
    "latency_us, operations", [(0, None), (8_000, 625), (10_000, 500), (400_000, 12), (3_000_000, 1)]
)
def test_a_pool_carries_as_many_operations_as_its_connections_answer_in_a_second(
    latency_us: int, operations: int | None
) -> None:
    """Little's law: five connections, one operation at a time on each."""
    spec = replace(FREE, latency_us=latency_us, connections=5)
    got = allowance(database("A", spec=spec))
    assert (got.by_server is None) is (operations is None)
    if got.by_server is not None:
        assert got.by_server.tolist() == [operations]
    pooled = allowance(database("A", spec=replace(spec, pooler=True)))
    assert (pooled.total, pooled.by_server) == (operations, None)


def held(game: Game) -> list[int]:
    """Return how many connections each server holds."""
    return [each.connections for each in game.view().servers]


def limited(connections: int, *servers: str, pool: int = 20, wiring: Wiring = ORDERS) -> Game:
    """Return a game on a database that takes so many connections."""
    names = servers or ("A", "B", "C")
    scenario = database(*names, spec=replace(FREE, connections=connections), pool=pool, wiring=wiring)
    return Game(replace(scenario, template=wiring), 1)


@pytest.mark.parametrize("connections, expected", [
    (100, [20, 20, 20]), (60, [20, 20, 20]), (50, [20, 20, 10]), (30, [20, 10, 0]), (5, [5, 0, 0]), (0, [0, 0, 0]),
])  # fmt: skip
def test_the_last_servers_get_what_is_left_or_nothing(connections: int, expected: list[int]) -> None:
    """The oldest first; a limit of 0 is none, and nobody counts."""
    game = limited(connections)
    assert held(game) == expected
    assert [each.pool for each in game.view().servers] == [20, 20, 20]
    assert (store(game, SQL).connections, store(game, SQL).connection_limit) == (sum(expected), connections)


@pytest.mark.parametrize("wiring, pool", [
    (Wiring(), 0),
    (Wiring(SessionPlace.REDIS, FilePlace.OBJECT_STORAGE), 0),
    (Wiring(SessionPlace.SQL), 20),
    (Wiring(files=FilePlace.SQL_BLOB), 20),
    (Wiring(SessionPlace.SQL, FilePlace.SQL_BLOB, OrderPlace.SQL), 20),
])  # fmt: skip
def test_a_server_holds_one_pool_if_anything_of_it_is_in_the_database(wiring: Wiring, pool: int) -> None:
    scenario = stocked(stocked(database("A", "B", wiring=wiring), StoreName.REDIS), StoreName.OBJECT_STORAGE)
    game = Game(scenario, 1)
    assert held(game) == [each.pool for each in game.view().servers] == [pool, pool]


def test_who_starts_again_gets_its_connections_last() -> None:
    """A, the oldest, is restarted: B and C take what it leaves, and it gets the rest."""
    game = limited(50)
    do(game, RestartServer("A"))
    assert held(game) == [0, 20, 20]
    run(game, 6)
    assert held(game) == [10, 20, 20]


def test_a_new_server_is_the_first_to_be_left_with_nothing() -> None:
    """It runs, and the balancer sends it people, but each of their orders fails there: a bigger fleet, less service."""
    game = limited(60, wiring=Wiring(SessionPlace.SQL))
    assert causes(run(game, 4)) == set()
    do(game, AddServer())
    reports = run(game, 20)
    assert (server(game, "s001").connections, server(game, "s001").pool) == (0, 20)
    assert failed(reports, FailureCause.NO_CONNECTION) == failed(reports, FailureCause.NO_CONNECTION, "s001") > 20
    assert server(game, "s001").failed == failed(reports, FailureCause.NO_CONNECTION)
    assert causes(reports) == {"no_connection"}


def test_connections_are_given_back_by_who_stops() -> None:
    """Removed, and deployed away from the database; a draining server keeps its own."""
    game = limited(30)
    do(game, DrainServer("A"))
    assert held(game) == [20, 10, 0]
    do(game, RemoveServer("A"))
    assert held(game) == [20, 10]
    do(game, Connect("B", OrderPlace.SERVER_MEMORY))
    assert held(game) == [0, 20]
    run(game, 5)
    assert held(game) == [0, 20]


def test_what_finds_no_connection_free_fails_in_order_of_time() -> None:
    """A pool of one carries a hundred operations a second: of sixty log-ins, two operations each, fifty get through."""
    scenario = database("A", spec=replace(FREE, connections=9), pool=1, wiring=Wiring(SessionPlace.SQL))
    game = Game(replace(scenario, waves=(replace(scenario.waves[0], arrivals=(60,)),)), 1)
    report = game.step()
    assert failed([report], FailureCause.NO_CONNECTION, "A") == 10
    assert store(game, SQL).used == 50


def test_a_small_pool_bounds_its_own_server_only() -> None:
    """B holds nothing; A, with the same people, serves them all."""
    game = limited(20, "A", "B", wiring=Wiring(SessionPlace.SQL))
    reports = finish(game)
    assert failed(reports, FailureCause.NO_CONNECTION, "B") > 20
    assert failed(reports, FailureCause.NO_CONNECTION, "A") == 0


def test_no_connection_is_reported_before_an_overload_of_the_database() -> None:
    """Five connections, a hundred operations: B's log-ins do not count against the database, which A's fill."""
    spec = replace(FREE, connections=5, capacity=20)
    scenario = database("A", "B", spec=spec, pool=5, wiring=Wiring(SessionPlace.SQL))
    game = Game(replace(scenario, waves=(replace(scenario.waves[0], arrivals=(40,)),)), 1)
    report = game.step()
    assert failed([report], FailureCause.NO_CONNECTION, "B") == 20
    assert failed([report], FailureCause.STORE_OVERLOAD, SQL) == 10
    assert store(game, SQL).used == 10


def test_a_pooler_lets_all_share_the_limit() -> None:
    """B, which held nothing, is served like A."""
    game = limited(20, "A", "B", wiring=Wiring(SessionPlace.SQL))
    assert do(game, AddPooler()) == Quote(FREE.pooler_price, FREE.pooler_lead)
    assert game.view().spent == FREE.pooler_price
    before = run(game, FREE.pooler_lead)
    assert failed(before, FailureCause.NO_CONNECTION, "B") > 0
    after = finish(game)
    assert causes(after) == set()
    assert when(before + after, EventKind.POOLER_ORDERED) == [0]
    assert when(after, EventKind.POOLER_READY, SQL) == [FREE.pooler_lead]
    assert store(game, SQL).pooler


def test_the_shared_limit_is_a_limit_too() -> None:
    """One connection and a pooler: a hundred operations a second for the whole service, so fifty log-ins."""
    spec = replace(FREE, connections=1, pooler=True)
    scenario = database("A", "B", spec=spec, wiring=Wiring(SessionPlace.SQL))
    game = Game(replace(scenario, waves=(replace(scenario.waves[0], arrivals=(60,)),)), 1)
    report = game.step()
    assert failed([report], FailureCause.STORE_OVERLOAD, SQL) == 10
    assert store(game, SQL).used == 50


def test_a_pooler_adds_to_every_answer() -> None:
    latencies = [store(Game(database(spec=replace(FREE, pooler=there)), 1), SQL).latency_us for there in (False, True)]
    assert latencies == [10_000, 10_000 + FREE.pooler_us]


def test_one_pooler_is_enough() -> None:
    for game in (Game(database(spec=replace(FREE, pooler=True)), 1), limited(20)):
        if not store(game, SQL).pooler:
            do(game, AddPooler())
        assert game.give(AddPooler()) == Refusal(Reason.HAS_POOLER)
