"""The words of incidents: one record a kind. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from scalegame.engine.scenario import Incident, IncidentKind, Target
from scalegame.wording.units import percent


@dataclass(frozen=True, slots=True)
class IncidentWords:
    """The words of a kind of incident.

    ``label`` is a few words with ``{server}`` (or zone), ``{times}`` (the factor on arrivals) and ``{share}``;
    ``symbol`` its sign on the time axis. One that is ``mild`` hurts nobody by itself: it warns.
    """

    label: str
    symbol: str
    mild: bool = False


INCIDENT_WORDS = {
    IncidentKind.CRASH: IncidentWords("crash of {server}", "✖"),
    IncidentKind.CRASH_LOOP: IncidentWords("crash loop of {server}", "↺"),
    IncidentKind.SLOW: IncidentWords("{server} slows down", "▼", mild=True),
    IncidentKind.FREEZE: IncidentWords("{server} freezes", "❆"),
    IncidentKind.LEAK: IncidentWords("{server} runs out of memory", "✖"),
    IncidentKind.ZONE_OUTAGE: IncidentWords("zone {server} goes dark", "✖"),
    IncidentKind.ROLLING_DEPLOY: IncidentWords("a deploy of every server", "⟳", mild=True),
    IncidentKind.REDIS_RESTART: IncidentWords("Redis restarts", "⟳"),
    IncidentKind.REDIS_FULL: IncidentWords("Redis fills up", "▼"),
    IncidentKind.SQL_FAILOVER: IncidentWords("the database fails", "⟳"),
    IncidentKind.SPIKE: IncidentWords("traffic ×{times}", "▲", mild=True),
    IncidentKind.WHALE: IncidentWords("{share} behind one address", "▲", mild=True),
    IncidentKind.BAN: IncidentWords("a ban", "⊘", mild=True),
    IncidentKind.RETRY_STORM: IncidentWords("a retry storm", "↻"),
}
#: Servers that an incident chooses when it strikes, by what it says instead of a name.
TARGET_WORDS: dict[str, str] = {Target.BUSIEST: "the busiest server", Target.RANDOM: "a random server"}


def incident(what: Incident) -> str:
    """Return an incident in a few words."""
    server = TARGET_WORDS.get(what.server, what.server)
    label = INCIDENT_WORDS[what.kind].label
    return label.format(server=server, times=f"{what.per_mille / 1000:g}", share=percent(what.per_mille))
