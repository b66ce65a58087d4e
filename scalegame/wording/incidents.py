"""The words for incidents, and their signs on the time axis. Pure."""

from __future__ import annotations

from scalegame.engine.scenario import Incident, IncidentKind, Target
from scalegame.wording.units import percent

_TARGETS = {Target.BUSIEST.value: "the busiest server", Target.RANDOM.value: "a random server"}
#: Incidents that hurt nobody by themselves: they warn.
_MILD = (IncidentKind.SPIKE, IncidentKind.SLOW, IncidentKind.WHALE, IncidentKind.ROLLING_DEPLOY, IncidentKind.BAN)
_SYMBOLS = {
    IncidentKind.CRASH: "✖",
    IncidentKind.CRASH_LOOP: "↺",
    IncidentKind.SLOW: "▼",
    IncidentKind.FREEZE: "❆",
    IncidentKind.LEAK: "✖",
    IncidentKind.ZONE_OUTAGE: "✖",
    IncidentKind.ROLLING_DEPLOY: "⟳",
    IncidentKind.REDIS_RESTART: "⟳",
    IncidentKind.REDIS_FULL: "▼",
    IncidentKind.SQL_FAILOVER: "⟳",
    IncidentKind.SPIKE: "▲",
    IncidentKind.WHALE: "▲",
    IncidentKind.BAN: "⊘",
    IncidentKind.RETRY_STORM: "↻",
}


def incident(what: Incident) -> str:
    """Return an incident in a few words."""
    server = _TARGETS.get(what.server, what.server)
    match what.kind:
        case IncidentKind.CRASH:
            named = f"crash of {server}"
        case IncidentKind.CRASH_LOOP:
            named = f"crash loop of {server}"
        case IncidentKind.SLOW:
            named = f"{server} slows down"
        case IncidentKind.FREEZE:
            named = f"{server} freezes"
        case IncidentKind.LEAK:
            named = f"{server} runs out of memory"
        case IncidentKind.ZONE_OUTAGE:
            named = f"zone {server} goes dark"
        case IncidentKind.SPIKE:
            named = f"traffic ×{what.per_mille / 1000:g}"
        case IncidentKind.WHALE:
            named = f"{percent(what.per_mille)} behind one address"
        case _:
            named = _NAMES[what.kind]
    return named


_NAMES = {
    IncidentKind.ROLLING_DEPLOY: "a deploy of every server",
    IncidentKind.REDIS_RESTART: "Redis restarts",
    IncidentKind.REDIS_FULL: "Redis fills up",
    IncidentKind.SQL_FAILOVER: "the database fails",
    IncidentKind.BAN: "a ban",
    IncidentKind.RETRY_STORM: "a retry storm",
}


def incident_symbol(what: Incident) -> str:
    """Return the sign of an incident on the time axis."""
    return _SYMBOLS[what.kind]


def is_mild(what: Incident) -> bool:
    """Return whether an incident is no loss by itself."""
    return what.kind in _MILD
