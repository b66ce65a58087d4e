"""Playing a run again, command for command, as far as it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scalegame.engine.commands import At, Refusal
from scalegame.engine.game import Game
from scalegame.engine.scenario import Scenario
from scalegame.engine.state.digest import DIGEST_EVERY
from scalegame.engine.view import TickReport
from scalegame.runs.run import Run

Watch = Callable[[Game, TickReport], None]


@dataclass(frozen=True, slots=True)
class Refused:
    """A command of a run or a plan that changed nothing, and why."""

    at: At
    refusal: Refusal


def give_due(game: Game, waiting: list[At], refused: list[Refused]) -> list[At]:
    """Give the commands whose time has come, taking them from the front of ``waiting``; return the accepted ones.

    The others are added to ``refused``.
    """
    given: list[At] = []
    while waiting and waiting[0].tick <= game.tick:
        at = waiting.pop(0)
        answer = game.give(at.command)
        if isinstance(answer, Refusal):
            refused.append(Refused(at, answer))
        else:
            given.append(at)
    return given


def is_time(tick: int) -> bool:
    """Say whether a checkpoint is taken of the state before ``tick``."""
    return tick % DIGEST_EVERY == 0


def play_again(run: Run, scenario: Scenario, watch: Watch | None = None) -> tuple[Game, tuple[Refused, ...]]:
    """Return the game as ``run`` left it, and which of its commands were refused.

    ``watch``, if any, sees the game and the report after every tick. What the run claims is not looked at.
    """
    game, waiting, refused = Game(scenario, run.seed), list(run.commands), list[Refused]()
    while not game.over and game.tick < run.ticks:
        give_due(game, waiting, refused)
        report = game.step(digest=False)
        if watch is not None:
            watch(game, report)
    # What was ordered since the last tick belongs to a run that is still open.
    give_due(game, waiting, refused)
    return game, tuple(refused)
