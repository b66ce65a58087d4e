"""Traffic and incidents that a player can order where the level lets them."""

from __future__ import annotations

from collections.abc import Iterator

from scalegame.engine.bounds import MOST_VISITORS
from scalegame.engine.commands import CauseIncident, SetTraffic
from scalegame.engine.scenario import Incident, IncidentKind, Target
from scalegame.playthrough.actions.choices import Choice, CommandChoices, priced
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.wording.incidents import incident

#: The traffic that has a name, in visitors a second.
_TRAFFIC = ((0, "off"), (2, "low"), (8, "normal"), (25, "high"), (80, "a spike"))

#: The last choice of the traffic's dialog, which asks for a number.
ASK = SetTraffic(-1)


def traffic(playthrough: Playthrough, _node: Node) -> CommandChoices:
    """Yield the rates the traffic can be set to: those that have a name, then steps from what it is now."""
    if SetTraffic.verb not in playthrough.level.scenario.allowed:
        return
    section = "Visitors a second"
    for visitors, name in _TRAFFIC:
        about = "Nobody new comes; those who are online finish their visits." if not visitors else ""
        yield priced(playthrough, SetTraffic(visitors), f"{name}: {visitors}", about, section)
    ahead = playthrough.forecast[playthrough.view.tick :]
    now = playthrough.view.traffic if playthrough.view.traffic >= 0 else ahead[0] if ahead else 0
    section = f"From {now} now"
    for visitors, name in (
        (now * 2, "twice as many"),
        (now // 2, "half"),
        (now + 1, "one more"),
        (now - 1, "one less"),
    ):
        if 0 <= visitors <= MOST_VISITORS and visitors != now:
            yield priced(playthrough, SetTraffic(visitors), f"{name}: {visitors}", "", section)
    yield Choice(ASK, "another number…", section=section)


def incidents(playthrough: Playthrough, node: Node) -> CommandChoices:
    """Yield the incidents to order: at the selected server (or the busiest), elsewhere, with the people."""
    if CauseIncident.verb not in playthrough.level.scenario.allowed:
        return
    server = node.name if node.kind is NodeKind.SERVER else Target.BUSIEST.value
    told = (
        ("One server", _at_server(server)),
        ("The service", _in_service(playthrough)),
        ("The people", _among_people()),
    )
    for section, listed in told:
        for what, about in listed:
            yield priced(playthrough, CauseIncident(what), incident(what), about, section)


_Listed = Iterator[tuple[Incident, str]]


def _at_server(server: str) -> _Listed:
    kind = IncidentKind
    yield Incident(kind.CRASH, 0, server), "What only its memory knew is lost. It boots again."
    yield (
        Incident(kind.CRASH_LOOP, 0, server, 5, count=5),
        "Five more times, 5 s after each start, until it is deployed.",
    )
    yield Incident(kind.SLOW, 0, server, 30, 300), "It does 30% of its work for 30 s."
    yield Incident(kind.FREEZE, 0, server, 20), "It accepts requests and answers none for 20 s."
    yield Incident(kind.LEAK, 0, server, 60), "It crashes, unless it was started in the last 60 s."


def _in_service(playthrough: Playthrough) -> _Listed:
    kind = IncidentKind
    for number, zone in enumerate(playthrough.level.scenario.zones):
        stores = ", and so are the primaries of Redis and SQL" if number == 0 else ""
        yield Incident(kind.ZONE_OUTAGE, 0, zone, 20), f"Its servers are down for 20 s{stores}."
    yield Incident(kind.ROLLING_DEPLOY, 0), "A new version goes to each, one after another."
    yield Incident(kind.REDIS_RESTART, 0), "Without append-only file or replica it forgets everybody."
    yield Incident(kind.REDIS_FULL, 0, "", 60, 900), "Something else takes 90% of its memory for 60 s."
    yield Incident(kind.SQL_FAILOVER, 0), "The primary dies. A replica takes over, or it restarts."


def _among_people() -> _Listed:
    kind = IncidentKind
    yield Incident(kind.SPIKE, 0, "", 20, 4000), "Four times as many people come, for 20 s."
    yield Incident(kind.WHALE, 0, "", 60, 500), "Half of the newcomers share one address for 60 s."
    yield Incident(kind.BAN, 0, "", 0, 100), "One in ten people online is banned."
    yield Incident(kind.RETRY_STORM, 0, "", 30, count=5), "For 30 s clients ask again at once, up to 5 times."
