"""Commands of a player as values: one class a command, with its verb and its fields.

``decisions/legality.py`` quotes a command or refuses it, ``tick/commands.py`` carries it out, ``codec.py`` derives from
the fields how files write it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, get_args

from scalegame.engine.reasons import Reason
from scalegame.engine.scenario import (
    Check,
    Eviction,
    FilePlace,
    Incident,
    IncidentKind,
    LimitPer,
    OrderPlace,
    Persistence,
    Policy,
    SessionPlace,
    StoreName,
    WorkPlace,
)

#: The place a server can be connected to, for sessions, files, orders or slow work.
Place = SessionPlace | FilePlace | OrderPlace | WorkPlace
#: In the metadata of a field: its key in files, where that is not the name of the field.
KEY = "key"
#: In ``Connect.server``: every server and the template that later servers follow.
ALL = "all"


@dataclass(frozen=True, slots=True)
class AddServer:
    """Order ``count`` servers of the level's type. They boot first, and follow the fleet template."""

    verb: ClassVar[str] = "add_server"
    count: int = 1


@dataclass(frozen=True, slots=True)
class RemoveServer:
    """Take a server away. What only its memory and disk held goes with it."""

    verb: ClassVar[str] = "remove_server"
    server: str


@dataclass(frozen=True, slots=True)
class RestartServer:
    """Stop and boot a server: its memory is empty afterwards."""

    verb: ClassVar[str] = "restart_server"
    server: str


@dataclass(frozen=True, slots=True)
class DrainServer:
    """Send a server no new people; those it remembers may stay until they are done."""

    verb: ClassVar[str] = "drain_server"
    server: str


@dataclass(frozen=True, slots=True)
class UndrainServer:
    """Let a draining server take new people again."""

    verb: ClassVar[str] = "undrain_server"
    server: str


@dataclass(frozen=True, slots=True)
class AddStore:
    """Buy a store. Nobody uses it until a server is connected."""

    verb: ClassVar[str] = "add_store"
    store: StoreName


@dataclass(frozen=True, slots=True)
class Connect:
    """Make ``server`` (or ``ALL``, one after another, and the template) keep something at ``to``.

    This is a deploy: the server leaves rotation, restarts, and forgets what its memory held.
    ``to`` alone says what is kept: ``SessionPlace`` sessions, ``FilePlace`` files, ``OrderPlace``
    orders, ``WorkPlace`` where slow work is done. Files on its local disk are copied along.
    """

    verb: ClassVar[str] = "connect"
    server: str
    to: Place


@dataclass(frozen=True, slots=True)
class AddReplica:
    """Buy a replica of Redis or SQL: it takes over when the primary fails, and SQL's answer reads as well."""

    verb: ClassVar[str] = "add_replica"
    store: StoreName


@dataclass(frozen=True, slots=True)
class AddPooler:
    """Put a connection pooler before the SQL database: many servers share few connections."""

    verb: ClassVar[str] = "add_pooler"


@dataclass(frozen=True, slots=True)
class SetRedis:
    """Change one setting of Redis: what it does when it is full, or what it keeps over a restart."""

    verb: ClassVar[str] = "set_redis"
    to: Eviction | Persistence


@dataclass(frozen=True, slots=True)
class SetRateLimit:
    """Let at most ``limit`` requests a tick through, for each address or in all; 0 lets everything through."""

    verb: ClassVar[str] = "set_rate_limit"
    limit: int
    per: LimitPer = LimitPer.SERVICE


@dataclass(frozen=True, slots=True)
class SetAutoscaler:
    """Keep the number of cattle between ``minimum`` and ``maximum``; a maximum of 0 turns the autoscaler off."""

    verb: ClassVar[str] = "set_autoscaler"
    minimum: int = field(metadata={KEY: "min"})
    maximum: int = field(metadata={KEY: "max"})


