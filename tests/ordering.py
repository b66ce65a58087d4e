"""The strategy for incidents that a player orders: of every kind, with numbers within their bounds and beyond."""

from __future__ import annotations

from hypothesis import strategies as st

from scalegame.engine.commands import CauseIncident, Command
from scalegame.engine.commands.traffic import TAKES
from scalegame.engine.scenario import Incident, IncidentKind, Target


def ordered_incidents(names: tuple[str, ...], zones: tuple[str, ...]) -> st.SearchStrategy[Command]:
    """Draw an order; most have what their kind takes, at one of the servers ``names`` or ``zones``, or at nobody."""
    fitting = st.sampled_from(IncidentKind).flatmap(lambda kind: _order(kind, TAKES[kind], names, zones))
    return st.one_of(fitting, fitting, fitting, _order(IncidentKind.BAN, ("per_mille", "count"), names, zones))


def _order(
    kind: IncidentKind, takes: tuple[str, ...], names: tuple[str, ...], zones: tuple[str, ...]
) -> st.SearchStrategy[Command]:
    places: tuple[str, ...] = zones if kind is IncidentKind.ZONE_OUTAGE else (Target.BUSIEST, Target.RANDOM)
    shares = (3000, 1500, 10_001, 1000) if kind is IncidentKind.SPIKE else (500, 200, 1000, 1001)
    return st.builds(
        CauseIncident,
        st.builds(
            Incident,
            st.just(kind),
            st.just(0),
            st.sampled_from((*places, *places, *places, *names) if "server" in takes else ("",)),
            st.sampled_from((3, 9, 1, 5, 2, 0, 10**9) if "ticks" in takes else (0,)),
            st.sampled_from(shares if "per_mille" in takes else (1000,)),
            st.sampled_from((1, 3, 2, 0, 10**9) if "count" in takes else (0,)),
        ),
    )
