"""Pictures of the play screen in later levels, at the smallest size, a usual one and a vast one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from scalegame.engine.scenario import Scenario
from scalegame.tui.app import ScaleGame
from scalegame.tui.play.screen import PlayScreen
from tests.tui.play.samples import RICH, SEED, level
from tests.tui.play.sights import CROWDED, CROWDED_PLAN, EDGE, EDGE_PLAN, Plan, herd
from tests.tui.waiting import settle

Compare = Callable[..., bool]
Prepare = Callable[[Pilot[None]], Awaitable[None]]

SIZES = pytest.mark.parametrize(
    "size",
    [(80, 24), (120, 40), pytest.param((200, 60), marks=pytest.mark.deep)],
    ids=["80x24", "120x40", "200x60"],
)
NARROW = (80, 24)


def at(tick: int, scenario: Scenario, plan: Plan, *keys: str) -> Prepare:
    """Play to ``tick``, giving the commands of ``plan`` at their ticks, then press ``keys``."""

    async def prepare(pilot: Pilot[None]) -> None:
        screen = PlayScreen(level(scenario), SEED)
        await pilot.app.push_screen(screen)
        while screen.playthrough.view.tick < tick:
            for command in plan.get(screen.playthrough.view.tick, ()):
                screen.playthrough.give(command)
            screen.playthrough.tick()
        screen.show()
        await pilot.press(*keys)
        await settle(pilot)

    return prepare


@SIZES
def test_a_frozen_server_behind_a_limiter(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(20, EDGE, EDGE_PLAN))


@SIZES
def test_a_dark_zone_in_a_retry_storm(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(33, EDGE, EDGE_PLAN, "right", "up"))


@SIZES
def test_no_connection_is_left(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(14, CROWDED, CROWDED_PLAN))


@SIZES
def test_a_failover_and_a_full_redis(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(27, CROWDED, CROWDED_PLAN))


@SIZES
def test_a_herd_of_which_a_third_is_dark(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(13, herd(42), {}))


@pytest.mark.parametrize("key", ["c", "b", "l", "A", "s"])
def test_dialogs(snap_compare: Compare, key: str) -> None:
    assert snap_compare(ScaleGame(), terminal_size=NARROW, run_before=at(3, RICH, {}, key))


def test_dialogs_have_more_room_on_a_larger_screen(snap_compare: Compare) -> None:
    assert snap_compare(ScaleGame(), terminal_size=(120, 40), run_before=at(3, RICH, {}, "b"))


def test_why_no_connection(snap_compare: Compare) -> None:
    assert snap_compare(ScaleGame(), terminal_size=NARROW, run_before=at(14, CROWDED, CROWDED_PLAN, "6", "w"))
