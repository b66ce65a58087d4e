"""A disk that takes nothing: it is told at once and once, and a game that was not kept is called no best."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from scalegame.content.generated.modes import endless
from scalegame.content.level import Level
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.campaign import keep
from scalegame.playthrough.progress.records import library
from scalegame.runs import autosave
from scalegame.runs.autosave import Attempt
from scalegame.runs.library.database import Database, TroubleError
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.debrief.split_times import new_records, race_note, split_rows
from scalegame.tui.debrief.without_goals import headline
from scalegame.tui.play.screen import PlayScreen
from tests.clocks import CLOCK
from tests.runs.saving import no_space, wait_for_saving
from tests.tui.screens.conftest import play

SIZE = (80, 24)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every save of a game find the disk full."""
    monkeypatch.setattr(autosave, "save", no_space)


async def saved(pilot: Pilot[None]) -> None:
    """Wait until what was handed over was tried, and what came of it has arrived."""
    wait_for_saving()
    await pilot.pause()
    await pilot.pause()


def toasts(app: ScaleGame) -> list[str]:
    return [one.message for one in app._notifications]  # noqa: SLF001 - Textual offers no public view of what it shows


async def test_the_player_hears_it_at_the_first_write_and_never_again(shop: Level, full: None, home: Path) -> None:
    """However many writes fail, and whatever game comes next on the same screen."""
    told = [f"Games cannot be saved in {home / 'runs'}: No space left on device."]
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        screen = PlayScreen(shop, shop.seed)
        await app.push_screen(screen)
        await pilot.press("s", "enter")
        await saved(pilot)
        assert toasts(app) == told
        await pilot.press("full_stop", "full_stop", "ctrl+r", "full_stop")
        await saved(pilot)
        assert toasts(app) == told


async def test_a_game_that_was_not_kept_is_no_best(shop: Level, full: None) -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        screen = PlayScreen(shop, shop.seed, playthrough=play(shop, "reference"))
        await app.push_screen(screen)
        screen.playthrough.paused = True
        kept = keep(screen.playthrough, screen.game.attempt)
        assert not kept.on_disk
        assert kept.note.startswith("This game was not kept.")
        assert kept.new_bests(screen.playthrough.result) == ()
        assert replace(kept, on_disk=True).new_bests(screen.playthrough.result) == ("first win",)
        await app.push_screen(DebriefScreen(screen.playthrough, kept))
        await pilot.pause()
        shown = "\n".join(str(one.content) for one in app.screen.query(Static))
        assert "This game was not kept." in shown
        assert "new best" not in shown
        assert "to beat" not in shown


def test_a_game_that_was_kept_says_nothing_of_it(won: Playthrough) -> None:
    kept = keep(won, Attempt(library(), CLOCK))
    assert (kept.on_disk, kept.note) == (True, "")


def test_splits_of_a_game_that_was_not_kept_are_held_against_others_alone(won: Playthrough) -> None:
    assert new_records(won, kept=False) == "A run that was not kept gives no bests and no golds."
    assert race_note(won, kept=False) == "attempt 1 on seed 7"
    won.race = won.race_after
    assert "best 1:20" in race_note(won, kept=False)
    assert race_note(won, kept=False).startswith("attempt 2")
    assert not any("★" in cell.plain for row in split_rows(won, kept=False) for cell in row)


def test_an_endless_game_that_was_not_kept_did_not_come_farther_than_ever() -> None:
    level = endless(1)
    short, far = Playthrough(level, 1), Playthrough(level, 1)
    short.tick()
    while not far.over:
        far.tick()
    Attempt(library(), CLOCK).close(far.run(), far.facts())
    assert "farther" not in headline(far, kept=False).plain
    assert "your best" in headline(far, kept=False).plain


def test_a_sentence_of_the_library_is_told_once(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """However many questions the full disk leaves without an answer."""

    def refuse(database: Database, work: object) -> None:
        raise TroubleError("the disk is full")

    records = library()
    monkeypatch.setattr(Database, "do", refuse)
    assert (records.stars(), records.stars(), records.latest()) == ({}, {}, None)
    assert records.take_notes() == (f"{home / 'library.sqlite3'} cannot be used: the disk is full.",)
    assert records.stars() == {}
    assert records.take_notes() == ()
