"""The side panel of wide terminals: goals, ledgers, load over the last minute, details of every server."""

from __future__ import annotations

from collections.abc import Callable

from scalegame.engine.view import ServerView
from scalegame.playthrough.scene import MINUTE, LedgerLine, Scene
from scalegame.tui.kit.canvas import BOLD, FAINT, MUTED, TEXT, Canvas, Ink, Pen, Picture, fit, sparkline
from scalegame.tui.kit.painted import Painted
from scalegame.tui.play.active_settings import in_force
from scalegame.tui.play.goals import goals_list
from scalegame.tui.play.race_lines import split_rows, splits_list
from scalegame.tui.play.tally import tally_list, tally_rows
from scalegame.tui.play.topology.boxes import load_ink
from scalegame.tui.play.topology.servers import loads_of, server_ink, sign
from scalegame.tui.play.traffic import coming
from scalegame.wording.causes import label
from scalegame.wording.components import PLACE_WORDS
from scalegame.wording.place_names import place
from scalegame.wording.units import clock, counted, load, people, requests, short

_LEDGER_LINES = 6
_LOAD_LINES = 10
_COMING_LINES = 6
_LEAST_DETAILS = 3
_NAME = 8
_LOSS_BAR = 7
_LOG_OUTS = "log-outs"

_Section = Callable[[Canvas, int, Scene], int]


class Panel(Painted):
    """Shows all that a narrow screen has no room for."""

    def draw(self, scene: Scene, width: int, height: int) -> Picture:
        """Draw the sections that fit."""
        return panel(scene, width, height)


def panel(scene: Scene, width: int, height: int) -> Picture:
    """Return the sections one below another, from the most to the least important, as far as they fit."""
    canvas = Canvas(width, height)
    y = 0
    for title, section, least in _SECTIONS:
        rows = least(scene)
        if rows and y + 1 + rows <= height:
            canvas.text(0, y, title, BOLD)
            y = section(canvas, y + 1, scene) + 1
    return canvas.picture()


def _settings(canvas: Canvas, y: int, scene: Scene) -> int:
    """Draw a line for each thing beside the servers that this level lets one set, or that is set."""
    lines = in_force(scene)
    name = max(len(what) for what, _ in lines) + 2
    for what, value in lines:
        canvas.text(0, y, what, MUTED)
        canvas.text(name, y, value, TEXT, canvas.width - name)
        y += 1
    return y


def _losses(canvas: Canvas, y: int, scene: Scene) -> int:
    if any(entry.again for entry in scene.losses):
        canvas.right(canvas.width, y - 1, _LOG_OUTS, MUTED)
    return _ledger(canvas, y, scene.losses, "Nobody so far.", people)


def _failures(canvas: Canvas, y: int, scene: Scene) -> int:
    return _ledger(canvas, y, scene.failures, "None so far.", requests)


