"""Start the installed game without a terminal and play a moment of it, to see that it works with these versions.

Run by ``matrix.py`` with the Python of an environment; exit status 0 if the game was played. It writes into the home
folder that ``SCALEGAME_HOME`` names.
"""

from __future__ import annotations

import asyncio
import sys

from scalegame.content.levels import all_levels
from scalegame.tui.app import ScaleGame
from scalegame.tui.play.screen import PlayScreen

#: Ticks that must have passed.
_TICKS = 3


async def play() -> str:
    """Open a level, begin it, run some seconds, look at help and map; return what is wrong, or nothing."""
    app = ScaleGame(all_levels().levels[1])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        if not isinstance(app.screen, PlayScreen):
            return f"Enter led from the briefing to {app.screen!r}"
        for _ in range(_TICKS):
            await pilot.press(".")
        if app.screen.playthrough.view.tick != _TICKS:
            return f"{app.screen.playthrough.view.tick} ticks have passed, not {_TICKS}"
        await pilot.press("question_mark")
        await pilot.pause()
        if isinstance(app.screen, PlayScreen):
            return "? opened no help"
        if not app.export_screenshot():
            return "the screen could not be drawn"
    return ""


if __name__ == "__main__":
    sys.exit(asyncio.run(play()) or 0)
