"""Connections: what a tick's stores can bear, and how SQL's connections are shared out among the servers.

Rules

* Every running server that is wired to SQL, for whatever, holds a pool of connections. Together they may hold as many
  as the database allows: those that started first get theirs first (ties: who came first), the last what is left.
* A connection does one operation at a time: 1 s ÷ latency, rounded down, in a tick. A database that answers at once is
  not bound by them. So a server's pool bounds the operations that it can do in a tick.
* With a pooler, all servers share all connections: then they bound the operations of the whole tick, as a capacity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import MICROSECONDS_PER_TICK, FilePlace, OrderPlace, SessionPlace, StoreName

if TYPE_CHECKING:
    from tests.reference.servers import Server
    from tests.reference.service import Service
    from tests.reference.stores import Store


def share_out(service: Service) -> None:
    """Say what every store, and every connection to SQL, can do in this tick."""
    for store in service.stores.values():
        one = store.spec.capacity or None
        bound = store.name is StoreName.SQL and store.spec.connections > 0 and store.spec.latency_us > 0
        store.by_server = bound and not store.has_pooler(service.tick)
        if bound and not store.by_server:
            shared = store.spec.connections * done_by_one(store)
            one = shared if one is None else min(one, shared)
        elif store.by_server:
            give_connections(service, store)
        copies = 1 + store.replicas if store.name is StoreName.SQL else 1
        store.writes_left = one
        store.left = None if one is None else one * copies


def done_by_one(store: Store) -> int:
    """Return how many operations one connection does in a tick."""
    return MICROSECONDS_PER_TICK // store.spec.latency_us


def give_connections(service: Service, store: Store) -> None:
    """Give every server its connections, as far as they last."""
    left = store.spec.connections
    for server in sorted(service.servers, key=lambda server: server.born):
        held = min(left, server.type.pool) if server.alive and uses_sql(server) else 0
        left -= held
        server.sql_left = held * done_by_one(store)


def uses_sql(server: Server) -> bool:
    """Tell whether a server is wired to the database."""
    wiring = server.wiring
    in_sql = (wiring.sessions is SessionPlace.SQL, wiring.files is FilePlace.SQL_BLOB, wiring.orders is OrderPlace.SQL)
    return any(in_sql)
