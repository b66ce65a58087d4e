"""The state of a game: session columns, servers, stores, counters.

Only the modules of ``scalegame.engine.tick`` change it.
"""

from __future__ import annotations

from copy import copy as shallow_copy
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from scalegame.engine.catalog import STORES, StoreKind, store_of
from scalegame.engine.draws import Integers
from scalegame.engine.enums import FilePlace, Place, SessionPlace
from scalegame.engine.scenario import (
    Autoscaler,
    Balancer,
    Eviction,
    Incident,
    Persistence,
    RateLimit,
    Scenario,
    ServerType,
    StoreName,
    StoreSpec,
    Wiring,
)
from scalegame.engine.view import Failure, Loss, ServerState, StoreState

Flags = NDArray[np.bool_]

#: ``Sessions.place``: where a session's state is, one of so many codes.
SESSION_CODE_COUNT = 5
NOWHERE, IN_MEMORY, IN_REDIS, IN_SQL, IN_COOKIE = range(SESSION_CODE_COUNT)
#: ``Sessions.home``, ``cookie`` and ``file``: no server, and (``file`` only) object storage, a row of the database
#: or gone with its disk. ``Sessions.again``: no request to repeat.
NONE, OBJECT, BLOB, GONE = -1, 32_000, 32_001, -2
SESSION_CODES = {
    SessionPlace.SERVER_MEMORY: IN_MEMORY,
    SessionPlace.REDIS: IN_REDIS,
    SessionPlace.SQL: IN_SQL,
    SessionPlace.SIGNED_COOKIE: IN_COOKIE,
}
FILE_CODES = {FilePlace.OBJECT_STORAGE: OBJECT, FilePlace.SQL_BLOB: BLOB}
#: The store that keeps sessions, and files, with a code; codes of other places are not in it.
SESSION_KEEPERS = {code: name for place, code in SESSION_CODES.items() if (name := store_of(place)) is not None}
FILE_KEEPERS = {code: name for place, code in FILE_CODES.items() if (name := store_of(place)) is not None}
#: Latencies are counted in 1 ms bins; the last bin holds everything slower.
LATENCY_BINS = 10_001