@dataclass(frozen=True, slots=True)
class SetHealthCheck:
    """Change what the balancer's health checks ask of a server."""

    verb: ClassVar[str] = "set_health_check"
    check: Check


@dataclass(frozen=True, slots=True)
class SetTimeout:
    """Let the balancer wait ``milliseconds`` for an answer and then give up; 0: as long as clients do."""

    verb: ClassVar[str] = "set_timeout"
    milliseconds: int = field(metadata={KEY: "ms"})


@dataclass(frozen=True, slots=True)
class SetDrain:
    """Let servers drain for up to ``ticks`` before each deploy; 0: deploy at once."""

    verb: ClassVar[str] = "set_drain"
    ticks: int


@dataclass(frozen=True, slots=True)
class SetPolicy:
    """Change how the balancer picks servers; takes effect with the next tick."""

    verb: ClassVar[str] = "set_policy"
    policy: Policy


@dataclass(frozen=True, slots=True)
class SetTraffic:
    """Let so many ``visitors`` come in each tick from now on, whatever the waves say; 0: nobody new comes."""

    verb: ClassVar[str] = "set_traffic"
    visitors: int


@dataclass(frozen=True, slots=True)
class CauseIncident:
    """Let ``incident`` strike in the next tick; its ``at`` is 0. A ``SPIKE`` multiplies the arrivals from then on."""

    verb: ClassVar[str] = "cause_incident"
    incident: Incident


@dataclass(frozen=True, slots=True)
class NextWave:
    """Start the next wave now instead of waiting for its time."""

    verb: ClassVar[str] = "next_wave"


#: What of an ``Incident`` beside its kind each kind that is ordered takes; all else stays as it is.
TAKES: dict[IncidentKind, tuple[str, ...]] = {
    IncidentKind.CRASH: ("server",),
    IncidentKind.CRASH_LOOP: ("server", "ticks", "count"),
    IncidentKind.SLOW: ("server", "ticks", "per_mille"),
    IncidentKind.FREEZE: ("server", "ticks"),
    IncidentKind.LEAK: ("server", "ticks"),
    IncidentKind.ZONE_OUTAGE: ("server", "ticks"),
    IncidentKind.ROLLING_DEPLOY: (),
    IncidentKind.REDIS_RESTART: (),
    IncidentKind.REDIS_FULL: ("ticks", "per_mille"),
    IncidentKind.SQL_FAILOVER: (),
    IncidentKind.SPIKE: ("ticks", "per_mille"),
    IncidentKind.WHALE: ("ticks", "per_mille"),
    IncidentKind.BAN: ("per_mille",),
    IncidentKind.RETRY_STORM: ("ticks", "count"),
}
Command = (
    AddServer
    | RemoveServer
    | RestartServer
    | DrainServer
    | UndrainServer
    | AddStore
    | Connect
    | AddReplica
    | AddPooler
    | SetRedis
    | SetRateLimit
    | SetAutoscaler
    | SetHealthCheck
    | SetTimeout
    | SetDrain
    | SetPolicy
    | SetTraffic
    | CauseIncident
    | NextWave
)
#: Every class of command, in the order of ``Command``.
COMMANDS: tuple[type[Command], ...] = get_args(Command)


@dataclass(frozen=True, slots=True)
class At:
    """A command and the tick before which it is given; a plan is a tuple of these."""

    tick: int
    command: Command


Plan = tuple[At, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command changes nothing: a reason, and the values (names, amounts, waits, bounds) that it is about."""

    reason: Reason
    values: tuple[int | str, ...] = ()

    @property
    def code(self) -> str:
        """The stable code of the reason, for programs."""
        return self.reason.code


@dataclass(frozen=True, slots=True)
class Quote:
    """What a legal command costs (millicents, at once) and how long it takes (ticks).

    Connecting all servers takes their deploys one after another; waits for health checks and draining come on top.
    """

    price: int = 0
    lead: int = 0
