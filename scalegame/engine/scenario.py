"""A level's settings, already validated: the immutable input of the engine.

``units.py`` says in which units numbers are.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from scalegame.engine.catalog import DEFAULT_STORES, StoreSpec
from scalegame.engine.enums import (
    AT_SERVERS,
    Check,
    Duty,
    Eviction,
    FilePlace,
    IncidentKind,
    Kind,
    LimitPer,
    Metric,
    OrderPlace,
    Persistence,
    Place,
    Policy,
    Rejected,
    SessionPlace,
    StoreName,
    Target,
    WorkPlace,
)
from scalegame.engine.units import MILLICENTS_PER_DOLLAR

__all__ = [
    "AT_SERVERS",
    "COOKIE_BYTES",
    "DEFAULT_DEFERRABLE",
    "DEFAULT_SERVER_TYPES",
    "DEFAULT_STORES",
    "DEFAULT_WORK",
    "Autoscaler",
    "Balancer",
    "Check",
    "Duty",
    "Eviction",
    "FilePlace",
    "Goal",
    "Incident",
    "IncidentKind",
    "Kind",
    "LimitPer",
    "Metric",
    "OrderPlace",
    "Persistence",
    "Policy",
    "RateLimit",
    "Rejected",
    "Scenario",
    "ServerType",
    "SessionPlace",
    "Source",
    "StartServer",
    "StoreName",
    "StoreSpec",
    "Target",
    "Wave",
    "Wiring",
    "WorkPlace",
]


@dataclass(frozen=True, slots=True)
class Wiring:
    """The place that a server uses for each duty."""

    sessions: SessionPlace = SessionPlace.SERVER_MEMORY
    files: FilePlace = FilePlace.LOCAL_DISK
    orders: OrderPlace = OrderPlace.SERVER_MEMORY
    work: WorkPlace = WorkPlace.INLINE

    def rewired(self, place: Place) -> Wiring:
        """Return the same wiring with its duty done at ``place``."""
        match place:
            case SessionPlace():
                return replace(self, sessions=place)
            case FilePlace():
                return replace(self, files=place)
            case OrderPlace():
                return replace(self, orders=place)
            case WorkPlace():
                return replace(self, work=place)
            case _:
                raise TypeError(place)

    @property
    def places(self) -> tuple[SessionPlace, FilePlace, OrderPlace, WorkPlace]:
        """The place of each duty."""
        return self.sessions, self.files, self.orders, self.work

    def place_of(self, duty: Duty) -> Place:
        """Return the place of a duty."""
        return next(place for place in self.places if place.duty is duty)

    def uses(self, place: Place) -> bool:
        """Whether a server wired like that keeps something at ``place``."""
        return place in self.places


@dataclass(frozen=True, slots=True)
class ServerType:
    """A size of server.

    ``capacity`` is in work units a tick, ``queue`` in waiting requests, ``memory`` in sessions,
    ``boot`` and ``deploy`` in ticks, ``price`` (once) and ``upkeep`` (each tick) in millicents, ``pool``
    in database connections that it opens while it runs, if it is wired to SQL.
    """

    name: str = "small"
    capacity: int = 1000
    queue: int = 100
    memory: int = 1000
    boot: int = 15
    deploy: int = 5
    price: int = 40 * MILLICENTS_PER_DOLLAR
    upkeep: int = 10_000
    pool: int = 20


@dataclass(frozen=True, slots=True)
class Balancer:
    """The balancer's settings.

    A server that died stays in rotation until ``fall`` checks, one every ``interval`` ticks, have
    failed; one that came back waits for ``rise`` good ones. ``redispatch``: a request that finds its
    server dead goes on to the next one instead of failing. ``keep_dead_slots``: a modulo hash counts
    dead servers (nginx ``hash``) or only those that are up (HAProxy's map-based ``source``).
    ``ring_points`` is the number of points a server has on the consistent-hash ring. ``mixing``: the modulo
    hash mixes the address's bits (without, addresses that end alike meet on one server, as with HAProxy's
    map-based ``source``); ``hash_network``: it sees only the first three octets (nginx ``ip_hash``).

    ``check`` is what the active checks do. ``max_fails`` requests that a server refuses or leaves unanswered
    take it out of rotation for ``fail_timeout`` ticks (passive checks, as nginx; 0: none). ``retries``: a request
    that is bound to a dead server (by cookie, map-based hash or want of redispatch) tries it so often, a second
    apart, before it may go elsewhere (HAProxy; 0: at once). ``read_timeout_us``: how long the balancer waits for
    an answer before it gives up or goes on to the next server (0: as long as clients do).
    """

    policy: Policy = Policy.ROUND_ROBIN
    redispatch: bool = True
    interval: int = 1
    fall: int = 2
    rise: int = 1
    keep_dead_slots: bool = True
    ring_points: int = 160
    mixing: bool = True
    hash_network: bool = False
    check: Check = Check.TCP
    max_fails: int = 0
    fail_timeout: int = 10
    retries: int = 0
    read_timeout_us: int = 0


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The limiter at the edge: at most ``limit`` requests a tick for each address or for the whole service.

    A ``limit`` of 0 lets everything through. What is over it is turned away before it reaches a server.
    """

    limit: int = 0
    per: LimitPer = LimitPer.SERVICE


@dataclass(frozen=True, slots=True)
class Autoscaler:
    """Keeps the number of cattle between ``minimum`` and ``maximum`` (0: the autoscaler is off).

    It wants so many servers that the work of the last ticks is ``target`` per mille of their capacity, looks
    again ``cool_down`` ticks after it has changed something, and lets a server it retires drain for at most
    ``drain`` ticks. Cattle that crash are replaced at once, cool-down or not.
    """

    minimum: int = 0
    maximum: int = 0
    target: int = 600
    cool_down: int = 15
    drain: int = 10