@dataclass(frozen=True, slots=True)
class Server:
    """One server. Ticks in ``until`` (state ends), ``slow_until`` and ``born`` (last start) are absolute.

    ``seen_up`` is what the balancer believes after its health checks, ``checks`` how many in a row
    contradicted that and ``hanging`` whether one is waiting for an answer. ``joined``: has been in rotation, so a
    modulo hash counts its slot. ``slow`` is the per mille of capacity left. ``gone`` servers keep their index so that
    indices never change. ``frozen_until`` is 0 for a server that answers. ``loops`` crashes are still to come, each
    ``loop_after`` ticks after a start. ``fails`` requests were refused in a row; ``out_until`` that tick passive
    checks keep it out. ``retiring``: it goes once it is drained, or at ``until``.
    """

    name: str
    type: ServerType
    wiring: Wiring
    state: ServerState
    until: int = 0
    seen_up: bool = False
    checks: int = 0
    joined: bool = False
    slow: int = 1000
    slow_until: int = 0
    born: int = -1
    drained: bool = False
    gone: bool = False
    zone: str = ""
    cattle: bool = False
    frozen_until: int = 0
    loops: int = 0
    loop_after: int = 0
    fails: int = 0
    out_until: int = 0
    hanging: bool = False
    retiring: bool = False

    @property
    def alive(self) -> bool:
        """Whether it runs and accepts requests."""
        return not self.gone and self.state in (ServerState.UP, ServerState.DRAINING)

    @property
    def capacity(self) -> int:
        """Work units a tick it can do now."""
        return max(1, self.type.capacity * self.slow // 1000)


@dataclass(frozen=True, slots=True)
class Store:
    """One bought store; ``until`` is the absolute tick its state ends, ``used`` its entries.

    ``replicas`` are in sync, ``coming`` holds the ticks at which others will be. ``pooler`` is the tick from which
    there is one, ``NONE`` for never. ``squeezed`` per mille of its memory are taken by something else until
    ``squeezed_until``.
    """

    name: StoreName
    spec: StoreSpec
    state: StoreState
    until: int = 0
    used: int = 0
    operations: int = 0
    eviction: Eviction = Eviction.NOEVICTION
    persistence: Persistence = Persistence.NONE
    replicas: int = 0
    coming: tuple[int, ...] = ()
    pooler: int = NONE
    squeezed: int = 0
    squeezed_until: int = 0

    @staticmethod
    def offered(name: StoreName, spec: StoreSpec) -> Store:
        """Return a store as a level offers it, ready for use."""
        return Store(
            name,
            spec,
            StoreState.UP,
            eviction=spec.eviction,
            persistence=spec.persistence,
            replicas=spec.replicas,
            pooler=0 if spec.pooler else NONE,
        )

    @property
    def kind(self) -> StoreKind:
        """Its row in the catalogue."""
        return STORES[self.name]

    @property
    def pooled(self) -> bool:
        """Whether a pooler stands before it, or will."""
        return self.pooler != NONE

    @property
    def memory(self) -> int:
        """Entries that fit now; 0: no limit."""
        return self.spec.memory and max(1, self.spec.memory * (1000 - self.squeezed) // 1000)

    def counting(self, change: int, operations: int) -> Store:
        """Return the store with ``change`` entries more after so many operations."""
        return Store(
            self.name,
            self.spec,
            self.state,
            self.until,
            self.used + change,
            self.operations + operations,
            self.eviction,
            self.persistence,
            self.replicas,
            self.coming,
            self.pooler,
            self.squeezed,
            self.squeezed_until,
        )


@dataclass(frozen=True, slots=True)
class Trouble:
    """The trouble at one place so far: people logged out, log-outs, requests failed, and the latest cause."""

    logged_out: int = 0
    log_outs: int = 0
    failed: int = 0
    tick: int = -1
    cause: str = ""

    def after(self, entry: Loss | Failure) -> Trouble:
        """Return the same with one entry more."""
        if isinstance(entry, Loss):
            people, log_outs = self.logged_out + entry.count, self.log_outs + entry.log_outs
            return Trouble(people, log_outs, self.failed, entry.tick, entry.cause)
        latest = (entry.tick, entry.cause) if entry.tick > self.tick else (self.tick, self.cause)
        return Trouble(self.logged_out, self.log_outs, self.failed + entry.count, *latest)


@dataclass(slots=True)
class Sessions:
    """Visitors in the middle of their visit, one row each, in order of arrival; all columns in step.

    Row ``i`` is visitor number ``base + i``; rows of visitors who have left are reclaimed from the front.
    ``who`` is wave << 24 | number within the wave: the subject of every draw, the same under every plan.
    ``left`` requests remain, ``n`` were made. ``due`` is the tick of the next one. ``items`` are in the cart of a
    signed cookie, ``seen`` says when Redis last touched the session (a count that only grows). ``again`` is the kind
    of request that failed and will be repeated after ``tries`` tries. ``cached``: the CDN has the picture.
    """

    base: int = 0
    size: int = 0
    who: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(64, np.uint32))
    source: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(64, np.uint8))
    address: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(64, np.uint32))
    left: NDArray[np.uint16] = field(default_factory=lambda: np.zeros(64, np.uint16))
    n: NDArray[np.uint16] = field(default_factory=lambda: np.zeros(64, np.uint16))
    due: NDArray[np.int32] = field(default_factory=lambda: np.zeros(64, np.int32))
    place: NDArray[np.int8] = field(default_factory=lambda: np.zeros(64, np.int8))
    home: NDArray[np.int16] = field(default_factory=lambda: np.zeros(64, np.int16))
    cookie: NDArray[np.int16] = field(default_factory=lambda: np.zeros(64, np.int16))
    file: NDArray[np.int16] = field(default_factory=lambda: np.zeros(64, np.int16))
    items: NDArray[np.uint16] = field(default_factory=lambda: np.zeros(64, np.uint16))
    seen: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(64, np.uint32))
    again: NDArray[np.int8] = field(default_factory=lambda: np.zeros(64, np.int8))
    tries: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(64, np.uint8))
    alive: Flags = field(default_factory=lambda: np.zeros(64, np.bool_))
    login: Flags = field(default_factory=lambda: np.zeros(64, np.bool_))
    counted: Flags = field(default_factory=lambda: np.zeros(64, np.bool_))
    lost: Flags = field(default_factory=lambda: np.zeros(64, np.bool_))
    banned: Flags = field(default_factory=lambda: np.zeros(64, np.bool_))
    cached: Flags = field(default_factory=lambda: np.zeros(64, np.bool_))

    def copy(self) -> Sessions:
        """Return independent columns with the same content."""
        twin = Sessions(self.base, self.size)
        for name in COLUMNS:
            setattr(twin, name, getattr(self, name).copy())
        return twin


