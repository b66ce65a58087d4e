"""From a debrief to replays and into practice, by key and by mouse."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from scalegame.content.level import Level
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.records import library
from scalegame.runs.run import Run
from scalegame.runs.run_code import run_of_code
from scalegame.runs.verify import Truth, verify
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief.account import before_the_trouble
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.kit.dialogs import TellDialog
from scalegame.tui.play.replay_screen import ReplayScreen
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.board import BoardScreen
from tests.tui.screens.conftest import kept
from tests.tui.waiting import settle

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep

#: Each choice has a key and a button; the deep profile tries both, ``make test`` one of them.
BY_KEY, BY_MOUSE = (
    pytest.mark.parametrize(
        "by_mouse",
        [pytest.param(mouse, marks=() if mouse is first else pytest.mark.deep) for mouse in (False, True)],
        ids=["key", "mouse"],
    )
    for first in (False, True)
)


async def choose(pilot: Pilot[None], playthrough: Playthrough, key: str, button: str, *, by_mouse: bool) -> None:
    """Show the debrief of ``playthrough`` and choose something in it."""
    await pilot.app.push_screen(DebriefScreen(playthrough, kept(playthrough)))
    await pilot.pause()
    await (pilot.click(button) if by_mouse else pilot.press(key))
    await settle(pilot)


@BY_MOUSE
async def test_ones_own_game_can_be_watched(lost: Playthrough, by_mouse: bool) -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await choose(pilot, lost, "w", "#watch-button", by_mouse=by_mouse)
        assert isinstance(app.screen, ReplayScreen)
        replay = app.screen.replay
        assert (replay.position, replay.length, replay.subject) == (0, lost.view.tick, "You")
        replay.seek(replay.length)
        assert replay.playthrough.result == lost.result
        await pilot.press("q")
        assert isinstance(app.screen, DebriefScreen)


@BY_KEY
async def test_the_reference_can_be_watched_with_the_same_visitors(shop: Level, by_mouse: bool) -> None:
    playthrough = Playthrough(shop, 99)
    playthrough.replay((), 1_000)
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await choose(pilot, playthrough, "v", "#reference-button", by_mouse=by_mouse)
        assert isinstance(app.screen, ReplayScreen)
        replay = app.screen.replay
        assert (replay.run.seed, replay.run.commands) == (99, shop.plans["reference"])
        assert replay.told.startswith("The reference ")


@BY_MOUSE
async def test_a_lost_game_can_be_practised_from_before_the_trouble(lost: Playthrough, by_mouse: bool) -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await choose(pilot, lost, "p", "#rewind-button", by_mouse=by_mouse)
        assert isinstance(app.screen, PlayScreen)
        playthrough = app.screen.playthrough
        assert playthrough.view.tick == before_the_trouble(lost)
        assert playthrough.practised
        worst = max(lost.losses, key=lambda loss: loss.count)
        assert playthrough.view.tick < worst.tick


async def test_practice_is_kept_as_practice_and_reaches_nothing(lost: Playthrough, shop: Level) -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await choose(pilot, lost, "p", "#rewind-button", by_mouse=False)
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        playthrough = screen.playthrough
        playthrough.replay(tuple(at for at in shop.plans["reference"] if at.tick >= playthrough.view.tick), 1_000)
        screen.show()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, DebriefScreen)
        assert app.screen.kept.practised
    assert not library().bests((shop,))


async def test_there_is_nothing_to_practise_in_a_won_game(won: Playthrough) -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await choose(pilot, won, "p", "", by_mouse=False)
        assert isinstance(app.screen, DebriefScreen)
        assert not app.screen.query_one("#rewind-button").display


def test_what_is_watched_is_a_whole_run(lost: Playthrough) -> None:
    run: Run = lost.run()
    assert run.claims is not None
    assert run.ticks == lost.view.tick


@pytest.mark.parametrize("before", [0, 10, 37, 60])
def test_a_game_that_was_taken_back_is_a_true_run_and_practice(lost: Playthrough, shop: Level, before: int) -> None:
    playthrough = Playthrough.resumed(shop, lost.run(), before=before)
    playthrough.replay((), 1_000)
    run = playthrough.run()
    assert run.practised
    assert verify(run, shop).truth is Truth.TRUE


@BY_KEY
async def test_the_board_of_the_level_is_one_key_away(won: Playthrough, by_mouse: bool) -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await choose(pilot, won, "b", "#board-button", by_mouse=by_mouse)
        assert isinstance(app.screen, BoardScreen)
        assert len(app.screen.entries) == 1


@BY_MOUSE
async def test_a_result_is_shared_as_lines_that_prove_it(won: Playthrough, by_mouse: bool) -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await choose(pilot, won, "y", "#share-button", by_mouse=by_mouse)
        assert isinstance(app.screen, TellDialog)
        heading, numbers, _, code = app.clipboard.split("\n")
        assert heading == "scalegame seed 7: Corner shop"
        assert numbers.startswith("★★☆ 1:20 · $84.00")
        assert verify(run_of_code(code), won.level).truth is Truth.TRUE
