"""The evidence of a game for an interviewer: moves of state, strokes and their victims, the load of servers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from scalegame.engine.catalog import PLACES, STORES
from scalegame.engine.commands import At, Connect, Plan
from scalegame.engine.enums import Place
from scalegame.engine.game import Game
from scalegame.engine.scenario import (
    Duty,
    Scenario,
    SessionPlace,
    StoreName,
)
from scalegame.engine.units import WHOLE
from scalegame.engine.view import (
    Event,
    EventKind,
    Failure,
    FailureCause,
    Loss,
    LossCause,
    Result,
    ServerState,
    TickReport,
    View,
)
from scalegame.runs.headless import play_plan

#: The duties that are judged: those of keeping something.
KEPT = (Duty.SESSIONS, Duty.ORDERS, Duty.FILES)
#: Load is looked at over so many ticks, as imbalance is.
WINDOW = 10
#: Losses and failures that each kind of stroke accounts for. What is slow or frozen does so at itself alone.
_Causes = frozenset[LossCause | FailureCause]
_GONE = (FailureCause.ORDER_LOST, FailureCause.NO_SERVER)
_CRASH: _Causes = frozenset({LossCause.SERVER_CRASH, FailureCause.SERVER_DOWN, *_GONE})
_STORE: _Causes = frozenset({LossCause.STORE_RESTART, FailureCause.STORE_DOWN})
_ACCOUNTS: Mapping[EventKind, _Causes] = {
    EventKind.SERVER_CRASHED: _CRASH,
    EventKind.ZONE_DOWN: _CRASH | _STORE,
    EventKind.STORE_DOWN: _STORE,
    EventKind.STORE_FAILOVER: _STORE,
    EventKind.SERVER_SLOW: frozenset({FailureCause.TIMEOUT, FailureCause.OVERLOAD}),
    EventKind.SERVER_FROZEN: frozenset({FailureCause.TIMEOUT, FailureCause.OVERLOAD}),
    EventKind.ROLLING_DEPLOY: frozenset({LossCause.DEPLOY, *_GONE}),
    EventKind.BAN: frozenset({FailureCause.NOT_REVOKED}),
}
#: The ticks at which each server came up.
_Back = Mapping[str, Sequence[int]]
_IN_ZONES = (EventKind.SERVER_CRASHED, EventKind.STORE_DOWN, EventKind.STORE_FAILOVER)
_AT_ITSELF = (EventKind.SERVER_SLOW, EventKind.SERVER_FROZEN)


@dataclass(frozen=True, slots=True)
class Stroke:
    """An incident that the level let strike: ``kind`` and ``place`` of its event, with the people and requests it hurt.

    ``losses`` and ``failures`` are the entries of the ledger that it accounts for: of several strokes the latest.
    """

    tick: int
    kind: EventKind
    place: str
    losses: tuple[Loss, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def lost(self) -> int:
        """The number of log-outs that it caused, first ones and later ones."""
        return sum(loss.count + loss.again for loss in self.losses)

    @property
    def failed(self) -> int:
        """The number of requests that failed because of it."""
        return sum(failure.count for failure in self.failures)


@dataclass(frozen=True, slots=True)
class Move:
    """A connection that the player ordered, and how many people were online then."""

    at: At
    online: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A finished game, as far as it can be judged.

    ``places`` are where servers kept things at the end. ``settled`` tells since which tick, to the end, none kept them
    in its own memory or on its own disk; what is not there was never settled. ``crowd`` is the tick from which half as
    many came as ever did at once, ``in_time`` the servers that were up then, ``most_up`` those that ever were up at
    once. ``busiest`` is the most that was asked of the fleet within ``WINDOW`` ticks, in per mille of what it can do.
    ``most_online`` people were there at once. ``unused`` are stores that were bought and never did anything.
    ``calm`` is the tick at which the second wave began. ``view`` is the service at the end, if a tick was played.
    """

    scenario: Scenario
    result: Result
    given: Plan
    moves: tuple[Move, ...]
    strokes: tuple[Stroke, ...]
    places: Mapping[Duty, tuple[Place, ...]]
    settled: Mapping[Duty, int]
    crowd: int
    in_time: int
    most_up: int
    busiest: int
    most_online: int
    unused: tuple[StoreName, ...]
    calm: int
    view: View | None

    @property
    def stays_in_memory(self) -> bool:
        """Whether servers kept sessions in their own memory to the end though these could have left it."""
        return Duty.SESSIONS not in self.settled and could_leave_memory(self.scenario)

    @property
    def bears_one_less(self) -> bool:
        """Whether the busiest moment would have been borne with one server fewer than there were at most."""
        return self.busiest * self.most_up <= WHOLE * (self.most_up - 1)

    @property
    def own_losses(self) -> tuple[Loss, ...]:
        """The losses that no stroke accounts for."""
        told = {id(loss) for stroke in self.strokes for loss in stroke.losses}
        return tuple(loss for loss in self.result.losses if id(loss) not in told)

    @property
    def own_failures(self) -> tuple[Failure, ...]:
        """The failures that no stroke accounts for."""
        told = {id(failure) for stroke in self.strokes for failure in stroke.failures}
        return tuple(failure for failure in self.result.failures if id(failure) not in told)


