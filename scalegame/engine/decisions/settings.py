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
from scalegame.engine.reasons import Reason
from scalegame.engine.scenario import RateLimit, StoreName
from scalegame.engine.state.world import World

#: No level can grow a fleet past this (removed servers count: their place in the books stays).
MOST_SERVERS = 256
#: No number can be set higher: requests a tick, milliseconds, ticks.
MOST_OF_A_SETTING = 1_000_000
MICROSECONDS_PER_MS = 1000
#: So many visitors can be ordered for a tick, and come in a whole game beside those of the waves.
MOST_VISITORS = 1_000
MOST_EXTRA = 100_000

Setting = SetPolicy | SetRedis | SetRateLimit | SetAutoscaler | SetHealthCheck | SetTimeout | SetDrain | SetTraffic


def set_to(world: World, command: Setting) -> Quote | Refusal:
    """Quote a setting; ``SetRedis`` needs a Redis that is there."""
    if wrong := _out_of_bounds(command):
        return wrong
    if isinstance(command, SetTraffic) and command.visitors and world.extra >= MOST_EXTRA:
        return Refusal(Reason.MOST_VISITORS, (MOST_EXTRA,))
    return _without_effect(world, command) or Quote()


def _out_of_bounds(command: Setting) -> Refusal | None:
    """Refuse numbers that cannot be set; the refusal carries the largest that can."""
    match command:
        case SetRateLimit(limit) if not 0 <= limit <= MOST_OF_A_SETTING:
            return Refusal(Reason.LIMIT_BOUNDS, (MOST_OF_A_SETTING,))
        case SetTimeout(milliseconds) if not 0 <= milliseconds <= MOST_OF_A_SETTING:
            return Refusal(Reason.TIMEOUT_BOUNDS, (MOST_OF_A_SETTING,))
        case SetDrain(ticks) if not 0 <= ticks <= MOST_OF_A_SETTING:
            return Refusal(Reason.DRAIN_BOUNDS, (MOST_OF_A_SETTING,))
        case SetTraffic(visitors) if not 0 <= visitors <= MOST_VISITORS:
            return Refusal(Reason.TRAFFIC_BOUNDS, (MOST_VISITORS,))
        case SetAutoscaler(minimum, maximum) if not 0 <= minimum <= maximum <= MOST_SERVERS:
            return Refusal(Reason.AUTOSCALER_BOUNDS, (MOST_SERVERS,))
        case _:
            return None


def _without_effect(world: World, command: Setting) -> Refusal | None:
    """Refuse what is set like that already."""
    balancer = world.balancer
    match command:
        case SetPolicy(policy):
            return Refusal(Reason.SAME_POLICY, (policy,)) if policy is balancer.policy else None
        case SetRedis(to):
            redis = world.stores[StoreName.REDIS]
            return Refusal(Reason.SAME_REDIS, (to,)) if to in (redis.eviction, redis.persistence) else None
        case SetRateLimit(limit, per):
            return Refusal(Reason.SAME_LIMIT) if world.limit == RateLimit(limit, per) else None
        case SetAutoscaler(minimum, maximum):
            same = (world.autoscaler.minimum, world.autoscaler.maximum) == (minimum, maximum)
            return Refusal(Reason.SAME_AUTOSCALER) if same else None
        case SetHealthCheck(check):
            return Refusal(Reason.SAME_CHECK, (check,)) if check is balancer.check else None
        case SetTimeout(milliseconds):
            same = milliseconds * MICROSECONDS_PER_MS == balancer.read_timeout_us
            return Refusal(Reason.SAME_TIMEOUT) if same else None
        case SetDrain(ticks):
            return Refusal(Reason.SAME_DRAIN) if ticks == world.deploy_drain else None
        case SetTraffic(visitors):
            return Refusal(Reason.SAME_TRAFFIC) if visitors == world.traffic else None
