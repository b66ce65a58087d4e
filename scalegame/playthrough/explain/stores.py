"""The state of a store in paragraphs: its purpose, its fill, its users, and what keeps it safe. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from scalegame.engine.catalog import STORES
from scalegame.engine.scenario import Eviction, Persistence, StoreName
from scalegame.engine.view import ServerView, StoreState, StoreView, View
from scalegame.playthrough.actions.places import uses_store
from scalegame.playthrough.playthrough import Playthrough
from scalegame.wording import units
from scalegame.wording.components import STORE_WORDS


def store_told(name: StoreName, playthrough: Playthrough) -> Iterator[str]:
    """Yield paragraphs about one store, bought or not."""
    yield STORE_WORDS[name].line
    view = playthrough.view
    store = next((store for store in view.stores if store.name is name), None)
    if store is None:
        yield "You do not have it. s opens the stores."
        return
    if store.state is StoreState.DOWN and name in playthrough.failing_over:
        yield f"Its primary failed; a replica takes over {units.soon(store.until)}. Until then its servers cannot work."
    else:
        yield _state(store, playthrough.history[-1].operations(name) if playthrough.history else 0)
    yield from _details(store, view)
    if STORES[name].at_edge:
        yield "It needs no connecting: what was delivered once is answered here until its owner uploads another."
        return
    connected = [server.name for server in view.servers if uses_store(server.wiring, name)]
    if not connected:
        yield "Nobody uses it: connect a server with c."
    elif len(connected) == len(view.servers):
        yield "Every server is connected to it."
    else:
        yield f"Connected to it: {', '.join(connected)}."


def _state(store: StoreView, operations: int) -> str:
    wait = units.soon(store.until)
    match store.state:
        case StoreState.PROVISIONING:
            return f"It is being set up and ready {wait}."
        case StoreState.DOWN:
            return f"It restarts and is back {wait}; until then servers connected to it cannot work."
        case StoreState.UP if store.kind.works_off:
            return _queue(store)
        case StoreState.UP if store.kind.at_edge:
            return f"It answered {units.requests(operations)} in the last second and {store.operations:,} so far."
        case StoreState.UP:
            full = f" of {store.memory:,}" if store.memory else ""
            limit = f" of {can_do(store):,}" if store.capacity else ""
            entries = "entry" if store.used == 1 and not full else "entries"
            did = f"did {operations:,}{limit} operations in the last second"
            return f"It holds {store.used:,}{full} {entries} and {did}."


def _queue(store: StoreView) -> str:
    behind = -(-store.used // max(1, store.capacity))
    if not store.used:
        return "Nothing waits: its worker keeps up."
    share = units.percent(store.used * 100 // store.memory * 10) if store.memory else ""
    full = f" The queue is {share} full; what finds no room fails." if share else ""
    return f"Its worker is {behind:,} s behind.{full}"


def _details(store: StoreView, view: View) -> Iterator[str]:
    if store.name is StoreName.REDIS:
        yield from _redis(store)
    if store.kind.takes_connections:
        yield from _connections(store, view)
    if store.replicas and store.state is not StoreState.DOWN:
        yield f"{_replicas(store.replicas)} in sync: if the primary fails, one takes over and nobody is forgotten."
        if store.kind.replicas_read:
            yield "Reads are spread over all of them; writes are the primary's."
    if store.coming:
        yield f"{_replicas(store.coming)} copying and no help yet."


def _replicas(count: int) -> str:
    return "1 replica is" if count == 1 else f"{count} replicas are"


def _redis(store: StoreView) -> Iterator[str]:
    if store.squeezed:
        yield "Something else takes a part of its memory: it holds fewer sessions than usual."
    full = store.memory and store.used >= store.memory
    lru = store.eviction is Eviction.ALLKEYS_LRU
    if full and lru:
        yield "It is full: every log-in pushes somebody else out (allkeys-lru)."
    elif full:
        yield "It is full and refuses to write: nobody can log in (noeviction)."
    elif lru:
        yield "When it is full it will forget who was away longest (allkeys-lru)."
    aof = store.persistence is Persistence.AOF
    if aof:
        yield "Its append-only file keeps everything over a restart."
    elif not store.replicas:
        yield "It keeps nothing over a restart: everyone would be logged out."


def _connections(store: StoreView, view: View) -> Iterator[str]:
    """Yield who holds the database's connections."""
    limit = store.connection_limit
    if not limit:
        return
    if store.pooler:
        yield f"A pooler stands before it: all servers share its {limit:,} connections; whoever needs one takes it."
        return
    holders = [server for server in view.servers if server.connections]
    without = [server.name for server in view.servers if server.connections < server.pool]
    if without:
        hold = "1 server holds" if len(holders) == 1 else f"{len(holders)} servers hold"
        all_of_them = f"all {limit:,}" if store.connections >= limit else f"{store.connections:,} of {limit:,}"
        yield f"No connection is left: {hold} {all_of_them}. Too few for {', '.join(without)}."
    elif holders:
        yield f"{store.connections:,} of its {limit:,} connections are taken."


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
