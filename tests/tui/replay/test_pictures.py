"""Pictures of a replay, at the smallest size and at a usual one. Read the pictures when they change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from scalegame.playthrough.replay import Replay
from scalegame.runs.run import Aid, Run, Use
from scalegame.tui.app import ScaleGame
from scalegame.tui.play.replay_screen import ReplayScreen
from tests.playthrough.replay_runs import run_of
from tests.tui.play.samples import level
from tests.tui.waiting import settle

Compare = Callable[..., bool]
Prepare = Callable[[Pilot[None]], Awaitable[None]]

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


def at(tick: int, *keys: str, run: Run | None = None) -> Prepare:
    """Show a replay at ``tick``, then press ``keys``."""

    async def prepare(pilot: Pilot[None]) -> None:
        replay = Replay(level(), run or run_of())
        replay.seek(tick)
        await pilot.app.push_screen(ReplayScreen(replay, real_time=False))
        await pilot.press(*keys)
        await settle(pilot)

    return prepare


@SIZES
def test_in_the_middle(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(22))


@SIZES
def test_at_the_end(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(60))


def test_a_vast_terminal(snap_compare: Compare) -> None:
    assert snap_compare(ScaleGame(), terminal_size=(200, 60), run_before=at(40))


def test_of_practice(snap_compare: Compare) -> None:
    run = replace(run_of(), used=(Use(5, Aid.PRACTICE),))
    assert snap_compare(ScaleGame(), terminal_size=(80, 24), run_before=at(9, "minus", run=run))


def test_without_colours(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(ScaleGame(), terminal_size=(80, 24), run_before=at(22))
