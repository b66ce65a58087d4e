"""Small services and short questions, so that a test says only what matters to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from scalegame.engine import Game, TickReport
from scalegame.engine.commands import COMMANDS, Command
from scalegame.engine.reasons import Quote
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Incident,
    Policy,
    Scenario,
    ServerType,
    SessionPlace,
    Source,
    StartServer,
    StoreName,
    StoreSpec,
    Wave,
    Wiring,
)
from scalegame.engine.state.world import Server, World
from scalegame.engine.units import MILLICENTS_PER_DOLLAR
from scalegame.engine.view import EventKind, FailureCause, LossCause, ServerState, ServerView, StoreView

#: A roomy, fast server that boots in four ticks and deploys in two.
SMALL = ServerType(boot=4, deploy=2)
#: People who look around forty times, about every other tick.
HOMES = Source("homes", addresses=1000, share=1, requests=(40, 40), think=2, mix=(0, 1, 0, 0, 0, 0))
EVERYTHING = frozenset(
    {command.verb for command in COMMANDS} | {store.value for store in StoreName} | {SessionPlace.SIGNED_COOKIE.value}
)


def level(
    *servers: str | StartServer,
    arrivals: Iterable[int] = (20, *[0] * 39),
    incidents: tuple[Incident, ...] = (),
    kind: ServerType = SMALL,
    source: Source = HOMES,
) -> Scenario:
    """Return a level with one wave in which everything is allowed and money is no object."""
    return Scenario(
        level="test",
        budget=10_000 * MILLICENTS_PER_DOLLAR,
        servers=tuple(StartServer(each) if isinstance(each, str) else each for each in servers or ("A", "B")),
        waves=(Wave("Morning", tuple(arrivals), incidents),),
        sources=(source,),
        goals=(),
        allowed=EVERYTHING,
        policies=tuple(Policy),
        server_types=(kind,),
    )


def people(*mix: int, requests: int = 40, think: int = 2) -> Source:
    """Return visitors who browse, fill carts, upload, look at pictures and check out in these proportions."""
    browse, cart, upload, avatar, checkout = mix
    return replace(HOMES, requests=(requests, requests), think=think, mix=(0, browse, cart, upload, avatar, checkout))


def wired(name: str, wiring: Wiring) -> StartServer:
    """Return a server that starts with ``wiring``."""
    return StartServer(name, wiring=wiring)


def stocked(scenario: Scenario, name: StoreName, spec: StoreSpec | None = None) -> Scenario:
    """Return ``scenario`` with the store ``name`` bought from the start."""
    specs = {**scenario.store_specs, name: spec or DEFAULT_STORES[name]}
    return replace(scenario, stores=(*scenario.stores, name), store_specs=specs)


def do(game: Game, command: Command) -> Quote:
    """Hand over a command that has to be legal."""
    answer = game.give(command)
    assert isinstance(answer, Quote), answer
    return answer


def run(game: Game, ticks: int) -> list[TickReport]:
    """Run ``ticks`` ticks."""
    return [game.step() for _ in range(ticks)]


def finish(game: Game) -> list[TickReport]:
    """Run until the game is over."""
    reports = []
    while not game.over:
        reports.append(game.step())
    return reports


def server(game: Game, name: str) -> ServerView:
    """Return the server called ``name`` as readers see it."""
    return next(each for each in game.view().servers if each.name == name)


def store(game: Game, name: StoreName) -> StoreView:
    """Return the store ``name`` as readers see it."""
    return next(each for each in game.view().stores if each.name == name)


def lost(reports: Iterable[TickReport], cause: LossCause, place: str = "") -> int:
    """Count first losses by cause (and place)."""
    entries = (loss for report in reports for loss in report.losses)
    return sum(loss.count for loss in entries if loss.cause is cause and place in ("", loss.place))


def lost_again(reports: Iterable[TickReport], cause: LossCause) -> int:
    """Count the losses by cause that were not anybody's first."""
    return sum(loss.again for report in reports for loss in report.losses if loss.cause is cause)


def failed(reports: Iterable[TickReport], cause: FailureCause, place: str = "") -> int:
    """Count failures by cause (and place)."""
    entries = (failure for report in reports for failure in report.failures)
    return sum(each.count for each in entries if each.cause is cause and place in ("", each.place))


def causes(reports: Iterable[TickReport]) -> set[str]:
    """Return every cause of a loss or failure that occurred."""
    kept = list(reports)
    found = {str(loss.cause) for report in kept for loss in report.losses}
    return found | {str(failure.cause) for report in kept for failure in report.failures}


def when(reports: Iterable[TickReport], kind: EventKind, place: str = "") -> list[int]:
    """Return the ticks in which an event happened (at ``place``)."""
    events = (event for report in reports for event in report.events)
    return [event.tick for event in events if event.kind is kind and place in ("", event.place)]


def standing(name: str, *, state: ServerState = ServerState.UP, seen_up: bool = True, joined: bool = True) -> Server:
    """Return a server as the engine keeps it."""
    return Server(name, SMALL, Wiring(), state, seen_up=seen_up, joined=joined)


def world_of(game: Game) -> World:
    """Return the state behind a game: what is to be proven about it is not all in the views."""
    return game._world  # noqa: SLF001 - see above


def addresses_of(game: Game) -> list[int]:
    """Return the address of everyone who is in the middle of a visit, in order of arrival."""
    sessions = world_of(game).sessions
    return [int(each) for each in sessions.address[: sessions.size][sessions.alive[: sessions.size]]]


def homes_of(game: Game) -> list[int]:
    """Return which server's memory holds each visitor's session, −1 for none."""
    sessions = world_of(game).sessions
    return [int(each) for each in sessions.home[: sessions.size][np.flatnonzero(sessions.alive[: sessions.size])]]