#: The columns of ``Sessions``, in canonical order.
COLUMNS = tuple(f.name for f in fields(Sessions) if f.name not in ("base", "size"))


@dataclass(slots=True)
class World:
    """Everything a game is at the end of a tick.

    Arrays have one entry a server: ``held`` sessions in memory, ``orders`` and
    ``files`` kept there, ``free`` the absolute microsecond at which its queue is worked off, and of the
    last tick ``answered`` requests (all it was sent) and accepted ``work``; ``window`` requests and ``steady``
    (in service throughout) belong to the present imbalance window. ``inflight`` holds, per server, when each
    accepted request that has not left yet will leave, and whether its answer still counts.

    ``cool_until`` is the tick at which the autoscaler looks again, ``demand`` the work it has seen lately (units a
    tick). ``zones_down`` maps dark zones to the tick they come back. ``storm`` and ``whale`` are a number (retries,
    per mille) and the tick at which it ends. ``touched`` counts how often Redis was asked; of the last tick's
    requests ``retried`` had failed before and ``rejected`` were told "who are you?".

    ``ordered`` incidents strike in the next tick. ``traffic`` visitors a tick come whatever the waves say (``NONE``: as
    they say), times ``surge`` per mille until its tick; so ``extra`` came beside those of the waves. ``came`` holds how
    many came in each tick.
    """

    scenario: Scenario
    seed: int
    balancer: Balancer
    template: Wiring
    tick: int = 0
    spent: int = 0
    commands: int = 0
    turn: int = 0
    added: int = 0
    sessions: Sessions = field(default_factory=Sessions)
    calendar: dict[int, list[Integers]] = field(default_factory=dict)
    servers: list[Server] = field(default_factory=list)
    held: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    orders: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    files: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    free: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    answered: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    work: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    window: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    steady: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))
    inflight: list[tuple[Integers, Flags]] = field(default_factory=list)
    stores: dict[StoreName, Store] = field(default_factory=dict)
    rollout: list[tuple[int, Place | None]] = field(default_factory=list)
    limit: RateLimit = field(default_factory=RateLimit)
    autoscaler: Autoscaler = field(default_factory=Autoscaler)
    cool_until: int = 0
    demand: int = 0
    deploy_drain: int = 0
    zones_down: dict[str, int] = field(default_factory=dict)
    storm: tuple[int, int] = (0, 0)
    whale: tuple[int, int] = (0, 0)
    ordered: list[Incident] = field(default_factory=list)
    traffic: int = NONE
    surge: tuple[int, int] = (0, 0)
    extra: int = 0
    came: list[int] = field(default_factory=list)
    touched: int = 0
    wave_starts: list[int] = field(default_factory=list)
    online: int = 0
    arrivals: int = 0
    requests: int = 0
    retried: int = 0
    rejected: int = 0
    logged_in: int = 0
    lost: int = 0
    requests_total: int = 0
    failed: int = 0
    imbalance_over: int = 0
    imbalance_base: int = 0
    latency: Integers = field(default_factory=lambda: np.zeros(LATENCY_BINS, np.int64))
    losses: list[Loss] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    troubles: dict[str, Trouble] = field(default_factory=dict)

    def copy(self) -> World:
        """Return an independent world in the same state. Immutable parts are shared."""
        twin = shallow_copy(self)
        twin.sessions = self.sessions.copy()
        twin.calendar = {tick: list(rows) for tick, rows in self.calendar.items()}
        for name in PER_SERVER:
            setattr(twin, name, getattr(self, name).copy())
        twin.servers, twin.inflight = list(self.servers), list(self.inflight)
        twin.stores, twin.rollout = dict(self.stores), list(self.rollout)
        twin.zones_down = dict(self.zones_down)
        twin.ordered, twin.came = list(self.ordered), list(self.came)
        twin.wave_starts, twin.latency = list(self.wave_starts), self.latency.copy()
        twin.losses, twin.failures, twin.troubles = list(self.losses), list(self.failures), dict(self.troubles)
        return twin


#: The arrays of ``World`` with one entry a server.
PER_SERVER = ("held", "orders", "files", "free", "answered", "work", "window", "steady")


def wave_spans(scenario: Scenario, starts: list[int]) -> list[tuple[int, int]]:
    """Return each wave's (start, end); waves not started yet follow the one before them."""
    spans: list[tuple[int, int]] = []
    for number, wave in enumerate(scenario.waves):
        follows = spans[-1][1] if spans else 0
        start = starts[number] if number < len(starts) else follows
        spans.append((start, start + len(wave.arrivals)))
    return spans
