"""Plots of a level over time, as lines of text: block columns, the waves' marks and a clock below.

All time axes run from tick 0 to ``ticks`` and are squeezed to the width there is; a column shows the
highest value of the ticks it stands for, so a peak is never averaged away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from scalegame.sanitize import screen_text
from scalegame.tui.kit.canvas import sparkline, squeeze
from scalegame.wording.units import clock

_GAP = "  "
#: No series is drawn higher than this, however much room there is, unless something else is asked for.
_MOST_ROWS = 4


@dataclass(frozen=True, slots=True)
class PlotMark:
    """Something that happens at a tick: a wave begins, an incident strikes."""

    tick: int
    symbol: str
    style: str


@dataclass(frozen=True, slots=True)
class Series:
    """One value a tick, drawn in ``style``; ``top`` is full height (0: the highest value).

    ``note`` stands to the right, for the number that the columns cannot tell.
    """

    label: str
    values: Sequence[int]
    style: str
    note: str = ""
    top: int = 0


def _series_lines(series: Series, width: int, rows: int, gutter: int) -> list[Content]:
    label = screen_text(series.label)
    columns = squeeze(series.values, width)
    drawn = sparkline(columns, series.top or max(1, *columns), rows)
    lines = [Content.assemble(" " * gutter, (row, series.style)) for row in drawn]
    # The label stands on the line of the columns' feet, the note beside it.
    feet = Content.assemble((label.ljust(gutter), "$text-muted"), (drawn[-1], series.style))
    lines[-1] = feet if not series.note else feet + Content.assemble(_GAP, (series.note, "bold"))
    return lines


def mark_line(marks: Sequence[PlotMark], ticks: int, width: int) -> Content:
    """Return one line with each mark's symbol under its tick; a later mark on the same cell wins."""
    cells: list[PlotMark | None] = [None] * width
    for mark in marks:
        cells[min(width - 1, mark.tick * width // max(1, ticks))] = mark
    return Content.assemble(*((mark.symbol, mark.style) if mark else " " for mark in cells))


def time_line(ticks: int, width: int) -> Content:
    """Return one line with the clock at the start, the middle and the end."""
    middle, end = clock(ticks // 2), clock(ticks)
    line = clock(0).ljust(width // 2 - len(middle) // 2) + middle
    return Content.styled(line.ljust(width - len(end)) + end, "$text-muted")


def plot(series: Sequence[Series], marks: Sequence[PlotMark], ticks: int, width: int, rows: int = 1) -> list[Content]:
    """Return the lines of a plot ``width`` cells wide, labels and notes included; each series is ``rows`` high."""
    gutter = max((len(screen_text(one.label)) for one in series), default=0)
    gutter += len(_GAP) if gutter else 0
    notes = max((len(one.note) for one in series), default=0)
    room = max(8, width - gutter - (notes + len(_GAP) if notes else 0))
    indent = Content(" " * gutter)
    lines = [line for one in series for line in _series_lines(one, room, rows, gutter)]
    if marks:
        lines.append(indent + mark_line(marks, ticks, room))
    return [*lines, indent + time_line(ticks, room)]


class Plot(Widget):
    """A plot as large as its place: what is left of the height is shared among the series, ``most_rows`` for each."""

    DEFAULT_CSS = "Plot { height: auto; }"

    def __init__(
        self,
        series: Sequence[Series],
        marks: Sequence[PlotMark],
        ticks: int,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        most_rows: int = _MOST_ROWS,
    ) -> None:
        super().__init__(id=id)
        self._most_rows = most_rows
        self._series = tuple(series)
        self._marks = tuple(marks)
        self._ticks = ticks
        self._below = 2 if self._marks else 1

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take up to a third of the screen, if the style sheet does not ask for another height."""
        count = max(1, len(self._series))
        rows = max(1, min(self._most_rows, (viewport.height // 3 - self._below) // count))
        return rows * count + self._below

    def render(self) -> Content:
        """Draw for the room there is now."""
        width, height = self.content_size
        rows = max(1, (height - self._below) // max(1, len(self._series)))
        return Content("\n").join(plot(self._series, self._marks, self._ticks, width, rows))
