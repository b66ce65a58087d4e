"""One moment of the game as the widgets need it: a frozen value handed down by the play screen."""

from __future__ import annotations

from dataclasses import dataclass

from scalegame.engine.commands import Command
from scalegame.engine.decisions.metrics import stars_of
from scalegame.engine.scenario import Goal, Kind, Scenario, StoreName
from scalegame.engine.view import FailureCause, LossCause, Metrics, View
from scalegame.playthrough import reachable
from scalegame.playthrough.actions import shop, table
from scalegame.playthrough.journal import JournalLine
from scalegame.playthrough.playthrough import Moment, Playthrough
from scalegame.playthrough.race import Pace
from scalegame.playthrough.replay import Timeline
from scalegame.playthrough.selection import Node, NodeKind

BALANCER_NODE = Node(NodeKind.BALANCER, "balancer")
AUTOSCALER_NODE = Node(NodeKind.AUTOSCALER, "autoscaler")
#: The badge of a game that went on from where it was taken back to.
PRACTICE = "practice"
#: The ticks of the past that the widgets show.
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Ware:
    """A store that could be bought: price in millicents, lead time in ticks."""

    store: StoreName
    price: int
    lead: int


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the ledger: a cause, its place and how many (people logged out, or requests failed).

    ``again`` counts people who were logged out there but not for the first time.
    """

    cause: LossCause | FailureCause
    place: str
    count: int
    again: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the player that is not part of what the service does; urgent ones answer a refused command.

    ``tick`` is there if it is about a moment.
    """

    text: str
    urgent: bool = False
    tick: int | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything the play screen shows.

    ``forecast`` are visitors a tick; ``recent`` the last minute; ``losses`` and ``failures`` the ledgers, the largest
    entry first; ``flowing`` whether requests are shown on their way and ``moving`` whether they move; ``held`` while
    something lies over the game and its clock waits; ``kinds`` what visitors ask for in this level; ``best_case`` are
    the metrics at the end if from now on nothing goes wrong, and ``stars`` what that would earn (see ``reachable.py``);
    ``doomed`` when that is none, in a game under way; ``enter`` is the id of the command that Enter stands for;
    ``scenario`` what the level says; ``failing_over`` are the stores that are down until a replica takes over;
    ``hint_helps`` whether goals are missed and no hint was asked for; ``pace`` how it stands in its race; ``badge``
    what this is if not a game that counts; ``coach`` what the tutorial says, with keys between backticks, and ``offer``
    which hint is offered; ``far`` how far the player came before in a mode that goes on until one falls; ``timeline``
    is there if nobody plays: then the notice is all that is said to the player.
    """

    title: str
    teaser: str
    view: View
    forecast: tuple[int, ...]
    goals: tuple[Goal, ...]
    recent: tuple[Moment, ...]
    losses: tuple[LedgerLine, ...]
    failures: tuple[LedgerLine, ...]
    wares: tuple[Ware, ...]
    lines: tuple[JournalLine, ...]
    planned: tuple[Command, ...]
    offers: tuple[table.Offer, ...]
    selected: Node
    paused: bool
    speed: float
    best_case: Metrics
    stars: int
    doomed: bool
    won: bool
    flowing: bool
    moving: bool
    held: bool
    kinds: frozenset[Kind]
    scenario: Scenario
    failing_over: frozenset[str]
    enter: str
    hint_helps: bool
    pace: Pace
    notice: Notice | None = None
    badge: str = ""
    coach: str = ""
    offer: str = ""
    far: str = ""
    timeline: Timeline | None = None


def look(
    playthrough: Playthrough, selected: Node, notice: Notice | None = None, *, flowing: bool = True, held: bool = False
) -> Scene:
    """Return the present moment of ``playthrough``, ``selected`` picked out; ``held`` while something lies over it."""
    view = playthrough.view
    level, scenario = playthrough.level, playthrough.level.scenario
    owned = {store.name for store in view.stores}
    specs = ((store, scenario.store_specs[store]) for store in shop.sold(playthrough) if store not in owned)
    offers = table.offers(playthrough, selected)
    totals = playthrough.totals
    won = stars_of(scenario.goals, view.metrics) > 0
    best_case = reachable.best_case(view, scenario, sum(playthrough.forecast))
    stars = stars_of(scenario.goals, best_case)
    return Scene(
        title=f"{level.number} {level.title}" if level.number else level.title,
        teaser=level.teaser,
        view=view,
        forecast=playthrough.forecast,
        goals=scenario.goals,
        recent=tuple(playthrough.history[-MINUTE:]),
        losses=tuple(LedgerLine(*key, count, totals.again[key]) for key, count in totals.lost.most_common()),
        failures=tuple(LedgerLine(*key, count) for key, count in totals.failed.most_common()),
        wares=tuple(Ware(store, spec.price, spec.lead) for store, spec in specs),
        lines=playthrough.journal.lines,
        planned=playthrough.planned,
        offers=offers,
        selected=selected,
        paused=playthrough.paused,
        speed=playthrough.speed,
        best_case=best_case,
        stars=stars,
        doomed=bool(scenario.goals) and not stars and not view.over,
        won=won,
        flowing=flowing,
        moving=flowing and not playthrough.paused and not held,
        held=held,
        kinds=frozenset(kind for source in scenario.sources for kind in Kind if source.mix[kind]),
        scenario=scenario,
        failing_over=playthrough.failing_over,
        enter=table.on_enter(playthrough, selected, offers),
        hint_helps=bool(playthrough.level.hints) and not playthrough.hints_used and not won and view.tick > 0,
        pace=playthrough.pace,
        notice=notice,
        badge=PRACTICE if playthrough.practised else "",
        far=playthrough.far,
    )


def nodes(view: View, wares: tuple[Ware, ...]) -> tuple[Node, ...]:
    """Return every part that can be selected, in the order a request travels."""
    servers = (Node(NodeKind.SERVER, server.name) for server in view.servers)
    stores = (Node(NodeKind.STORE, store.name.value) for store in view.stores)
    shop = (Node(NodeKind.STORE, ware.store.value) for ware in wares)
    scaler = (AUTOSCALER_NODE,) if view.autoscaler.maximum else ()
    return (BALANCER_NODE, *scaler, *servers, *stores, *shop)
