"""What a level says, already validated: the immutable input of the engine.

Units everywhere in the engine: time in ticks (one tick is one simulated second) or microseconds
(``_us``), work in work units (one unit is one millisecond of a small server's core), money in
millicents (100,000 to the dollar), shares in per mille. Whole numbers only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

MILLICENTS_PER_DOLLAR = 100_000
MICROSECONDS_PER_TICK = 1_000_000


class Kind(IntEnum):
    """What a request asks for. ``LOGIN`` opens a session; the rest need one."""

    LOGIN = 0
    BROWSE = 1
    CART = 2
    UPLOAD = 3
    AVATAR = 4
    CHECKOUT = 5


class Policy(StrEnum):
    """How the balancer picks a server for a request."""

    ROUND_ROBIN = "round_robin"
    RANDOM = "random"
    LEAST_CONNECTIONS = "least_connections"
    POWER_OF_TWO = "power_of_two"
    SOURCE_HASH = "source_hash"
    CONSISTENT_HASH = "consistent_hash"
    STICKY_COOKIE = "sticky_cookie"


class SessionPlace(StrEnum):
    """Where a server keeps the sessions of the people who log in through it."""

    SERVER_MEMORY = "server_memory"
    REDIS = "redis"


class FilePlace(StrEnum):
    """Where a server puts uploaded files and looks for them."""

    LOCAL_DISK = "local_disk"
    OBJECT_STORAGE = "object_storage"


class OrderPlace(StrEnum):
    """Where a server writes orders."""

    SERVER_MEMORY = "server_memory"
    SQL = "sql"


class StoreName(StrEnum):
    """The stores a player can buy."""

    REDIS = "redis"
    SQL = "sql"
    OBJECT_STORAGE = "object_storage"


class Rejected(StrEnum):
    """What people do when the service has forgotten who they are."""

    LOGIN_AGAIN = "login_again"
    INSIST = "insist"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Wiring:
    """Which place a server uses for each kind of state."""

    sessions: SessionPlace = SessionPlace.SERVER_MEMORY
    files: FilePlace = FilePlace.LOCAL_DISK
    orders: OrderPlace = OrderPlace.SERVER_MEMORY


@dataclass(frozen=True, slots=True)
class ServerType:
    """A size of server.

    ``capacity`` is in work units a tick, ``queue`` in waiting requests, ``memory`` in sessions,
    ``boot`` and ``deploy`` in ticks, ``price`` (once) and ``upkeep`` (each tick) in millicents.
    """

    name: str = "small"
    capacity: int = 1000
    queue: int = 100
    memory: int = 1000
    boot: int = 15
    deploy: int = 5
    price: int = 40 * MILLICENTS_PER_DOLLAR
    upkeep: int = 10_000


@dataclass(frozen=True, slots=True)
class StoreSpec:
    """What a store costs and can bear.

    ``lead`` is the provisioning time and ``restart`` the time a restart takes, in ticks; ``capacity``
    is operations a tick (0: no limit), ``memory`` sessions (Redis; 0: no limit), ``latency_us`` what one
    operation adds to a request; ``request_price`` millicents an operation.
    """

    price: int
    upkeep: int
    lead: int
    capacity: int
    memory: int
    latency_us: int
    restart: int = 5
    request_price: int = 0


@dataclass(frozen=True, slots=True)
class Balancer:
    """The balancer's settings.

    A server that died stays in rotation until ``fall`` checks, one every ``interval`` ticks, have
    failed; one that came back waits for ``rise`` good ones. ``redispatch``: a request that finds its
    server dead goes on to the next one instead of failing. ``keep_dead_slots``: a modulo hash counts
    dead servers (nginx ``hash``) or only those that are up (HAProxy's map-based ``source``).
    ``ring_points`` is the number of points a server has on the consistent-hash ring.
    """

    policy: Policy = Policy.ROUND_ROBIN
    redispatch: bool = True
    interval: int = 1
    fall: int = 2
    rise: int = 1
    keep_dead_slots: bool = True
    ring_points: int = 160


@dataclass(frozen=True, slots=True)
class StartServer:
    """A server that stands there when the level begins."""

    name: str
    type: str = "small"
    wiring: Wiring = Wiring()


@dataclass(frozen=True, slots=True)
class Source:
    """Where visitors come from and how they behave.

    ``share`` is a weight among the sources; ``addresses`` how many IP addresses they are spread over;
    ``requests`` the least and most requests a visitor makes after the log-in; ``think`` the mean
    pause between two requests in ticks; ``mix`` the weight of each ``Kind`` after the log-in (indexed
    by ``Kind``; the weight of ``LOGIN`` is 0).
    """

    name: str
    addresses: int
    share: int
    requests: tuple[int, int]
    think: int
    mix: tuple[int, int, int, int, int, int]
    rejected: Rejected = Rejected.LOGIN_AGAIN


class IncidentKind(StrEnum):
    """What can go wrong on its own."""

    CRASH = "crash"
    SLOW = "slow"
    LEAK = "leak"
    REDIS_RESTART = "redis_restart"
    SPIKE = "spike"


class Target(StrEnum):
    """Servers an incident can choose when it strikes."""

    BUSIEST = "busiest_server"
    RANDOM = "random_server"


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that happens ``at`` ticks after its wave starts.

    ``server`` is a server's name or a ``Target``. ``ticks`` is how long it lasts (``SLOW``,
    ``SPIKE``), ``per_mille`` the share of capacity left (``SLOW``) or the factor on arrivals
    (``SPIKE``, 3000 is three times). A ``LEAK`` crashes the server at that tick unless it was started
    afresh in the ``ticks`` before.
    """

    kind: IncidentKind
    at: int
    server: str = ""
    ticks: int = 0
    per_mille: int = 1000


@dataclass(frozen=True, slots=True)
class Wave:
    """A stretch of traffic.

    ``arrivals`` holds how many visitors log in at each tick of the wave (spikes included), so its
    length is the wave's length.
    """

    title: str
    arrivals: tuple[int, ...]
    incidents: tuple[Incident, ...] = ()


class Metric(StrEnum):
    """What a goal can limit. Shares are per mille, latency ms, cost millicents, time ticks."""

    SESSION_LOSS = "session_loss"
    LOAD_IMBALANCE = "load_imbalance"
    FAILED_REQUESTS = "failed_requests"
    LATENCY_P95 = "latency_p95"
    COST = "cost"
    TIME = "time"
    COMMANDS = "commands"


@dataclass(frozen=True, slots=True)
class Goal:
    """The highest value that passes (★), and the highest that is gold; ``None`` sets no limit."""

    metric: Metric
    passing: int | None
    gold: int | None


DEFAULT_SERVER_TYPES = (
    ServerType(),
    ServerType(name="large", capacity=4000, queue=400, memory=4000, boot=25, price=14_000_000, upkeep=36_000),
)
DEFAULT_STORES = {
    StoreName.REDIS: StoreSpec(
        price=60 * MILLICENTS_PER_DOLLAR, upkeep=10_000, lead=8, capacity=5000, memory=5000, latency_us=1000
    ),
    StoreName.SQL: StoreSpec(
        price=90 * MILLICENTS_PER_DOLLAR, upkeep=20_000, lead=20, capacity=800, memory=0, latency_us=8000
    ),
    StoreName.OBJECT_STORAGE: StoreSpec(
        price=30 * MILLICENTS_PER_DOLLAR,
        upkeep=2_000,
        lead=5,
        capacity=0,
        memory=0,
        latency_us=30_000,
        request_price=40,
    ),
}
#: Work units by ``Kind``: hashing a password at log-in is the dear one.
DEFAULT_WORK = (30, 10, 12, 25, 8, 20)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything the engine needs to know of a level.

    ``allowed`` names the commands (``verb`` of each in ``commands.py``) a player may give and
    ``policies`` the balancer policies they may choose; ``next_wave`` is always allowed. ``budget``
    (millicents) bounds what can be bought. ``timeout_us`` is how long a client waits for an answer;
    ``work`` the work units of each ``Kind``; ``template`` the wiring of servers added later.
    """

    level: str
    budget: int
    servers: tuple[StartServer, ...]
    waves: tuple[Wave, ...]
    sources: tuple[Source, ...]
    goals: tuple[Goal, ...]
    allowed: frozenset[str] = frozenset()
    policies: tuple[Policy, ...] = ()
    balancer: Balancer = Balancer()
    template: Wiring = Wiring()
    stores: tuple[StoreName, ...] = ()
    server_types: tuple[ServerType, ...] = DEFAULT_SERVER_TYPES
    store_specs: dict[StoreName, StoreSpec] = field(default_factory=lambda: dict(DEFAULT_STORES))
    work: tuple[int, int, int, int, int, int] = DEFAULT_WORK
    timeout_us: int = 5_000_000
    added_type: str = "small"

    def server_type(self, name: str) -> ServerType:
        """Return the server type called ``name``; raises ``KeyError`` if there is none."""
        for kind in self.server_types:
            if kind.name == name:
                return kind
        raise KeyError(name)
