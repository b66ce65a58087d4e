"""The layout of an entry: its rows in columns of a given width, as plain text, for the screen and the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from scalegame.learn.handbook.card import EntryRow

GAP = 2


def widths(rows: Sequence[EntryRow], width: int) -> tuple[int, ...]:
    """Return how wide each column is: the first as its longest cell, the last whatever is left of ``width``."""
    split = [row for row in rows if len(row) > 1]
    count = max((len(row) for row in split), default=1)
    if count == 1:
        return (width,)
    longest = [max(len(row[column]) for row in split if len(row) > column) for column in range(count)]
    first, *between = longest[:-1]
    room = max(count, width - first - GAP * (count - 1))
    between = [min(cell, room // count + room // (2 * count)) for cell in between]
    return (first, *between, max(1, room - sum(between)))


def lines(row: EntryRow, columns: Sequence[int]) -> Iterator[EntryRow]:
    """Yield the lines of a row: each cell wrapped in its column and padded, the last one as it is.

    A paragraph takes the width of all columns.
    """
    if len(row) == 1:
        yield from ((line,) for line in wrap(row[0], sum(columns) + GAP * (len(columns) - 1)))
        return
    cells = [wrap(cell, width) for cell, width in zip(row, columns, strict=True)]
    for line in zip_longest(*cells, fillvalue=""):
        yield (*(cell.ljust(width) for cell, width in zip(line[:-1], columns, strict=False)), line[-1])


def text(rows: Sequence[EntryRow], width: int) -> str:
    """Return rows as text, at most ``width`` wide."""
    columns = widths(rows, width)
    told = ((" " * GAP).join(line).rstrip() for row in rows for line in lines(row, columns))
    return "\n".join(told)
