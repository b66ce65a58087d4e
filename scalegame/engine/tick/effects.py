"""The small changes that several phases share: entries in stores, sessions lost, servers emptied, the fleet grown."""

from __future__ import annotations

import numpy as np

from scalegame.engine.draws import Integers
from scalegame.engine.integers import counts_of, indices_of, order_of
from scalegame.engine.scenario import Eviction, StoreName
from scalegame.engine.state.ledger import Ledger
from scalegame.engine.state.world import (
    GONE,
    IN_MEMORY,
    IN_REDIS,
    NONE,
    NOWHERE,
    PER_SERVER,
    SESSION_CODE_COUNT,
    SESSION_KEEPERS,
    Server,
    World,
)
from scalegame.engine.units import MICROSECONDS_PER_TICK
from scalegame.engine.view import FailureCause, LossCause


def keep_entries(world: World, name: StoreName, change: int, operations: int = 0) -> None:
    """Write down a change in a store's entries and the operations that it was asked for and paid."""
    if change or operations:
        store = world.stores[name]
        world.stores[name] = store.counting(change, operations)
        world.spent += operations * store.spec.request_price


def lose(world: World, ledger: Ledger, rows: Integers, cause: LossCause, place: str) -> None:
    """Write sessions down as lost; only the first loss of each counts in the metric."""
    people = world.sessions
    first = int(np.count_nonzero(~people.lost[rows]))
    people.lost[rows] = True
    ledger.loss(cause, place, first, len(rows) - first)


def release(world: World, rows: Integers) -> None:
    """Free the places of sessions that end or move."""
    people = world.sessions
    place = people.place[rows]
    if not np.count_nonzero(place):
        return
    ending = counts_of(place, SESSION_CODE_COUNT).tolist()
    if ending[IN_MEMORY]:
        world.held -= counts_of(people.home[rows[place == IN_MEMORY]], len(world.held))
    for code, name in SESSION_KEEPERS.items():
        keep_entries(world, name, -ending[code])
    people.place[rows] = NOWHERE
    people.home[rows] = NONE


def forget(world: World, ledger: Ledger, index: int, cause: LossCause) -> None:
    """Lose what only this server's memory knew: sessions and orders."""
    people = world.sessions
    gone = indices_of((people.place[: people.size] == IN_MEMORY) & (people.home[: people.size] == index))
    lose(world, ledger, gone, cause, world.servers[index].name)
    people.place[gone] = NOWHERE
    people.home[gone] = NONE
    world.held[index] = 0
    ledger.failure(FailureCause.ORDER_LOST, world.servers[index].name, int(world.orders[index]))
    world.orders[index] = 0


def evict(world: World, ledger: Ledger) -> None:
    """Evict the sessions that were used longest ago from a Redis that holds more than fits, if it may forget."""
    redis = world.stores[StoreName.REDIS]
    if redis.eviction is not Eviction.ALLKEYS_LRU or not redis.memory or redis.used <= redis.memory:
        return
    people = world.sessions
    inside = indices_of(people.place[: people.size] == IN_REDIS)
    oldest = order_of(people.seen[inside])[: redis.used - redis.memory]
    gone = np.sort(inside[oldest])
    lose(world, ledger, gone, LossCause.EVICTED, redis.name)
    people.place[gone] = NOWHERE
    keep_entries(world, redis.name, -len(gone))


def empty_queue(world: World, index: int) -> int:
    """Clear a server that stops; returns how many requests inside were not answered yet."""
    now = world.tick * MICROSECONDS_PER_TICK
    leaving, counts = world.inflight[index]
    world.inflight[index] = (leaving[:0], counts[:0])
    world.free[index] = now
    return int(np.count_nonzero(counts & (leaving > now)))


def throw_disk_away(world: World, index: int) -> None:
    """Lose the files on a server's disk."""
    file = world.sessions.file[: world.sessions.size]
    file[file == index] = GONE
    world.files[index] = 0


def grow_fleet(world: World, server: Server) -> None:
    """Add a server and its place in every array."""
    world.servers.append(server)
    for name in PER_SERVER:
        column = getattr(world, name)
        setattr(world, name, np.append(column, np.zeros(1, column.dtype)))
    world.inflight.append((np.zeros(0, np.int64), np.zeros(0, np.bool_)))
