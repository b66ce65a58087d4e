"""Changes to servers and stores: commands, waves, incidents and the life cycle (phases 1 to 4 of a tick).

Together with ``tick.py`` and ``arrivals.py``, which move the people, this is the only code that changes a ``World``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalegame.engine import fleet
from scalegame.engine.book import Book
from scalegame.engine.commands import (
    ALL,
    AddServer,
    AddStore,
    Command,
    Connect,
    DrainServer,
    NextWave,
    Place,
    Quote,
    Refusal,
    RemoveServer,
    RestartServer,
    SetPolicy,
    UndrainServer,
)
from scalegame.engine.draws import Integers
from scalegame.engine.incidents import due_incidents, target
from scalegame.engine.requests import BALANCER
from scalegame.engine.rules import find, quote
from scalegame.engine.scenario import MICROSECONDS_PER_TICK, FilePlace, Incident, IncidentKind, StoreName
from scalegame.engine.view import EventKind, FailureCause, LossCause, ServerState, StoreState
from scalegame.engine.world import (
    GONE,
    IN_MEMORY,
    IN_REDIS,
    NONE,
    NOWHERE,
    OBJECT,
    PER_SERVER,
    Server,
    Store,
    World,
    wave_spans,
)

# 1. commands


def give(world: World, command: Command, book: Book) -> Quote | Refusal:
    """Carry ``command`` out before the next tick, or change nothing and say why."""
    answer = quote(world, command)
    if isinstance(answer, Refusal):
        return answer
    world.spent += answer.price
    world.commands += 1
    match command:
        case AddServer(count):
            _add_servers(world, book, count)
        case AddStore(store):
            spec = world.scenario.store_specs[store]
            world.stores[store] = Store(store, spec, StoreState.PROVISIONING, world.tick + spec.lead)
            book.event(EventKind.STORE_ORDERED, store, spec.lead)
        case SetPolicy(policy):
            world.balancer = replace(world.balancer, policy=policy)
            book.event(EventKind.POLICY_SET, BALANCER, detail=policy)
        case NextWave():
            start_due_waves(world, book)
            _start_wave(world, book)
        case Connect(server, to) if server == ALL:
            world.template = fleet.rewired(world.template, to)
            world.rollout = [(index, to) for index, each in enumerate(world.servers) if not each.gone]
        case _:
            index = find(world, command.server)
            assert index is not None  # noqa: S101 - quote() has looked already
            _change_server(world, book, index, command)
    return answer


def _change_server(
    world: World, book: Book, index: int, command: RemoveServer | RestartServer | DrainServer | UndrainServer | Connect
) -> None:
    server = world.servers[index]
    match command:
        case RemoveServer():
            book.event(EventKind.SERVER_REMOVED, server.name)
            _empty_queue(world, index)
            _forget(world, book, index, LossCause.SERVER_REMOVED)
            world.servers[index] = replace(server, gone=True, seen_up=False)
            _throw_disk_away(world, index)
        case RestartServer():
            book.event(EventKind.SERVER_RESTARTING, server.name, server.type.boot)
            book.failure(FailureCause.SERVER_DOWN, server.name, _empty_queue(world, index))
            _forget(world, book, index, LossCause.SERVER_RESTART)
            world.servers[index] = fleet.booting(server, world.tick)
        case DrainServer():
            world.servers[index] = replace(server, state=ServerState.DRAINING, drained=False)
            book.event(EventKind.SERVER_DRAINING, server.name, int(world.held[index]))
        case UndrainServer():
            world.servers[index] = replace(server, state=ServerState.UP)
            book.event(EventKind.SERVER_UNDRAINED, server.name)
        case Connect(_, to):
            _rewire(world, book, index, to)


def _add_servers(world: World, book: Book, count: int) -> None:
    kind = world.scenario.server_type(world.scenario.added_type)
    taken = {server.name for server in world.servers}
    for _ in range(count):
        world.added += 1
        while (name := f"s{world.added:03d}") in taken:
            world.added += 1
        grow_fleet(world, fleet.booting(Server(name, kind, world.template, ServerState.BOOTING), world.tick))
        book.event(EventKind.SERVER_ORDERED, name, kind.boot)


def grow_fleet(world: World, server: Server) -> None:
    """Add a server and its place in every array."""
    world.servers.append(server)
    for name in PER_SERVER:
        column = getattr(world, name)
        setattr(world, name, np.append(column, np.zeros(1, column.dtype)))
    world.inflight.append((np.zeros(0, np.int64), np.zeros(0, np.bool_)))


def _rewire(world: World, book: Book, index: int, to: Place) -> None:
    """Deploy a server with new wiring; one that is not running simply starts with it."""
    server = world.servers[index]
    wiring = fleet.rewired(server.wiring, to)
    if to is FilePlace.OBJECT_STORAGE:
        _copy_files(world, index)
    if not server.alive:
        world.servers[index] = replace(server, wiring=wiring)
        return
    book.event(EventKind.DEPLOY_STARTED, server.name, server.type.deploy, to)
    # A deploy and a removal let the requests inside finish; a restart and a crash do not.
    _empty_queue(world, index)
    _forget(world, book, index, LossCause.DEPLOY)
    world.servers[index] = fleet.deploying(server, wiring, world.tick)


def _throw_disk_away(world: World, index: int) -> None:
    file = world.sessions.file[: world.sessions.size]
    file[file == index] = GONE
    world.files[index] = 0


def _copy_files(world: World, index: int) -> None:
    """Copy what is on a server's disk to object storage, as the deploy of such a change does."""
    people = world.sessions
    file = people.file[: people.size]
    file[file == index] = OBJECT
    keep_entries(world, StoreName.OBJECT_STORAGE, int(world.files[index]))
    world.files[index] = 0


