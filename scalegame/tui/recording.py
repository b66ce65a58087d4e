"""A replay as files: a recording that terminal players show (asciicast v2), or a picture (SVG). No terminal is needed.

The same run at the same size always gives the same bytes: nothing in them comes from a clock.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from rich.console import Console
from textual.app import App

from scalegame.playthrough.replay import Replay
from scalegame.tui.app import ScaleGame
from scalegame.tui.play.replay_screen import ReplayScreen
from scalegame.tui.play.topology import Topology
from scalegame.wording.units import clock

#: The rule that the exporter adds to fetch a font from afar.
_REMOTE_FONT = re.compile(r"@font-face\s*\{[^}]*\}\s*")
_FONT, _LOCAL_FONT = "font-family: Fira Code, monospace", "font-family: DejaVu Sans Mono, Menlo, Consolas, monospace"
_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l\x1b[2J", "\x1b[?25h"
#: How long the last frame stays, in seconds.
_LAST = 2.0
#: Digits of a second: more than any player's clock has.
_MICRO = 6

#: Hears how many frames are done, and how many there are.
Progress = Callable[[int, int], None]


def cast(replay: Replay, size: tuple[int, int], progress: Progress) -> str:
    """Return ``replay`` from its position to its end as an asciicast, one full frame a tick, at the replay's speed."""
    return asyncio.run(_cast(replay, size, progress))


def picture(replay: Replay, size: tuple[int, int]) -> str:
    """Return the screen at the replay's position as SVG."""
    return asyncio.run(_picture(replay, size))


async def _cast(replay: Replay, size: tuple[int, int], progress: Progress) -> str:
    width, height = size
    title = f"scalegame: {replay.level.title}, {clock(replay.length)}"
    lines: list[object] = [{"version": 2, "width": width, "height": height, "title": title}]
    first, count = replay.position, replay.length - replay.position + 1
    async with _showing(replay, size) as (app, screen):
        for number in range(count):
            replay.seek(first + number)
            replay.paused = replay.at_end
            screen.show()
            screen.query_one(Topology).animate_dots()
            at = round(number / replay.speed, _MICRO)
            lines.append([at, "o", ("" if number else _HIDE_CURSOR) + _frame(app)])
            progress(number + 1, count)
            await asyncio.sleep(0)  # An interruption is heard here.
    lines.append([round((count - 1) / replay.speed + _LAST, _MICRO), "o", _SHOW_CURSOR])
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


async def _picture(replay: Replay, size: tuple[int, int]) -> str:
    async with _showing(replay, size) as (app, _):
        return svg(app)


@asynccontextmanager
async def _showing(replay: Replay, size: tuple[int, int]) -> AsyncIterator[tuple[App[None], ReplayScreen]]:
    """Show ``replay`` where nobody sees it and nothing moves by itself."""
    app = ScaleGame()
    async with app.run_test(size=size) as pilot:
        screen = ReplayScreen(replay, real_time=False, keys=False)
        await app.push_screen(screen)
        await app.workers.wait_for_complete()
        await pilot.pause()
        yield app, screen


def _frame(app: App[None]) -> str:
    """Return the whole screen as a terminal gets it, each row at its place."""
    console = Console(color_system="truecolor", force_terminal=True, legacy_windows=False)
    strips = app.screen._compositor.render_strips(app.size)  # noqa: SLF001 - as Textual's own export_screenshot does
    return "".join(f"\x1b[{row};1H{strip.render(console)}" for row, strip in enumerate(strips, start=1))


def svg(app: App[None]) -> str:
    """Return what ``app`` shows as SVG, without any reference to another place."""
    drawn = app.export_screenshot(title="scalegame")
    return _REMOTE_FONT.sub("", drawn).replace(_FONT, _LOCAL_FONT)
