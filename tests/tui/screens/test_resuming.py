"""A game that was left is offered where it can be found, and resumed where it was left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from scalegame.content.level import Level
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.records import library
from scalegame.runs.run import Aid, Ending
from scalegame.runs.run_file import load, save
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.kit.menu import Menu
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.briefing import BriefingScreen
from scalegame.tui.screens.levels import LevelsScreen
from tests.tui.screens.conftest import kept, leave_a_game, play, play_later
from tests.tui.waiting import settle

SIZE = (80, 24)


async def briefed(app: ScaleGame, pilot: Pilot[None]) -> BriefingScreen:
    """Wait for the briefing."""
    await settle(pilot)
    assert isinstance(app.screen, BriefingScreen)
    return app.screen


def told(app: ScaleGame, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).content)


async def test_a_game_that_is_left_with_q_goes_on_where_it_was(shop: Level, home: Path) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await briefed(app, pilot)
        await pilot.press("enter", "s", "enter", "full_stop", "full_stop", "full_stop")
        await settle(pilot)
        assert isinstance(app.screen, PlayScreen)
        before = app.screen.playthrough
        await pilot.press("q", "3")
        await settle(pilot)
        assert isinstance(app.screen, LevelsScreen)
        await pilot.press("enter")
        await briefed(app, pilot)
        assert "left at 0:03" in told(app, "#left")
        await pilot.press("r")
        await settle(pilot)
        assert isinstance(app.screen, PlayScreen)
        after = app.screen.playthrough
        assert after is not before
        assert (after.plan, after.view, after.paused) == (before.plan, before.view, True)
        assert after.run().count(Aid.PAUSE) == 1, "it gave time to think"
    (file,) = (home / "runs").iterdir()
    assert load(file).ending is Ending.OPEN


async def test_without_a_game_that_was_left_nothing_is_offered(shop: Level) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        screen = await briefed(app, pilot)
        assert not screen.query_one("#left").display
        assert "r" not in app.screen.active_bindings
        await pilot.press("r")
        await settle(pilot)
        assert app.screen is screen


async def test_a_killed_game_is_offered_on_title_and_list(shop: Level, home: Path) -> None:
    leave_a_game(shop, home)
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Corner shop, left at 0:45" in app.screen.query_one("#menu", Menu).beside("play")
        await pilot.press("l")
        await settle(pilot)
        assert any("left at 0:45 (seed 7)" in str(static.content) for static in app.screen.query(Static))
        await pilot.press("escape", "p")
        await settle(pilot)
        assert isinstance(app.screen, PlayScreen)
        assert app.screen.playthrough.view.tick == 45


async def test_play_goes_on_with_what_was_begun_last(shop: Level, won: Playthrough, home: Path) -> None:
    leave_a_game(shop, home)
    kept(play_later(shop, "reference"))
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "loud" in app.screen.query_one("#menu", Menu).beside("play")


async def test_a_game_of_another_version_of_the_level_is_told_and_not_offered(shop: Level, home: Path) -> None:
    path = leave_a_game(shop, home)
    save(replace(load(path), level_digest="beef"), path)
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        screen = await briefed(app, pilot)
        assert "A game left at 0:45 cannot be resumed: the level has changed since." in told(app, "#left")
        assert screen.left is None


async def test_a_game_that_another_one_has_taken_up_is_not_resumed(shop: Level, home: Path) -> None:
    path = leave_a_game(shop, home)
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        screen = await briefed(app, pilot)
        save(play(shop, "").run(), path)
        await pilot.press("r")
        await settle(pilot)
        assert app.screen is screen


async def test_restarting_gives_the_game_up_and_history_keeps_it(shop: Level, home: Path) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await briefed(app, pilot)
        await pilot.press("enter", "full_stop", "full_stop", "ctrl+r", "ctrl+r", "full_stop")
        await settle(pilot)
    endings = sorted((load(path).ending.value, load(path).ticks) for path in (home / "runs").glob("*.json"))
    assert endings == [("given_up", 2), ("open", 1)]
    library().catch_up()
    assert [entry.ticks for entry in library().history(shop)] == [2]


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_quitting_keeps_the_game(shop: Level, home: Path, key: str) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await briefed(app, pilot)
        await pilot.press("enter", "full_stop", key)
        await pilot.pause()
    (one,) = library().open_runs((shop,))
    assert (one.entry.ticks, one.reason) == (1, "")


async def test_looking_at_a_level_leaves_no_file(shop: Level, home: Path) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await briefed(app, pilot)
        await pilot.press("enter", "q", "3")
        await settle(pilot)
        assert isinstance(app.screen, LevelsScreen)
    assert not (home / "runs").exists()


async def test_practice_is_called_so_and_no_best(shop: Level, home: Path) -> None:
    """A game that went on from an earlier tick says so in its header, in the debrief and in its file."""
    path = leave_a_game(shop, home, ticks=30)
    earlier = Playthrough.resumed(shop, load(path), before=20)
    save(earlier.run(), path)
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await briefed(app, pilot)
        await pilot.press("r")
        await settle(pilot)
        assert isinstance(app.screen, PlayScreen)
        assert app.screen.scene is not None
        assert (app.screen.scene.badge, app.screen.scene.title) == ("practice", "1 Corner shop")
        while not app.screen.playthrough.over:
            app.screen.advance()
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, DebriefScreen)
        assert "practice" in told(app, "#headline")
    assert load(path).practised
    assert library().bests((shop,)) == {}
