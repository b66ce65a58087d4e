"""The engine's output: plain frozen values of one moment, and of a finished game."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scalegame.engine.catalog import STORES, StoreKind
from scalegame.engine.scenario import (
    Autoscaler,
    Balancer,
    Eviction,
    Incident,
    Metric,
    Persistence,
    RateLimit,
    StoreName,
    Wiring,
)


class ServerState(StrEnum):
    """``booting → up → draining``; a crash or restart leads back to ``booting``, a deploy to ``up``."""

    BOOTING = "booting"
    UP = "up"
    DRAINING = "draining"
    DEPLOYING = "deploying"
    DOWN = "down"


class StoreState(StrEnum):
    """A store is provisioned, then up; a restart takes it down for a while."""

    PROVISIONING = "provisioning"
    UP = "up"
    DOWN = "down"


#: The places where requests fail for which the balancer has no server, and those that the rate limiter turns away.
BALANCER, LIMITER = "balancer", "limiter"


class LossCause(StrEnum):
    """The cause of a lost session."""

    WRONG_SERVER = "wrong_server"
    SERVER_CRASH = "server_crash"
    SERVER_REMOVED = "server_removed"
    SERVER_RESTART = "server_restart"
    DEPLOY = "deploy"
    REHASH = "rehash"
    STORE_RESTART = "store_restart"
    EVICTED = "evicted"
    COOKIE_TOO_LARGE = "cookie_too_large"
    MIGRATION = "migration"


class FailureCause(StrEnum):
    """The cause of a failed request."""

    OVERLOAD = "overload"
    TIMEOUT = "timeout"
    SERVER_DOWN = "server_down"
    NO_SERVER = "no_server"
    STORE_DOWN = "store_down"
    STORE_OVERLOAD = "store_overload"
    STORE_FULL = "store_full"
    NO_CONNECTION = "no_connection"
    QUEUE_FULL = "queue_full"
    RATE_LIMITED = "rate_limited"
    NOT_REVOKED = "not_revoked"
    MEMORY_FULL = "memory_full"
    FILE_MISSING = "file_missing"
    ORDER_LOST = "order_lost"


@dataclass(frozen=True, slots=True)
class Loss:
    """``count`` people lost their session for the first time, and ``again`` more not for the first.

    A log-out is one loss of a session. A person who is logged out three times is one person, counted with the first
    time, and three log-outs. ``place`` is a server's or store's name. Only ``count`` enters the session-loss metric.
    """

    tick: int
    cause: LossCause
    place: str
    count: int
    again: int = 0

    @property
    def log_outs(self) -> int:
        """The number of sessions lost, whoever lost them."""
        return self.count + self.again


@dataclass(frozen=True, slots=True)
class Failure:
    """``count`` requests failed at ``place`` (a server, a store, ``balancer`` or ``limiter``)."""

    tick: int
    cause: FailureCause
    place: str
    count: int


class EventKind(StrEnum):
    """The kinds of event beside losses and failures."""

    WAVE_STARTED = "wave_started"
    SERVER_ORDERED = "server_ordered"
    SERVER_UP = "server_up"
    SERVER_CRASHED = "server_crashed"
    SERVER_RESTARTING = "server_restarting"
    SERVER_SLOW = "server_slow"
    SERVER_FROZEN = "server_frozen"
    SERVER_REPLACED = "server_replaced"
    SERVER_RETIRING = "server_retiring"
    SERVER_RECOVERED = "server_recovered"
    SERVER_DRAINING = "server_draining"
    SERVER_DRAINED = "server_drained"
    SERVER_UNDRAINED = "server_undrained"
    SERVER_REMOVED = "server_removed"
    LEAK_AVOIDED = "leak_avoided"
    DEPLOY_STARTED = "deploy_started"
    DEPLOY_DONE = "deploy_done"
    STORE_ORDERED = "store_ordered"
    STORE_UP = "store_up"
    STORE_DOWN = "store_down"
    STORE_FAILOVER = "store_failover"
    STORE_SQUEEZED = "store_squeezed"
    STORE_RELIEVED = "store_relieved"
    REPLICA_ORDERED = "replica_ordered"
    REPLICA_READY = "replica_ready"
    POOLER_ORDERED = "pooler_ordered"
    POOLER_READY = "pooler_ready"
    SETTING = "setting"
    POLICY_SET = "policy_set"
    ZONE_DOWN = "zone_down"
    ZONE_UP = "zone_up"
    ROLLING_DEPLOY = "rolling_deploy"
    SPIKE = "spike"
    WHALE = "whale"
    BAN = "ban"
    RETRY_STORM = "retry_storm"


@dataclass(frozen=True, slots=True)
class Event:
    """Something worth a line. ``place`` names where, ``count`` people or ticks as the kind says.

    ``detail`` carries the wave's title, the policy's name, the new wiring, a store's or balancer's new setting
    (``SETTING``, whose ``place`` is the command's verb and ``count`` its number) or a share in per mille.
    The terminal makes the sentence.
    """

    tick: int
    kind: EventKind
    place: str = ""
    count: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ServerView:
    """One server now.

    ``load`` is the work accepted in the last tick in per mille of the capacity (over 1000: the queue
    grows), ``requests`` how many it was sent in the last tick, ``queue`` how many wait, ``held`` the
    sessions in its memory, ``until`` the ticks left in the present state (0: no end known, or now),
    ``in_rotation`` whether the balancer sends it new people, ``started`` the tick of its last start (−1: it stood
    there from the beginning), ``logged_out`` how many people were logged out here who never were before,
    ``log_outs`` how many sessions were lost here (see ``Loss``) and ``failed`` how many requests failed here, so far,
    ``badge`` why most recently (a cause's value)
    with ``badge_tick`` when, −1 for never. ``frozen``: it accepts requests and answers none. ``looping``: it will
    crash again. ``out``: passive checks keep it out of rotation. ``retiring``: the autoscaler takes it away.
    ``connections`` are those it holds to the database; ``pool`` is what it wants, 0 if it needs none.
    """

    name: str
    type: str
    state: ServerState
    wiring: Wiring
    in_rotation: bool
    started: int
    until: int
    capacity: int
    slow: bool
    load: int
    requests: int
    queue: int
    queue_limit: int
    held: int
    memory: int
    files: int
    orders: int
    logged_out: int
    log_outs: int
    failed: int
    badge: str
    badge_tick: int
    zone: str
    cattle: bool
    frozen: bool
    looping: bool
    out: bool
    retiring: bool
    connections: int
    pool: int


@dataclass(frozen=True, slots=True)
class StoreView:
    """One store that was bought.

    ``operations`` counts all it did so far, ``capacity`` is what it can do in a tick; ``failed``, ``logged_out`` and
    ``log_outs`` count as those of a server; ``used`` of ``memory``
    entries are taken (sessions, orders or files; of the queue: waiting work units). A limit of 0 is none.
    ``replicas`` are in sync, ``coming`` are being set up. ``pooler``: there is one and it is ready; ``connections``
    of ``connection_limit`` are taken. ``squeezed``: something else takes a part of its memory.
    """

    name: StoreName
    state: StoreState
    until: int
    operations: int
    capacity: int
    used: int
    memory: int
    latency_us: int
    failed: int
    logged_out: int
    log_outs: int
    eviction: Eviction
    persistence: Persistence
    replicas: int
    coming: int
    pooler: bool
    connections: int
    connection_limit: int
    squeezed: bool

    @property
    def kind(self) -> StoreKind:
        """Its row in the catalogue."""
        return STORES[self.name]


@dataclass(frozen=True, slots=True)
class WaveView:
    """A wave: ``start`` is the tick it started or is due, ``end`` the tick after its last."""

    title: str
    start: int
    end: int
    started: bool
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, slots=True)
class Metrics:
    """The numbers goals limit, in whole units, with what they are made of.

    ``session_loss``, ``load_imbalance`` and ``failed_requests`` are per mille, rounded down; the pairs
    beside them are exact. ``latency`` is p50, p95, p99 in ms of the requests that were answered in time.
    ``cost`` is in millicents.
    """

    sessions: int
    sessions_lost: int
    requests: int
    requests_failed: int
    imbalance_over: int
    imbalance_base: int
    latency: tuple[int, int, int]
    cost: int
    time: int
    commands: int

    @property
    def session_loss(self) -> int:
        """Sessions that lost their state at least once ÷ sessions that logged in, per mille."""
        return self.sessions_lost * 1000 // max(1, self.sessions)

    @property
    def load_imbalance(self) -> int:
        """Busiest server ÷ mean − 1 over 10-tick windows, weighted by requests, per mille."""
        return self.imbalance_over * 1000 // max(1, self.imbalance_base)

    @property
    def failed_requests(self) -> int:
        """Failed requests ÷ requests, per mille."""
        return self.requests_failed * 1000 // max(1, self.requests)

    def value(self, metric: Metric) -> int:
        """Return the value a goal on ``metric`` limits, in that metric's unit."""
        match metric:
            case Metric.SESSION_LOSS:
                return self.session_loss
            case Metric.LOAD_IMBALANCE:
                return self.load_imbalance
            case Metric.FAILED_REQUESTS:
                return self.failed_requests
            case Metric.LATENCY_P95:
                return self.latency[1]
            case Metric.COST:
                return self.cost
            case Metric.TIME:
                return self.time
            case Metric.COMMANDS:
                return self.commands


@dataclass(frozen=True, slots=True)
class View:
    """The whole service at the end of a tick.

    ``tick`` is the next tick to run; ``end`` the tick at which the level is over if no wave is called
    early. ``arrivals`` visitors logged in for the first time and ``requests`` were made in the last
    tick; ``online`` visitors are in the middle of their visit. ``spent`` and ``budget`` are in millicents,
    ``upkeep`` is what a tick costs now. ``unserved`` requests found no server so far, most recently in
    ``unserved_tick`` (−1: never). ``limited`` requests were turned away by the rate limiter so far; ``retried``
    of the last tick's requests were made before and failed, and ``rejected`` were told "who are you?".
    ``zones_down`` are the zones that are dark, ``deploy_drain`` the most ticks a server drains before a deploy.
    ``traffic`` visitors a tick were ordered (−1: the waves decide). ``lives`` are left of those that the level gives,
    if it gives any.
    """

    tick: int
    end: int
    over: bool
    servers: tuple[ServerView, ...]
    stores: tuple[StoreView, ...]
    balancer: Balancer
    template: Wiring
    waves: tuple[WaveView, ...]
    spent: int
    budget: int
    upkeep: int
    unserved: int
    unserved_tick: int
    online: int
    arrivals: int
    requests: int
    metrics: Metrics
    limit: RateLimit
    limited: int
    retried: int
    rejected: int
    autoscaler: Autoscaler
    zones_down: tuple[str, ...]
    deploy_drain: int
    traffic: int
    lives: int


@dataclass(frozen=True, slots=True)
class TickReport:
    """The events, losses and failures of one tick. ``digest`` is a hex string every ``DIGEST_EVERY`` ticks, else empty.

    ``rejected`` requests were answered "who are you?".
    """

    tick: int
    arrivals: int
    requests: int
    rejected: int
    events: tuple[Event, ...]
    losses: tuple[Loss, ...]
    failures: tuple[Failure, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Result:
    """A finished game: what ``run`` prints and boards compare."""

    won: bool
    stars: int
    score: int
    metrics: Metrics
    losses: tuple[Loss, ...]
    failures: tuple[Failure, ...]
    digest: str
