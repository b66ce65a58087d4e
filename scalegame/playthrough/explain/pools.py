"""How far a database reaches: who holds its connections, and what it can do with its replicas. Pure."""

from __future__ import annotations

from scalegame.engine.view import ServerView, StoreView, View


def pooled_database(view: View) -> StoreView | None:
    """Return the database if each server holds connections of its own and there are only so many."""
    store = next((store for store in view.stores if store.kind.takes_connections), None)
    return store if store is not None and store.connection_limit and not store.pooler else None


def can_do(store: StoreView) -> int:
    """Return how many operations a store can do in a tick: the replicas of a database answer reads as well."""
    return store.capacity * (1 + store.replicas if store.kind.replicas_read else 1)


def is_short(server: ServerView, view: View) -> bool:
    """Return whether a server got fewer connections than its pool wants."""
    return server.connections < server.pool and pooled_database(view) is not None
