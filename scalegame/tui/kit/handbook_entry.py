"""An entry of the handbook as a widget: its rows in columns, and links to what is related."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from scalegame.engine.scenario import Scenario
from scalegame.learn.handbook.book import related
from scalegame.learn.handbook.card import Card, Entry, Page
from scalegame.learn.handbook.setting import GAP, lines, widths
from scalegame.tui.kit.literal import literal

_SEE = "see also"
_QUESTION = "asked"
#: Between two links.
_BETWEEN = "   "


class EntryView(Widget):
    """Shows ``entry`` with the numbers of ``scenario``; a click on a link runs the screen's ``follow``."""

    DEFAULT_CSS = "EntryView { height: auto; }"

    def __init__(self, entry: Entry, scenario: Scenario, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._entry = entry
        self._scenario = scenario

    def show(self, entry: Entry) -> None:
        """Show another entry."""
        self._entry = entry
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines of the entry."""
        return len(self._lines(width, container.height))

    def render(self) -> Content:
        """Set the entry for the width there is now."""
        room = self.size.height
        return Content("\n").join(self._lines(self.content_size.width, room))

    def _lines(self, width: int, height: int) -> list[Content]:
        """Return the entry, with a line between its rows if that fits into ``height``."""
        airy = list(told(self._entry, self._scenario, width, airy=True))
        return airy if len(airy) <= height else list(told(self._entry, self._scenario, width, airy=False))


def told(entry: Entry, scenario: Scenario, width: int, *, airy: bool) -> Iterator[Content]:
    """Yield the lines of an entry, then where else to look; ``airy`` puts a line between the rows of a card."""
    rows = entry.rows(scenario)
    columns = widths(rows, width)
    heads = entry.heads if isinstance(entry, Page) else ()
    for row in rows:
        if row is not rows[0] and (row == heads or len(row) == 1):
            yield Content("")
        styles = _styles(row, heading=row == heads)
        for line in lines(row, columns):
            cells = (literal(cell, style) for cell, style in zip(line, styles, strict=True))
            yield Content(" " * GAP).join(cells)
        if airy and isinstance(entry, Card):
            yield Content("")
    if not (airy and isinstance(entry, Card)):
        yield Content("")
    label = Content.styled(_SEE, "bold $text-muted")
    for links in _links(entry, max(1, width - len(_SEE) - GAP)):
        yield Content.assemble(label, " " * GAP, links)
        label = Content(" " * len(_SEE))


def _styles(row: tuple[str, ...], *, heading: bool) -> tuple[str, ...]:
    if len(row) == 1:
        return ("$text-muted",)
    if heading:
        return ("bold $text-muted",) * len(row)
    return ("bold $primary", *(("bold" if row[0] == _QUESTION else "",) * (len(row) - 1)))


def _links(entry: Entry, width: int) -> list[Content]:
    """Return the titles of related entries, each behind its key, in lines; a click follows one."""
    rows: list[list[Content]] = [[]]
    for number, other in enumerate(related(entry), start=1):
        link = Content.assemble((f"{number} ", "bold $primary"), other.title)
        taken = sum(one.cell_length + len(_BETWEEN) for one in rows[-1])
        if rows[-1] and taken + link.cell_length > width:
            rows.append([])
        rows[-1].append(link.stylize(Style.from_meta({"@click": f"screen.follow({number})"})))
    return [Content(_BETWEEN).join(row) for row in rows]