def keep_entries(world: World, name: StoreName, change: int, operations: int = 0) -> None:
    """Write down a change in a store's entries and the operations that it was asked for and paid."""
    if change or operations:
        store = world.stores[name]
        used, operations_done = store.used + change, store.operations + operations
        world.stores[name] = Store(name, store.spec, store.state, store.until, used, operations_done)
        world.spent += operations * store.spec.request_price


def _forget(world: World, book: Book, index: int, cause: LossCause) -> None:
    """Lose what only this server's memory knew: sessions and orders."""
    people = world.sessions
    gone = np.flatnonzero((people.place[: people.size] == IN_MEMORY) & (people.home[: people.size] == index))
    lose(world, book, gone, cause, world.servers[index].name)
    people.place[gone] = NOWHERE
    people.home[gone] = NONE
    world.held[index] = 0
    book.failure(FailureCause.ORDER_LOST, world.servers[index].name, int(world.orders[index]))
    world.orders[index] = 0


def lose(world: World, book: Book, rows: Integers, cause: LossCause, place: str) -> None:
    """Write sessions down as lost; only the first loss of each counts in the metric."""
    people = world.sessions
    first = int(np.count_nonzero(~people.lost[rows]))
    people.lost[rows] = True
    book.loss(cause, place, first, len(rows) - first)


# 2. waves, 3. incidents


def start_due_waves(world: World, book: Book) -> None:
    """Start the waves whose time has come."""
    spans = wave_spans(world.scenario, world.wave_starts)
    while len(world.wave_starts) < len(spans) and spans[len(world.wave_starts)][0] <= world.tick:
        _start_wave(world, book)


def _start_wave(world: World, book: Book) -> None:
    number = len(world.wave_starts)
    world.wave_starts.append(world.tick)
    book.event(EventKind.WAVE_STARTED, count=number + 1, detail=world.scenario.waves[number].title)


def strike(world: World, book: Book) -> None:
    """Let the incidents of this tick happen."""
    for subject, incident in due_incidents(world):
        _strike(world, book, incident, subject)


def _strike(world: World, book: Book, incident: Incident, subject: int) -> None:
    if incident.kind is IncidentKind.SPIKE:
        book.event(EventKind.SPIKE, count=incident.ticks, detail=str(incident.per_mille))
        return
    if incident.kind is IncidentKind.REDIS_RESTART:
        _restart_redis(world, book)
        return
    index = target(world, incident, subject)
    if index is None:
        return
    server = world.servers[index]
    if incident.kind is IncidentKind.SLOW:
        book.event(EventKind.SERVER_SLOW, server.name, incident.ticks, str(incident.per_mille))
        _slow_down(world, book, index, incident)
    elif incident.kind is IncidentKind.LEAK and server.born >= world.tick - incident.ticks:
        book.event(EventKind.LEAK_AVOIDED, server.name)
    else:
        _crash(world, book, index)


