"""The cost of a frame in CPU: the play screen, beside the full repaint of a canvas of the same size.

Run in a terminal of its own (``python -m benchmarks.frames WHAT FILE``); writes CPU seconds to ``FILE``:
a frame of ``canvas`` or of ``play`` (one tick of the game and everything it changes on the screen), a ``restart`` or
a ``new seed`` in the middle of a race (until the screen shows the first moment), or a second of ``idle``, the play
screen while it is paused.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from benchmarks.terminal import run_to_the_end
from scalegame.content.levels import find_level
from scalegame.playthrough.race import RivalKind
from scalegame.tui.app import ScaleGame
from scalegame.tui.play.screen import PlayScreen

LEVEL = "make-it-stateless"
WARM_UP, FRAMES = 10, 60
#: Restarts, and the ticks that were played before each.
RESTARTS, TICKS = 20, 10
#: Seconds over which the paused game is watched.
IDLE = 5
COLOURS = 7


class Canvas(Widget):
    """Fills the screen with lines of text, all of them different in each frame."""

    frame = 0

    def render_line(self, y: int) -> Strip:
        """Draw one line of the present frame."""
        number = y + self.frame
        return Strip([Segment(chr(97 + number % 26) * self.size.width, Style(color=f"color({1 + number % COLOURS})"))])


class BareCanvas(App[None]):
    """An app with nothing but a canvas."""

    def compose(self) -> ComposeResult:
        """Show the canvas."""
        yield Canvas()

    def advance(self) -> None:
        """Draw the next frame."""
        canvas = self.query_one(Canvas)
        canvas.frame += 1
        canvas.refresh()


async def a_frame(pilot: Pilot[Any], advance: Callable[[], None]) -> float:
    """Return the median CPU seconds of a call of ``advance`` and the repaint it leads to."""
    taken = []
    for _ in range(WARM_UP + FRAMES):
        started = time.process_time()
        advance()
        await pilot.pause()
        taken.append(time.process_time() - started)
    return statistics.median(taken[WARM_UP:])


async def play_screen(app: App[Any], pilot: Pilot[Any]) -> PlayScreen:
    """Open the play screen, paused at the first tick; time passes only by ``advance``."""
    level = find_level(LEVEL)
    screen = PlayScreen(level, level.seed)
    await app.push_screen(screen)
    await pilot.pause()
    return screen


async def canvas(app: BareCanvas, pilot: Pilot[Any]) -> float:
    """Return the CPU seconds of one frame of the canvas."""
    return await a_frame(pilot, app.advance)


async def play(app: App[Any], pilot: Pilot[Any]) -> float:
    """Return the CPU seconds of one frame of the game."""
    return await a_frame(pilot, (await play_screen(app, pilot)).advance)


async def restart(app: App[Any], pilot: Pilot[Any], what: str) -> float:
    """Return the CPU seconds of starting over against the reference, which on a new seed must be played first."""
    screen = await play_screen(app, pilot)
    race = screen.playthrough.race
    screen.playthrough.race = race.against(next(rival for rival in race.rivals if rival.kind is RivalKind.REFERENCE))
    again = screen.action_again if what == "restart" else screen.action_new_seed
    taken = []
    for _ in range(WARM_UP + RESTARTS):
        for _ in range(TICKS):
            screen.advance()
        await pilot.pause()
        started = time.process_time()
        again()
        await pilot.pause()
        taken.append(time.process_time() - started)
    return statistics.median(taken[WARM_UP:])


async def idle(app: App[Any], pilot: Pilot[Any]) -> float:
    """Return the CPU seconds that a second of the paused game takes."""
    screen = await play_screen(app, pilot)
    for _ in range(WARM_UP):
        screen.advance()
        await pilot.pause()
    before = time.process_time()
    await asyncio.sleep(IDLE)
    return (time.process_time() - before) / IDLE


def measured(what: str) -> float:
    """Measure one of them in a terminal of its own."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "seconds")
        run_to_the_end(("-m", "benchmarks.frames", what, str(answer)))
        return float(answer.read_text())


def main(what: str, file: Path) -> None:
    """Measure in this terminal."""
    seconds = []

    async def drive(pilot: Pilot[Any]) -> None:
        match pilot.app, what:
            case BareCanvas() as app, _:
                seconds.append(await canvas(app, pilot))
            case app, "play":
                seconds.append(await play(app, pilot))
            case app, "restart" | "new seed":
                seconds.append(await restart(app, pilot, what))
            case app, _:
                seconds.append(await idle(app, pilot))
        pilot.app.exit()

    # No game that is played here is the player's. The last one may still be written down.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["SCALEGAME_HOME"] = folder
        app: App[None] = BareCanvas() if what == "canvas" else ScaleGame()
        app.run(auto_pilot=drive)
    file.write_text(str(seconds[0]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
