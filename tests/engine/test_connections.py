"""Database connections: who holds them, what they can carry, and what a pooler changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Scenario
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    OrderPlace,
    StoreName,
    StoreSpec,
    Wiring,
)
from scalegame.engine.stores import Allowance
from tests.engine.builders import (
    SMALL,
    level,
    stocked,
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
