"""Pictures of the play screen, at the smallest size and at a usual one. Read the pictures when they change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from scalegame.engine.commands import ALL, AddStore, Command, Connect
from scalegame.engine.scenario import Scenario, SessionPlace, StoreName
from scalegame.playthrough.guidance import tutorial
from scalegame.tui.app import ScaleGame
from scalegame.tui.play.screen import PlayScreen
from tests.tui.play.samples import SCENARIO, SEED, fleet, level
from tests.tui.waiting import settle

Compare = Callable[..., bool]
Prepare = Callable[[Pilot[None]], Awaitable[None]]

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


def at(
    tick: int,
    *keys: str,
    plan: dict[int, Command] | None = None,
    scenario: Scenario = SCENARIO,
    title: str = "A sample",
) -> Prepare:
    """Play to ``tick``, giving the commands of ``plan`` at their ticks, then press ``keys``."""

    async def prepare(pilot: Pilot[None]) -> None:
        screen = PlayScreen(level(scenario, title=title), SEED)
        await pilot.app.push_screen(screen)
        while screen.playthrough.view.tick < tick:
            if plan and screen.playthrough.view.tick in plan:
                screen.playthrough.give(plan[screen.playthrough.view.tick])
            screen.playthrough.tick()
        screen.show()
        await pilot.press(*keys)
        await settle(pilot)

    return prepare


REDIS_FOR_ALL: dict[int, Command] = {0: AddStore(StoreName.REDIS), 9: Connect(ALL, SessionPlace.REDIS)}


@SIZES
def test_start(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(0))


@SIZES
def test_the_tutorial_speaks(snap_compare: Compare, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tutorial, "LEVEL", "sample")
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(0))


@SIZES
def test_traffic_flows_to_redis(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(40, plan=REDIS_FOR_ALL))


@SIZES
def test_a_crash_is_seen_where_it_happened(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(22))


@SIZES
def test_connect_dialog(snap_compare: Compare, size: tuple[int, int]) -> None:
    plan: dict[int, Command] = {0: AddStore(StoreName.REDIS)}
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(12, "c", plan=plan))


@SIZES
def test_over(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(60, plan=REDIS_FOR_ALL))


def test_policies(snap_compare: Compare) -> None:
    assert snap_compare(ScaleGame(), terminal_size=(80, 24), run_before=at(5, "b"))


def test_why(snap_compare: Compare) -> None:
    assert snap_compare(ScaleGame(), terminal_size=(80, 24), run_before=at(22, "right", "w"))


def test_refusal(snap_compare: Compare) -> None:
    assert snap_compare(ScaleGame(), terminal_size=(80, 24), run_before=at(22, "right", "d"))


def test_forty_servers(snap_compare: Compare) -> None:
    assert snap_compare(ScaleGame(), terminal_size=(80, 24), run_before=at(22, scenario=fleet(40)))


def test_a_vast_terminal(snap_compare: Compare) -> None:
    assert snap_compare(ScaleGame(), terminal_size=(200, 60), run_before=at(40, plan=REDIS_FOR_ALL))


def test_without_colours(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(ScaleGame(), terminal_size=(80, 24), run_before=at(22))


def test_light_colours(snap_compare: Compare) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        await at(22)(pilot)
        await pilot.app.run_action("change_theme")
        await pilot.pause()

    assert snap_compare(ScaleGame(), terminal_size=(80, 24), run_before=prepare)


def test_markup_from_a_stranger(snap_compare: Compare) -> None:
    prepare = at(2, title="[@click=app.quit]Free[/] \x1b[31mred")
    assert snap_compare(ScaleGame(), terminal_size=(80, 24), run_before=prepare)
