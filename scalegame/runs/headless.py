"""Plays plans and runs without a screen: the whole game in one call, with what its run needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scalegame import __version__
from scalegame.engine.commands import Plan
from scalegame.engine.drive import Drive, Refused
from scalegame.engine.game import RULESET, Game
from scalegame.engine.reasons import Refusal
from scalegame.engine.scenario import Scenario
from scalegame.engine.state.digest import DIGEST_EVERY, Checkpoint
from scalegame.engine.view import Result, TickReport
from scalegame.runs.run import Claims, Ending, Run, Stage

#: Is called with the game and the report after every tick.
WatchTick = Callable[[Game, TickReport], None]


@dataclass(frozen=True, slots=True)
class Played:
    """A finished game: what was given (at the ticks at which it was), what was refused, and how it ended.

    ``starts`` are the ticks at which the waves that came have started.
    """

    result: Result
    given: Plan
    refused: tuple[Refused, ...]
    checkpoints: tuple[Checkpoint, ...]
    starts: tuple[int, ...] = ()


def play_plan(scenario: Scenario, seed: int, plan: Plan, watch: WatchTick | None = None) -> Played:
    """Play ``scenario`` to its end; ``watch``, if any, sees the game and the report after every tick."""
    game = Game(scenario, seed)
    drive = Drive(game, sorted(plan, key=lambda at: at.tick))
    checkpoints: list[Checkpoint] = []
    for _ in drive.ticks():
        report = game.step(digest=False)
        if is_checkpoint(game.tick):
            checkpoints.append(game.checkpoint())
        if watch is not None:
            watch(game, report)
    late = [Refused(at, answer) for at in drive.waiting if isinstance(answer := game.give(at.command), Refusal)]
    refused = (*drive.refused, *late)
    return Played(game.result(), tuple(drive.given), refused, tuple(checkpoints), game.wave_starts)


def play_again(run: Run, scenario: Scenario, watch: WatchTick | None = None) -> tuple[Game, tuple[Refused, ...]]:
    """Return the game as ``run`` left it, and which of its commands were refused.

    ``watch``, if any, sees the game and the report after every tick. What the run claims is not looked at.
    """
    game = Game(scenario, run.seed)
    drive = Drive(game, run.commands)
    for _ in drive.ticks(run.ticks):
        report = game.step(digest=False)
        if watch is not None:
            watch(game, report)
    # Commands given since the last tick belong to a run that is still open.
    drive.give_due()
    return game, tuple(drive.refused)


def is_checkpoint(tick: int) -> bool:
    """Return whether a run has a checkpoint of the state before ``tick``."""
    return tick % DIGEST_EVERY == 0


def recorded(stage: Stage, seed: int, played: Played) -> Run:
    """Return the run of a game that nobody sat at: it has no real times."""
    return Run(
        game_version=__version__,
        ruleset=RULESET,
        level=stage.id,
        level_digest=stage.digest,
        seed=seed,
        player="",
        started="",
        ending=Ending.FINISHED,
        ticks=played.result.metrics.time,
        commands=played.given,
        checkpoints=played.checkpoints,
        claims=Claims.of(played.result),
    )
