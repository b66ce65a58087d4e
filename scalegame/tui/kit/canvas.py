"""A grid of characters to draw on: the pure half of every widget of the play screen.

Coordinates are cells, ``x`` to the right and ``y`` down. Drawing outside the grid is clipped. Whatever text
is drawn is shown literally.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from rich.cells import get_character_cell_size
from textual.geometry import Region

from scalegame.sanitize import screen_text


class Ink(StrEnum):
    """The meaning of a colour; the style sheet says which colour it is."""

    TEXT = "text"
    MUTED = "muted"
    FAINT = "faint"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    FLOW = "flow"
    REDIS = "redis"
    SQL = "sql"
    FILES = "files"
    QUEUE = "queue"
    STAR = "star"


#: The way of a wire: a list of neighbouring cells.
Path = Sequence[tuple[int, int]]


class Pen(NamedTuple):
    """The style of a cell."""

    ink: Ink = Ink.TEXT
    bold: bool = False
    reverse: bool = False


TEXT = Pen(Ink.TEXT)
BOLD = Pen(Ink.TEXT, bold=True)
MUTED = Pen(Ink.MUTED)
FAINT = Pen(Ink.FAINT)


class HotSpot(NamedTuple):
    """A rectangle that answers to the mouse, and what it stands for."""

    region: Region
    target: Hashable


class Span(NamedTuple):
    """A piece of text in one pen."""

    text: str
    pen: Pen = TEXT


# Tuples, because a character taken out of a string is a new one each time, and rows are compared by identity first.
_EIGHTHS = tuple(" ▏▎▍▌▋▊▉█")
_LEVELS = " ▁▂▃▄▅▆▇█"
_UP, _RIGHT, _DOWN, _LEFT = 1, 2, 4, 8
#: By the step to the next cell: the sides through which a wire leaves one cell and enters the other.
_SIDES = {(1, 0): (_RIGHT, _LEFT), (-1, 0): (_LEFT, _RIGHT), (0, 1): (_DOWN, _UP), (0, -1): (_UP, _DOWN)}
_WIRES = tuple(" ╵╶╰╷│╭├╴╯─┴╮┤┬┼")


@lru_cache(maxsize=4096)
def cells(text: str) -> tuple[str, ...]:
    """Split ``text`` into cells: a wide character is followed by an empty cell, a combining one joins the last."""
    if text.isascii() and text.isprintable():
        return tuple(text)
    found: list[str] = []
    last = 0
    for char in text.replace("\r\n", "\n"):
        shown, width = _character(char)
        if width == 0 and found:
            found[last] += shown
        elif width:
            last = len(found)
            found.append(shown)
            found.extend([""] * (width - 1))
    return tuple(found)


@lru_cache(maxsize=4096)
def _character(char: str) -> tuple[str, int]:
    """Return a character as it may be shown, and how many cells it takes."""
    shown = screen_text(char)
    return shown, get_character_cell_size(shown) if shown else 0


def width_of(text: str) -> int:
    """Return how many cells ``text`` takes."""
    return len(cells(text))


def fit(text: str, width: int) -> str:
    """Return ``text`` cut to ``width`` cells, the last one an ellipsis if something was cut."""
    grid = cells(text)
    return "".join(grid if len(grid) <= width else _shortened(grid, width))


def _shortened(grid: Sequence[str], width: int) -> tuple[str, ...]:
    """Return ``grid``, which is longer, cut to ``width`` cells, the last of them an ellipsis."""
    return (*_cut(grid, 0, width - 1), "…") if width > 0 else ()


def _cut(grid: Sequence[str], start: int, end: int) -> list[str]:
    """Return the cells from ``start`` to ``end``; half a wide character at either edge becomes blank."""
    kept = list(grid[start:end])
    if kept and kept[0] == "":
        kept[0] = " "
    if kept and end < len(grid) and grid[end] == "":
        kept[-1] = " "
    return kept


def spans_width(spans: Iterable[Span]) -> int:
    """Return how many cells ``spans`` take together."""
    return sum([len(cells(text)) for text, _ in spans])


def sparkline(values: Sequence[int], top: int, rows: int = 1) -> list[str]:
    """Draw ``values`` as columns, the tallest ``top`` high, in ``rows`` lines from the top down.

    Anything above zero shows at least a trace.
    """
    steps, top = rows * 8, max(1, top)
    heights = [0 if value <= 0 else min(steps, round(value * steps / top)) or 1 for value in values]
    lines = []
    for floor in range(steps - 8, -1, -8):
        shown = " " * floor + _LEVELS + "█" * (steps - 8 - floor)  # in this line, by the column's height
        lines.append("".join([shown[height] for height in heights]))
    return lines


def squeeze(values: Sequence[int], width: int) -> list[int]:
    """Resample ``values`` to ``width`` columns; each column is the highest value it stands for."""
    count = len(values)
    if not count:
        return [0] * width
    columns = []
    for column in range(width):
        first = column * count // width
        last = max(first + 1, (column + 1) * count // width)
        columns.append(max(values[first:last]))
    return columns


class Picture:
    """A finished drawing: rows of cells with their pens, and the spots that answer to the mouse."""

    def __init__(self, rows: list[list[str]], pens: list[list[Pen]], spots: tuple[HotSpot, ...]) -> None:
        self._rows = rows
        self._pens = pens
        self.spots = spots

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self._rows)

    @property
    def lines(self) -> list[str]:
        """The rows as plain text."""
        return ["".join(row) for row in self._rows]

    @property
    def text(self) -> str:
        """All rows as plain text, without trailing spaces."""
        return "\n".join(line.rstrip() for line in self.lines)

    def overlaid(self, cells: Iterable[tuple[int, int, str, Pen]]) -> Picture:
        """Return the picture with single cells ``(x, y, character, pen)`` laid over it, as far as it reaches."""
        rows, pens = self._rows.copy(), self._pens.copy()
        for x, y, char, pen in cells:
            if 0 <= y < len(rows) and 0 <= x < len(rows[y]):
                if rows[y] is self._rows[y]:
                    rows[y], pens[y] = rows[y].copy(), pens[y].copy()
                rows[y][x], pens[y][x] = char, pen
        return Picture(rows, pens, self.spots)

    def spans(self, y: int) -> list[Span]:
        """Return row ``y`` as spans."""
        return [Span(text, pen) for text, pen in self.runs(y)]

    def runs(self, y: int) -> list[tuple[str, Pen]]:
        """Return row ``y`` as runs of one pen: ``spans`` for those who are in a hurry."""
        row, pens = self._rows[y], self._pens[y]
        runs: list[tuple[str, Pen]] = []
        start = 0
        for pen, group in groupby(pens):
            end = start + len(list(group))
            runs.append(("".join(row[start:end]), pen))
            start = end
        return runs

    def changed(self, before: Picture) -> list[int]:
        """Return the rows that look otherwise than in a picture of the same size."""
        rows = zip(self._rows, before._rows, self._pens, before._pens, strict=True)
        return [y for y, (row, old, pens, old_pens) in enumerate(rows) if row != old or pens != old_pens]

    def at(self, x: int, y: int) -> Hashable | None:
        """Return what the topmost spot at a cell stands for, or None."""
        return next((spot.target for spot in reversed(self.spots) if spot.region.contains(x, y)), None)


class Canvas:
    """A grid that is drawn on and then made a ``Picture``."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._rows = [[" "] * width for _ in range(height)]
        self._pens = [[TEXT] * width for _ in range(height)]
        self._spots: list[HotSpot] = []

    def picture(self) -> Picture:
        """Return what was drawn."""
        return Picture(self._rows, self._pens, tuple(self._spots))

    def put(self, x: int, y: int, char: str, pen: Pen = TEXT) -> None:
        """Draw one cell."""
        if 0 <= x < self.width and 0 <= y < self.height and "" not in self._rows[y][x : x + 2]:
            self._rows[y][x], self._pens[y][x] = char, pen
        else:
            self._write(x, y, (char,), pen)

    def shows(self, x: int, y: int, char: str) -> bool:
        """Return whether a cell shows ``char``."""
        return 0 <= y < self.height and 0 <= x < self.width and self._rows[y][x] == char

    def text(self, x: int, y: int, text: str, pen: Pen = TEXT, width: int | None = None) -> int:
        """Draw ``text`` from a cell on, cut to ``width`` cells, and return the cell after it."""
        grid = cells(text)
        if width is not None and len(grid) > width:
            grid = _shortened(grid, width)
        self._write(x, y, grid, pen)
        return x + len(grid)

    def _write(self, x: int, y: int, grid: Sequence[str], pen: Pen) -> None:
        """Put ``grid`` on a row from cell ``x`` on; a wide character that it cuts in half becomes blank."""
        start, end = x, x + len(grid)
        if start < 0 or end > self.width:
            start, end = max(0, start), min(self.width, end)
            grid = _cut(grid, start - x, end - x)
        if not 0 <= y < self.height or start >= end:
            return
        row = self._rows[y]
        if row[start] == "" and start:
            row[start - 1] = " "
        if end < self.width and row[end] == "":
            row[end] = " "
        row[start:end] = grid
        self._pens[y][start:end] = [pen] * (end - start)

    def glyphs(self, x: int, y: int, glyphs: Sequence[str], pen: Pen) -> None:
        """Draw what ``cells`` made of a text."""
        self._write(x, y, glyphs, pen)

    def spans(self, x: int, y: int, spans: Iterable[Span], width: int | None = None) -> int:
        """Draw ``spans`` one after another, cut to ``width`` cells together; return the cell after them."""
        end = self.width if width is None else x + width
        for text, pen in spans:
            x = self.text(x, y, text, pen, max(0, end - x))
        return x

    def right(self, x: int, y: int, text: str, pen: Pen = TEXT) -> int:
        """Draw ``text`` so that it ends before cell ``x``; return the cell it starts at."""
        grid = cells(text)
        self._write(x - len(grid), y, grid, pen)
        return x - len(grid)

    def rule(self, y: int, pen: Pen = FAINT) -> None:
        """Draw a line across the whole width."""
        self._write(0, y, ("─",) * self.width, pen)

    def bar(self, x: int, y: int, width: int, per_mille: int, pen: Pen) -> None:
        """Draw a level of ``per_mille`` in ``width`` cells; more than a full one stays full."""
        eighths = max(0, min(width * 8, per_mille * width * 8 // 1000))
        if per_mille > 0:
            eighths = max(1, eighths)
        full, part = divmod(eighths, 8)
        level = ("█",) * full + ((_EIGHTHS[part],) if part else ())
        self._write(x, y, level, pen)
        self._write(x + len(level), y, ("░",) * (width - len(level)), FAINT)

    def box(self, region: Region, pen: Pen) -> None:
        """Draw a frame with round corners and clear what is inside."""
        line, inside = ("─",) * (region.width - 2), (" ",) * (region.width - 2)
        self._write(region.x, region.y, ("╭", *line, "╮"), pen)
        for y in range(region.y + 1, region.bottom - 1):
            self._write(region.x, y, ("│", *inside, "│"), pen)
            self._write(region.x + 1, y, inside, TEXT)
        self._write(region.x, region.bottom - 1, ("╰", *line, "╯"), pen)

    def spot(self, region: Region, target: Hashable) -> None:
        """Make a rectangle answer to the mouse, for ``target``."""
        self._spots.append(HotSpot(region, target))

    def net(self, paths: Sequence[Path], pen: Pen, joined: Sequence[Path] = ()) -> None:
        """Draw wires that belong together: they join where they meet, and pass over other wires.

        ``joined`` are wires that were drawn before in another pen and join these.
        """
        drawn = {cell for path in paths for cell in path}
        sides: dict[tuple[int, int], int] = {}
        for path in (*paths, *joined):
            for here, there in pairwise(path):
                leaves, enters = _SIDES[there[0] - here[0], there[1] - here[1]]
                sides[here] = sides.get(here, 0) | leaves
                sides[there] = sides.get(there, 0) | enters
        for cell, mask in sides.items():
            if cell in drawn:
                self.put(*cell, _WIRES[mask], pen)


def path_through(*corners: tuple[int, int]) -> list[tuple[int, int]]:
    """Return every cell on the way through ``corners``; each leg is level or upright."""
    path = [corners[0]]
    for x, y in corners[1:]:
        from_x, from_y = path[-1]
        step_x, step_y = (x > from_x) - (x < from_x), (y > from_y) - (y < from_y)
        while path[-1] != (x, y):
            path.append((path[-1][0] + step_x, path[-1][1] + step_y))
    return path
