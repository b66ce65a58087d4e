"""Taking a game back: it says what that makes of it, goes where it said, and the same game goes on."""

from __future__ import annotations

import json

import pytest
from textual.widgets import OptionList

from scalegame.engine.commands import AddServer, At, DrainServer, NextWave
from scalegame.playthrough.actions import rewind
from scalegame.playthrough.playthrough import Playthrough
from scalegame.tui.kit.dialogs import ChoiceDialog, Frame
from scalegame.tui.play.screen import PlayScreen
from tests.tui.play.driving import Table, table
from tests.tui.play.samples import SEED, level

# They play whole games in many ways; the games themselves are tested in every run.
pytestmark = pytest.mark.deep


def ways(playthrough: Playthrough) -> list[tuple[str, int]]:
    return [(choice.label, choice.value) for choice in rewind.ways_back(playthrough)]


def test_one_can_go_back_by_time_to_the_wave_and_to_the_last_command() -> None:
    playthrough = Playthrough(level(), SEED)
    playthrough.replay((At(3, AddServer()), At(35, DrainServer("A"))), 42)
    assert ways(playthrough) == [
        ("5 s back", 37), ("10 s back", 32), ("30 s back", 12), ("to the start of this wave", 30),
        ("to the last command", 35), ("to the start", 0),
    ]  # fmt: skip


def test_only_what_lies_behind_is_offered() -> None:
    playthrough = Playthrough(level(), SEED)
    playthrough.replay((), 6)
    assert ways(playthrough) == [("5 s back", 1), ("to the start", 0)]


def test_a_wave_that_was_called_early_began_when_it_was_called() -> None:
    playthrough = Playthrough(level(), SEED)
    playthrough.replay((At(4, NextWave()),), 9)
    assert ("to the start of this wave", 4) in ways(playthrough)


async def play_to(game: Table, tick: int) -> None:
    while game.playthrough.view.tick < tick:
        game.screen.advance()
    await game.settle()


async def test_it_says_before_what_becomes_of_the_game() -> None:
    async with table() as game:
        await play_to(game, 20)
        await game.press("backspace")
        dialog = game.pilot.app.screen
        assert isinstance(dialog, ChoiceDialog)
        assert "practice, never ranked" in str(dialog.query_one(Frame).border_title)
        await game.press("escape")
        assert game.playthrough.view.tick == 20
        assert not game.playthrough.practised
        assert "practice" not in game.text("#header")


@pytest.mark.parametrize("by_mouse", [False, True], ids=["key", "mouse"])
async def test_the_game_goes_on_from_where_it_was_taken_back_to(by_mouse: bool) -> None:
    async with table() as game:
        await play_to(game, 12)
        await game.press("a", "plus")
        await play_to(game, 20)
        await game.press("backspace")
        if by_mouse:
            await game.pilot.click(OptionList, offset=(6, 2))
        else:
            await game.press("2")
        await game.settle()
        assert isinstance(game.pilot.app.screen, PlayScreen)
        assert game.playthrough.view.tick == 10
        assert game.playthrough.plan == ()
        assert (game.playthrough.paused, game.playthrough.speed) == (True, 2)
        assert game.text("#header").startswith(" practice  3 A sample")
        assert "» Back at 0:10. This game is practice from now on" in game.text("#events")
        await game.press("backspace")
        assert str(game.pilot.app.screen.query_one(Frame).border_title) == "Rewind"


async def test_the_last_command_is_planned_again_and_can_be_undone() -> None:
    async with table() as game:
        await play_to(game, 4)
        await game.press("a")
        await play_to(game, 7)
        await game.press("backspace", "1")
        assert game.playthrough.plan == ()
        await game.press("a")
        await play_to(game, 12)
        await game.press("backspace", "3")
        assert game.playthrough.planned == (AddServer(),)
        await game.press("u")
        assert game.playthrough.plan == ()


async def test_the_file_of_the_game_goes_on_as_practice() -> None:
    async with table() as game:
        await play_to(game, 20)
        path = game.screen.game.attempt.path
        await game.press("backspace", "1")
        await play_to(game, 17)
        assert game.screen.game.attempt.path == path
    run = json.loads(path.read_text(encoding="utf-8"))
    assert (run["ticks"], run["used"][-1]) == (17, {"at": 15, "what": "practice"})


async def test_a_new_game_is_no_practice() -> None:
    async with table() as game:
        await play_to(game, 20)
        await game.press("backspace", "1", "ctrl+r")
        assert not game.playthrough.practised
        assert game.text("#header").startswith("3 A sample")


async def test_there_is_nothing_to_go_back_to_at_the_start() -> None:
    async with table() as game:
        await game.press("backspace")
        assert isinstance(game.pilot.app.screen, PlayScreen)
        assert "Nothing has happened yet." in game.text("#events")