def _ledger(
    canvas: Canvas, y: int, entries: tuple[LedgerLine, ...], nothing: str, in_words: Callable[[int], str]
) -> int:
    """Draw a bar, how many people (or requests), place and cause for each entry; what does not fit is summed up.

    At the right edge stand the log-outs, if somebody was logged out again.
    """
    if not entries:
        canvas.text(0, y, nothing, MUTED)
        return y + 1
    repeated = any(entry.again for entry in entries)
    top = max(1, entries[0].count)
    number = len(f"{top:,}")
    for entry in entries[:_LEDGER_LINES]:
        canvas.bar(0, y, _LOSS_BAR, entry.count * 1000 // top, Pen(Ink.BAD))
        canvas.right(_LOSS_BAR + 1 + number, y, f"{entry.count:,}", BOLD)
        x, end = _LOSS_BAR + number + 2, canvas.width
        if repeated:
            end = canvas.right(end, y, f"{entry.count + entry.again:,}", MUTED) - 1
        canvas.text(x, y, f"at {place(entry.place)}: {label(entry.cause)}", TEXT, end - x)
        y += 1
    if rest := entries[_LEDGER_LINES:]:
        told = f"{in_words(sum(entry.count for entry in rest))} for {counted(len(rest), 'more reasons')}"
        canvas.text(_LOSS_BAR + 1, y, told, MUTED)
        if repeated:
            canvas.right(canvas.width, y, f"{sum(entry.count + entry.again for entry in rest):,}", MUTED)
        y += 1
    return y


def _loads(canvas: Canvas, y: int, scene: Scene) -> int:
    """Draw a line of columns a server; the busiest first when not all fit."""
    servers = scene.view.servers
    if len(servers) > _LOAD_LINES:
        servers = tuple(sorted(servers, key=lambda server: -server.load)[:_LOAD_LINES])
    width = min(MINUTE, canvas.width - _NAME - 6)
    for server in servers:
        loads = loads_of(server.name, scene, width)
        ink = load_ink(server.load)
        canvas.text(0, y, server.name, MUTED, _NAME)
        canvas.text(_NAME, y, "·" * (width - len(loads)), FAINT)
        canvas.text(_NAME + width - len(loads), y, sparkline(loads, 1000)[0], Pen(ink))
        canvas.right(canvas.width, y, load(server.load), Pen(Ink.BAD if ink is Ink.BAD else Ink.TEXT, bold=True))
        y += 1
    return y


def _details(canvas: Canvas, y: int, scene: Scene) -> int:
    """Draw a table of the servers, as many columns and rows as fit."""
    fitting = (canvas.width - _NAME) // _COLUMN
    columns = _COLUMNS[:fitting]
    for number, (title, _) in enumerate(columns, start=1):
        canvas.right(_NAME + number * _COLUMN, y, title, MUTED)
    for server in scene.view.servers[: max(0, canvas.height - y - 1)]:
        y += 1
        canvas.text(0, y, f"{fit(server.name, _NAME - 2)} {sign(server)}", Pen(server_ink(server), bold=True))
        for number, (_, value) in enumerate(columns, start=1):
            text = value(server)
            canvas.right(_NAME + number * _COLUMN, y, text, MUTED if text == "0" else TEXT)
    return y + 1


_COLUMN = 8
_COLUMNS: tuple[tuple[str, Callable[[ServerView], str]], ...] = (
    ("req/s", lambda server: short(server.requests)),
    ("queue", lambda server: short(server.queue)),
    ("out", lambda server: short(server.logged_out)),
    ("failed", lambda server: short(server.failed)),
    ("in mem", lambda server: short(server.held)),
    ("keeps", lambda server: PLACE_WORDS[server.wiring.sessions].tag),
    ("files", lambda server: short(server.files)),
    ("orders", lambda server: short(server.orders)),
)


def _expected(canvas: Canvas, y: int, scene: Scene) -> int:
    """Draw what is still to come, with its time."""
    view = scene.view
    for tick, what in [*coming(view), (view.end, "the end")][:_COMING_LINES]:
        canvas.right(6, y, clock(tick), MUTED)
        canvas.text(8, y, what, TEXT, canvas.width - 8)
        y += 1
    return y


def _one(_: Scene) -> int:
    return 1


#: Title, section, and the rows without which it is left out.
_SECTIONS: tuple[tuple[str, _Section, Callable[[Scene], int]], ...] = (
    ("Goals", goals_list, lambda scene: len(scene.goals)),
    ("So far", tally_list, tally_rows),
    ("Splits", splits_list, lambda scene: split_rows(scene) if scene.pace.racing else 0),
    ("In force", _settings, lambda scene: len(in_force(scene))),
    ("Why people were logged out", _losses, _one),
    ("Load per server, last minute", _loads, _one),
    ("Why requests failed", _failures, _one),
    ("Servers", _details, lambda scene: 1 + min(_LEAST_DETAILS, len(scene.view.servers))),
    ("Still to come", _expected, _one),
    ("Splits", splits_list, lambda scene: 0 if scene.pace.racing else split_rows(scene)),
)
