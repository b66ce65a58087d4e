"""A debrief's offers to players who lost: after two losses in a row the next hint and the reference."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Button, Static

from scalegame.content.level import Level
from scalegame.playthrough.playthrough import Playthrough
from scalegame.runs.run import Aid
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief.encouragement import encouragement, hint_button, next_hint
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.kit.dialogs import ChoiceDialog, TellDialog
from scalegame.tui.play.screen import PlayScreen
from tests.tui.screens.conftest import kept, play, play_later
from tests.tui.waiting import settle

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep


def told(level: Level, *plans: str) -> list[str]:
    """Play ``level`` once with each of ``plans``; return what the debrief of the last game offers in its need."""
    playthrough, losses = play(level, ""), 0
    for plan in plans:
        playthrough = play_later(level, plan)
        losses = kept(playthrough).losses
    lines = [str(one.content) for one in encouragement(playthrough, losses) if isinstance(one, Static)]
    return lines + [str(one.label) for one in hint_button(playthrough, losses) if isinstance(one, Button)]


def test_one_loss_is_nothing_special(shop: Level) -> None:
    assert told(shop, "") == []


def test_after_two_losses_in_a_row_it_offers_the_next_hint_and_the_reference(shop: Level) -> None:
    line, button = told(shop, "", "")
    assert "h plays it again with hint 1 of" in line
    assert "v shows how it can be done" in line
    assert button == "h with hint 1"


def test_a_win_between_two_losses_counts(shop: Level) -> None:
    assert told(shop, "", "reference", "") == []
    assert told(shop, "", "", "reference") == []


def test_without_hints_or_reference_it_promises_neither(shop: Level) -> None:
    assert told(replace(shop, hints=(), plans={}), "", "") == []
    (only,) = told(replace(shop, hints=()), "", "")
    assert only == "Stuck? v shows how it can be done. It costs no score."


def test_the_next_hint_is_the_first_that_was_not_given(shop: Level, won: Playthrough) -> None:
    playthrough = play(shop, "")
    for number in range(1, len(shop.hints) + 1):
        assert next_hint(playthrough) == number
        playthrough.next_hint()
    assert next_hint(playthrough) == 0
    assert next_hint(won) == 0


@pytest.mark.parametrize("by_mouse", [False, True], ids=["key", "mouse"])
async def test_the_next_game_begins_with_the_hint_and_its_run_says_so(shop: Level, by_mouse: bool) -> None:
    kept(play(shop, ""))
    playthrough = play(shop, "")
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(DebriefScreen(playthrough, kept(playthrough)))
        await settle(pilot)
        await (pilot.click("#hint-button") if by_mouse else pilot.press("h"))
        await settle(pilot)
        assert isinstance(app.screen, TellDialog)
        await pilot.press("escape")
        assert isinstance(app.screen, PlayScreen)
        assert app.screen.playthrough.hints_used == 1
        assert app.screen.playthrough.run().count(Aid.HINT) == 1


async def test_after_the_last_level_n_asks_what_next(market: Level) -> None:
    playthrough = play(market, "")
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(DebriefScreen(playthrough, kept(playthrough)))
        await settle(pilot)
        assert str(app.screen.query_one("#next-button", Button).label) == "n next: what else?"
        await pilot.press("n")
        await settle(pilot)
        assert isinstance(app.screen, ChoiceDialog)
