"""The quiz on the screen: by key and by mouse, from the title and from the debrief, and what is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from scalegame.content.level import Level, Question
from scalegame.content.levels import LevelList
from scalegame.home import home
from scalegame.learn.quiz import schedule
from scalegame.learn.quiz.deck import cards_of
from scalegame.learn.quiz.log import QuizLog
from scalegame.learn.quiz.schedule import Answer
from scalegame.playthrough.playthrough import Playthrough
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.messages import OpenQuiz
from scalegame.tui.screens import quiz
from scalegame.tui.screens.quiz import QuizScreen, coming
from tests.clocks import CLOCK
from tests.tui.screens.conftest import kept
from tests.tui.waiting import settle

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep

SMALL, LARGE = (80, 24), (120, 40)
TODAY = date(2026, 3, 1)
Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def levels(shop: Level, monkeypatch: pytest.MonkeyPatch) -> tuple[Level, ...]:
    """Replace all levels by a shop with two questions and eleven more with one each; set the clock to one day."""
    first = replace(shop, quiz=(question("Who is logged out?"), question("What is kept?")))
    more = [replace(shop, id=f"more-{n}", title=f"More {n}", quiz=(question(f"And {n}?"),)) for n in range(11)]
    found = (first, *more)
    monkeypatch.setattr(quiz, "all_levels", lambda: LevelList(found, ()))
    CLOCK.set(datetime.combine(TODAY, time(12), UTC))
    return found


def question(ask: str) -> Question:
    why = "Their sessions were only in the memory of that server, and a new process has never met anybody."
    return Question(ask, ("The right one", "Another one", "None of these"), 0, why)


def shown(pilot: Pilot[None]) -> QuizScreen:
    assert isinstance(pilot.app.screen, QuizScreen)
    return pilot.app.screen


def text(pilot: Pilot[None], name: str) -> str:
    return str(shown(pilot).query_one(name, Static).content)


async def opened(pilot: Pilot[None], level: Level | None = None) -> QuizScreen:
    await pilot.app.workers.wait_for_complete()
    pilot.app.post_message(OpenQuiz(level))
    await pilot.pause()
    await pilot.pause()
    return shown(pilot)


def key(screen: QuizScreen, *, right: bool) -> str:
    """Return the number key of the right choice, or of a wrong one."""
    assert screen.sitting is not None
    return str(screen.sitting.order.index(0 if right else 1) + 1)


async def answer(pilot: Pilot[None], *, right: bool) -> None:
    await pilot.press(key(shown(pilot), right=right), "enter")
    await pilot.pause()


async def test_a_sitting_asks_new_cards_in_order_and_says_when_they_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "SITTING", 5)
    async with ScaleGame().run_test(size=SMALL) as pilot:
        screen = await opened(pilot)
        assert "1 of 5" in text(pilot, "#count")
        assert text(pilot, "#question") == "Who is logged out?"
        await pilot.press(key(screen, right=False))
        assert "Not quite" in text(pilot, "#told")
        assert "The right one" in text(pilot, "#told")
        assert "Their sessions" in text(pilot, "#told")
        await pilot.press("2", "space")  # the first answer stands
        assert text(pilot, "#question") == "What is kept?"
        for _ in range(2):
            await answer(pilot, right=True)
        await pilot.press(key(screen, right=True))
        assert "Right." in text(pilot, "#told")
        await pilot.press("n")
        assert text(pilot, "#question") == "Who is logged out?"
        assert "4 of 5  once more" in text(pilot, "#count")
        for _ in range(2):
            await answer(pilot, right=True)
        assert text(pilot, "#question") == "4 of 5 right at the first try."
        assert "1 card comes back tomorrow." in text(pilot, "#told")
        assert "8 cards still wait today: Enter goes on." in text(pilot, "#told")
        await pilot.press("enter")
        assert text(pilot, "#question") == "And 3?"
        assert text(pilot, "#count") == "1 of 5"
        assert len(QuizLog(home()).read()) == 6
        await pilot.press("escape")
        assert not isinstance(pilot.app.screen, QuizScreen)


async def test_the_weak_come_first_and_without_any_one_may_go_on_anyway(levels: tuple[Level, ...]) -> None:
    async with ScaleGame().run_test(size=SMALL) as pilot:
        for card in cards_of(levels):
            right = card.question.ask != "And 5?"
            QuizLog(home()).add(Answer(TODAY.toordinal(), card.key, right))
        await opened(pilot)
        assert text(pilot, "#question") == "Nothing is due today."
        assert text(pilot, "#told") == "1 card comes back tomorrow.\nEnter goes on anyway."
        await pilot.press("enter")
        assert text(pilot, "#question") == "And 5?"
        await pilot.press("escape")
        await pilot.app.push_screen(QuizScreen(day=TODAY + timedelta(days=3)))
        await pilot.pause()
        assert text(pilot, "#question") == "And 5?"
        assert "1 of 10" in text(pilot, "#count")


async def test_choices_can_be_clicked_and_taken_with_enter() -> None:
    async with ScaleGame().run_test(size=SMALL) as pilot:
        screen = await opened(pilot)
        assert screen.sitting is not None
        await pilot.click("#choices", offset=(8, 1))
        assert screen.sitting.chosen == screen.sitting.order[1]
        await pilot.click("#choices", offset=(8, 0))  # now any click goes on
        await pilot.pause()
        assert screen.sitting.chosen is None
        assert text(pilot, "#question") == "What is kept?"
        await pilot.press("down", "down", "enter")
        assert screen.sitting.chosen == screen.sitting.order[2]
        await pilot.press("down", "up", "enter")
        assert text(pilot, "#question") == "And 0?"


async def test_the_debrief_asks_its_levels_cards_due_or_not(levels: tuple[Level, ...], won: Playthrough) -> None:
    app = ScaleGame()
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await app.push_screen(DebriefScreen(won, kept(won)))
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.screen, DebriefScreen), "a level without questions has no quiz"
        assert not app.screen.query("#quiz-button")
        await app.pop_screen()
        won.level = levels[0]
        await app.push_screen(DebriefScreen(won, kept(won)))
        await pilot.press("c")
        await pilot.pause()
        assert "1 of 2" in text(pilot, "#count")
        await answer(pilot, right=True)
        await answer(pilot, right=True)
        assert "2 cards come back in 3 days, on 2026-03-04." in text(pilot, "#told")
        await pilot.press("enter")
        assert "1 of 2" in text(pilot, "#count")
        await pilot.press("q")
        assert isinstance(app.screen, DebriefScreen)
        await pilot.click("#quiz-button")
        await pilot.pause()
        assert "1 of 2" in text(pilot, "#count")


async def test_damage_is_told_and_levels_without_questions_are_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    home().mkdir(parents=True, exist_ok=True)
    (home() / "quiz.jsonl").write_text("\x1b[2J\n", encoding="utf-8")
    monkeypatch.setattr(quiz, "all_levels", lambda: LevelList((), ()))
    app = ScaleGame()
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await opened(pilot)
        assert screen.query_one("#choices", OptionList).display is False
        assert "no questions yet" in text(pilot, "#told")
        assert ["1 line of" in note.message for note in app._notifications] == [True]  # noqa: SLF001 - all there are
        await pilot.press("enter", "1")
        assert screen.sitting is None


async def test_a_long_answer_can_be_scrolled(levels: tuple[Level, ...]) -> None:
    why = "word " * 240
    level = replace(levels[0], quiz=(Question("Long " * 40, ("choice " * 28,) * 5 + ("no",), 5, why),))
    async with ScaleGame().run_test(size=SMALL) as pilot:
        screen = await opened(pilot, level)
        body = screen.query_one("#body")
        await pilot.press("1")
        await pilot.pause()
        at = body.scroll_y
        await pilot.press("up")
        await pilot.pause()
        assert body.scroll_y == at - 1
        await pilot.press("down")
        await pilot.pause()
        assert body.scroll_y == at


def test_words_for_when_cards_come_back() -> None:
    day = TODAY.toordinal()
    assert coming(None, day) == ""
    assert coming((1, 3), day) == "3 cards come back tomorrow."
    assert coming((7, 1), day) == "1 card comes back in 7 days, on 2026-03-08."


@pytest.mark.parametrize(
    "size, keys",
    [(SMALL, ()), (LARGE, ("2",))],
    ids=["80x24-asked", "120x40-answered"],
)
def test_quiz(snap_compare: Compare, levels: tuple[Level, ...], size: tuple[int, int], keys: tuple[str, ...]) -> None:
    async def ask(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press(*keys)
        await pilot.pause()

    assert snap_compare(ScaleGame(), terminal_size=size, run_before=ask)
