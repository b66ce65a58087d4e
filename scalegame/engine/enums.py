"""The words of the game: what can be chosen, bought, kept, limited and broken, as enumerations."""

from __future__ import annotations

from enum import Enum, IntEnum, StrEnum


class Kind(IntEnum):
    """The kinds of request. ``LOGIN`` opens a session; the rest need one."""

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


class Duty(StrEnum):
    """The duties of a server that need a place: it keeps sessions, files and orders, and does slow work."""

    SESSIONS = "sessions"
    FILES = "files"
    ORDERS = "orders"
    WORK = "work"


class Place(Enum):
    """A home for one duty of a server. ``catalog.py`` has a row for each.

    All members of a class have one duty. Two members are equal only if they are the same: a session in a server's
    memory is no order there, though files write both as ``server_memory``.
    """

    _value_: str

    @property
    def duty(self) -> Duty:
        """The duty of a server that this is a place for."""
        return _DUTIES[type(self)]

    def __str__(self) -> str:
        return self.value


class SessionPlace(Place):
    """Where a server keeps the sessions of the people who log in through it.

    ``SIGNED_COOKIE``: nowhere on this side; the client carries its session along, signed.
    """

    SERVER_MEMORY = "server_memory"
    REDIS = "redis"
    SQL = "sql"
    SIGNED_COOKIE = "signed_cookie"


class FilePlace(Place):
    """Where a server puts uploaded files and looks for them."""

    LOCAL_DISK = "local_disk"
    OBJECT_STORAGE = "object_storage"
    SQL_BLOB = "sql_blob"


class OrderPlace(Place):
    """Where a server writes orders."""

    SERVER_MEMORY = "server_memory"
    SQL = "sql"


class WorkPlace(Place):
    """Where the slow part of a request is done: while the client waits, or later by a worker behind a queue."""

    INLINE = "inline"
    QUEUE = "queue"


_DUTIES: dict[type[Place], Duty] = {
    SessionPlace: Duty.SESSIONS,
    FilePlace: Duty.FILES,
    OrderPlace: Duty.ORDERS,
    WorkPlace: Duty.WORK,
}


class StoreName(StrEnum):
    """The parts beside the servers that a player can buy."""

    REDIS = "redis"
    SQL = "sql"
    OBJECT_STORAGE = "object_storage"
    CDN = "cdn"
    QUEUE = "queue"


class Eviction(StrEnum):
    """What Redis does when its memory is full: refuse to write, or forget what was not used for longest."""

    NOEVICTION = "noeviction"
    ALLKEYS_LRU = "allkeys_lru"


class Persistence(StrEnum):
    """What Redis keeps over a restart: nothing, or everything (its append-only file)."""

    NONE = "none"
    AOF = "aof"


class Check(StrEnum):
    """How the balancer's active health checks look at a server.

    ``NONE``: never (as nginx), ``TCP``: does the port accept, ``HTTP``: does it answer a request.
    """

    NONE = "none"
    TCP = "tcp"
    HTTP = "http"


class LimitPer(StrEnum):
    """Whose requests a rate limiter counts: those of one client address, or all."""

    ADDRESS = "address"
    SERVICE = "service"


class Rejected(StrEnum):
    """What people do when the service has forgotten who they are."""

    LOGIN_AGAIN = "login_again"
    INSIST = "insist"
    LEAVE = "leave"


class IncidentKind(StrEnum):
    """What can go wrong on its own."""

    CRASH = "crash"
    CRASH_LOOP = "crash_loop"
    SLOW = "slow"
    FREEZE = "freeze"
    LEAK = "leak"
    ZONE_OUTAGE = "zone_outage"
    ROLLING_DEPLOY = "rolling_deploy"
    REDIS_RESTART = "redis_restart"
    REDIS_FULL = "redis_full"
    SQL_FAILOVER = "sql_failover"
    SPIKE = "spike"
    WHALE = "whale"
    BAN = "ban"
    RETRY_STORM = "retry_storm"


#: Those that strike one server.
AT_SERVERS = (
    IncidentKind.CRASH, IncidentKind.CRASH_LOOP, IncidentKind.SLOW, IncidentKind.FREEZE, IncidentKind.LEAK,
)  # fmt: skip


class Target(StrEnum):
    """Servers an incident can choose when it strikes."""

    BUSIEST = "busiest_server"
    RANDOM = "random_server"


class Metric(StrEnum):
    """The metrics a goal can limit. Shares are per mille, latency ms, cost millicents, time ticks."""

    SESSION_LOSS = "session_loss"
    LOAD_IMBALANCE = "load_imbalance"
    FAILED_REQUESTS = "failed_requests"
    LATENCY_P95 = "latency_p95"
    COST = "cost"
    TIME = "time"
    COMMANDS = "commands"
