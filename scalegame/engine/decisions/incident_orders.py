"""Incidents that are ordered: which numbers they may have, and why one cannot strike now. Reads the world only."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine.commands import TAKES, Quote, Refusal
from scalegame.engine.decisions.queries import find, not_there
from scalegame.engine.scenario import AT_SERVERS, Incident, IncidentKind, StoreName, Target
from scalegame.engine.state.world import World
from scalegame.engine.view import StoreState

#: The longest that an ordered incident lasts, in ticks.
MOST_TICKS = 3_600
_MOST_CRASHES, _MOST_TRIES = 100, 10
_WHOLE, _MOST_TIMES = 1000, 10
_ROLLOUT = Refusal("rollout", "A rollout is under way; wait until it is done.")


def cause(world: World, incident: Incident) -> Quote | Refusal:
    """Quote an incident that is to strike in the next tick: free, if it finds what it strikes."""
    if wrong := out_of_bounds(incident):
        return Refusal("number", wrong)
    return _nothing_to_strike(world, incident) or Quote()


def out_of_bounds(incident: Incident) -> str:
    """Say which numbers an ordered incident can have, if it cannot have those it has."""
    kind, takes = incident.kind, TAKES[incident.kind]
    bare = Incident(kind, 0)
    if incident != replace(bare, **{name: getattr(incident, name) for name in takes}):
        return "It takes no other numbers, and strikes at once."
    if "ticks" in takes and not 1 <= incident.ticks <= MOST_TICKS:
        return f"It lasts from 1 to {MOST_TICKS:,} s."
    if kind is IncidentKind.CRASH_LOOP and not 1 <= incident.count <= _MOST_CRASHES:
        return f"It crashes from 1 to {_MOST_CRASHES} times more."
    if kind is IncidentKind.RETRY_STORM and not 1 <= incident.count <= _MOST_TRIES:
        return f"Clients try again from 1 to {_MOST_TRIES} times."
    if kind is IncidentKind.SPIKE:
        fits = _WHOLE < incident.per_mille <= _MOST_TIMES * _WHOLE
        return "" if fits else f"A spike is more than once and at most {_MOST_TIMES} times the visitors."
    return "" if 1 <= incident.per_mille <= _WHOLE else f"A share is from 1 to {_WHOLE:,} per mille."


def _nothing_to_strike(world: World, incident: Incident) -> Refusal | None:
    match incident.kind:
        case kind if kind in AT_SERVERS:
            return _no_server(world, incident.server)
        case IncidentKind.ZONE_OUTAGE if incident.server not in world.scenario.zones:
            return Refusal("unknown_zone", f"There is no zone called {incident.server}.")
        case IncidentKind.REDIS_RESTART:
            return _not_up(world, StoreName.REDIS, "Redis")
        case IncidentKind.SQL_FAILOVER:
            return _not_up(world, StoreName.SQL, "The SQL database")
        case IncidentKind.REDIS_FULL:
            if missing := not_there(world, StoreName.REDIS):
                return missing
            limited = world.stores[StoreName.REDIS].spec.memory
            return None if limited else Refusal("no_limit", "Redis has no memory limit here; nothing can fill it.")
        case IncidentKind.ROLLING_DEPLOY if world.rollout:
            return _ROLLOUT
        case IncidentKind.BAN if not world.online:
            return Refusal("nobody", "Nobody is online.")
        case _:
            return None


def _no_server(world: World, name: str) -> Refusal | None:
    if name in (Target.BUSIEST, Target.RANDOM):
        running = any(server.alive for server in world.servers)
        return None if running else Refusal("no_server", "No server is running.")
    index = find(world, name)
    if index is None:
        return Refusal("unknown_server", f"There is no server called {name}.")
    return None if world.servers[index].alive else Refusal("not_running", f"{name} is not running.")


def _not_up(world: World, name: StoreName, called: str) -> Refusal | None:
    if missing := not_there(world, name):
        return missing
    return None if world.stores[name].state is StoreState.UP else Refusal("store_down", f"{called} is down already.")
