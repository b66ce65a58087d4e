"""The board: who is listed, what the keys change, what a chosen run leads to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from scalegame.content.level import Level
from scalegame.engine.commands import At, NextWave
from scalegame.playthrough.progress.records import library
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.library import index
from scalegame.runs.run import Aid, Run, Use
from scalegame.tui.app import ScaleGame
from scalegame.tui.messages import OpenBoard
from scalegame.tui.screens.board import BoardScreen
from tests.tui.waiting import settle

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep

SIZE = (80, 24)
Compare = Callable[..., bool]


def run(level: Level, player: str, seed: int, *, early: bool = False) -> Run:
    plan = (*level.plans["reference"], *((At(25, NextWave()),) if early else ()))
    played = recorded(level, seed, play_plan(level.scenario, seed, plan))
    return replace(played, player=player, started="2026-01-02T03:04:05Z", used=(Use(3, Aid.HINT),))


@pytest.fixture
def runs(shop: Level) -> list[Run]:
    """Three runs of others: one slow, one fast, one on another seed."""
    found = [
        run(shop, "Ada", shop.seed),
        run(shop, "[@click=app.bell]Bob[/]\x1b[2J", shop.seed, early=True),
        run(shop, "Cy", shop.seed + 1),
    ]
    for one in found:
        assert library().take_in(one)[1] is not None
    return found


async def board_of(pilot: Pilot[None]) -> BoardScreen:
    """Wait until everything that was started has arrived; return the board."""
    await settle(pilot)
    assert isinstance(pilot.app.screen, BoardScreen)
    return pilot.app.screen


async def opened(pilot: Pilot[None], level: Level) -> BoardScreen:
    pilot.app.post_message(OpenBoard(level, level.seed))
    await pilot.pause()
    return await board_of(pilot)


def players(board: BoardScreen) -> list[str]:
    return [entry.player[:4] for entry in board.entries]


async def test_the_list_follows_the_keys(shop: Level, runs: list[Run]) -> None:
    async with ScaleGame().run_test(size=SIZE) as pilot:
        board = await opened(pilot, shop)
        assert players(board)[0] == "[@cl"
        assert len(players(board)) == 3
        await pilot.press("O")
        assert players(board)[-1] == "[@cl"
        await pilot.press("s")
        assert "Cy" not in players(board)
        await pilot.press("f")
        assert board.category is not None
        await pilot.press("F", "F")
        assert board.category == "unpaused"
        assert "fewest commands first · unpaused · seed" in str(board.query_one("#shown", Static).content)


async def test_a_key_lists_every_run_of_a_player(shop: Level, runs: list[Run]) -> None:
    assert library().take_in(run(shop, "Ada", shop.seed + 2))[1] is not None
    async with ScaleGame().run_test(size=SIZE) as pilot:
        board = await opened(pilot, shop)
        assert sorted(players(board)) == ["Ada", "Cy", "[@cl"]
        await pilot.press("a")
        assert sorted(players(board)) == ["Ada", "Ada", "Cy", "[@cl"]
        assert "every run" in str(board.query_one("#shown", Static).content)
        await pilot.press("a")
        assert len(players(board)) == 3


async def test_what_only_the_index_says_is_never_listed(shop: Level, runs: list[Run], home: Path) -> None:
    (best, *_) = library().board(shop)
    lie = replace(best, time=1, cost=1, commands=0)
    with closing(sqlite3.connect(home / "library.sqlite3")) as connection, connection:
        index.write(connection, lie)
    async with ScaleGame().run_test(size=SIZE) as pilot:
        board = await opened(pilot, shop)
        assert board.entries[0] == best


async def test_strangers_names_are_shown_as_they_are(shop: Level, runs: list[Run]) -> None:
    async with ScaleGame().run_test(size=(120, 40)) as pilot:
        board = await opened(pilot, shop)
        line = str(board.query_one("#list", OptionList).get_option_at_index(0).prompt)
        assert "[@click=app.bell]Bob[/]�[2J" in line


async def test_the_highlighted_run_is_told_in_detail(shop: Level, runs: list[Run]) -> None:
    async with ScaleGame().run_test(size=SIZE) as pilot:
        board = await opened(pilot, shop)
        told = str(board.query_one("#detail", Static).content)
        assert "any%" in told
        assert "no hints" not in told
        assert "played 2026-01-02 03:04:05 UTC" in told
        assert "1 hint, 0 pauses" in told


@pytest.mark.parametrize("key", ["escape", *(pytest.param(key, marks=pytest.mark.deep) for key in ("q", "b"))])
async def test_a_key_leads_back(shop: Level, key: str) -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        board = await opened(pilot, shop)
        assert "Nobody has won it so yet." in str(board.query_one("#detail", Static).content)
        await pilot.press(key)
        assert not isinstance(app.screen, BoardScreen)


@pytest.mark.parametrize("keys", [("l", "b"), ("p", "b")], ids=["from the list", "from the briefing"])
async def test_the_board_opens_from(keys: tuple[str, ...]) -> None:
    async with ScaleGame().run_test(size=SIZE) as pilot:
        await pilot.press(keys[0])
        await settle(pilot)
        await pilot.press(keys[1])
        await pilot.pause()
        board = await board_of(pilot)
        assert board.level.id == "corner-shop"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_board(snap_compare: Compare, shop: Level, runs: list[Run], size: tuple[int, int]) -> None:
    async def open_board(pilot: Pilot[None]) -> None:
        await opened(pilot, shop)

    assert snap_compare(ScaleGame(), terminal_size=size, run_before=open_board)
