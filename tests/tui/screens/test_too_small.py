"""Every screen says so when the terminal is too small, waits, and comes back as it was."""

from __future__ import annotations

import pytest
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from scalegame.content.level import Level
from scalegame.tui.app import ScaleGame
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.too_small import TooSmallScreen, fits
from tests.tui.waiting import until

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep


async def resize(pilot: Pilot[None], width: int, height: int) -> None:
    """Resize the terminal, and wait until all that lies in it knows."""
    size = Size(width, height)
    await pilot.resize_terminal(*size)

    def seen() -> bool:
        app = pilot.app
        return app.screen.size == size and isinstance(app.screen, TooSmallScreen) is not fits(size)

    await until(pilot, seen)
    await pilot.pause()


def sentence(app: ScaleGame) -> str:
    return str(app.screen.query_one("#sentence", Static).content)


@pytest.mark.parametrize("size", [(79, 24), (80, 23), (60, 20), (20, 5)])
async def test_a_terminal_that_begins_too_small_is_told_so(size: tuple[int, int]) -> None:
    app = ScaleGame()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, TooSmallScreen)
        assert f"scalegame needs 80×24;\nthis is {size[0]}×{size[1]}." in sentence(app)


async def test_80_by_24_is_large_enough() -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert not isinstance(app.screen, TooSmallScreen)


async def test_the_sentence_follows_the_size_and_the_screen_below_comes_back() -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "down")
        await pilot.pause()
        below = app.screen
        await resize(pilot, 60, 20)
        assert "this is 60×20" in sentence(app)
        await resize(pilot, 70, 30)
        assert "this is 70×30" in sentence(app)
        await resize(pilot, 120, 40)
        assert app.screen is below
        assert below.query_one("#list", OptionList).highlighted == 1
        assert below.size.width == 120


async def test_a_game_waits_and_loses_nothing(shop: Level, monkeypatch: pytest.MonkeyPatch) -> None:
    # Its clock runs, so slowly that no second passes meanwhile.
    monkeypatch.setattr(PlayScreen, "pace", lambda screen: None if screen.playthrough.paused else 86_400)
    app = ScaleGame(shop)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        play = app.screen
        assert isinstance(play, PlayScreen)
        await pilot.press("full_stop", "full_stop", "space")
        assert not play.playthrough.paused
        tick = play.playthrough.view.tick
        await resize(pilot, 60, 20)
        await pilot.press("full_stop", "a", "q")
        assert play.playthrough.paused
        await resize(pilot, 80, 24)
        assert app.screen is play
        assert play.playthrough.view.tick == tick
        assert not play.playthrough.plan


@pytest.mark.parametrize("key", ["question_mark", "ctrl+p", "escape", "enter"])
async def test_nothing_opens_over_it(key: str) -> None:
    app = ScaleGame()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(app.screen, TooSmallScreen)


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_the_game_can_still_be_left(key: str) -> None:
    app = ScaleGame()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert app.return_code == 0
