"""The parts that can be bought and the places where state lives: one row each.

Code asks a row for a property (``store.kind.works_off``); it names a store only where it is about that very store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scalegame.engine.enums import (
    Duty,
    Eviction,
    FilePlace,
    IncidentKind,
    OrderPlace,
    Persistence,
    Place,
    SessionPlace,
    StoreName,
    WorkPlace,
)
from scalegame.engine.units import MILLICENTS_PER_DOLLAR


@dataclass(frozen=True, slots=True)
class StoreSpec:
    """The costs and limits of a store.

    ``lead`` is the provisioning time and ``restart`` the time a restart takes, in ticks; ``capacity``
    is operations a tick (0: no limit; of the queue: work units its worker does in a tick), ``memory`` sessions
    (Redis) or waiting work units (queue; 0: no limit), ``latency_us`` what using it adds to a request;
    ``request_price`` millicents an operation.

    Redis: ``eviction`` and ``persistence`` as the level begins; the append-only file costs ``aof_upkeep``
    millicents a tick. SQL: ``connections`` bounds what all servers' pools hold together (0: no limit);
    ``pooler`` says whether a connection pooler stands before it, which costs ``pooler_price`` (once), takes
    ``pooler_lead`` ticks to set up and adds ``pooler_us`` to a request; a file in a row costs
    ``blob_operations``. Both: ``replicas`` are there from the start, at most ``most_replicas`` can be had at
    ``replica_price`` (once) and ``replica_upkeep`` (each tick), in sync ``replica_lead`` ticks after the order;
    with one of them a dead primary is replaced within ``failover`` ticks.
    """

    price: int
    upkeep: int
    lead: int
    capacity: int
    memory: int
    latency_us: int
    restart: int = 5
    request_price: int = 0
    eviction: Eviction = Eviction.NOEVICTION
    persistence: Persistence = Persistence.NONE
    aof_upkeep: int = 0
    connections: int = 0
    pooler: bool = False
    pooler_price: int = 0
    pooler_lead: int = 5
    pooler_us: int = 500
    blob_operations: int = 10
    replicas: int = 0
    most_replicas: int = 0
    replica_price: int = 0
    replica_upkeep: int = 0
    replica_lead: int = 10
    failover: int = 2


@dataclass(frozen=True, slots=True)
class StoreKind:
    """A store: the properties that no level changes, and ``spec``, its costs and limits where a level says nothing.

    ``at_edge``: it stands before the balancer, and no server is connected to it. ``replicated``: it has a primary in
    the first zone, which restarts and fails, and replicas that take over; ``replicas_read``: these answer reads as
    well. ``takes_connections``: servers hold connections to it, or share those of a pooler. ``works_off``: a worker
    takes entries off it.
    """

    name: StoreName
    spec: StoreSpec
    at_edge: bool = False
    replicated: bool = False
    replicas_read: bool = False
    takes_connections: bool = False
    works_off: bool = False

    def keeps(self, duty: Duty) -> bool:
        """Whether a server can be connected to it for a duty."""
        return any(row.store is self.name and row.place.duty is duty for row in PLACES.values())


STORES: Mapping[StoreName, StoreKind] = {
    kind.name: kind
    for kind in (
        StoreKind(
            StoreName.REDIS,
            StoreSpec(
                price=60 * MILLICENTS_PER_DOLLAR,
                upkeep=10_000,
                lead=8,
                capacity=5000,
                memory=5000,
                latency_us=1000,
                aof_upkeep=2_000,
                most_replicas=1,
                replica_price=60 * MILLICENTS_PER_DOLLAR,
                replica_upkeep=10_000,
                replica_lead=8,
            ),
            replicated=True,
        ),
        StoreKind(
            StoreName.SQL,
            StoreSpec(
                price=90 * MILLICENTS_PER_DOLLAR,
                upkeep=20_000,
                lead=20,
                capacity=800,
                memory=0,
                latency_us=8000,
                restart=10,
                connections=100,
                pooler_price=20 * MILLICENTS_PER_DOLLAR,
                most_replicas=5,
                replica_price=90 * MILLICENTS_PER_DOLLAR,
                replica_upkeep=20_000,
                replica_lead=15,
                failover=4,
            ),
            replicated=True,
            replicas_read=True,
            takes_connections=True,
        ),
        StoreKind(
            StoreName.OBJECT_STORAGE,
            StoreSpec(
                price=30 * MILLICENTS_PER_DOLLAR,
                upkeep=2_000,
                lead=5,
                capacity=0,
                memory=0,
                latency_us=30_000,
                request_price=40,
            ),
        ),
        StoreKind(
            StoreName.CDN,
            StoreSpec(
                price=20 * MILLICENTS_PER_DOLLAR,
                upkeep=2_000,
                lead=5,
                capacity=0,
                memory=0,
                latency_us=5_000,
                request_price=10,
            ),
            at_edge=True,
        ),
        StoreKind(
            StoreName.QUEUE,
            StoreSpec(
                price=40 * MILLICENTS_PER_DOLLAR, upkeep=5_000, lead=8, capacity=1000, memory=60_000, latency_us=2_000
            ),
            works_off=True,
        ),
    )
}
#: The stores that have a primary and can have replicas.
REPLICATED = tuple(kind.name for kind in STORES.values() if kind.replicated)
#: The costs and limits of each store where a level says nothing.
DEFAULT_STORES = {kind.name: kind.spec for kind in STORES.values()}
#: The store that an incident strikes.
STRIKES: Mapping[IncidentKind, StoreName] = {
    IncidentKind.REDIS_RESTART: StoreName.REDIS,
    IncidentKind.REDIS_FULL: StoreName.REDIS,
    IncidentKind.SQL_FAILOVER: StoreName.SQL,
}


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """A place, and the store that it needs: ``None`` for the server itself and for the client.

    ``own``: it is on the server itself, where no other server reaches it. ``meant``: files that write its text alone
    mean this place, where several duties have a place of that text.
    """

    place: Place
    store: StoreName | None = None
    own: bool = False
    meant: bool = True


#: Every place, those of a duty together, its own place on the server first.
PLACES: Mapping[Place, PlaceKind] = {
    row.place: row
    for row in (
        PlaceKind(SessionPlace.SERVER_MEMORY, own=True),
        PlaceKind(SessionPlace.REDIS, StoreName.REDIS),
        PlaceKind(SessionPlace.SQL, StoreName.SQL, meant=False),
        PlaceKind(SessionPlace.SIGNED_COOKIE),
        PlaceKind(FilePlace.LOCAL_DISK, own=True),
        PlaceKind(FilePlace.OBJECT_STORAGE, StoreName.OBJECT_STORAGE),
        PlaceKind(FilePlace.SQL_BLOB, StoreName.SQL),
        PlaceKind(OrderPlace.SERVER_MEMORY, own=True, meant=False),
        PlaceKind(OrderPlace.SQL, StoreName.SQL),
        PlaceKind(WorkPlace.INLINE, own=True),
        PlaceKind(WorkPlace.QUEUE, StoreName.QUEUE),
    )
}


def store_of(place: Place) -> StoreName | None:
    """Return the store that ``place`` needs, or ``None`` when it is the server itself or the client."""
    return PLACES[place].store
