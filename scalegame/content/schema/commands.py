"""The commands of a plan, as a level file writes them: each with its tick."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, Strict

from scalegame.content.schema import limits
from scalegame.content.schema.fields import Part, Reference, ZoneName
from scalegame.content.schema.service import CheckField, LimitPerField
from scalegame.engine.catalog import PLACES, REPLICATED
from scalegame.engine.commands import COMMANDS, AddStore
from scalegame.engine.scenario import Duty, Eviction, IncidentKind, LimitPer, Persistence, Policy


def _place_texts() -> tuple[str, ...]:
    """Return the texts of all places, each once."""
    return tuple(dict.fromkeys(place.value for place in PLACES))


def _one_server_verbs() -> tuple[str, ...]:
    """Return the verbs of the commands that name a server and nothing else."""
    return tuple(each.verb for each in COMMANDS if [part.name for part in fields(each)] == ["server"])


# The engine's own texts, in its order. Type checkers cannot work out a literal and see a text.
if TYPE_CHECKING:
    _OneServerVerb = str
    _BuyVerb = str
    _PlaceText = str
    _KeptText = str
    _Replicated = str
    _RedisSetting = str
else:
    _OneServerVerb = Literal[_one_server_verbs()]
    _BuyVerb = Literal[AddStore.written_verbs()]
    _PlaceText = Literal[_place_texts()]
    _KeptText = Literal[tuple(duty.value for duty in Duty)]
    _Replicated = Literal[tuple(store.value for store in REPLICATED)]
    _RedisSetting = Literal[tuple(setting.value for setting in (*Eviction, *Persistence))]


class _MovePart(Part):
    at: int = Field(0, ge=0, le=limits.MAX_TICKS, description="The tick before which the command is given.")


class AddServerPart(_MovePart):
    """Order servers."""

    do: Literal["add_server"] = Field(description="The command.")
    count: int = Field(1, ge=1, le=limits.MAX_SERVERS, description="How many.")


class OneServerPart(_MovePart):
    """Do something with one server: drained ones get no new people, removed and restarted ones forget theirs."""

    do: _OneServerVerb = Field(description="The command.")
    server: Reference = Field(description="The server's name; those added during the level are s001, s002 and so on.")


class AddStorePart(_MovePart):
    """Buy a store."""

    do: _BuyVerb = Field(description="The command.")


class ConnectPart(_MovePart):
    """Let a server keep sessions, files or orders, or do slow work, somewhere else: a deploy."""

    do: Literal["connect"] = Field(description="The command.")
    server: Reference = Field(description="A server's name, or all: every server and those added later.")
    to: _PlaceText = Field(description="The new place.")
    keep: _KeptText | None = Field(
        None,
        description="What is kept there, where a place can hold several things: server_memory holds sessions (the "
        "default) or orders, sql holds orders (the default) or sessions.",
    )


class AddReplicaPart(_MovePart):
    """Buy a replica: it takes over when the primary fails, and SQL's answer reads as well."""

    do: Literal["add_replica"] = Field(description="The command.")
    store: _Replicated = Field(description="Of which store.")


class AddPoolerPart(_MovePart):
    """Put a connection pooler before the SQL database."""

    do: Literal["add_pooler"] = Field(description="The command.")


class SetRedisPart(_MovePart):
    """Change one setting of Redis: what it does when it is full, or what it keeps over a restart."""

    do: Literal["set_redis"] = Field(description="The command.")
    to: _RedisSetting = Field(description="When it is full: noeviction or allkeys_lru. Over a restart: none or aof.")


class SetRateLimitPart(_MovePart):
    """Let at most so many requests a tick through."""

    do: Literal["set_rate_limit"] = Field(description="The command.")
    limit: int = Field(ge=0, le=limits.MAX_SETTING, description="Requests a tick; 0 lets everything through.")
    per: LimitPerField = Field(
        LimitPer.SERVICE, description="Whether all requests are counted, or those of each address."
    )


class SetAutoscalerPart(_MovePart):
    """Keep the number of cattle between a least and a most."""

    do: Literal["set_autoscaler"] = Field(description="The command.")
    minimum: int = Field(alias="min", ge=0, le=limits.MAX_SERVERS, description="The fewest servers.")
    maximum: int = Field(
        alias="max", ge=0, le=limits.MAX_SERVERS, description="The most servers; 0 turns the autoscaler off."
    )


class SetHealthCheckPart(_MovePart):
    """Change what the balancer's health checks ask of a server."""

    do: Literal["set_health_check"] = Field(description="The command.")
    check: CheckField = Field(description="Nothing (none), does the port accept (tcp), does it answer (http).")


class SetTimeoutPart(_MovePart):
    """Let the balancer give up on an answer earlier than clients do."""

    do: Literal["set_timeout"] = Field(description="The command.")
    ms: int = Field(ge=0, le=limits.MAX_SETTING, description="Milliseconds it waits; 0: as long as clients do.")


class SetDrainPart(_MovePart):
    """Let servers drain before each deploy."""

    do: Literal["set_drain"] = Field(description="The command.")
    ticks: int = Field(ge=0, le=limits.MAX_SETTING, description="The most ticks they drain; 0: deploy at once.")


class SetPolicyPart(_MovePart):
    """Change how the balancer picks servers."""

    do: Literal["set_policy"] = Field(description="The command.")
    policy: Annotated[Policy, Strict(strict=False)] = Field(description="The new policy.")


class SetTrafficPart(_MovePart):
    """Let so many visitors come, whatever the waves say."""

    do: Literal["set_traffic"] = Field(description="The command.")
    visitors: int = Field(
        ge=0, le=limits.MAX_ORDERED_RATE, description="Visitors a tick from now on; 0: nobody new comes."
    )


class CauseIncidentPart(_MovePart):
    """Let something go wrong in the next tick."""

    do: Literal["cause_incident"] = Field(description="The command.")
    incident: Annotated[IncidentKind, Strict(strict=False)] = Field(description="What goes wrong.")
    server: Reference | None = Field(
        None, description="Of crash, crash_loop, slow, freeze and leak: its name, busiest_server or random_server."
    )
    zone: ZoneName | None = Field(None, description="Of zone_outage: the zone's name.")
    ticks: int | None = Field(
        None, ge=1, le=limits.MAX_ORDERED_TICKS, description="How long; of crash_loop and leak as in a wave."
    )
    per_mille: int | None = Field(
        None,
        ge=1,
        le=limits.MAX_ORDERED_PER_MILLE,
        description="Of slow the capacity left, of redis_full, whale and ban the share, of spike the factor on "
        "visitors (3000 is three times).",
    )
    count: int | None = Field(
        None, ge=1, le=limits.MAX_CRASHES, description="Of crash_loop the further crashes, of retry_storm the tries."
    )


class NextWavePart(_MovePart):
    """Start the next wave now."""

    do: Literal["next_wave"] = Field(description="The command.")


MovePart = Annotated[
    AddServerPart
    | OneServerPart
    | AddStorePart
    | ConnectPart
    | AddReplicaPart
    | AddPoolerPart
    | SetRedisPart
    | SetRateLimitPart
    | SetAutoscalerPart
    | SetHealthCheckPart
    | SetTimeoutPart
    | SetDrainPart
    | SetPolicyPart
    | SetTrafficPart
    | CauseIncidentPart
    | NextWavePart,
    Field(discriminator="do"),
]
