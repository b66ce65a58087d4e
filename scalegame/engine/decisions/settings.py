"""What settings a player may choose: free and at once, but neither without effect nor out of bounds."""

from __future__ import annotations

from scalegame.engine.commands import (
    Quote,
    Refusal,
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetRedis,
    SetTimeout,
    SetTraffic,
)
from scalegame.engine.scenario import Check, Eviction, Persistence, RateLimit, StoreName
from scalegame.engine.state.world import World

#: No level can grow a fleet past this (removed servers count: their place in the books stays).
MOST_SERVERS = 256
#: No number can be set higher: requests a tick, milliseconds, ticks.
MOST_OF_A_SETTING = 1_000_000
MICROSECONDS_PER_MS = 1000
#: So many visitors can be ordered for a tick, and come in a whole game beside those of the waves.
MOST_VISITORS = 1_000
MOST_EXTRA = 100_000

_REDIS_ALREADY: dict[Eviction | Persistence, str] = {
    Eviction.NOEVICTION: "Redis already refuses to write when it is full.",
    Eviction.ALLKEYS_LRU: "Redis already evicts what was not used for longest.",
    Persistence.NONE: "Redis already keeps nothing over a restart.",
    Persistence.AOF: "Redis already keeps an append-only file.",
}
_CHECK_ALREADY = {
    Check.NONE: "Health checks are off already.",
    Check.TCP: "Health checks already ask whether the port accepts.",
    Check.HTTP: "Health checks already ask for an answer.",
}

Setting = SetPolicy | SetRedis | SetRateLimit | SetAutoscaler | SetHealthCheck | SetTimeout | SetDrain | SetTraffic


def set_to(world: World, command: Setting) -> Quote | Refusal:
    """Quote a setting; ``SetRedis`` needs a Redis that is there."""
    if wrong := _out_of_bounds(command):
        return Refusal("number", wrong)
    if isinstance(command, SetTraffic) and command.visitors and world.extra >= MOST_EXTRA:
        return Refusal("too_many", f"{MOST_EXTRA:,} visitors came by order: no more will.")
    if already := _without_effect(world, command):
        return Refusal("no_change", already)
    return Quote()


def _out_of_bounds(command: Setting) -> str:
    most = f"{MOST_OF_A_SETTING:,}"
    match command:
        case SetRateLimit(limit) if not 0 <= limit <= MOST_OF_A_SETTING:
            return f"Limit from 0 (everything passes) to {most} requests a second."
        case SetTimeout(milliseconds) if not 0 <= milliseconds <= MOST_OF_A_SETTING:
            return f"Wait from 0 (as long as clients do) to {most} ms."
        case SetDrain(ticks) if not 0 <= ticks <= MOST_OF_A_SETTING:
            return f"Drain from 0 (deploy at once) to {most} s."
        case SetTraffic(visitors) if not 0 <= visitors <= MOST_VISITORS:
            return f"Let from 0 (nobody new) to {MOST_VISITORS:,} visitors come a second."
        case SetAutoscaler(minimum, maximum) if not 0 <= minimum <= maximum <= MOST_SERVERS:
            return f"Keep from 0 to {MOST_SERVERS} servers, the least not above the most."
        case _:
            return ""


def _without_effect(world: World, command: Setting) -> str:
    balancer = world.balancer
    match command:
        case SetPolicy(policy):
            return f"The balancer uses {policy.replace('_', ' ')} already." if policy is balancer.policy else ""
        case SetRedis(to):
            redis = world.stores[StoreName.REDIS]
            return _REDIS_ALREADY[to] if to in (redis.eviction, redis.persistence) else ""
        case SetRateLimit(limit, per):
            return "The rate limiter is set like that already." if world.limit == RateLimit(limit, per) else ""
        case SetAutoscaler(minimum, maximum):
            same = (world.autoscaler.minimum, world.autoscaler.maximum) == (minimum, maximum)
            return "The autoscaler is set like that already." if same else ""
        case SetHealthCheck(check):
            return _CHECK_ALREADY[check] if check is balancer.check else ""
        case SetTimeout(milliseconds):
            same = milliseconds * MICROSECONDS_PER_MS == balancer.read_timeout_us
            return "The time-out is that already." if same else ""
        case SetDrain(ticks):
            return "Servers drain that long already." if ticks == world.deploy_drain else ""
        case SetTraffic(visitors):
            return "So many visitors come already." if visitors == world.traffic else ""
