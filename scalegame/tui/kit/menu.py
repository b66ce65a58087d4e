"""A menu in columns: keys, arrows and mouse all lead to its entries. It needs nothing but Textual's smallest parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

#: The cells of a column that is not the only one of its row.
COLUMN = 17


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One way on: its id, its key as a person reads it, and its name."""

    id: str
    key: str
    label: str


Rows = Sequence[Sequence[MenuEntry]]


class Menu(Widget, can_focus=True):
    """Rows of entries, one of them highlighted. A row with a single entry has room for a word beside it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1, 0)", show=False),
        Binding("down,j", "move(1, 0)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("enter", "take", show=False),
    ]

    @dataclass
    class Taken(Message):
        """The player took the entry of that ``id``."""

        id: str

    def __init__(self, rows: Rows, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._rows = tuple(tuple(row) for row in rows)
        self._at = (0, 0)
        self._beside: dict[str, str] = {}

    @property
    def highlighted(self) -> str:
        """The id of the highlighted entry."""
        row, column = self._at
        return self._rows[row][column].id

    def say(self, entry: str, more: str) -> None:
        """Show ``more`` beside an entry that has a row to itself."""
        self._beside[entry] = more
        self.refresh()

    def beside(self, entry: str) -> str:
        """Return what is said beside an entry."""
        return self._beside.get(entry, "")

    def render(self) -> Content:
        """Draw the rows."""
        return Content("\n").join([self._row(number) for number in range(len(self._rows))])

    def _row(self, number: int) -> Content:
        row = self._rows[number]
        return Content("").join([self._cell(entry, alone=len(row) == 1) for entry in row])

    def _cell(self, entry: MenuEntry, *, alone: bool) -> Content:
        width = self.size.width if alone else COLUMN
        more = f"   {self.beside(entry.id)}" if alone and self.beside(entry.id) else ""
        cell = Content.assemble((f" {entry.key} ", "bold $primary"), f" {entry.label}", (more, "$text-muted"))
        cell = cell.truncate(width, ellipsis=True).pad_right(max(0, width - cell.cell_length))
        if entry.id != self.highlighted:
            return cell
        focused = "$block-cursor-foreground on $block-cursor-background"
        return cell.stylize_before(focused if self.has_focus else "on $block-cursor-blurred-background")

    def _entry_at(self, x: int, y: int) -> tuple[int, int] | None:
        if not 0 <= y < len(self._rows):
            return None
        column = 0 if len(self._rows[y]) == 1 else x // COLUMN
        return (y, column) if 0 <= column < len(self._rows[y]) else None

    def action_move(self, down: int, right: int) -> None:
        """Highlight the entry below or beside; from the last on to the first."""
        row, column = self._at
        if right:
            column = (column + right) % len(self._rows[row])
        row = (row + down) % len(self._rows)
        self._at = (row, min(column, len(self._rows[row]) - 1))
        self.refresh()

    def action_take(self) -> None:
        """Take the highlighted entry."""
        self.post_message(self.Taken(self.highlighted))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Highlight what is under the mouse."""
        if (at := self._entry_at(event.x, event.y)) is not None and at != self._at:
            self._at = at
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Take what was clicked."""
        if (at := self._entry_at(event.x, event.y)) is not None:
            self._at = at
            self.refresh()
            self.action_take()
