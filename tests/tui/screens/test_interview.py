"""The interview as a mode: opened from anywhere, played to its end, and assessed in writing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from scalegame.analysis.assessment.grades import Recommendation
from scalegame.content.generated.interview import interview
from scalegame.content.level import Level
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.interviews import interview_after, next_interview
from scalegame.playthrough.progress.records import library, stages
from scalegame.runs.verify import Truth
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief.assessment import AssessmentSection, assessment_section
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.messages import OpenInterview
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.briefing import BriefingScreen
from tests.tui.screens.conftest import kept, leave_a_game, play
from tests.tui.screens.test_pictures import after, debrief
from tests.tui.waiting import settle

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep

Compare = Callable[..., bool]


@pytest.fixture(scope="module")
def answered() -> Playthrough:
    """Return interview 3 with its answer."""
    return play(interview(3), "reference")


@pytest.fixture(scope="module")
def failed() -> Playthrough:
    """Return interview 3 with the beginner's answer."""
    return play(interview(3), "tempting")


async def test_it_is_opened_played_to_its_end_and_assessed() -> None:
    app = ScaleGame(first=OpenInterview())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, BriefingScreen)
        level = app.screen.level
        assert level == interview(1)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, PlayScreen)
        app.screen.playthrough.replay(level.plans["reference"], 10_000)
        await pilot.press("full_stop", "enter")
        await settle(pilot)
        assert isinstance(app.screen, DebriefScreen)
        section = app.screen.query_one(AssessmentSection)
        assert section.assessment.recommendation is Recommendation.HIRE
        assert section.assessment.evidence.result == app.screen.playthrough.result
        await pilot.press("n")
        await settle(pilot)
        assert isinstance(app.screen, BriefingScreen)
        assert app.screen.level == interview(2)
    assert next_interview() == interview(2)


async def test_the_assessment_scrolls_and_a_click_leads_to_the_next_interview(failed: Playthrough) -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await debrief(failed)(pilot)
        body = app.screen.query_one("#body", VerticalScroll)
        assert app.screen.query_one("#judgements").size.height > body.size.height
        await pilot.press("pagedown")
        await settle(pilot)
        assert body.scroll_offset.y > 0
        await pilot.click("#next-button")
        await settle(pilot)
        assert isinstance(app.screen, BriefingScreen)
        assert app.screen.level == interview(4)


def test_other_levels_are_not_assessed(won: Playthrough) -> None:
    assert list(assessment_section(won)) == []


@pytest.mark.parametrize("playthrough, size", [("answered", (80, 24)), ("failed", (120, 40))], ids=["80x24", "120x40"])
def test_pictures(
    snap_compare: Compare, size: tuple[int, int], playthrough: str, request: pytest.FixtureRequest
) -> None:
    played: Playthrough = request.getfixturevalue(playthrough)

    async def scrolled(pilot: Pilot[None]) -> None:
        await debrief(played)(pilot)
        if size == (80, 24):
            await after("pagedown")(pilot)

    assert snap_compare(ScaleGame(), terminal_size=size, run_before=scrolled)


def test_an_interview_that_was_left_comes_first(home: Path) -> None:
    leave_a_game(interview(9), home)
    library().catch_up()
    assert next_interview() == interview(9)


def test_interviews_are_verified_though_they_are_in_no_list(answered: Playthrough) -> None:
    assert "interview-3" in stages()
    assert "interview-3" not in list(stages())
    assert "interview-x" not in stages()
    assert library().judge(answered.run()).truth is Truth.TRUE
    kept(answered)
    assert next_interview() == interview(1)
    assert library().stars()["interview-3"] == 3


def test_only_interviews_are_followed_by_interviews(shop: Level) -> None:
    assert interview_after(interview(3)) == interview(4)
    assert interview_after(interview(999_999_999)) is None
    assert interview_after(shop) is None
