"""The requests of one tick as arrays in order of time: asked, routed, served, looked up. Reads the world only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scalegame.engine.balancing import LOAD_AWARE, Callers, Rotation, choose, redispatch
from scalegame.engine.book import Book
from scalegame.engine.draws import Draws, Integers, Stream, below, draw_all, positions, upper
from scalegame.engine.scenario import (
    MICROSECONDS_PER_TICK,
    FilePlace,
    Kind,
    OrderPlace,
    Policy,
    SessionPlace,
    StoreName,
)
from scalegame.engine.serving import TURNED_AWAY, Ask, Queues, serve, serve_by_load
from scalegame.engine.tables import Tables
from scalegame.engine.view import FailureCause, StoreState
from scalegame.engine.world import IN_MEMORY, IN_REDIS, NONE, OBJECT, Flags, World

#: An appointment is one sortable number: arrival in µs within its tick << 40 | visitor number.
_NUMBER_BITS = 40
_NUMBER_MASK = (1 << _NUMBER_BITS) - 1
# Plain integers: looking up an enum's member costs as much as an array operation.
_LOGIN, _BROWSE, _AVATAR = int(Kind.LOGIN), int(Kind.BROWSE), int(Kind.AVATAR)
#: Where a request fails for which the balancer has no server.
BALANCER = "balancer"


@dataclass(slots=True)
class Batch:
    """One entry a request, in order of time (ties: the visitor who came first).

    ``row`` indexes the session columns, ``position`` is where the visitor's draws lie, ``moment`` the arrival in
    µs from the tick's start, ``kind`` a ``Kind`` (``kinds`` counts them) with its ``work``; ``server`` is where it
    went (``NONE``: nowhere), ``leave`` when it is answered (µs from the tick's start, ``TURNED_AWAY`` if never).
    ``ok`` is cleared when it fails.
    """

    row: Integers
    position: Draws
    moment: Integers
    source: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    kinds: list[int]
    work: Integers
    server: Integers
    leave: Integers
    ok: Flags

    def fail(self, world: World, book: Book, failed: Flags, cause: FailureCause, place: str = "") -> None:
        """Mark requests as failed and note them at ``place``, or each at its server."""
        count = int(np.count_nonzero(failed))
        if not count:
            return
        self.ok &= ~failed
        if place:
            book.failure(cause, place, count)
            return
        for index, number in enumerate(np.bincount(self.server[failed]).tolist()):
            book.failure(cause, world.servers[index].name, number)


def appointments(moment: Integers, number: Integers) -> Integers:
    """Return the calendar's entries for visitors who come at these moments (µs) of some tick."""
    return moment << _NUMBER_BITS | number


def ask(world: World, tables: Tables, entries: Integers) -> Batch:
    """Return the requests of the visitors whose appointments (in any order) are in this tick."""
    people = world.sessions
    order = np.sort(entries)
    row = (order & _NUMBER_MASK) - people.base
    position = positions(people.who[row], people.n[row])
    source = people.source[row]
    kind = tables.kind_of[source, upper(draw_all(world.seed, Stream.KIND, position))]
    # Nobody asks for a picture that they never uploaded: they look around instead.
    kind[(kind == _AVATAR) & (people.file[row] == NONE)] = _BROWSE
    kind[people.login[row]] = _LOGIN
    nowhere = np.full(len(row), NONE, np.int64)
    moment = order >> _NUMBER_BITS
    kinds = np.bincount(kind, minlength=len(Kind)).tolist()
    ok = np.ones(len(row), np.bool_)
    return Batch(row, position, moment, source, kind, kinds, tables.work[kind], nowhere, nowhere.copy(), ok)


def route_and_serve(world: World, batch: Batch, rotation: Rotation) -> int:
    """Fill in ``server`` and ``leave``; returns the round-robin position afterwards."""
    people = world.sessions
    start = world.tick * MICROSECONDS_PER_TICK
    capacity = [server.capacity for server in world.servers]
    queues = Queues(
        free=np.maximum(world.free - start, 0),
        limit=np.array([server.type.queue for server in world.servers], np.int64),
        leaving=[leaving - start for leaving, _ in world.inflight],
    )
    if world.balancer.policy in LOAD_AWARE and len(rotation.candidates):
        first, second = _two_choices(world, batch, rotation)
        batch.server, batch.leave, turn = serve_by_load(
            world.balancer, queues, rotation, capacity, world.turn, Ask(batch.moment, batch.work, first, second)
        )
        return turn
    cookie = people.cookie[batch.row].astype(np.int64)
    callers = Callers(batch.position, people.address[batch.row].astype(np.uint64), cookie)
    chosen, turn = choose(world.balancer, world.seed, world.turn, rotation, callers)
    if world.balancer.redispatch:
        chosen = redispatch(world.seed, rotation, callers, chosen)
    batch.server = chosen
    answered = rotation.alive[chosen] & (chosen != NONE)
    server = chosen[answered]
    if len(server):
        service = batch.work[answered] * MICROSECONDS_PER_TICK // np.array(capacity, np.int64)[server]
        batch.leave[answered] = serve(queues, server, batch.moment[answered], service)
    return turn


def _two_choices(world: World, batch: Batch, rotation: Rotation) -> tuple[Integers, Integers]:
    """Return two different candidates per request (twice the same if there is only one)."""
    candidates, count = rotation.candidates, len(rotation.candidates)
    if world.balancer.policy is not Policy.POWER_OF_TWO or count == 1:
        same = np.full(len(batch.row), candidates[0], np.int64)
        return same, same
    first = below(draw_all(world.seed, Stream.ROUTE, batch.position), count)
    skip = below(draw_all(world.seed, Stream.SECOND_ROUTE, batch.position), count - 1) + 1
    return candidates[first], candidates[(first + skip) % count]


def fail_unserved(world: World, batch: Batch, rotation: Rotation, book: Book) -> None:
    """Note the requests that got no answer: no server, a dead one, a full queue, an answer too late."""
    late = batch.leave - batch.moment > world.scenario.timeout_us
    if batch.leave.min() >= 0 and not np.count_nonzero(late):
        return
    batch.fail(world, book, batch.server == NONE, FailureCause.NO_SERVER, BALANCER)
    batch.fail(world, book, batch.ok & ~rotation.alive[batch.server], FailureCause.SERVER_DOWN)
    batch.fail(world, book, batch.ok & (batch.leave == TURNED_AWAY), FailureCause.OVERLOAD)
    batch.fail(world, book, batch.ok & late, FailureCause.TIMEOUT)


@dataclass(frozen=True, slots=True)
class Wired:
    """Flags per request: what its server is connected to."""

    redis: Flags
    objects: Flags
    sql: Flags

    @staticmethod
    def of(world: World, batch: Batch) -> Wired:
        """Look each request's server up; a request without a server is connected to nothing."""
        wirings = [server.wiring for server in world.servers]
        # The places share texts between enums, so compare by identity.
        return Wired(
            _at_servers([w.sessions is SessionPlace.REDIS for w in wirings], batch),
            _at_servers([w.files is FilePlace.OBJECT_STORAGE for w in wirings], batch),
            _at_servers([w.orders is OrderPlace.SQL for w in wirings], batch),
        )


def _at_servers(flags: list[bool], batch: Batch) -> Flags:
    """Return each request's server's flag; a request without a server has none."""
    if not any(flags):
        return np.zeros(len(batch.server), np.bool_)
    reached: Flags = batch.server != NONE
    return reached if all(flags) else np.array(flags, np.bool_)[batch.server] & reached


def use_store(world: World, batch: Batch, book: Book, store: StoreName, operations: Integers) -> tuple[int, Flags]:
    """Put ``operations`` (a count per request) on ``store`` in order of time; what it cannot bear fails.

    Returns the operations done and which requests used it.
    """
    wanted = operations * batch.ok
    used = wanted > 0
    if not np.count_nonzero(used):
        return 0, used
    state = world.stores[store]
    if state.state is not StoreState.UP:
        batch.fail(world, book, used, FailureCause.STORE_DOWN, store)
        return 0, used & False
    done = int(wanted.sum())
    if not state.spec.capacity or done <= state.spec.capacity:
        return done, used
    batch.fail(world, book, used & (np.cumsum(wanted) > state.spec.capacity), FailureCause.STORE_OVERLOAD, store)
    used &= batch.ok
    return int(wanted[used].sum()), used


def known(world: World, batch: Batch, wired: Wired) -> Flags:
    """Return which requests find their session where their server looks for it."""
    people = world.sessions
    place = people.place[batch.row]
    in_memory = (place == IN_MEMORY) & (people.home[batch.row] == batch.server)
    finds: Flags = (in_memory & ~wired.redis) | ((place == IN_REDIS) & wired.redis)
    return finds


def found(world: World, batch: Batch, wired: Wired) -> Flags:
    """Return which requests would find their visitor's picture where their server looks for it."""
    file = world.sessions.file[batch.row]
    finds: Flags = ((file == batch.server) & ~wired.objects) | ((file == OBJECT) & wired.objects)
    return finds


def admitted(server: Integers, held: Integers, memory: Integers) -> Flags:
    """Return which log-ins, in order of time, still fit: into ``memory`` entries a place, ``held`` of them taken."""
    arriving = np.bincount(server, minlength=len(held))
    fits = np.ones(len(server), np.bool_)
    for full in np.flatnonzero(held + arriving > memory).tolist():
        here = np.flatnonzero(server == full)
        fits[here[max(0, int(memory[full] - held[full])) :]] = False
    return fits
