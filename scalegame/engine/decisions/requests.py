"""The requests of one tick as arrays in order of time, and what they ask for. Reads the world only."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scalegame.engine.draws import Draws, Integers, Stream, draw_many, positions
from scalegame.engine.integers import counts_of, indices_of
from scalegame.engine.scenario import Kind
from scalegame.engine.state.due_requests import DueRequests
from scalegame.engine.state.fleet_arrays import FleetArrays
from scalegame.engine.state.ledger import Ledger
from scalegame.engine.state.precomputed import Precomputed
from scalegame.engine.state.world import IN_COOKIE, IN_MEMORY, NONE, Flags, World
from scalegame.engine.view import FailureCause

# Plain integers: looking up an enum's member costs as much as an array operation.
_LOGIN, _BROWSE, _AVATAR = int(Kind.LOGIN), int(Kind.BROWSE), int(Kind.AVATAR)
#: Answers that nobody asks for again: they would be the same.
_FINAL = (FailureCause.FILE_MISSING, FailureCause.NOT_REVOKED)
_DRAWN_EACH_TIME = (Stream.KIND, Stream.THINK, Stream.RETURN)


@dataclass(slots=True)
class Batch:
    """One entry a request, in order of time (ties: the visitor who came first).

    ``due_requests`` reads and writes columns of the sessions, ``row`` is where each stands there, ``moment`` the
    arrival in µs from the tick's start. ``n`` is the number of the visitor's request, ``position`` where their draws
    lie, ``thinks`` the cell of the pause that follows in ``Precomputed`` and ``back`` the draw for the moment after it.
    ``kind`` is a ``Kind``; ``kinds`` has the same as bytes, in which one is found fastest.

    ``ok`` is cleared when a request fails or has been answered at the edge (``hit``); ``at_edge`` counts those that
    never reach the balancer. ``server`` is where it went (``NONE``: nowhere), ``leave`` when it is answered (µs from
    the tick's start, ``TURNED_AWAY`` if never), ``delay`` what it lost (µs) before on servers that gave no answer and
    ``wait`` what it waited in all. ``smooth``: each has reached a server that answered in time. ``again`` marks
    failures that their clients may repeat. ``refused`` counts by server the requests that got no answer there.
    """

    due_requests: DueRequests
    row: Integers
    moment: Integers
    n: NDArray[np.uint16]
    position: Draws
    thinks: Integers
    back: Draws
    source: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    kinds: bytes
    ok: Flags
    server: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    leave: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    smooth: bool = False
    delay: Integers | None = None
    wait: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    hit: Flags | None = None
    again: Flags | None = None
    at_edge: int = 0
    refused: list[int] = field(default_factory=list)

    def fail(self, world: World, ledger: Ledger, failed: Flags, cause: FailureCause, place: str = "") -> None:
        """Mark requests as failed and note them at ``place``, or each at its server."""
        count = int(np.count_nonzero(failed))
        if not count:
            return
        self.ok &= ~failed
        if cause not in _FINAL:
            self.again = failed.copy() if self.again is None else self.again | failed
        if place:
            ledger.failure(cause, place, count)
            return
        for index, number in enumerate(counts_of(self.server[failed]).tolist()):
            ledger.failure(cause, world.servers[index].name, number)


def ask(world: World, precomputed: Precomputed, entries: Integers) -> Batch:
    """Return the requests of the visitors whose appointments (in any order) are in this tick."""
    people = world.sessions
    calls = DueRequests.of(entries, people.base)
    n = calls.read(people.n)
    source = calls.read(people.source) if precomputed.sources > 1 else np.zeros(len(n), np.uint8)
    position = positions(calls.read(people.who).astype(np.uint64), n.astype(np.uint64))
    draws = draw_many(world.seed, _DRAWN_EACH_TIME, position)
    asks, thinks = precomputed.cells(source, draws[:2])
    kind = precomputed.kind_of[asks]
    if precomputed.pictures:
        # Nobody asks for a picture that they never uploaded: they look around instead.
        kind[(kind == _AVATAR) & (calls.read(people.file) == NONE)] = _BROWSE
    if precomputed.may_retry:
        again = calls.read(people.again)
        kind = np.where(again != NONE, again, kind).astype(np.uint8)
    kind[calls.read(people.login)] = _LOGIN
    ok = ~np.zeros(len(kind), np.bool_)
    return Batch(calls, calls.row, calls.moment, n, position, thinks, draws[2], source, kind, kind.tobytes(), ok)


class Wired:
    """The places of each request's server: looked up where they are asked for, one array a duty.

    Only meaningful for requests that reached a server.
    """

    def __init__(self, fleet: FleetArrays, batch: Batch) -> None:
        self._fleet, self._batch = fleet, batch
        self.session_places = fleet.session_places
        #: Where the session is looked for (``IN_MEMORY`` …): one code for all servers, or one a request.
        self.sessions: int | Integers = fleet.session_places[0]
        if len(fleet.session_places) > 1:
            self.sessions = fleet.sessions[batch.server]

    def keeps_sessions(self, place: int) -> Flags:
        """Return which requests' servers keep sessions at ``place``."""
        if isinstance(self.sessions, int):
            nobody = np.zeros(len(self._batch.ok), np.bool_)
            return ~nobody if self.sessions == place else nobody
        there: Flags = self.sessions == place
        return there

    @property
    def files(self) -> Integers:
        """Return where each request's server puts files: its own index, ``OBJECT`` or ``BLOB``."""
        return self._fleet.files[self._batch.server]

    @property
    def sql(self) -> Flags:
        """Return which requests' servers write orders to the database."""
        return self._fleet.sql[self._batch.server]

    @property
    def queue(self) -> Flags:
        """Return which requests' servers put slow work into the queue."""
        return self._fleet.works_later[self._batch.server]


def known(world: World, batch: Batch, wired: Wired) -> Flags:
    """Return which requests find their session where their server looks for it."""
    people = world.sessions
    place = batch.due_requests.read(people.place)
    finds: Flags = place == wired.sessions
    by_key = IN_COOKIE in wired.session_places and not world.scenario.shared_key
    if by_key or IN_MEMORY in wired.session_places:
        # Only these sessions have a home.
        home = batch.due_requests.read(people.home)
        finds &= (home == batch.server) | (home == NONE)
    return finds


def admitted(server: Integers, held: Integers, memory: Integers) -> Flags:
    """Return which log-ins, in order of time, still fit: into ``memory`` entries a place, ``held`` of them taken."""
    arriving = counts_of(server, len(held))
    fits = np.ones(len(server), np.bool_)
    for full in indices_of(held + arriving > memory).tolist():
        here = indices_of(server == full)
        fits[here[max(0, int(memory[full] - held[full])) :]] = False
    return fits
