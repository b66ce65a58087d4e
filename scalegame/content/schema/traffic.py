"""The traffic of a level file: sources, waves and their incidents."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Strict, Tag

from scalegame.content.schema import limits
from scalegame.content.schema.fields import Label, Number, Part, Percent, Reference, Ticks, Title
from scalegame.engine.scenario import Rejected

_ONE_SERVER = "Which server: its name, busiest_server or random_server."
_HOW_LONG = "How long."


class DoesPart(Part):
    """What visitors do after the log-in: the weight of each kind of request."""

    browse: int = Field(0, ge=0, le=limits.MAX_SHARE, description="Look at a page.")
    cart: int = Field(0, ge=0, le=limits.MAX_SHARE, description="Put something into the cart.")
    upload: int = Field(0, ge=0, le=limits.MAX_SHARE, description="Upload an avatar.")
    avatar: int = Field(0, ge=0, le=limits.MAX_SHARE, description="Look at the avatar uploaded before.")
    checkout: int = Field(0, ge=0, le=limits.MAX_SHARE, description="Place an order.")


_Requests = Annotated[int, Field(ge=1, le=limits.MAX_REQUESTS_A_VISIT)]


class SourcePart(Part):
    """Where visitors come from and how they behave."""

    name: Label = Field("homes", description="What the traffic is called.")
    addresses: int = Field(
        400, ge=1, le=limits.MAX_ADDRESSES, description="IP addresses they share; an office behind NAT has 1."
    )
    networks: int = Field(
        0,
        ge=0,
        le=limits.MAX_ADDRESSES,
        description="How many /24 networks these addresses lie in; 0: each in one of its own.",
    )
    last_octet: int = Field(
        0, ge=0, le=limits.MAX_OCTET, description="The last number of every address, as of home routers; 0: anything."
    )
    share: int = Field(1, ge=0, le=limits.MAX_SHARE, description="Weight among the sources.")
    requests: list[_Requests] = Field(
        [5, 15],
        min_length=2,
        max_length=2,
        description="The least and the most requests a visitor makes after the log-in.",
    )
    think: Ticks = Field(5, description="The mean pause between two requests, in ticks.")
    does: DoesPart = Field(DoesPart(browse=1), description="What they do, by weight; only browsing if left out.")
    rejected: Annotated[Rejected, Strict(strict=False)] = Field(
        Rejected.LOGIN_AGAIN, description="What people do when the service has forgotten who they are."
    )
    retries: int = Field(
        0, ge=0, le=limits.MAX_RETRIES, description="How often a request that has failed is made again."
    )
    retry_after: int = Field(
        1, ge=1, le=limits.MAX_RETRY_AFTER, description="Ticks between a failure and the next attempt."
    )
    backoff: bool = Field(
        default=False, description="Whether that pause doubles each time and has a random part (jitter)."
    )


class _HappensPart(Part):
    at: int = Field(ge=0, le=limits.MAX_TICKS, description="Ticks after the wave's start.")


class CrashPart(_HappensPart):
    """A server crashes: its memory is lost, and it boots again."""

    crash: Reference = Field(description=_ONE_SERVER)


class CrashLoopPart(_HappensPart):
    """A server crashes, and again each time it has come up, until it is deployed or removed."""

    crash_loop: Reference = Field(description=_ONE_SERVER)
    times: int = Field(ge=1, le=limits.MAX_CRASHES, description="How often it crashes again after the first time.")
    ticks: Ticks = Field(description="How long it runs before it crashes again.")


class SlowPart(_HappensPart):
    """A server is alive, but does only a part of its work."""

    slow: Reference = Field(description=_ONE_SERVER)
    ticks: Ticks = Field(description=_HOW_LONG)
    capacity: Percent = Field(description='The capacity that is left, such as "30%".')


class FreezePart(_HappensPart):
    """A server accepts requests and answers none."""

    freeze: Reference = Field(description=_ONE_SERVER)
    ticks: Ticks = Field(description=_HOW_LONG)


class LeakPart(_HappensPart):
    """A server runs out of memory and crashes, unless it was started afresh shortly before."""

    leak: Reference = Field(description="The server's name.")
    ticks: Ticks = Field(description="A start in this many ticks before averts the crash.")


class ZoneOutagePart(_HappensPart):
    """A zone goes dark: all its servers crash and stay down; with the first zone the primaries of the stores fail."""

    zone_outage: Reference = Field(description="The zone's name.")
    ticks: Ticks = Field(description=_HOW_LONG)


class RollingDeployPart(_HappensPart):
    """A new version is rolled out: every server is deployed, one after another."""

    rolling_deploy: Literal[True] = Field(description="Always true.")


class RedisRestartPart(_HappensPart):
    """Redis restarts: without append-only file or replica it forgets what it held."""

    redis_restart: Literal[True] = Field(description="Always true.")


class RedisFullPart(_HappensPart):
    """Something else fills a part of Redis's memory."""

    redis_full: Percent = Field(description='The share of its memory that is taken away, such as "50%".')
    ticks: Ticks = Field(description=_HOW_LONG)


