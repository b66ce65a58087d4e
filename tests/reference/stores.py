"""Stores beside the servers: what they are, what they bear in a tick, and how they are used.

Rules

* A store that was ordered is up after its lead time; one that is down, when its time is over. Whoever needs it before
  gets an error.
* Requests use a store in order of time. It does so many operations a tick; the request that goes over that limit
  fails, and so do all that come after it in the same step of the tick. What was not used is left for the next step.
* SQL's primary does the writes; its replicas that are in sync answer reads as well: all operations together may reach
  capacity × (1 + replicas), writes alone the capacity. A write that is over that asks nothing of the replicas.
* SQL bounds its connections, too: ``connections.py``.
* Using a store adds its latency to the answer, once a step, and costs its price for each operation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scalegame.engine.scenario import Eviction, Persistence, StoreName, StoreSpec
from scalegame.engine.view import FailureCause, StoreState

if TYPE_CHECKING:
    from tests.reference.people import Picture, Visitor
    from tests.reference.requests import Request
    from tests.reference.service import Service

WHOLE = 1000


@dataclass(eq=False, slots=True)
class Store:
    """One store that was bought: it keeps ``sessions``, ``pictures``, ``orders``, and ``waiting`` units of slow work.

    ``replicas`` are in sync, ``coming`` are the ticks in which others will be. ``pooler`` is the tick from which a
    connection pooler stands before it, if one was ever ordered. ``squeezed`` per mille of its memory are taken by
    something else until ``squeezed_until``. In this tick it can do ``left`` operations more, ``writes_left`` of them
    writes (``None``: any number); ``by_server``: each server is bound by its own connections.
    """

    name: StoreName
    spec: StoreSpec
    state: StoreState
    until: int = 0
    operations: int = 0
    sessions: list[Visitor] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    orders: int = 0
    waiting: int = 0
    eviction: Eviction = Eviction.NOEVICTION
    persistence: Persistence = Persistence.NONE
    replicas: int = 0
    coming: list[int] = field(default_factory=list)
    pooler: int | None = None
    squeezed: int = 0
    squeezed_until: int = 0
    left: int | None = None
    writes_left: int | None = None
    by_server: bool = False

    @property
    def used(self) -> int:
        """Entries that it holds; of the queue, waiting units of work."""
        return len(self.sessions) + len(self.pictures) + self.orders + self.waiting

    @property
    def memory(self) -> int:
        """Entries that it has room for now; 0: any number."""
        if self.spec.memory == 0:
            return 0
        return max(1, self.spec.memory * (WHOLE - self.squeezed) // WHOLE)

    def has_pooler(self, tick: int) -> bool:
        """Whether a connection pooler is ready."""
        return self.pooler is not None and self.pooler <= tick


@dataclass(slots=True)
class Wish:
    """The operations one request wants of a store."""

    request: Request
    reads: int
    writes: int

    @property
    def operations(self) -> int:
        """Reads and writes together."""
        return self.reads + self.writes


def new_store(service: Service, name: StoreName, state: StoreState, until: int = 0) -> Store:
    """Return a store as the level offers it."""
    spec = service.scenario.store_specs[name]
    return Store(
        name,
        spec,
        state,
        until,
        eviction=spec.eviction,
        persistence=spec.persistence,
        replicas=spec.replicas,
        pooler=0 if spec.pooler else None,
    )


def use_store(service: Service, name: StoreName, wishes: list[Wish]) -> list[Request]:
    """Do what requests want of a store, in order of time; returns those for which it was done."""
    wishes = [wish for wish in wishes if wish.operations > 0]
    if not wishes:
        return []
    store = service.stores[name]
    if store.state is not StoreState.UP:
        service.fail([wish.request for wish in wishes], FailureCause.STORE_DOWN, name)
        return []
    if store.by_server:
        wishes = keep_connected(service, wishes)
    wishes = keep_bearable(service, store, wishes)
    for wish in wishes:
        carry_out(service, store, wish)
    return [wish.request for wish in wishes]


def keep_connected(service: Service, wishes: list[Wish]) -> list[Wish]:
    """Fail those whose server has no connection free; returns the others."""
    asked = [0] * len(service.servers)
    connected: list[Wish] = []
    stuck: list[Wish] = []
    for wish in wishes:
        server = wish.request.server
        asked[server.index] += wish.operations
        (connected if asked[server.index] <= server.sql_left else stuck).append(wish)
    service.fail([wish.request for wish in stuck], FailureCause.NO_CONNECTION)
    return connected


def keep_bearable(service: Service, store: Store, wishes: list[Wish]) -> list[Wish]:
    """Fail those that are too much for the store; returns the others."""
    if store.left is None or store.writes_left is None:
        return wishes
    bearable: list[Wish] = []
    refused: list[Wish] = []
    asked = asked_to_write = 0
    for wish in wishes:
        asked_to_write += wish.writes
        if wish.writes > 0 and asked_to_write > store.writes_left:
            refused.append(wish)
            continue
        asked += wish.operations
        (bearable if asked <= store.left else refused).append(wish)
    service.fail([wish.request for wish in refused], FailureCause.STORE_OVERLOAD, store.name)
    return bearable


def carry_out(service: Service, store: Store, wish: Wish) -> None:
    """Do what a request wants."""
    store.operations += wish.operations
    service.spent += wish.operations * store.spec.request_price
    wish.request.store_us += store.spec.latency_us
    if store.has_pooler(service.tick):
        wish.request.store_us += store.spec.pooler_us
    if store.left is not None and store.writes_left is not None:
        store.left -= wish.operations
        store.writes_left -= wish.writes
    if store.by_server:
        wish.request.server.sql_left -= wish.operations


def upkeep_of(store: Store) -> int:
    """Return what a store costs in a tick, whatever it does; replicas cost from the order on."""
    log = store.spec.aof_upkeep if store.persistence is Persistence.AOF else 0
    return store.spec.upkeep + (store.replicas + len(store.coming)) * store.spec.replica_upkeep + log
