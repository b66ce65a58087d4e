"""Connections: what a tick's stores can bear, and how SQL's connections are shared out among the servers.

Rules

* Every running server that is wired to SQL, for whatever, holds a pool of connections. Together they may hold as many
  as the database allows: those that started first get theirs first (ties: who came first), the last what is left.
* A connection does one operation at a time: all that somebody holds do their number × 1 s ÷ latency in a tick, rounded
  down. A database that answers at once is not bound by them.
* So a server's pool bounds the operations that it can do in a tick. With a pooler all servers share all connections,
  and these bound the operations of the whole tick, the replicas' included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import FilePlace, OrderPlace, SessionPlace, StoreName
from scalegame.engine.units import MICROSECONDS_PER_TICK

if TYPE_CHECKING:
    from tests.reference.servers import Server
    from tests.reference.service import Service
    from tests.reference.stores import Store


def share_out(service: Service) -> None:
    """Set what every store, and every connection to SQL, can do in this tick."""
    for store in service.stores.values():
        copies = 1 + store.replicas if store.name is StoreName.SQL else 1
        store.writes_left = store.spec.capacity or None
        store.left = store.spec.capacity * copies or None
        bound = store.name is StoreName.SQL and store.spec.connections > 0 and store.spec.latency_us > 0
        store.by_server = bound and not store.has_pooler(service.tick)
        if store.by_server:
            give_connections(service, store)
        elif bound:
            shared = done_by(store.spec.connections, store)
            store.writes_left = min(store.writes_left or shared, shared)
            store.left = min(store.left or shared, shared)


def done_by(connections: int, store: Store) -> int:
    """Return how many operations so many connections do in a tick."""
    return connections * MICROSECONDS_PER_TICK // store.spec.latency_us


def give_connections(service: Service, store: Store) -> None:
    """Hand every server its connections, as far as they last."""
    left = store.spec.connections
    for server in sorted(service.servers, key=lambda server: server.born):
        held = min(left, server.type.pool) if server.alive and uses_sql(server) else 0
        left -= held
        server.sql_left = done_by(held, store)


def uses_sql(server: Server) -> bool:
    """Return whether a server is wired to the database."""
    wiring = server.wiring
    in_sql = (wiring.sessions is SessionPlace.SQL, wiring.files is FilePlace.SQL_BLOB, wiring.orders is OrderPlace.SQL)
    return any(in_sql)
