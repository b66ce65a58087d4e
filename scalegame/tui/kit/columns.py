"""Text in aligned columns, the last of which wraps within itself: goals, prices, ledgers, keys."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

GAP = "  "
#: The last column is never squeezed below so many cells.
_NARROWEST = 12

Row = Sequence[Content]


def lay_out(rows: Sequence[Row], width: int, right: frozenset[int] = frozenset()) -> list[Content]:
    """Return ``rows``, all with as many cells, as lines of ``width``; columns in ``right`` end at the same cell."""
    if not rows:
        return []
    widths = [max(cell.cell_length for cell in column) for column in list(zip(*rows, strict=True))[:-1]]
    indent = " " * sum(column + len(GAP) for column in widths)
    room = max(_NARROWEST, width - len(indent))
    lines: list[Content] = []
    for row in rows:
        first, *more = row[-1].wrap(room) or [Content("")]
        cells = [_padded(row[n], size, at_right=n in right) for n, size in enumerate(widths)]
        lines.append(Content(GAP).join([*cells, first]))
        lines += [Content(indent) + line for line in more]
    return lines


def _padded(cell: Content, width: int, *, at_right: bool) -> Content:
    missing = width - cell.cell_length
    return cell.pad_left(missing) if at_right else cell.pad_right(missing)


class Columns(Widget):
    """Rows of cells, as wide as their place."""

    DEFAULT_CSS = "Columns { height: auto; }"

    def __init__(
        self,
        rows: Sequence[Row],
        right: frozenset[int] = frozenset(),
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._rows = tuple(rows)
        self._right = right

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines that the last column needs."""
        return len(lay_out(self._rows, width, self._right))

    def render(self) -> Content:
        """Lay out for the width there is now."""
        return Content("\n").join(lay_out(self._rows, self.content_size.width, self._right))
