"""Waiting for what a screen will show, by turns of the app's loop and not by the clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

#: So many turns are far more than any change takes.
_TURNS = 2_000


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until everything that was started has arrived: messages, workers, and what these have sent."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def until(pilot: Pilot[Any], seen: Callable[[], bool]) -> None:
    """Wait while the app goes on until ``seen`` is true; fail if it never is."""
    for _ in range(_TURNS):
        await pilot.pause()
        if seen():
            return
    raise AssertionError("it was never seen")
