"""Stores beside the servers: Redis, SQL and object storage.

Rules

* A store that was ordered is up after its lead time; one that restarts, after its restart time. Whoever needs it
  before gets an error.
* Requests use a store in order of time. It does so many operations a tick; the request that goes over that limit
  fails, and so do all that come after it in the tick.
* Using a store adds its latency to the answer, once a request, and costs its price for each operation.
* Redis has room for so many sessions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scalegame.engine.scenario import StoreName, StoreSpec
from scalegame.engine.view import EventKind, FailureCause, StoreState

if TYPE_CHECKING:
    from tests.reference.people import Picture, Visitor
    from tests.reference.requests import Request
    from tests.reference.service import Service


@dataclass(eq=False, slots=True)
class Store:
    """One store that was bought: Redis keeps ``sessions``, object storage ``pictures``, SQL ``orders``."""

    name: StoreName
    spec: StoreSpec
    state: StoreState
    until: int = 0
    operations: int = 0
    sessions: list[Visitor] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    orders: int = 0

    @property
    def used(self) -> int:
        """Entries that it holds."""
        return len(self.sessions) + len(self.pictures) + self.orders

    @property
    def full(self) -> bool:
        """Whether there is no room for another session."""
        return self.spec.memory > 0 and self.used >= self.spec.memory


def use_store(service: Service, name: StoreName, wanted: list[tuple[Request, int]]) -> None:
    """Do what requests want of a store, each so many operations, in order of time."""
    if not wanted:
        return
    store = service.stores[name]
    if store.state is not StoreState.UP:
        service.fail([request for request, _ in wanted], FailureCause.STORE_DOWN, name)
        return
    refused = []
    asked_for = 0
    for request, operations in wanted:
        asked_for += operations
        if store.spec.capacity and asked_for > store.spec.capacity:
            refused.append(request)
            continue
        request.store_us += store.spec.latency_us
        store.operations += operations
        service.spent += operations * store.spec.request_price
    service.fail(refused, FailureCause.STORE_OVERLOAD, name)


def open_stores(service: Service) -> None:
    """Let the stores answer whose provisioning or restart ends now."""
    for store in service.stores.values():
        if store.state is not StoreState.UP and service.tick >= store.until:
            store.state, store.until = StoreState.UP, 0
            service.book.event(EventKind.STORE_UP, store.name)