def _slow_down(world: World, book: Book, index: int, incident: Incident) -> None:
    """Take capacity away. Of two slow spells the worse and the longer counts; who waits too long now gives up."""
    server = world.servers[index]
    until = max(server.slow_until, world.tick + incident.ticks)
    _set_capacity(world, index, replace(server, slow=min(server.slow, incident.per_mille), slow_until=until))
    leaving, counts = world.inflight[index]
    late = counts & (leaving > world.tick * MICROSECONDS_PER_TICK + world.scenario.timeout_us)
    book.failure(FailureCause.TIMEOUT, server.name, int(np.count_nonzero(late)))
    world.inflight[index] = (leaving, counts & ~late)


def _crash(world: World, book: Book, index: int) -> None:
    server = world.servers[index]
    book.event(EventKind.SERVER_CRASHED, server.name, int(world.held[index]))
    book.failure(FailureCause.SERVER_DOWN, server.name, _empty_queue(world, index))
    _forget(world, book, index, LossCause.SERVER_CRASH)
    world.servers[index] = fleet.crashed(server, world.tick)


def _empty_queue(world: World, index: int) -> int:
    """Clear a server that stops; returns how many requests inside were not answered yet."""
    now = world.tick * MICROSECONDS_PER_TICK
    leaving, counts = world.inflight[index]
    world.inflight[index] = (leaving[:0], counts[:0])
    world.free[index] = now
    return int(np.count_nonzero(counts & (leaving > now)))


def _restart_redis(world: World, book: Book) -> None:
    store = world.stores.get(StoreName.REDIS)
    if store is None or store.state is not StoreState.UP:
        return
    people = world.sessions
    gone = np.flatnonzero(people.place[: people.size] == IN_REDIS)
    book.event(EventKind.STORE_DOWN, store.name, store.spec.restart)
    lose(world, book, gone, LossCause.STORE_RESTART, store.name)
    people.place[gone] = NOWHERE
    until = world.tick + store.spec.restart
    world.stores[store.name] = replace(store, state=StoreState.DOWN, until=until, used=0)


def _set_capacity(world: World, index: int, server: Server) -> None:
    """Change a server's speed; what is in its queue takes longer or shorter from now on."""
    now = world.tick * MICROSECONDS_PER_TICK
    old, new = world.servers[index].capacity, server.capacity
    leaving, counts = world.inflight[index]
    world.inflight[index] = (now + np.maximum(leaving - now, 0) * old // new, counts)
    world.free[index] = now + max(0, int(world.free[index]) - now) * old // new
    world.servers[index] = server


# 4. life cycle


def live(world: World, book: Book) -> None:
    """End what ends now, go on with rollouts, and let the balancer look at every server."""
    for index, server in enumerate(world.servers):
        if server.gone:
            continue
        later = fleet.due(server, world.tick)
        if later.capacity != server.capacity:
            _set_capacity(world, index, later)
        if server.slow_until and not later.slow_until and later.alive:
            book.event(EventKind.SERVER_RECOVERED, server.name)
        if later.state is ServerState.UP and server.state is not ServerState.UP:
            deployed = server.state is ServerState.DEPLOYING
            book.event(EventKind.DEPLOY_DONE if deployed else EventKind.SERVER_UP, server.name)
        later = fleet.checked(later, world.balancer, world.tick)
        if later.state is ServerState.DRAINING and not later.drained and not world.held[index]:
            later = replace(later, drained=True)
            book.event(EventKind.SERVER_DRAINED, later.name)
        world.servers[index] = later
    for store in list(world.stores.values()):
        if store.state is not StoreState.UP and world.tick >= store.until:
            world.stores[store.name] = replace(store, state=StoreState.UP, until=0)
            book.event(EventKind.STORE_UP, store.name)
    _roll_out(world, book)


def _roll_out(world: World, book: Book) -> None:
    """Deploy the next server of a rollout once the one before is back in rotation."""
    while world.rollout:
        if any(not s.gone and (s.state is ServerState.DEPLOYING or (s.alive and not s.seen_up)) for s in world.servers):
            return
        index, to = world.rollout.pop(0)
        server = world.servers[index]
        if not server.gone and fleet.rewired(server.wiring, to) != server.wiring:
            _rewire(world, book, index, to)
