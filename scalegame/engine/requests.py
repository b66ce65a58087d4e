"""The requests of one tick as arrays in order of time, and what they ask for. Reads the world only."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scalegame.engine.book import Book
from scalegame.engine.draws import Draws, Integers, Stream, draw_all, positions, upper
from scalegame.engine.lineup import Lineup
from scalegame.engine.scenario import Kind
from scalegame.engine.tables import Tables
from scalegame.engine.view import FailureCause
from scalegame.engine.world import IN_COOKIE, IN_MEMORY, NONE, Flags, World

#: An appointment is one sortable number: arrival in µs within its tick << 40 | visitor number.
_NUMBER_BITS = 40
_NUMBER_MASK = (1 << _NUMBER_BITS) - 1
# Plain integers: looking up an enum's member costs as much as an array operation.
_LOGIN, _BROWSE, _AVATAR = int(Kind.LOGIN), int(Kind.BROWSE), int(Kind.AVATAR)
#: Where a request fails for which the balancer has no server, and one that the rate limiter turns away.
BALANCER, LIMITER = "balancer", "limiter"
#: Answers that nobody asks for again: they would be the same.
_FINAL = (FailureCause.FILE_MISSING, FailureCause.NOT_REVOKED)


@dataclass(slots=True)
class Batch:
    """One entry a request, in order of time (ties: the visitor who came first).

    ``row`` indexes the session columns, ``position`` is where the visitor's draws lie, ``moment`` the arrival in
    µs from the tick's start, ``kind`` a ``Kind`` (``kinds`` counts them); ``server`` is where it went (``NONE``:
    nowhere), ``leave`` when it is answered (µs from the tick's start, ``TURNED_AWAY`` if never), ``delay`` what it
    lost (µs) before on servers that gave no answer. ``ok`` is cleared when a request fails or has been answered at
    the edge (``hit``); ``at_edge`` counts those that never reach the balancer. ``again`` marks failures that their
    clients may repeat. ``refused`` counts by server the requests that got no answer there.
    """

    row: Integers
    position: Draws
    moment: Integers
    source: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    kinds: list[int]
    server: Integers
    leave: Integers
    ok: Flags
    delay: Integers | None = None
    hit: Flags | None = None
    again: Flags | None = None
    at_edge: int = 0
    refused: list[int] = field(default_factory=list)

    def fail(self, world: World, book: Book, failed: Flags, cause: FailureCause, place: str = "") -> None:
        """Mark requests as failed and note them at ``place``, or each at its server."""
        count = int(np.count_nonzero(failed))
        if not count:
            return
        self.ok &= ~failed
        if cause not in _FINAL:
            self.again = failed.copy() if self.again is None else self.again | failed
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
    if tables.pictures:
        # Nobody asks for a picture that they never uploaded: they look around instead.
        kind[(kind == _AVATAR) & (people.file[row] == NONE)] = _BROWSE
    if tables.may_retry:
        again = people.again[row]
        kind = np.where(again != NONE, again, kind).astype(np.uint8)
    kind[people.login[row]] = _LOGIN
    nowhere = np.full(len(row), NONE, np.int64)
    kinds = np.bincount(kind, minlength=len(Kind)).tolist()
    ok = np.ones(len(row), np.bool_)
    return Batch(row, position, order >> _NUMBER_BITS, source, kind, kinds, nowhere, nowhere.copy(), ok)


class Wired:
    """What each request's server is connected to: looked up where it is asked for, one array a question.

    Only meaningful for requests that reached a server.
    """

    def __init__(self, lineup: Lineup, batch: Batch) -> None:
        self._lineup, self._batch = lineup, batch
        self.session_places = lineup.session_places
        #: Where the session is looked for (``IN_MEMORY`` …): one code for all servers, or one a request.
        self.sessions: int | Integers = lineup.session_places[0]
        if len(lineup.session_places) > 1:
            self.sessions = lineup.sessions[batch.server]

    def keeps_sessions(self, place: int) -> Flags:
        """Return which requests' servers keep sessions at ``place``."""
        if isinstance(self.sessions, int):
            return self._everybody(answer=self.sessions == place)
        there: Flags = self.sessions == place
        return there

    @property
    def files(self) -> Integers:
        """Return where each request's server puts files: its own index, ``OBJECT`` or ``BLOB``."""
        return self._lineup.files[self._batch.server]

    @property
    def sql(self) -> Flags:
        """Return which requests' servers write orders to the database."""
        return self._lineup.sql[self._batch.server]

    @property
    def queue(self) -> Flags:
        """Return which requests' servers put slow work into the queue."""
        return self._lineup.works_later[self._batch.server]

    def _everybody(self, *, answer: bool) -> Flags:
        return np.full(len(self._batch.ok), answer, np.bool_)


def known(world: World, batch: Batch, wired: Wired) -> Flags:
    """Return which requests find their session where their server looks for it."""
    people = world.sessions
    place = people.place[batch.row]
    finds: Flags = place == wired.sessions
    bound_here = IN_MEMORY in wired.session_places
    bound_by_key = IN_COOKIE in wired.session_places and not world.scenario.shared_key
    if bound_here or bound_by_key:
        elsewhere = people.home[batch.row] != batch.server
        if bound_here:
            finds &= ~((place == IN_MEMORY) & elsewhere)
        if bound_by_key:
            finds &= ~((place == IN_COOKIE) & elsewhere)
    return finds


def admitted(server: Integers, held: Integers, memory: Integers) -> Flags:
    """Return which log-ins, in order of time, still fit: into ``memory`` entries a place, ``held`` of them taken."""
    arriving = np.bincount(server, minlength=len(held))
    fits = np.ones(len(server), np.bool_)
    for full in np.flatnonzero(held + arriving > memory).tolist():
        here = np.flatnonzero(server == full)
        fits[here[max(0, int(memory[full] - held[full])) :]] = False
    return fits
