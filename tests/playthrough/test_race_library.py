"""Races and the library: what was played is raced against, and what was given up is not forgotten."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from scalegame.engine.commands import At, NextWave
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.campaign import keep
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.race import Race, RivalKind, open_race, with_run
from scalegame.runs.autosave import Attempt
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.run import Ending
from tests.clocks import CLOCK, NOON, SetClock
from tests.tui.play.races import LEVEL, REDIS, raced
from tests.tui.play.samples import SEED


def played(*plan: At, seed: int = SEED) -> Playthrough:
    """Return a finished game of ``plan`` that was kept; a tick takes ten real seconds."""
    clock = SetClock(NOON)
    playthrough = Playthrough(LEVEL, seed, clock=clock)
    while not playthrough.over:
        for at in plan:
            if at.tick == playthrough.view.tick:
                playthrough.give(at.command)
        playthrough.tick()
        clock.go_on(ms=10_000)
    keep(playthrough, Attempt(library(), CLOCK))
    return playthrough


def test_a_level_that_was_never_played_has_no_history() -> None:
    race = open_race(LEVEL, SEED, Race())
    assert race.comparison.attempts == ()
    assert [rival.kind for rival in race.rivals] == [RivalKind.REFERENCE]


def test_kept_games_are_what_the_next_is_held_against() -> None:
    slow, fast = played(*REDIS), played(*REDIS, At(20, NextWave()))
    race = open_race(LEVEL, SEED, Race())
    assert sorted(race.comparison.attempts, key=lambda one: one.ticks) == [fast.timing, slow.timing]
    assert race.comparison.best == fast.timing
    assert race.comparison.best is not None
    assert race.comparison.best.split_ms == (200_000, 490_000)
    best = race.rivals[0]
    assert best.kind is RivalKind.BEST
    assert best.play().splits == (20, 50)


def test_other_seeds_have_histories_of_their_own() -> None:
    played(seed=8)
    assert open_race(LEVEL, SEED, Race()).comparison.attempts == ()
    assert len(open_race(LEVEL, 8, Race()).comparison.attempts) == 1


def test_a_best_whose_file_has_gone_is_no_ghost_and_breaks_nothing(home: Path) -> None:
    played(*REDIS)
    race = open_race(LEVEL, SEED, Race())
    race = race.against(race.rivals[0])
    assert race.ghost is not None
    for file in (home / "runs").glob("*.json"):
        file.unlink()
    assert open_race(LEVEL, SEED, race).ghost is None


async def test_choosing_a_run_whose_file_has_gone_is_told(home: Path) -> None:
    played(*REDIS)
    async with raced(open_race(LEVEL, SEED, Race())) as game:
        for file in (home / "runs").glob("*.json"):
            file.unlink()
        await game.press("g", "2")
        assert game.playthrough.race.ghost is None
        assert "!" in game.text("#events")


async def test_what_is_given_up_for_another_start_stays_in_the_history() -> None:
    for key in ("ctrl+r", "ctrl+n"):
        async with raced(Race()) as game:
            await game.press("full_stop", "full_stop", key)
            for thread in threading.enumerate():
                if thread.name == "giving up":
                    thread.join()
    entries = library().history(LEVEL, SEED)
    assert [(entry.ending, entry.ticks) for entry in entries] == [(Ending.GIVEN_UP, 2)] * 2
    assert open_race(LEVEL, SEED, Race()).comparison.best is None


async def test_a_restart_keeps_the_speed() -> None:
    async with raced(Race()) as game:
        await game.press("plus", "plus", "ctrl+r")
        assert game.playthrough.speed == 4
        await game.press("ctrl+n")
        assert game.playthrough.speed == 4


def test_names_of_ghosts_are_cleaned() -> None:
    """Runs of others come into the picker from the library, and from files."""
    plan = (*REDIS, At(20, NextWave()))
    run = replace(recorded(LEVEL, SEED, play_plan(LEVEL.scenario, SEED, plan)), player="Ad\u200ba\u202e")
    file = with_run(Race(), run, LEVEL, SEED)
    assert library().take_in(run, LEVEL)[1] is not None
    for race in (file, open_race(LEVEL, SEED, Race())):
        (name,) = (rival.name for rival in race.rivals if rival.kind is RivalKind.RUN)
        assert name == "Ad\ufffda\ufffd"
