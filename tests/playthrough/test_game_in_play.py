"""The game in play without a screen: which games follow each other, and the file of each."""

from __future__ import annotations

import pytest

from scalegame.playthrough.game_in_play import GameInPlay
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.race import RivalKind
from scalegame.runs import autosave
from scalegame.runs.autosave import Attempt
from scalegame.runs.run import Ending
from tests.clocks import CLOCK
from tests.runs.saving import no_space, wait_for_saving
from tests.tui.play.races import LEVEL, race
from tests.tui.play.samples import SEED


def begin(noted: list[Attempt] | None = None, playthrough: Playthrough | None = None) -> GameInPlay:
    """Return a game whose troubles are collected in ``noted``."""
    heard = [] if noted is None else noted
    return GameInPlay(LEVEL, SEED, clock=CLOCK, playthrough=playthrough, noted=heard.append)


def test_a_game_again_is_another_attempt_with_the_same_seed_speed_and_ghost() -> None:
    game = begin()
    game.playthrough.race, game.playthrough.speed = race(ghost=RivalKind.REFERENCE), 4
    before, attempt = game.playthrough, game.attempt
    before.tick()
    game.again()
    wait_for_saving()
    assert attempt.closed
    assert attempt.kept
    assert game.attempt is not attempt
    assert (game.playthrough.view.tick, game.playthrough.seed, game.playthrough.speed) == (0, SEED, 4)
    assert game.playthrough.race.ghost == before.race.ghost
    assert [entry.ending for entry in library().history(LEVEL, SEED)] == [Ending.GIVEN_UP]


def test_the_next_seed_is_told_with_a_ghost_that_has_no_run_on_it() -> None:
    game = begin()
    game.playthrough.race = race(ghost=RivalKind.BEST)
    assert game.on_next_seed() == (f"Seed {SEED + 1}: the same traffic, other visitors. The ghost has no run on it.")
    assert game.playthrough.seed == SEED + 1


def test_going_back_is_practice_in_the_same_file() -> None:
    game = begin()
    for _ in range(5):
        game.playthrough.tick()
    attempt = game.attempt
    game.go_back(2)
    assert (game.playthrough.view.tick, game.playthrough.practised) == (2, True)
    assert game.attempt is attempt
    game.close()


def test_a_playthrough_is_played_on_instead_of_a_new_one() -> None:
    playthrough = Playthrough(LEVEL, SEED, clock=CLOCK)
    assert begin(playthrough=playthrough).playthrough is playthrough


def test_trouble_with_files_is_worded_once_for_all_games(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autosave, "save", no_space)
    noted: list[Attempt] = []
    game = begin(noted)
    for _ in range(2):
        game.playthrough.tick()
        game.save()
        wait_for_saving()
        game.again()
    wait_for_saving()
    first, *others = noted
    assert "No space left on device" in game.take_note(first)
    assert [game.take_note(attempt) for attempt in others] == [""] * len(others)
    assert any(attempt is not first for attempt in others)
