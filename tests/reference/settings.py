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
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetRedis,
    SetTimeout,
    SetTraffic,
)
from scalegame.engine.reasons import Quote, Reason, Refusal
from scalegame.engine.scenario import Eviction, RateLimit, StoreName
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


def answer_setting(service: Service, setting: Setting) -> Quote | Refusal:
    """Return the quote of a setting, or why it cannot be made."""
    if wrong := out_of_bounds(setting):
        return wrong
    if isinstance(setting, SetTraffic) and setting.visitors > 0 and service.of_no_wave >= MOST_OF_NO_WAVE:
        return Refusal(Reason.MOST_VISITORS, (MOST_OF_NO_WAVE,))
    return without_effect(service, setting) or Quote()


def out_of_bounds(setting: Setting) -> Refusal | None:
    """Refuse numbers that are not possible; the refusal carries the largest that is."""
    match setting:
        case SetRateLimit(limit) if not possible(limit):
            return Refusal(Reason.LIMIT_BOUNDS, (MOST,))
        case SetTimeout(milliseconds) if not possible(milliseconds):
            return Refusal(Reason.TIMEOUT_BOUNDS, (MOST,))
        case SetDrain(ticks) if not possible(ticks):
            return Refusal(Reason.DRAIN_BOUNDS, (MOST,))
        case SetTraffic(visitors) if not 0 <= visitors <= 1000:
            return Refusal(Reason.TRAFFIC_BOUNDS, (1000,))
        case SetAutoscaler(least, most) if least < 0 or most > MOST_SERVERS or least > most:
            return Refusal(Reason.AUTOSCALER_BOUNDS, (MOST_SERVERS,))
        case _:
            return None


def possible(number: int) -> bool:
    """Return whether a number can be set."""
    return 0 <= number <= MOST


def without_effect(service: Service, setting: Setting) -> Refusal | None:
    """Refuse what is like that already."""
    balancer = service.balancer
    match setting:
        case SetPolicy(policy) if policy is balancer.policy:
            return Refusal(Reason.SAME_POLICY, (policy,))
        case SetRedis(to) if to in (
            service.stores[StoreName.REDIS].eviction,
            service.stores[StoreName.REDIS].persistence,
        ):
            return Refusal(Reason.SAME_REDIS, (to,))
        case SetRateLimit(limit, per) if service.limit == RateLimit(limit, per):
            return Refusal(Reason.SAME_LIMIT)
        case SetAutoscaler(least, most) if (service.autoscaler.minimum, service.autoscaler.maximum) == (least, most):
            return Refusal(Reason.SAME_AUTOSCALER)
        case SetHealthCheck(check) if check is balancer.check:
            return Refusal(Reason.SAME_CHECK, (check,))
        case SetTimeout(milliseconds) if milliseconds * US_PER_MS == balancer.read_timeout_us:
            return Refusal(Reason.SAME_TIMEOUT)
        case SetDrain(ticks) if ticks == service.deploy_drain:
            return Refusal(Reason.SAME_DRAIN)
        case SetTraffic(visitors) if visitors == service.traffic:
            return Refusal(Reason.SAME_TRAFFIC)
        case _:
            return None


def set_it(service: Service, setting: Setting) -> None:
    """Make a setting."""
    count, detail = change(service, setting)
    if isinstance(setting, SetPolicy):
        service.ledger.event(EventKind.POLICY_SET, BALANCER, count, detail)
    else:
        service.ledger.event(EventKind.SETTING, setting.verb, count, detail)


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
