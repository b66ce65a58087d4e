"""Incidents that are ordered: which numbers they may have, and why one cannot strike now. Reads the world only."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine.commands import TAKES, Quote, Refusal
from scalegame.engine.decisions.queries import find, not_there
from scalegame.engine.reasons import Reason
from scalegame.engine.scenario import AT_SERVERS, Incident, IncidentKind, StoreName, Target
from scalegame.engine.state.world import World
from scalegame.engine.view import StoreState

#: The longest that an ordered incident lasts, in ticks.
MOST_TICKS = 3_600
_MOST_CRASHES, _MOST_TRIES = 100, 10
_WHOLE, _MOST_TIMES = 1000, 10


def cause(world: World, incident: Incident) -> Quote | Refusal:
    """Quote an incident that is to strike in the next tick: free, if it finds what it strikes."""
    if wrong := out_of_bounds(incident):
        return wrong
    return _nothing_to_strike(world, incident) or Quote()


def out_of_bounds(incident: Incident) -> Refusal | None:
    """Refuse an incident with numbers that an ordered one cannot have; the refusal carries the bound."""
    kind, takes = incident.kind, TAKES[incident.kind]
    bare = Incident(kind, 0)
    if incident != replace(bare, **{name: getattr(incident, name) for name in takes}):
        return Refusal(Reason.STRAY_NUMBER)
    if "ticks" in takes and not 1 <= incident.ticks <= MOST_TICKS:
        return Refusal(Reason.TICKS_BOUNDS, (MOST_TICKS,))
    if kind is IncidentKind.CRASH_LOOP and not 1 <= incident.count <= _MOST_CRASHES:
        return Refusal(Reason.CRASHES_BOUNDS, (_MOST_CRASHES,))
    if kind is IncidentKind.RETRY_STORM and not 1 <= incident.count <= _MOST_TRIES:
        return Refusal(Reason.TRIES_BOUNDS, (_MOST_TRIES,))
    if kind is IncidentKind.SPIKE:
        fits = _WHOLE < incident.per_mille <= _MOST_TIMES * _WHOLE
        return None if fits else Refusal(Reason.SPIKE_BOUNDS, (_MOST_TIMES,))
    return None if 1 <= incident.per_mille <= _WHOLE else Refusal(Reason.SHARE_BOUNDS, (_WHOLE,))


def _nothing_to_strike(world: World, incident: Incident) -> Refusal | None:
    match incident.kind:
        case kind if kind in AT_SERVERS:
            return _no_server(world, incident.server)
        case IncidentKind.ZONE_OUTAGE if incident.server not in world.scenario.zones:
            return Refusal(Reason.UNKNOWN_ZONE, (incident.server,))
        case IncidentKind.REDIS_RESTART:
            return _not_up(world, StoreName.REDIS)
        case IncidentKind.SQL_FAILOVER:
            return _not_up(world, StoreName.SQL)
        case IncidentKind.REDIS_FULL:
            if missing := not_there(world, StoreName.REDIS):
                return missing
            limited = world.stores[StoreName.REDIS].spec.memory
            return None if limited else Refusal(Reason.NO_LIMIT)
        case IncidentKind.ROLLING_DEPLOY if world.rollout:
            return Refusal(Reason.ROLLOUT)
        case IncidentKind.BAN if not world.online:
            return Refusal(Reason.NOBODY)
        case _:
            return None


def _no_server(world: World, name: str) -> Refusal | None:
    if name in (Target.BUSIEST, Target.RANDOM):
        running = any(server.alive for server in world.servers)
        return None if running else Refusal(Reason.NO_SERVER)
    index = find(world, name)
    if index is None:
        return Refusal(Reason.UNKNOWN_SERVER, (name,))
    return None if world.servers[index].alive else Refusal(Reason.NOT_RUNNING, (name,))


def _not_up(world: World, name: StoreName) -> Refusal | None:
    if missing := not_there(world, name):
        return missing
    return None if world.stores[name].state is StoreState.UP else Refusal(Reason.STORE_DOWN, (name,))
