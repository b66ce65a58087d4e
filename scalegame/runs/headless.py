"""Playing a plan without anyone watching: the whole game in one call, with what its run needs."""

from __future__ import annotations

from dataclasses import dataclass

from scalegame import __version__
from scalegame.engine.commands import At, Plan, Refusal
from scalegame.engine.game import RULESET, Game
from scalegame.engine.scenario import Scenario
from scalegame.engine.state.digest import Checkpoint
from scalegame.engine.view import Result
from scalegame.runs.replaying import Refused, Watch, give_due, is_time
from scalegame.runs.run import Claims, Ending, Run, Stage


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


def play_plan(scenario: Scenario, seed: int, plan: Plan, watch: Watch | None = None) -> Played:
    """Play ``scenario`` to its end; ``watch``, if any, sees the game and the report after every tick."""
    game = Game(scenario, seed)
    waiting = sorted(plan, key=lambda at: at.tick)
    given: list[At] = []
    refused: list[Refused] = []
    checkpoints: list[Checkpoint] = []
    while not game.over:
        given += give_due(game, waiting, refused)
        report = game.step(digest=False)
        if is_time(game.tick):
            checkpoints.append(game.checkpoint())
        if watch is not None:
            watch(game, report)
    refused += [Refused(at, answer) for at in waiting if isinstance(answer := game.give(at.command), Refusal)]
    return Played(game.result(), tuple(given), tuple(refused), tuple(checkpoints), game.wave_starts)


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
