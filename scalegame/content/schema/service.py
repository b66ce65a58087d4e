"""The service as a level file writes it: the servers, the balancer and the settings with which a level begins."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Strict

from scalegame.content.schema import limits
from scalegame.content.schema.fields import Part, Percent, Reference, ServerName, Ticks, TypeName
from scalegame.engine.scenario import (
    Check,
    FilePlace,
    LimitPer,
    OrderPlace,
    Policy,
    SessionPlace,
    StoreName,
    WorkPlace,
)

PolicyField = Annotated[Policy, Strict(strict=False)]
StoreField = Annotated[StoreName, Strict(strict=False)]
CheckField = Annotated[Check, Strict(strict=False)]
LimitPerField = Annotated[LimitPer, Strict(strict=False)]


class HealthPart(Part):
    """How the balancer finds out that a server is down or back."""

    check: CheckField = Field(
        Check.TCP,
        description="What a health check asks: nothing at all (none), does the port accept (tcp), or does the server "
        "answer a request (http). Of these only http notices a frozen server.",
    )
    interval: int = Field(1, ge=1, le=limits.MAX_CHECKS, description="Ticks between two health checks.")
    fall: int = Field(2, ge=1, le=limits.MAX_CHECKS, description="Failed checks after which a server counts as down.")
    rise: int = Field(1, ge=1, le=limits.MAX_CHECKS, description="Good checks after which a server counts as up.")
    max_fails: int = Field(
        0,
        ge=0,
        le=limits.MAX_CHECKS,
        description="Passive checks: requests a server fails before it is avoided for a while; 0 for no such checks.",
    )
    fail_timeout: Ticks = Field(10, description="Ticks for which passive checks avoid a server.")


class BalancerPart(Part):
    """The balancer when the level begins."""

    policy: PolicyField = Field(Policy.ROUND_ROBIN, description="How the balancer picks a server for a request.")
    redispatch: bool = Field(
        default=True, description="Whether a request that finds its server dead goes on to the next one."
    )
    retries: int = Field(
        0,
        ge=0,
        le=limits.MAX_RETRIES,
        description="How often a request that is bound to a dead server tries it again, a second apart, before it may "
        "go elsewhere (as HAProxy; its default is 3).",
    )
    read_timeout_ms: int = Field(
        0,
        ge=0,
        le=limits.MAX_MILLISECONDS,
        description="Milliseconds the balancer waits for a server's answer; 0: as long as clients do.",
    )
    health: HealthPart = Field(HealthPart(), description="Health checks.")
    keep_dead_slots: bool = Field(
        default=True,
        description="Whether source_hash counts dead servers (as nginx does) or only those that are up (as HAProxy).",
    )
    hash_mixing: bool = Field(
        default=True,
        description="Whether source_hash mixes the bits of an address. Without (as HAProxy's map-based source), "
        "addresses that end alike meet on one server.",
    )
    hash_network: bool = Field(
        default=False,
        description="Whether source_hash sees only the first three numbers of an address (as nginx's ip_hash).",
    )
    ring_points: int = Field(
        160, ge=1, le=limits.MAX_RING_POINTS, description="Points of a server on the ring of consistent_hash."
    )


class RateLimitPart(Part):
    """The rate limiter at the edge when the level begins."""

    limit: int = Field(
        0,
        ge=0,
        le=limits.MAX_SETTING,
        description="Requests a tick that are let through; the rest fails before it reaches the balancer. 0: no limit.",
    )
    per: LimitPerField = Field(
        LimitPer.SERVICE, description="Whether all requests are counted, or those of each address."
    )


class AutoscalerPart(Part):
    """The autoscaler when the level begins: it keeps the number of cattle between a least and a most."""

    minimum: int = Field(0, alias="min", ge=0, le=limits.MAX_SERVERS, description="The fewest it keeps.")
    maximum: int = Field(
        0, alias="max", ge=0, le=limits.MAX_SERVERS, description="The most it keeps; 0: there is no autoscaler."
    )
    target: Percent = Field("60%", description="The share of the servers' capacity that it wants to see used.")
    cool_down: Ticks = Field(15, description="Ticks it waits after a change before it looks again.")
    drain: int = Field(
        10, ge=0, le=limits.MAX_DURATION, description="The most ticks a server that it takes away may drain."
    )


class ServersPart(Part):
    """Servers of one type that stand there when the level begins."""

    type: TypeName = Field("small", description="The type of server: small, large, or one of catalog.servers.")
    count: int | None = Field(
        None, ge=1, le=limits.MAX_SERVERS, description="How many; as many as there are names, or one, if left out."
    )
    names: list[ServerName] | None = Field(
        None,
        min_length=1,
        max_length=limits.MAX_SERVERS,
        description="Their names. Without names up to two are A and B, up to a dozen bear names of Greek gods, and "
        "cattle have numbers.",
    )
    zone: Reference | None = Field(None, description="The zone they stand in; servers without one take turns.")
    cattle: bool = Field(
        default=False,
        description="Whether nobody nurses them: those that crash are replaced, and the autoscaler may take them away.",
    )


class StartPart(Part):
    """The service when the level begins."""

    balancer: BalancerPart = Field(BalancerPart(), description="The balancer's settings.")
    servers: list[ServersPart] = Field(
        min_length=1, max_length=limits.MAX_SERVERS, description="The servers, group by group."
    )
    sessions: Annotated[SessionPlace, Strict(strict=False)] = Field(
        SessionPlace.SERVER_MEMORY, description="Where servers keep sessions, until the player connects them elsewhere."
    )
    files: Annotated[FilePlace, Strict(strict=False)] = Field(
        FilePlace.LOCAL_DISK, description="Where servers keep uploaded files."
    )
    orders: Annotated[OrderPlace, Strict(strict=False)] = Field(
        OrderPlace.SERVER_MEMORY, description="Where servers write orders."
    )
    work: Annotated[WorkPlace, Strict(strict=False)] = Field(
        WorkPlace.INLINE,
        description="Where slow work is done: while the client waits, or later by a worker behind the queue.",
    )
    stores: list[StoreField] = Field(
        [], max_length=len(StoreName), description="Stores that are there, paid and ready, from the beginning."
    )
    rate_limit: RateLimitPart = Field(RateLimitPart(), description="The rate limiter.")
    autoscaler: AutoscalerPart = Field(AutoscalerPart(), description="The autoscaler.")
    deploy_drain: int = Field(
        0, ge=0, le=limits.MAX_DURATION, description="The most ticks a server drains before a deploy; 0: none does."
    )
