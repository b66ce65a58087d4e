"""What happens at a tick: the incidents of a wave and the commands of a plan, as a level file writes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Strict, Tag

from scalegame.content import limits
from scalegame.content.fields import Number, Part, Percent, Reference, Ticks
from scalegame.engine.scenario import Policy

_At = Annotated[int, Field(ge=0, le=limits.MAX_TICKS)]


class _HappensPart(Part):
    at: _At = Field(description="Ticks after the wave's start.")


class CrashPart(_HappensPart):
    """A server crashes: its memory is lost, and it boots again."""

    crash: Reference = Field(description="Which server: its name, busiest_server or random_server.")


class SlowPart(_HappensPart):
    """A server is alive, but does only a part of its work."""

    slow: Reference = Field(description="Which server: its name, busiest_server or random_server.")
    ticks: Ticks = Field(description="How long.")
    capacity: Percent = Field(description='The capacity that is left, such as "30%".')


class LeakPart(_HappensPart):
    """A server runs out of memory and crashes, unless it was started afresh shortly before."""

    leak: Reference = Field(description="The server's name.")
    ticks: Ticks = Field(description="A start in this many ticks before averts the crash.")


class RedisRestartPart(_HappensPart):
    """Redis restarts and forgets what it held."""

    redis_restart: Literal[True] = Field(description="Always true.")


class SpikePart(_HappensPart):
    """More visitors than the wave's arrivals say."""

    spike: Number = Field(gt=0, le=limits.MAX_SPIKE, description="The factor on arrivals: 3 is three times.")
    ticks: Ticks = Field(description="How long.")


#: What tells the incidents apart is the field that only one of them has.
INCIDENTS = ("crash", "slow", "leak", "redis_restart", "spike")


def _incident_kind(value: object) -> str | None:
    """Return the tag of an incident. Tags are no field names, so a mistake's location is never ambiguous."""
    return next((f"({kind})" for kind in INCIDENTS if isinstance(value, dict) and kind in value), None)


IncidentPart = Annotated[
    Annotated[CrashPart, Tag("(crash)")]
    | Annotated[SlowPart, Tag("(slow)")]
    | Annotated[LeakPart, Tag("(leak)")]
    | Annotated[RedisRestartPart, Tag("(redis_restart)")]
    | Annotated[SpikePart, Tag("(spike)")],
    Discriminator(
        _incident_kind,
        custom_error_type="incident",
        custom_error_message="unknown incident",
    ),
]


class _MovePart(Part):
    at: _At = Field(0, description="The tick before which the command is given.")


class AddServerPart(_MovePart):
    """Order servers."""

    do: Literal["add_server"] = Field(description="The command.")
    count: int = Field(1, ge=1, le=limits.MAX_SERVERS, description="How many.")


class OneServerPart(_MovePart):
    """Do something with one server: drained ones get no new people, removed and restarted ones forget theirs."""

    do: Literal["remove_server", "restart_server", "drain_server", "undrain_server"] = Field(description="The command.")
    server: Reference = Field(description="The server's name; those added during the level are s001, s002 and so on.")


class AddStorePart(_MovePart):
    """Buy a store."""

    do: Literal["add_redis", "add_sql", "add_object_storage"] = Field(description="The command.")


class ConnectPart(_MovePart):
    """Let a server keep sessions, files or orders somewhere else: a deploy."""

    do: Literal["connect"] = Field(description="The command.")
    server: Reference = Field(description="A server's name, or all: every server and those added later.")
    to: Literal["redis", "sql", "object_storage", "server_memory", "local_disk"] = Field(description="The new place.")
    keep: Literal["sessions", "files", "orders"] | None = Field(
        None, description="What is kept there. Only server_memory needs it: sessions (the default) or orders."
    )


class SetPolicyPart(_MovePart):
    """Change how the balancer picks servers."""

    do: Literal["set_policy"] = Field(description="The command.")
    policy: Annotated[Policy, Strict(strict=False)] = Field(description="The new policy.")


class NextWavePart(_MovePart):
    """Start the next wave now."""

    do: Literal["next_wave"] = Field(description="The command.")


MovePart = Annotated[
    AddServerPart | OneServerPart | AddStorePart | ConnectPart | SetPolicyPart | NextWavePart,
    Field(discriminator="do"),
]
