"""Pictures of the two modes, at the smallest size and at a usual one. Read the pictures when they change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from textual.pilot import Pilot

from scalegame.content.generated.modes import sandbox
from scalegame.engine.commands import CauseIncident, SetTraffic
from scalegame.engine.scenario import Incident, IncidentKind
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.play.screen import PlayScreen
from tests.clocks import SetClock
from tests.playthrough.account.test_unscored import fallen
from tests.tui.screens.conftest import kept
from tests.tui.waiting import settle

Compare = Callable[..., bool]
Prepare = Callable[[Pilot[None]], Awaitable[None]]
#: The day that the pictures show.
DRAWN = datetime(2026, 11, 24, 12, tzinfo=UTC)
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


def in_the_sandbox(*keys: str) -> Prepare:
    """Bring many visitors, crash A, then press ``keys``."""

    async def prepare(pilot: Pilot[None]) -> None:
        screen = PlayScreen(sandbox(), 1)
        await pilot.app.push_screen(screen)
        screen.playthrough.give(SetTraffic(20))
        for tick in range(140):
            if tick == 130:
                screen.playthrough.give(CauseIncident(Incident(IncidentKind.CRASH, 0, "A")))
            screen.playthrough.tick()
        screen.show()
        await pilot.press(*keys)
        await settle(pilot)

    return prepare


async def after_a_fall(pilot: Pilot[None]) -> None:
    """Show the debrief of an endless game in which nobody did anything."""
    playthrough = fallen(clock=SetClock(DRAWN))
    await pilot.app.push_screen(DebriefScreen(playthrough, kept(playthrough)))
    await settle(pilot)


@SIZES
def test_the_sandbox(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=in_the_sandbox())


def test_what_can_go_wrong(snap_compare: Compare) -> None:
    assert snap_compare(ScaleGame(), terminal_size=(80, 24), run_before=in_the_sandbox("e"))


@SIZES
def test_the_end_of_an_endless_game(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=after_a_fall)