@dataclass(frozen=True, slots=True)
class StartServer:
    """A server that stands there when the level begins.

    ``zone`` is one of the scenario's (empty: zones take turns). ``cattle``: the autoscaler may replace it.
    """

    name: str
    type: str = "small"
    wiring: Wiring = Wiring()
    zone: str = ""
    cattle: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A source of visitors: their addresses and their behaviour.

    ``share`` is a weight among the sources; ``addresses`` how many IP addresses they are spread over;
    ``requests`` the least and most requests a visitor makes after the log-in; ``think`` the mean
    pause between two requests in ticks; ``mix`` the weight of each ``Kind`` after the log-in (indexed
    by ``Kind``; the weight of ``LOGIN`` is 0).

    ``networks`` is the number of /24 networks the addresses lie in (0: each in one of its own), ``last_octet``
    what every address ends in (0: anything). A request that fails is made again up to ``retries`` times,
    ``retry_after`` ticks later; with ``backoff`` the pause doubles each time and is spread at random.
    """

    name: str
    addresses: int
    share: int
    requests: tuple[int, int]
    think: int
    mix: tuple[int, int, int, int, int, int]
    rejected: Rejected = Rejected.LOGIN_AGAIN
    networks: int = 0
    last_octet: int = 0
    retries: int = 0
    retry_after: int = 1
    backoff: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that happens ``at`` ticks after its wave starts.

    ``server`` is a server's name or a ``Target``, or the zone of a ``ZONE_OUTAGE``. ``ticks`` is how long it
    lasts (``SLOW``, ``FREEZE``, ``ZONE_OUTAGE``, ``REDIS_FULL``, ``SPIKE``, ``WHALE``, ``RETRY_STORM``).
    ``per_mille`` is the share of capacity left (``SLOW``), of Redis's memory that something else takes
    (``REDIS_FULL``), of new visitors who share one address (``WHALE``), of the people online who are banned
    (``BAN``), or the factor on arrivals (``SPIKE``, 3000 is three times). A ``LEAK`` crashes the server at that
    tick unless it was started afresh in the ``ticks`` before. A ``CRASH_LOOP`` crashes it now and ``count``
    times more, each time ``ticks`` after it came up, until it is deployed or removed. In a ``RETRY_STORM``
    clients make a failed request again up to ``count`` times, one tick later each.
    """

    kind: IncidentKind
    at: int
    server: str = ""
    ticks: int = 0
    per_mille: int = 1000
    count: int = 0


@dataclass(frozen=True, slots=True)
class Wave:
    """A stretch of traffic.

    ``arrivals`` holds how many visitors log in at each tick of the wave (spikes included), so its
    length is the wave's length.
    """

    title: str
    arrivals: tuple[int, ...]
    incidents: tuple[Incident, ...] = ()


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
#: Work units by ``Kind``: hashing a password at log-in is the dear one.
DEFAULT_WORK = (30, 10, 12, 25, 8, 20)
#: Work units by ``Kind`` that can wait: scaling an uploaded picture, mailing a receipt.
DEFAULT_DEFERRABLE = (0, 0, 0, 20, 0, 10)
#: The most that browsers keep in one cookie, in bytes (RFC 6265 asks for at least so much).
COOKIE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything the engine needs to know of a level.

    ``allowed`` names the commands (``verb`` of each in ``commands/``) a player may give and
    ``policies`` the balancer policies they may choose; ``next_wave`` is always allowed. ``budget``
    (millicents) bounds what can be bought. ``timeout_us`` is how long a client waits for an answer;
    ``work`` the work units of each ``Kind``; ``template`` the wiring of servers added later.

    ``deferrable`` are the work units of each ``Kind`` that a queue can take over; ``reads`` how often each
    ``Kind`` reads the database where orders are kept in SQL. A signed cookie holds ``cookie_base`` bytes and
    ``cookie_item`` more for each thing in the cart, and costs ``cookie_work`` work units a request to check;
    ``shared_key``: all servers sign with the same key. ``zones`` are where servers stand, the stores'
    primaries in the first. ``limit``, ``autoscaler`` and ``deploy_drain`` (the most ticks a server drains before
    a deploy) are settings as the level begins. With ``lives`` the game is over as soon as so many people were
    logged out and requests have failed, together (0: it goes on whatever happens).
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
    deferrable: tuple[int, int, int, int, int, int] = DEFAULT_DEFERRABLE
    reads: tuple[int, int, int, int, int, int] = (0, 0, 0, 0, 0, 0)
    cookie_base: int = 500
    cookie_item: int = 300
    cookie_work: int = 2
    shared_key: bool = True
    zones: tuple[str, ...] = ("a",)
    limit: RateLimit = RateLimit()
    autoscaler: Autoscaler = Autoscaler()
    deploy_drain: int = 0
    lives: int = 0

    @property
    def scored(self) -> bool:
        """Whether there is anything to reach; without goals a game has no stars and cannot be won."""
        return bool(self.goals)

    @property
    def expects_any_incident(self) -> bool:
        """Whether a player may cause incidents: the game must be ready for all of them."""
        return "cause_incident" in self.allowed

    def server_type(self, name: str) -> ServerType:
        """Return the server type called ``name``; raises ``KeyError`` if there is none."""
        for kind in self.server_types:
            if kind.name == name:
                return kind
        raise KeyError(name)
