"""Redis: how its memory fills, and whom it forgets.

Rules

* It has room for so many sessions; while something else takes a part of its memory (``redis_full``) for as much less,
  at least for one.
* With ``noeviction`` a full Redis refuses log-ins. With ``allkeys_lru`` it takes everybody in and forgets at once those
  that it was asked for longest ago, ``evicted``: after the log-ins of a tick, when its memory is squeezed, and when it
  is set so.
* It is asked for a session by every request whose operation it did, and once more by a log-in; in order of time.
* Both settings can be changed at any time, and hold from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import Eviction, Incident, StoreName
from scalegame.engine.view import EventKind, LossCause

if TYPE_CHECKING:
    from tests.reference.people import Visitor
    from tests.reference.service import Service
    from tests.reference.stores import Store


def touch(service: Service, redis: Store, visitor: Visitor) -> None:
    """Note that Redis was asked for somebody; without a limit nobody needs to know when."""
    if redis.spec.memory:
        visitor.seen = service.touched
        service.touched += 1


def refuses(redis: Store) -> bool:
    """Return whether Redis has no room and may make none."""
    full = redis.memory > 0 and len(redis.sessions) >= redis.memory
    return full and redis.eviction is Eviction.NOEVICTION


def evict(service: Service, redis: Store) -> None:
    """Forget whoever is too many, if Redis may."""
    if redis.eviction is Eviction.ALLKEYS_LRU and redis.memory:
        too_many = max(0, len(redis.sessions) - redis.memory)
        forget(service, redis, sorted(redis.sessions, key=lambda each: each.seen)[:too_many], LossCause.EVICTED)


def forget(service: Service, redis: Store, visitors: list[Visitor], cause: LossCause) -> None:
    """Lose the sessions of ``visitors``."""
    service.lose(visitors, cause, redis.name)
    for visitor in visitors:
        redis.sessions.remove(visitor)
        visitor.session = None


def squeeze(service: Service, incident: Incident) -> None:
    """Reserve a part of the memory for something else; of two such spells the worse and the longer counts."""
    redis = service.stores.get(StoreName.REDIS)
    if redis is None or not redis.spec.memory:
        return
    redis.squeezed = max(redis.squeezed, incident.per_mille)
    redis.squeezed_until = max(redis.squeezed_until, service.tick + incident.ticks)
    service.ledger.event(EventKind.STORE_SQUEEZED, redis.name, incident.ticks, str(incident.per_mille))
    evict(service, redis)