@dataclass(slots=True)
class _Witness:
    """Watches a game tick by tick."""

    strokes: list[Stroke] = field(default_factory=list)
    back: dict[str, list[int]] = field(default_factory=dict)
    arrivals: list[int] = field(default_factory=list)
    online: list[int] = field(default_factory=list)
    up: list[int] = field(default_factory=list)
    work: list[int] = field(default_factory=list)
    power: list[int] = field(default_factory=list)
    busiest: int = 0
    calm: int = 0
    settled: dict[Duty, int] = field(default_factory=dict)
    view: View | None = None

    def __call__(self, game: Game, report: TickReport) -> None:
        view = self.view = game.view()
        self.strokes += _strokes(report.events)
        for event in report.events:
            if event.kind is EventKind.SERVER_UP:
                self.back.setdefault(event.place, []).append(event.tick)
        self.arrivals.append(report.arrivals)
        self.online.append(view.online)
        running = [server for server in view.servers if server.state in (ServerState.UP, ServerState.DRAINING)]
        self.up.append(len(running))
        self.work.append(sum(server.load * server.capacity for server in running))
        self.power.append(sum(server.capacity for server in running))
        self.busiest = max(self.busiest, sum(self.work[-WINDOW:]) // max(1, sum(self.power[-WINDOW:])))
        if any(event.kind is EventKind.WAVE_STARTED and event.count == 2 for event in report.events):  # noqa: PLR2004
            self.calm = report.tick
        for kept in KEPT:
            if any(is_own(place) for place in _places(view, kept)):
                self.settled.pop(kept, None)
            else:
                self.settled.setdefault(kept, report.tick)


def gather(scenario: Scenario, seed: int, plan: Plan) -> Evidence:
    """Play ``plan`` again and return its evidence."""
    witness = _Witness()
    played = play_plan(scenario, seed, plan, witness)
    most = max(witness.arrivals, default=0)
    crowd = next((tick for tick, came in enumerate(witness.arrivals) if came and 2 * came >= most), 0)
    stores = () if witness.view is None else witness.view.stores
    return Evidence(
        scenario=scenario,
        result=played.result,
        given=played.given,
        moves=tuple(
            Move(at, _before(witness.online, at.tick)) for at in played.given if isinstance(at.command, Connect)
        ),
        strokes=_accounted(witness.strokes, played.result, witness.back),
        places={kept: () if witness.view is None else _places(witness.view, kept) for kept in KEPT},
        settled=witness.settled,
        crowd=crowd,
        in_time=witness.up[crowd] if witness.up else 0,
        most_up=max(witness.up, default=0),
        busiest=witness.busiest,
        most_online=max(witness.online, default=0),
        unused=tuple(store.name for store in stores if not store.operations and store.name not in scenario.stores),
        calm=witness.calm or len(witness.up),
        view=witness.view,
    )


def could_leave_memory(scenario: Scenario) -> bool:
    """Return whether a level lets servers keep sessions elsewhere than in their memory."""
    if Connect.verb not in scenario.allowed:
        return False
    stores = [kind.name for kind in STORES.values() if kind.keeps(Duty.SESSIONS)]
    return SessionPlace.SIGNED_COOKIE.value in scenario.allowed or any(
        store in scenario.stores or store in scenario.allowed for store in stores
    )


def _before(values: Sequence[int], tick: int) -> int:
    return values[min(tick, len(values)) - 1] if tick and values else 0


def _strokes(events: Sequence[Event]) -> list[Stroke]:
    """Return the strokes of a tick; crashes and failures that a dark zone brings about are part of its stroke."""
    struck = [event for event in events if event.kind in _ACCOUNTS]
    if any(event.kind is EventKind.ZONE_DOWN for event in struck):
        # In a zone that held nothing, nothing was struck.
        brought = any(event.kind in _IN_ZONES for event in struck)
        struck = [event for event in struck if event.kind not in _IN_ZONES]
        struck = [event for event in struck if brought or event.kind is not EventKind.ZONE_DOWN]
    return [Stroke(event.tick, event.kind, event.place) for event in struck]


def _accounted(strokes: Sequence[Stroke], result: Result, back: _Back) -> tuple[Stroke, ...]:
    """Assign every entry of the ledger to the latest stroke that accounts for it, if one does."""
    losses: list[list[Loss]] = [[] for _ in strokes]
    failures: list[list[Failure]] = [[] for _ in strokes]
    for loss in result.losses:
        if (number := _accountable(strokes, loss, back)) is not None:
            losses[number].append(loss)
    for failure in result.failures:
        if (number := _accountable(strokes, failure, back)) is not None:
            failures[number].append(failure)
    return tuple(
        replace(stroke, losses=tuple(losses[number]), failures=tuple(failures[number]))
        for number, stroke in enumerate(strokes)
    )


def _accountable(strokes: Sequence[Stroke], entry: Loss | Failure, back: _Back) -> int | None:
    """Return the latest stroke that accounts for ``entry``, one at its very place before others of the same tick.

    Where no server is left, a crash whose server is not back yet comes before all that struck later.
    """
    nobody = entry.cause is FailureCause.NO_SERVER
    found = [
        (nobody and _lasts(stroke, entry.tick, back), stroke.tick, stroke.place == entry.place, number)
        for number, stroke in enumerate(strokes)
        if stroke.tick <= entry.tick
        and entry.cause in _ACCOUNTS[stroke.kind]
        and (stroke.kind not in _AT_ITSELF or stroke.place == entry.place)
    ]
    return max(found)[-1] if found else None


def _lasts(stroke: Stroke, tick: int, back: _Back) -> bool:
    """Return whether a server that crashed is still missing at ``tick``."""
    crashed = stroke.kind is EventKind.SERVER_CRASHED
    return crashed and not any(stroke.tick < up <= tick for up in back.get(stroke.place, ()))


def _places(view: View, kept: Duty) -> tuple[Place, ...]:
    """Return where the servers keep something, each place once, in their order."""
    return tuple(dict.fromkeys(server.wiring.place_of(kept) for server in view.servers))


def is_own(place: Place) -> bool:
    """Return whether ``place`` is on the server itself, where no other server reaches it."""
    return PLACES[place].own
