"""What a frame costs in CPU: the play screen, beside the full repaint of a canvas of the same size.

Run in a terminal of its own (``python -m benchmarks.frames WHAT FILE``); writes CPU seconds to ``FILE``:
a frame of ``canvas`` or of ``play`` (one tick of the game and everything it changes on the screen), or a
second of ``idle``, the play screen while it is paused.
"""

from __future__ import annotations

import asyncio
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
from scalegame.ui.app import ScaleGame
from scalegame.ui.screens.play import PlayScreen

LEVEL = "make-it-stateless"
WARM_UP, FRAMES = 10, 60
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
    screen = PlayScreen(level, level.seed, real_time=False)
    await app.push_screen(screen)
    await pilot.pause()
    return screen


async def canvas(app: BareCanvas, pilot: Pilot[Any]) -> float:
    """Return the CPU seconds of one frame of the canvas."""
    return await a_frame(pilot, app.advance)


async def play(app: App[Any], pilot: Pilot[Any]) -> float:
    """Return the CPU seconds of one frame of the game."""
    return await a_frame(pilot, (await play_screen(app, pilot)).advance)


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
    """Measure ``canvas``, ``play`` or ``idle`` in a terminal of its own."""
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
            case app, _:
                seconds.append(await idle(app, pilot))
        pilot.app.exit()

    app: App[None] = BareCanvas() if what == "canvas" else ScaleGame()
    app.run(auto_pilot=drive)
    file.write_text(str(seconds[0]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
