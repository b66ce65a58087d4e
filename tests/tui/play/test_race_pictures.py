"""Pictures of a race on the play screen, at the smallest size and at a usual one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from scalegame.engine.commands import NextWave
from scalegame.playthrough.race import Race, RivalKind
from scalegame.tui.app import ScaleGame
from scalegame.tui.play.screen import PlayScreen
from tests.tui.play.races import LEVEL, race
from tests.tui.play.samples import SEED
from tests.tui.waiting import settle

Compare = Callable[..., bool]
Prepare = Callable[[Pilot[None]], Awaitable[None]]

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


def at(tick: int, against: Race, *keys: str, wave_at: int = 18) -> Prepare:
    """Play to ``tick`` in a race, calling the second wave early; then press ``keys``."""

    async def prepare(pilot: Pilot[None]) -> None:
        screen = PlayScreen(LEVEL, SEED)
        await pilot.app.push_screen(screen)
        screen.playthrough.race = against
        while screen.playthrough.view.tick < tick:
            if screen.playthrough.view.tick == wave_at:
                screen.playthrough.give(NextWave())
            screen.playthrough.tick()
        screen.show()
        await pilot.press(*keys)
        await settle(pilot)

    return prepare


@SIZES
def test_splits_and_a_ghost(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(30, race(ghost=RivalKind.REFERENCE)))


@SIZES
def test_splits_against_the_best(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=at(25, race(), wave_at=99))


def test_whom_to_race(snap_compare: Compare) -> None:
    assert snap_compare(ScaleGame(), terminal_size=(80, 24), run_before=at(5, race(ghost=RivalKind.BEST), "g"))


def test_a_ghost_without_colours(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    run_before = at(30, race(ghost=RivalKind.REFERENCE))
    assert snap_compare(ScaleGame(), terminal_size=(80, 24), run_before=run_before)
