"""Outages: stores that fail and come back, and zones that go dark.

Rules

* A primary that fails and has a replica is replaced by it after ``failover`` ticks; nothing is lost. The old primary is
  back after the restart time, and in sync as a replica its lead time later.
* Without a replica the store is down for its restart time. SQL keeps everything; Redis too, if it has its append-only
  file, and otherwise has forgotten everybody (``store_restart``).
* Only a store that is up can fail.
* In a dark zone every server crashes, and boots when the zone is lit again, or after the usual two ticks if that is
  later; one that lies there crashed already does so as long. Of two outages of a zone the longer counts.
* The primaries of Redis and SQL stand in the first zone and fail when it goes dark, for as long as it is dark at least;
  one that is down already, and is not being replaced, stays down as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import Persistence, StoreName
from scalegame.engine.view import EventKind, LossCause, ServerState, StoreState
from tests.reference import redis
from tests.reference.stopping import crash

if TYPE_CHECKING:
    from tests.reference.service import Service
    from tests.reference.stores import Store


def fail_store(service: Service, name: StoreName, ticks: int = 0) -> None:
    """Fail a store's primary, for so many ticks or as long as a restart takes."""
    store = service.stores.get(name)
    if store is None or store.state is not StoreState.UP:
        return
    back = service.tick + max(ticks, store.spec.restart)
    store.state = StoreState.DOWN
    if store.replicas > 0:
        service.ledger.event(EventKind.STORE_FAILOVER, name, store.spec.failover)
        store.until = service.tick + store.spec.failover
        store.replicas -= 1
        store.coming.append(back + store.spec.replica_lead)
        return
    service.ledger.event(EventKind.STORE_DOWN, name, back - service.tick)
    store.until = back
    if name is StoreName.REDIS and store.persistence is Persistence.NONE:
        redis.forget(service, store, list(store.sessions), LossCause.STORE_RESTART)


def darken(service: Service, zone: str, ticks: int) -> None:
    """Take a zone down for so many ticks."""
    until = service.tick + ticks
    was_lit = zone not in service.zones_down
    service.zones_down[zone] = max(until, service.zones_down.get(zone, 0))
    service.ledger.event(EventKind.ZONE_DOWN, zone, ticks)
    for server in service.servers:
        if server.zone != zone or server.gone:
            continue
        if server.state is ServerState.DOWN:
            server.until = max(server.until, until)
        else:
            crash(service, server)
    if zone == service.scenario.zones[0]:
        for name in (StoreName.REDIS, StoreName.SQL):
            keep_down(service, name, until)
            if was_lit:
                fail_store(service, name, ticks)


def keep_down(service: Service, name: StoreName, until: int) -> None:
    """Keep a primary that is down already down at least as long as its zone."""
    store = service.stores.get(name)
    if store is not None and store.state is StoreState.DOWN and not store.coming:
        store.until = max(store.until, until)


def lit_zones(service: Service) -> list[str]:
    """Return the zones in which servers can run now."""
    return [zone for zone in service.scenario.zones if zone not in service.zones_down]


def light_zones(service: Service) -> None:
    """End the outages that are over."""
    for zone, until in list(service.zones_down.items()):
        if service.tick >= until:
            del service.zones_down[zone]
            service.ledger.event(EventKind.ZONE_UP, zone)


def live_on(service: Service, store: Store) -> None:
    """End what ends now for a store: it opens, replicas are in sync, a pooler is ready, a squeeze is over."""
    tick, ledger = service.tick, service.ledger
    if store.state is not StoreState.UP and tick >= store.until:
        store.state, store.until = StoreState.UP, 0
        ledger.event(EventKind.STORE_UP, store.name)
    in_sync = [due for due in store.coming if due <= tick]
    if in_sync:
        store.replicas += len(in_sync)
        store.coming = [due for due in store.coming if due > tick]
        ledger.event(EventKind.REPLICA_READY, store.name, len(in_sync))
    if tick > 0 and store.pooler == tick:
        ledger.event(EventKind.POOLER_READY, store.name)
    if store.squeezed and tick >= store.squeezed_until:
        store.squeezed = store.squeezed_until = 0
        ledger.event(EventKind.STORE_RELIEVED, store.name)
