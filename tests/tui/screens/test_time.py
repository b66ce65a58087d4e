"""The app goes by one clock: what it files, which daily it opens and which day the quiz has."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from textual.widgets import Static

from scalegame.content.level import Level
from scalegame.runs.race.daily import daily_seed
from scalegame.runs.run_file import load
from scalegame.tui.app import ScaleGame
from scalegame.tui.messages import OpenDaily, OpenQuiz
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.briefing import BriefingScreen
from scalegame.tui.screens.quiz import QuizScreen
from tests.clocks import CLOCK, SetClock
from tests.tui.waiting import until

#: The last evening of a year, where it is already over in UTC.
EVE = datetime(2026, 12, 31, 23, 57, 30, tzinfo=timezone(timedelta(hours=-11)))
SIZE = (80, 24)


async def test_the_daily_is_that_of_utc_and_the_briefing_says_so() -> None:
    CLOCK.set(EVE)
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        app.post_message(OpenDaily())
        await until(pilot, lambda: isinstance(app.screen, BriefingScreen))
        seed = daily_seed(date(2027, 1, 1))
        assert str(app.screen.query_one("#seed", Static).content) == f"daily 2027-01-01 seed {seed}"


async def test_the_quiz_has_the_day_of_the_place_where_one_sits() -> None:
    CLOCK.set(EVE)
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        app.post_message(OpenQuiz(None))
        await until(pilot, lambda: isinstance(app.screen, QuizScreen))
        assert isinstance(app.screen, QuizScreen)
        assert app.screen._day == date(2026, 12, 31).toordinal()  # noqa: SLF001 - it is told with the next due cards only


async def test_an_app_goes_by_the_clock_that_it_is_given_and_every_game_of_it_too(shop: Level, home: Path) -> None:
    """A game and one that is begun anew: each begins when that clock says, and takes as long."""
    clock = SetClock(EVE)
    app = ScaleGame(shop, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, BriefingScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlayScreen))
        assert isinstance(app.screen, PlayScreen)
        await pilot.press("full_stop")
        clock.go_on(ms=61_000)
        assert app.screen.playthrough.real_ms == 61_000
        await pilot.press("ctrl+r", "full_stop")
        assert app.screen.playthrough.real_ms == 0
    for thread in threading.enumerate():
        if thread.name == "giving up":
            thread.join()
    files = sorted((home / "runs").glob("*.json"))
    assert [file.name.partition("-")[0] for file in files] == ["20270101T105730Z", "20270101T105831Z"]
    assert [load(file).started for file in files] == ["2027-01-01T10:57:30Z", "2027-01-01T10:58:31Z"]
