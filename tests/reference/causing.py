"""Ordered incidents: when a player may let something go wrong.

Rules

* An ordered incident strikes in the next tick, costs nothing, and must find what it strikes: a server that runs (or
  any, for the busiest or a drawn one), a zone of the level, somebody online to ban, a store that is up to fail, a Redis
  with a limit to fill. A rolling deploy waits for a rollout that is under way.
* It lasts up to an hour. A spike is more than once and up to ten times the visitors, any other share at most the whole;
  a crash loop goes on for up to 100 crashes, a retry storm for up to 10 tries. Other numbers it may not have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.reasons import Quote, Reason, Refusal
from scalegame.engine.scenario import Incident, IncidentKind, StoreName, Target
from scalegame.engine.view import StoreState
from tests.reference import refusals

if TYPE_CHECKING:
    from tests.reference.service import Service

HOUR = 3600
AT_ONE_SERVER = ("crash", "crash_loop", "slow", "freeze", "leak")
OF_SOMEWHERE = (*AT_ONE_SERVER, "zone_outage")
LASTING = ("crash_loop", "slow", "freeze", "leak", "zone_outage", "redis_full", "spike", "whale", "retry_storm")
SHARED = ("slow", "redis_full", "spike", "whale", "ban")
COUNTED = {"crash_loop": 100, "retry_storm": 10}


def quote(service: Service, incident: Incident) -> Quote | Refusal:
    """Return the quote of an incident, or why it cannot be ordered now."""
    if wrong := out_of_bounds(incident):
        return wrong
    return missing(service, incident) or Quote()


def out_of_bounds(incident: Incident) -> Refusal | None:
    """Refuse numbers that are not possible; the refusal carries the largest that is."""
    kind = incident.kind
    strays = (
        incident.at != 0,
        kind not in OF_SOMEWHERE and incident.server != "",
        kind not in LASTING and incident.ticks != 0,
        kind not in SHARED and incident.per_mille != 1000,
        kind not in COUNTED and incident.count != 0,
    )
    if any(strays):
        return Refusal(Reason.STRAY_NUMBER)
    if kind in LASTING and not 0 < incident.ticks <= HOUR:
        return Refusal(Reason.TICKS_BOUNDS, (HOUR,))
    if kind == "crash_loop" and not 0 < incident.count <= COUNTED[kind]:
        return Refusal(Reason.CRASHES_BOUNDS, (COUNTED[kind],))
    if kind == "retry_storm" and not 0 < incident.count <= COUNTED[kind]:
        return Refusal(Reason.TRIES_BOUNDS, (COUNTED[kind],))
    if kind == "spike":
        fits = 1000 < incident.per_mille <= 10_000
        return None if fits else Refusal(Reason.SPIKE_BOUNDS, (10,))
    return None if 0 < incident.per_mille <= 1000 else Refusal(Reason.SHARE_BOUNDS, (1000,))


def missing(service: Service, incident: Incident) -> Refusal | None:
    """Refuse an incident that finds nothing to strike."""
    match incident.kind:
        case kind if kind in AT_ONE_SERVER:
            return no_server(service, incident.server)
        case IncidentKind.ZONE_OUTAGE:
            known = incident.server in service.scenario.zones
            return None if known else Refusal(Reason.UNKNOWN_ZONE, (incident.server,))
        case IncidentKind.ROLLING_DEPLOY if service.rollout:
            return Refusal(Reason.ROLLOUT)
        case IncidentKind.BAN if not service.visitors:
            return Refusal(Reason.NOBODY)
        case IncidentKind.REDIS_RESTART:
            return not_up(service, StoreName.REDIS)
        case IncidentKind.SQL_FAILOVER:
            return not_up(service, StoreName.SQL)
        case IncidentKind.REDIS_FULL:
            if refusal := refusals.not_ready(service, StoreName.REDIS):
                return refusal
            if service.stores[StoreName.REDIS].spec.memory == 0:
                return Refusal(Reason.NO_LIMIT)
            return None
        case _:
            return None


def no_server(service: Service, name: str) -> Refusal | None:
    """Refuse to strike a server that is not there or does not run."""
    if name in (Target.BUSIEST, Target.RANDOM):
        return None if any(server.alive for server in service.servers) else Refusal(Reason.NO_SERVER)
    server = refusals.find(service, name)
    if server is None:
        return Refusal(Reason.UNKNOWN_SERVER, (name,))
    return None if server.alive else Refusal(Reason.NOT_RUNNING, (name,))


def not_up(service: Service, name: StoreName) -> Refusal | None:
    """Refuse to fail a store that is not there, or down."""
    if refusal := refusals.not_ready(service, name):
        return refusal
    up = service.stores[name].state is StoreState.UP
    return None if up else Refusal(Reason.STORE_DOWN, (name,))
