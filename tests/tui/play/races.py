"""Races for the tests of the play screen: a level with a reference, and runs that were played on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from scalegame.content.level import Level
from scalegame.engine.commands import ALL, AddStore, At, Connect, NextWave, Plan
from scalegame.engine.scenario import SessionPlace, StoreName
from scalegame.playthrough.race import Past, Race, RivalKind, race_on
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.race.splits import timing_of
from scalegame.runs.race.track import track_of_run
from scalegame.runs.run import Run
from tests.tui.play.driving import Table, table
from tests.tui.play.samples import SCENARIO, SEED, level

_GOALS = tuple(replace(goal, passing=None) for goal in SCENARIO.goals)
#: The sample, with goals that every run meets.
EASY = replace(SCENARIO, goals=_GOALS)
REDIS: Plan = (At(0, AddStore(StoreName.REDIS)), At(9, Connect(ALL, SessionPlace.REDIS)))
LEVEL: Level = replace(level(EASY), digest="f00d", plans={"reference": REDIS})


def run(*plan: At, seed: int = SEED, player: str = "") -> Run:
    """Return the run of a plan on the level."""
    return replace(recorded(LEVEL, seed, play_plan(LEVEL.scenario, seed, plan)), player=player)


def past(run: Run, *, own: bool = True) -> Past:
    """Return a run as the player's history knows it."""
    track = track_of_run(run, LEVEL.scenario)
    attempt = timing_of(run, track.splits, cost=track.result.metrics.cost, won=track.result.won)
    return Past(attempt, lambda: run, own=own, key=run.player)


#: The second wave was called at the 20th tick, and at the 25th; the first is the faster.
FAST, SLOW = run(*REDIS, At(20, NextWave())), run(At(25, NextWave()))


def race(known: Sequence[Past] = (past(SLOW), past(FAST)), ghost: RivalKind | None = None, seed: int = SEED) -> Race:
    """Return a race on the level against ``known`` runs, with a ghost of that kind."""
    race = race_on(LEVEL, seed, known)
    return race.against(next((rival for rival in race.rivals if rival.kind is ghost), None))


@asynccontextmanager
async def raced(
    against: Race | None = None, size: tuple[int, int] = (80, 24), *, real_time: bool = False
) -> AsyncIterator[Table]:
    """Open the play screen in the middle of a race."""
    async with table(size=size, real_time=real_time, on=LEVEL) as game:
        game.playthrough.race = race() if against is None else against
        game.screen.show()
        await game.settle()
        yield game
