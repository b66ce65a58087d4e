"""Live reload: a saved level begins anew, a broken one is told of, and the last good one stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from scalegame.content.watched_level import WatchedLevel
from scalegame.tui.kit.dialogs import ChoiceDialog
from scalegame.tui.play.mistakes import Mistakes
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.briefing import BriefingScreen
from scalegame.tui.screens.too_small import TooSmallScreen
from scalegame.tui.watching import WatchingGame
from tests.content.author import Author
from tests.content.example import SHORT
from tests.tui.waiting import settle

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep

SIZE = (80, 24)


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path / "mine.json")


async def playing(pilot: Pilot[None]) -> PlayScreen:
    """Start the game and run a tick."""
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, PlayScreen)
    await pilot.press("full_stop")
    await settle(pilot)
    return screen


def panel(pilot: Pilot[None]) -> str:
    """Return what the panel shows, nothing if there is none."""
    return "\n".join(str(one.render()) for one in pilot.app.screen.query(Mistakes))


async def test_the_game_begins_anew_with_what_was_saved(author: Author) -> None:
    app = WatchingGame(WatchedLevel(author.path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await playing(pilot)
        seed = screen.playthrough.seed
        assert screen.playthrough.view.tick == 1
        author.write(title="Second", budget=42)
        await app.look()
        await settle(pilot)
        assert app.screen is screen
        assert (screen.playthrough.level.title, screen.playthrough.view.tick, screen.playthrough.seed) == (
            "Second",
            0,
            seed,
        )
        assert screen.playthrough.paused
        assert screen.scene is not None
        assert screen.scene.notice is not None
        assert "mine.json was saved" in screen.scene.notice.text


async def test_the_seed_of_the_command_line_stays_and_that_of_the_file_may_change(author: Author) -> None:
    for asked, expected in ((5, 5), (None, 9)):
        author.write(seed=3)
        app = WatchingGame(WatchedLevel(author.path), asked)
        async with app.run_test(size=SIZE) as pilot:
            screen = await playing(pilot)
            author.write(seed=9)
            await app.look()
            assert screen.playthrough.seed == expected


async def test_a_broken_save_is_told_in_a_panel_until_the_file_is_good(author: Author) -> None:
    app = WatchingGame(WatchedLevel(author.path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await playing(pilot)
        author.save(SHORT.replace(b'"pass": "5%"', b'"pass": 5'))
        await app.look()
        await settle(pilot)
        lines = panel(pilot).splitlines()
        assert lines[1].startswith('mine.json:8:38: "pass" must be a percentage')
        assert lines[-1] == " " * 37 + "^"
        assert lines[-2][37:].startswith("5")
        assert screen.playthrough.view.tick == 1
        await pilot.press("full_stop")
        await settle(pilot)
        assert screen.playthrough.view.tick == 2
        author.write(title="Good again")
        await app.look()
        await settle(pilot)
        assert panel(pilot) == ""
        assert screen.playthrough.level.title == "Good again"


async def test_many_mistakes_are_counted_and_the_game_stays_in_sight(author: Author) -> None:
    app = WatchingGame(WatchedLevel(author.path))
    async with app.run_test(size=SIZE) as pilot:
        await playing(pilot)
        author.write(**{f"unknown_{number}": 1 for number in range(9)})
        await app.look()
        await settle(pilot)
        assert panel(pilot).endswith("and 7 more; `scalegame check` tells all")
        assert pilot.app.screen.query_one(Mistakes).size.height <= 10


async def test_a_dialog_of_the_old_level_closes_and_the_panel_waits_under_one(author: Author) -> None:
    author.write(budget=100, allowed=["add_server", "cdn"])
    app = WatchingGame(WatchedLevel(author.path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await playing(pilot)
        await pilot.press("s")
        await settle(pilot)
        assert isinstance(app.screen, ChoiceDialog)
        author.save(b"{]")
        await app.look()
        assert not panel(pilot)
        author.write(title="New")
        await app.look()
        await settle(pilot)
        assert screen.is_current
        assert screen.playthrough.level.title == "New"


async def test_the_briefing_is_opened_again_and_starts_the_newest_version(author: Author) -> None:
    app = WatchingGame(WatchedLevel(author.path))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        author.write(title="Second")
        await app.look()
        await settle(pilot)
        assert isinstance(app.screen, BriefingScreen)
        assert app.screen.level.title == "Second"
        assert len(app.screen_stack) == 2


async def test_a_message_with_markup_from_the_file_does_nothing(author: Author) -> None:
    app = WatchingGame(WatchedLevel(author.path))
    async with app.run_test(size=SIZE) as pilot:
        await playing(pilot)
        author.write(**{"[@click=app.quit]quit[/]": 1})
        await app.look()
        await settle(pilot)
        assert "[@click=app.quit]quit[/]" in panel(pilot)
        for y in range(6):
            await pilot.click(Mistakes, offset=(20, y))
        await settle(pilot)
        assert app.is_running
        assert app.return_code is None


async def test_the_clock_of_the_game_looks_at_the_file(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    intervals: list[tuple[float, object]] = []
    app = WatchingGame(WatchedLevel(author.path))
    monkeypatch.setattr(app, "set_interval", lambda pause, callback, **_: intervals.append((pause, callback)))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert (0.5, app.look) in intervals


async def test_a_terminal_that_is_too_small_stays_covered(author: Author) -> None:
    app = WatchingGame(WatchedLevel(author.path))
    async with app.run_test(size=SIZE) as pilot:
        screen = await playing(pilot)
        await pilot.resize_terminal(40, 10)
        await settle(pilot)
        assert isinstance(app.screen, TooSmallScreen)
        author.write(title="Second")
        await app.look()
        await settle(pilot)
        assert isinstance(app.screen, TooSmallScreen)
        assert screen.playthrough.level.title == "Second"
