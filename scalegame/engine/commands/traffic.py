"""Commands about who comes and what goes wrong: the next wave, and what the sandbox orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from scalegame.engine.bounds import MOST_CRASHES, MOST_EXTRA, MOST_TICKS, MOST_TIMES, MOST_TRIES, MOST_VISITORS
from scalegame.engine.catalog import STRIKES
from scalegame.engine.commands.base import BaseCommand
from scalegame.engine.commands.fields import PlainCommand, choice, count, word
from scalegame.engine.enums import AT_SERVERS, IncidentKind, StoreName, Target
from scalegame.engine.reasons import Quote, Reason, Refusal
from scalegame.engine.scenario import Incident
from scalegame.engine.units import WHOLE
from scalegame.engine.view import EventKind, StoreState

if TYPE_CHECKING:
    from scalegame.engine.decisions.queries import Situation
    from scalegame.engine.tick.operator import Operator


#: The parts of an ``Incident`` beside its kind that each kind takes when it is ordered; all else stays as it is.
TAKES: dict[IncidentKind, tuple[str, ...]] = {
    IncidentKind.CRASH: ("server",),
    IncidentKind.CRASH_LOOP: ("server", "ticks", "count"),
    IncidentKind.SLOW: ("server", "ticks", "per_mille"),
    IncidentKind.FREEZE: ("server", "ticks"),
    IncidentKind.LEAK: ("server", "ticks"),
    IncidentKind.ZONE_OUTAGE: ("server", "ticks"),
    IncidentKind.ROLLING_DEPLOY: (),
    IncidentKind.REDIS_RESTART: (),
    IncidentKind.REDIS_FULL: ("ticks", "per_mille"),
    IncidentKind.SQL_FAILOVER: (),
    IncidentKind.SPIKE: ("ticks", "per_mille"),
    IncidentKind.WHALE: ("ticks", "per_mille"),
    IncidentKind.BAN: ("per_mille",),
    IncidentKind.RETRY_STORM: ("ticks", "count"),
}
_KEYS = ("server", "zone", "ticks", "per_mille", "count")


@dataclass(frozen=True, slots=True)
class NextWave(BaseCommand):
    """Start the next wave now instead of waiting for its time."""

    verb: ClassVar[str] = "next_wave"

    @classmethod
    def possible_rights(cls) -> tuple[str, ...]:
        """Return nothing: every level lets a player call a wave."""
        return ()

    def quote(self, now: Situation) -> Quote | Refusal:
        """Refuse when no wave waits."""
        return Quote() if now.wave_waits else Refusal(Reason.NO_WAVE)

    def apply(self, operator: Operator) -> None:
        """Start it, after those that are due."""
        operator.start_next_wave()


@dataclass(frozen=True, slots=True)
class SetTraffic(BaseCommand):
    """Set the arrivals of each tick from now on to ``visitors``, whatever the waves say; 0: nobody new comes."""

    verb: ClassVar[str] = "set_traffic"
    visitors: int

    def quote(self, now: Situation) -> Quote | Refusal:
        """Refuse a number out of bounds, visitors when too many came by order, and what is set already."""
        if not 0 <= self.visitors <= MOST_VISITORS:
            return Refusal(Reason.TRAFFIC_BOUNDS, (MOST_VISITORS,))
        if self.visitors and now.extra >= MOST_EXTRA:
            return Refusal(Reason.MOST_VISITORS, (MOST_EXTRA,))
        return Refusal(Reason.SAME_TRAFFIC) if self.visitors == now.traffic else Quote()

    def apply(self, operator: Operator) -> None:
        """Set it."""
        operator.set_traffic(self.visitors)
        operator.event(EventKind.SETTING, self.verb, self.visitors)


@dataclass(frozen=True, slots=True)
class CauseIncident(BaseCommand):
    """Cause ``incident`` in the next tick; its ``at`` is 0. A ``SPIKE`` multiplies the arrivals from then on."""

    verb: ClassVar[str] = "cause_incident"
    incident: Incident

    def quote(self, now: Situation) -> Quote | Refusal:
        """Quote an incident: free, if its numbers are possible and it finds what it strikes."""
        return self.out_of_bounds() or _nothing_to_strike(now, self.incident) or Quote()

    def out_of_bounds(self) -> Refusal | None:
        """Refuse an incident with numbers that an ordered one cannot have; the refusal carries the bound."""
        incident = self.incident
        kind, takes = incident.kind, TAKES[incident.kind]
        if incident != replace(Incident(kind, 0), **{name: getattr(incident, name) for name in takes}):
            return Refusal(Reason.STRAY_NUMBER)
        if "ticks" in takes and not 1 <= incident.ticks <= MOST_TICKS:
            return Refusal(Reason.TICKS_BOUNDS, (MOST_TICKS,))
        if kind is IncidentKind.CRASH_LOOP and not 1 <= incident.count <= MOST_CRASHES:
            return Refusal(Reason.CRASHES_BOUNDS, (MOST_CRASHES,))
        if kind is IncidentKind.RETRY_STORM and not 1 <= incident.count <= MOST_TRIES:
            return Refusal(Reason.TRIES_BOUNDS, (MOST_TRIES,))
        if kind is IncidentKind.SPIKE:
            fits = WHOLE < incident.per_mille <= MOST_TIMES * WHOLE
            return None if fits else Refusal(Reason.SPIKE_BOUNDS, (MOST_TIMES,))
        return None if 1 <= incident.per_mille <= WHOLE else Refusal(Reason.SHARE_BOUNDS, (WHOLE,))

    def apply(self, operator: Operator) -> None:
        """Order it for the next tick."""
        operator.order_incident(self.incident)

    def plain(self) -> PlainCommand:
        """Return the command with the kind of incident, and what that kind takes."""
        kind = self.incident.kind
        given: PlainCommand = {_key(kind, name): getattr(self.incident, name) for name in TAKES[kind]}
        return {"do": self.verb, "incident": kind.value} | given

    @classmethod
    def read(cls, plain: Mapping[str, object]) -> CauseIncident:
        """Return the command; what the kind of incident does not take may only be left out, or null."""
        kind = IncidentKind(choice(word(plain, "incident"), (IncidentKind,)))
        takes = {_key(kind, name): name for name in TAKES[kind]}
        stray = [key for key in _KEYS if key not in takes and plain.get(key) is not None]
        if stray:
            raise ValueError(f'the incident {kind.value} takes no "{stray[0]}"')
        words = {name: word(plain, key) for key, name in takes.items() if name == "server"}
        numbers = {name: count(plain, key) for key, name in takes.items() if name != "server"}
        return cls(
            Incident(
                kind,
                0,
                words.get("server", ""),
                numbers.get("ticks", 0),
                numbers.get("per_mille", WHOLE),
                numbers.get("count", 0),
            )
        )


def _key(kind: IncidentKind, name: str) -> str:
    """Return how a file calls what an incident calls ``name``."""
    return "zone" if kind is IncidentKind.ZONE_OUTAGE and name == "server" else name


def _nothing_to_strike(now: Situation, incident: Incident) -> Refusal | None:
    match incident.kind:
        case kind if kind in AT_SERVERS:
            return _no_server(now, incident.server)
        case IncidentKind.ZONE_OUTAGE if incident.server not in now.scenario.zones:
            return Refusal(Reason.UNKNOWN_ZONE, (incident.server,))
        case IncidentKind.REDIS_RESTART | IncidentKind.SQL_FAILOVER:
            return _not_up(now, STRIKES[incident.kind])
        case IncidentKind.REDIS_FULL:
            if missing := now.missing(STRIKES[incident.kind]):
                return missing
            limited = now.stores[STRIKES[incident.kind]].spec.memory
            return None if limited else Refusal(Reason.NO_LIMIT)
        case IncidentKind.ROLLING_DEPLOY if now.rollout:
            return Refusal(Reason.ROLLOUT)
        case IncidentKind.BAN if not now.online:
            return Refusal(Reason.NOBODY)
        case _:
            return None


def _no_server(now: Situation, name: str) -> Refusal | None:
    if name in (Target.BUSIEST, Target.RANDOM):
        running = any(server.alive for server in now.servers)
        return None if running else Refusal(Reason.NO_SERVER)
    server = now.find(name)
    if server is None:
        return Refusal(Reason.UNKNOWN_SERVER, (name,))
    return None if server.alive else Refusal(Reason.NOT_RUNNING, (name,))


def _not_up(now: Situation, name: StoreName) -> Refusal | None:
    if missing := now.missing(name):
        return missing
    return None if now.stores[name].state is StoreState.UP else Refusal(Reason.STORE_DOWN, (name,))