class SqlFailoverPart(_HappensPart):
    """The primary of the SQL database dies: a replica takes over, or it restarts."""

    sql_failover: Literal[True] = Field(description="Always true.")


class SpikePart(_HappensPart):
    """More visitors than the wave's arrivals say."""

    spike: Number = Field(gt=0, le=limits.MAX_SPIKE, description="The factor on arrivals: 3 is three times.")
    ticks: Ticks = Field(description=_HOW_LONG)


class WhalePart(_HappensPart):
    """Many newcomers share one address more, as behind the NAT of a mobile network."""

    whale: Percent = Field(description='The share of the newcomers who come from that address, such as "30%".')
    ticks: Ticks = Field(description=_HOW_LONG)


class BanPart(_HappensPart):
    """Some of the people online are banned: their sessions are deleted wherever the service keeps them."""

    ban: Percent = Field(description='The share of the people online, such as "5%".')


class RetryStormPart(_HappensPart):
    """Clients make every request that fails again, one tick later."""

    retry_storm: int = Field(ge=1, le=limits.MAX_RETRIES, description="How often they try again at most.")
    ticks: Ticks = Field(description=_HOW_LONG)


#: The fields that tell incidents apart: each belongs to one of them only.
INCIDENTS = (
    "crash", "crash_loop", "slow", "freeze", "leak", "zone_outage", "rolling_deploy", "redis_restart", "redis_full",
    "sql_failover", "spike", "whale", "ban", "retry_storm",
)  # fmt: skip


def _incident_kind(value: object) -> str | None:
    """Return the tag of an incident. Tags are no field names, so a mistake's location is never ambiguous."""
    return next((f"({kind})" for kind in INCIDENTS if isinstance(value, dict) and kind in value), None)


IncidentPart = Annotated[
    Annotated[CrashPart, Tag("(crash)")]
    | Annotated[CrashLoopPart, Tag("(crash_loop)")]
    | Annotated[SlowPart, Tag("(slow)")]
    | Annotated[FreezePart, Tag("(freeze)")]
    | Annotated[LeakPart, Tag("(leak)")]
    | Annotated[ZoneOutagePart, Tag("(zone_outage)")]
    | Annotated[RollingDeployPart, Tag("(rolling_deploy)")]
    | Annotated[RedisRestartPart, Tag("(redis_restart)")]
    | Annotated[RedisFullPart, Tag("(redis_full)")]
    | Annotated[SqlFailoverPart, Tag("(sql_failover)")]
    | Annotated[SpikePart, Tag("(spike)")]
    | Annotated[WhalePart, Tag("(whale)")]
    | Annotated[BanPart, Tag("(ban)")]
    | Annotated[RetryStormPart, Tag("(retry_storm)")],
    Discriminator(
        _incident_kind,
        custom_error_type="incident",
        custom_error_message="unknown incident",
    ),
]

_Point = Annotated[list[Number], Field(min_length=2, max_length=2)]


class WavePart(Part):
    """A stretch of traffic."""

    title: Title = Field(description="What the wave is called.")
    ticks: Ticks = Field(description="How long it lasts.")
    arrivals: list[_Point] = Field(
        min_length=1,
        max_length=limits.MAX_POINTS,
        description="Points [tick, visitors a tick]; straight lines between them, level before and after.",
    )
    incidents: list[IncidentPart] = Field(
        [], max_length=limits.MAX_INCIDENTS, description="What goes wrong, at ticks counted from the wave's start."
    )
