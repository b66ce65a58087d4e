"""Playing a plan without anyone watching: the whole game in one call, with what a run file needs of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scalegame.engine.commands import At, Plan, Refusal
from scalegame.engine.game import Game
from scalegame.engine.scenario import Scenario
from scalegame.engine.view import Result, TickReport


@dataclass(frozen=True, slots=True)
class Refused:
    """A command of the plan that changed nothing, and why."""

    at: At
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The digest of the state before ``tick``."""

    tick: int
    digest: str


@dataclass(frozen=True, slots=True)
class Played:
    """A finished game: what was given (at the ticks at which it was), what was refused, and how it ended."""

    result: Result
    given: Plan
    refused: tuple[Refused, ...]
    checkpoints: tuple[Checkpoint, ...]


Watch = Callable[[Game, TickReport], None]


def play_plan(scenario: Scenario, seed: int, plan: Plan, watch: Watch | None = None) -> Played:
    """Play ``scenario`` to its end; ``watch``, if any, sees the game and the report after every tick."""
    game = Game(scenario, seed)
    waiting = sorted(plan, key=lambda at: at.tick)
    given: list[At] = []
    refused: list[Refused] = []
    checkpoints: list[Checkpoint] = []
    while not game.over:
        while waiting and waiting[0].tick <= game.tick:
            _give(game, waiting.pop(0), given, refused)
        report = game.step()
        if report.digest:
            checkpoints.append(Checkpoint(game.tick, report.digest))
        if watch is not None:
            watch(game, report)
    for at in waiting:
        _give(game, at, given, refused)
    return Played(game.result(), tuple(given), tuple(refused), tuple(checkpoints))


def _give(game: Game, at: At, given: list[At], refused: list[Refused]) -> None:
    answer = game.give(at.command)
    if isinstance(answer, Refusal):
        refused.append(Refused(at, answer))
    else:
        given.append(at)
