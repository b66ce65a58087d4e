"""Settings: what a player may choose at any time, free, at once, and as often as they like.

Rules

* A choice that would change nothing is refused, and so is a number that is out of bounds.
* ``set_redis`` needs a Redis that is there; a Redis that may evict does so at once.
* ``set_autoscaler`` ends a cool-down.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

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
from scalegame.engine.view import EventKind
from tests.reference import redis
from tests.reference.autoscaler import MOST_SERVERS
from tests.reference.ledger import BALANCER
from tests.reference.waves import MOST_OF_NO_WAVE

if TYPE_CHECKING:
    from tests.reference.service import Service

Setting = SetPolicy | SetRedis | SetRateLimit | SetAutoscaler | SetHealthCheck | SetTimeout | SetDrain | SetTraffic
#: No number can be set higher.
MOST = 1_000_000
US_PER_MS = 1000
REDIS_ALREADY: dict[Eviction | Persistence, str] = {
    Eviction.NOEVICTION: "Redis already refuses to write when it is full.",
    Eviction.ALLKEYS_LRU: "Redis already evicts what was not used for longest.",
    Persistence.NONE: "Redis already keeps nothing over a restart.",
    Persistence.AOF: "Redis already keeps an append-only file.",
}
CHECKS_ALREADY = {
    Check.NONE: "Health checks are off already.",
    Check.TCP: "Health checks already ask whether the port accepts.",
    Check.HTTP: "Health checks already ask for an answer.",
}


def answer_setting(service: Service, setting: Setting) -> Quote | Refusal:
    """Say whether a setting can be made."""
    if wrong := out_of_bounds(setting):
        return Refusal("number", wrong)
    if isinstance(setting, SetTraffic) and setting.visitors > 0 and service.of_no_wave >= MOST_OF_NO_WAVE:
        return Refusal("too_many", "100,000 visitors came by order: no more will.")
    if already := without_effect(service, setting):
        return Refusal("no_change", already)
    return Quote()


def out_of_bounds(setting: Setting) -> str:
    """Say which numbers are possible, if these are not."""
    match setting:
        case SetRateLimit(limit) if not possible(limit):
            return "Limit from 0 (everything passes) to 1,000,000 requests a second."
        case SetTimeout(milliseconds) if not possible(milliseconds):
            return "Wait from 0 (as long as clients do) to 1,000,000 ms."
        case SetDrain(ticks) if not possible(ticks):
            return "Drain from 0 (deploy at once) to 1,000,000 s."
        case SetTraffic(visitors) if not 0 <= visitors <= 1000:
            return "Let from 0 (nobody new) to 1,000 visitors come a second."
        case SetAutoscaler(least, most) if least < 0 or most > MOST_SERVERS or least > most:
            return f"Keep from 0 to {MOST_SERVERS} servers, the least not above the most."
        case _:
            return ""


def possible(number: int) -> bool:
    """Tell whether a number can be set."""
    return 0 <= number <= MOST


def without_effect(service: Service, setting: Setting) -> str:
    """Say that it is like that already, if it is."""
    balancer = service.balancer
    match setting:
        case SetPolicy(policy) if policy is balancer.policy:
            return f"The balancer uses {policy.replace('_', ' ')} already."
        case SetRedis(to) if to in (
            service.stores[StoreName.REDIS].eviction,
            service.stores[StoreName.REDIS].persistence,
        ):
            return REDIS_ALREADY[to]
        case SetRateLimit(limit, per) if service.limit == RateLimit(limit, per):
            return "The rate limiter is set like that already."
        case SetAutoscaler(least, most) if (service.autoscaler.minimum, service.autoscaler.maximum) == (least, most):
            return "The autoscaler is set like that already."
        case SetHealthCheck(check) if check is balancer.check:
            return CHECKS_ALREADY[check]
        case SetTimeout(milliseconds) if milliseconds * US_PER_MS == balancer.read_timeout_us:
            return "The time-out is that already."
        case SetDrain(ticks) if ticks == service.deploy_drain:
            return "Servers drain that long already."
        case SetTraffic(visitors) if visitors == service.traffic:
            return "So many visitors come already."
        case _:
            return ""


def set_it(service: Service, setting: Setting) -> None:
    """Make a setting."""
    count, detail = change(service, setting)
    if isinstance(setting, SetPolicy):
        service.book.event(EventKind.POLICY_SET, BALANCER, count, detail)
    else:
        service.book.event(EventKind.SETTING, setting.verb, count, detail)


def change(service: Service, setting: Setting) -> tuple[int, str]:
    """Make a setting; returns the number and the word by which it is reported."""
    balancer = service.balancer
    match setting:
        case SetPolicy(policy):
            service.balancer = replace(balancer, policy=policy)
            return 0, policy
        case SetRedis(to):
            set_redis(service, setting)
            return 0, to
        case SetRateLimit(limit, per):
            service.limit = RateLimit(limit, per)
            return limit, per
        case SetAutoscaler(least, most):
            service.autoscaler = replace(service.autoscaler, minimum=least, maximum=most)
            service.cool_until = 0
            return most, str(least)
        case SetHealthCheck(check):
            service.balancer = replace(balancer, check=check)
            return 0, check
        case SetTimeout(milliseconds):
            service.balancer = replace(balancer, read_timeout_us=milliseconds * US_PER_MS)
            return milliseconds, ""
        case SetDrain(ticks):
            service.deploy_drain = ticks
            return ticks, ""
        case SetTraffic(visitors):
            service.traffic = visitors
            return visitors, ""


def set_redis(service: Service, setting: SetRedis) -> None:
    """Change what Redis does when it is full, or what it keeps over a restart."""
    store = service.stores[StoreName.REDIS]
    if isinstance(setting.to, Eviction):
        store.eviction = setting.to
        redis.evict(service, store)
    else:
        store.persistence = setting.to
