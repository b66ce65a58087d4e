"""The load a store can bear in one tick: operations, connections, and which requests are left with neither. Pure.

A connection does one operation at a time (Little's law): a pool of c connections to a store that answers in w
microseconds does c × 1,000,000 ÷ w operations a tick.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scalegame.engine.decisions.servers import uses_sql
from scalegame.engine.draws import Integers
from scalegame.engine.integers import indices_of, running_sum, sum_of
from scalegame.engine.scenario import StoreName
from scalegame.engine.state.world import NONE, Flags, Store, World
from scalegame.engine.units import MICROSECONDS_PER_TICK


def has_pooler(store: Store, tick: int) -> bool:
    """Whether a connection pooler stands before the store and is ready."""
    return NONE < store.pooler <= tick


def latency_of(store: Store, tick: int) -> int:
    """Return what using the store adds to a request, in µs."""
    return store.spec.latency_us + (store.spec.pooler_us if has_pooler(store, tick) else 0)


def connections_of(world: World) -> list[int]:
    """Return how many database connections each server holds: those that started first got theirs first."""
    held = [0] * len(world.servers)
    store = world.stores.get(StoreName.SQL)
    if store is None or not store.spec.connections:
        return held
    wanting = [i for i, server in enumerate(world.servers) if server.alive and uses_sql(server)]
    left = store.spec.connections
    for index in sorted(wanting, key=lambda i: world.servers[i].born):
        held[index] = min(left, world.servers[index].type.pool)
        left -= held[index]
    return held


@dataclass(slots=True)
class Allowance:
    """The operations a store can still do in this tick: ``writes`` by the primary, ``total`` by all copies.

    ``by_server`` are the operations each server's connections can still carry. ``None`` sets no limit.
    """

    total: int | None
    writes: int | None
    by_server: Integers | None

    @staticmethod
    def of(world: World, store: Store) -> Allowance:
        """Return the allowance of ``store`` at the beginning of the look-ups."""
        spec = store.spec
        copies = 1 + store.replicas if store.kind.replicas_read else 1
        allowance = Allowance(spec.capacity * copies or None, spec.capacity or None, None)
        if store.kind.takes_connections and spec.connections and spec.latency_us:
            if has_pooler(store, world.tick):
                shared = spec.connections * MICROSECONDS_PER_TICK // spec.latency_us
                allowance.total = min(allowance.total or shared, shared)
                allowance.writes = min(allowance.writes or shared, shared)
            else:
                held = np.array(connections_of(world), np.int64)
                allowance.by_server = held * MICROSECONDS_PER_TICK // spec.latency_us
        return allowance


@dataclass(frozen=True, slots=True)
class Load:
    """Operations that requests want of a store, one entry each: how many, or whether one, which is added up faster.

    ``total`` are all of them together, ``written`` the writes.
    """

    reads: Integers | Flags
    writes: Integers | Flags
    total: int
    written: int

    @staticmethod
    def of(reads: Integers | Flags, writes: Integers | Flags) -> Load:
        """Add up what is wanted."""
        written = _sum(writes)
        return Load(reads, writes, _sum(reads) + written, written)

    @property
    def operations(self) -> Integers:
        """Reads and writes together."""
        return self.reads.astype(np.int64) + self.writes

    @property
    def using(self) -> Flags:
        """A flag for each request: whether it wants any operation."""
        return self.reads.astype(np.bool_) | self.writes.astype(np.bool_)

    def only(self, these: Flags) -> Load:
        """Return what ``these`` requests want."""
        return Load.of(self.reads * these, self.writes * these)


@dataclass(slots=True)
class Allowances:
    """The allowances of a tick's stores, made when first asked for."""

    _left: dict[StoreName, Allowance] = field(default_factory=dict)

    def of(self, world: World, store: Store) -> Allowance:
        """Return what ``store`` can still do in this tick."""
        if store.name not in self._left:
            self._left[store.name] = Allowance.of(world, store)
        return self._left[store.name]


def without_connection(allowance: Allowance, server: Integers, load: Load) -> Flags | None:
    """Return which requests find no connection free, in order of time; ``None`` for nobody."""
    if allowance.by_server is None:
        return None
    left, wanted = allowance.by_server, load.operations
    short = indices_of(_by_server(server, wanted, len(left)) > left)
    if not len(short):
        return None
    fails = np.zeros(len(server), np.bool_)
    for index in short.tolist():
        here = indices_of((server == index) & (wanted > 0))
        fails[here[running_sum(wanted[here]) > left[index]]] = True
    return fails


def over_capacity(allowance: Allowance, load: Load) -> Flags | None:
    """Return which requests are one operation too many, in order of time; ``None`` for nobody."""
    total, writes = allowance.total, allowance.writes
    if total is None or writes is None or (load.total <= total and load.written <= writes):
        return None
    wanted = load.operations
    written = running_sum(load.writes)
    over: Flags = (load.writes > 0) & (written > writes)
    # A write that the primary cannot bear is no load for its replicas.
    wanted = wanted * ~over
    return over | ((wanted > 0) & (running_sum(wanted) > total))


def take(allowance: Allowance, server: Integers, load: Load) -> int:
    """Take what was done from the allowance; returns the operations."""
    done = load.total
    if allowance.total is not None and allowance.writes is not None:
        allowance.total -= done
        allowance.writes -= load.written
    if allowance.by_server is not None:
        allowance.by_server = allowance.by_server - _by_server(server, load.operations, len(allowance.by_server))
    return done


def _sum(column: Integers | Flags) -> int:
    return int(np.count_nonzero(column)) if column.dtype == np.bool_ else sum_of(column)


def _by_server(server: Integers, wanted: Integers, count: int) -> Integers:
    """Return how many operations the requests of each of ``count`` servers want."""
    total = np.zeros(count, np.int64)
    using = wanted > 0
    np.add.at(total, server[using], wanted[using])
    return total
