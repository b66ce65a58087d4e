"""The map of the campaign: its levels as a path in chapters, with stars, what each teaches, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Footer, Static

from scalegame.content.level import Level
from scalegame.playthrough.progress.campaign import Standing
from scalegame.playthrough.progress.chapters import Chapter, chapters, teaches
from scalegame.sanitize import screen_text
from scalegame.tui.kit import parts
from scalegame.tui.kit.literal import literal
from scalegame.tui.messages import Continue, OpenBriefing, OpenLevels, WhatNext
from scalegame.tui.screens.standing import StandingScreen
from scalegame.wording import units

#: A chapter's heading, then three lines a level.
_BLOCK = 4
#: So many cells have room for any title.
_WIDE = 26
_WON, _OPEN, _NEXT = "●", "○", "▶"
_CURSOR = "$block-cursor-foreground on $block-cursor-background"


class Path(Widget, can_focus=True):
    """The chapters one below another, each a row of levels."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1, 0)", show=False),
        Binding("down,j", "move(1, 0)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("enter", "take", "Briefing", tooltip="Open the highlighted level"),
    ]

    class Moved(Message):
        """Another level is highlighted."""

    class Taken(Message):
        """The highlighted level is to be opened."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._standing: Standing | None = None
        self._chapters: tuple[Chapter, ...] = ()
        self._next: Level | None = None
        self._at = (0, 0)

    def show(self, standing: Standing, told: tuple[Chapter, ...], following: Level | None) -> None:
        """Show ``told``, at first with the level ``following`` highlighted."""
        first = self._standing is None
        self._standing, self._chapters, self._next = standing, told, following
        if first and following is not None:
            self._at = next(
                (
                    (y, x)
                    for y, chapter in enumerate(told)
                    for x, level in enumerate(chapter.levels)
                    if level == following
                ),
                (0, 0),
            )
        self.refresh(layout=True)
        self.post_message(self.Moved())

    @property
    def highlighted(self) -> Level | None:
        """The highlighted level."""
        row, column = self._at
        return self._chapters[row].levels[column] if row < len(self._chapters) else None

    @property
    def _step(self) -> int:
        """The lines from one chapter to the next."""
        return self._step_in(self.container_size.height if self.parent is not None else 0)

    def _step_in(self, height: int) -> int:
        """Return the lines from one chapter to the next where there is such a ``height`` for all."""
        return _BLOCK + (height >= len(self._chapters) * (_BLOCK + 1))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines that the chapters need."""
        return len(self._chapters) * self._step_in(container.height)

    def _cell(self, row: int) -> int:
        return cell_width(self._chapters, row, self.size.width)

    def render(self) -> Content:
        """Draw the chapters for the width there is."""
        if self._standing is None:
            return Content("")
        lines: list[Content] = []
        for row, chapter in enumerate(self._chapters):
            column = self._at[1] if row == self._at[0] else None
            lines += chapter_lines(chapter, self._standing, self._next, self._cell(row), column)
            lines += [Content("")] * (self._step - _BLOCK)
        return Content("\n").join(lines)

    def action_move(self, down: int, right: int) -> None:
        """Highlight a level beside; beyond the end of a chapter the next one begins."""
        row, column = self._at
        if right:
            path = [(y, x) for y, chapter in enumerate(self._chapters) for x in range(len(chapter.levels))]
            at = path.index(self._at) + right if self._at in path else 0
            if path:
                self._go(*path[max(0, min(len(path) - 1, at))])
        elif 0 <= row + down < len(self._chapters):
            self._go(row + down, min(column, len(self._chapters[row + down].levels) - 1))

    def _go(self, row: int, column: int) -> None:
        self._at = (row, column)
        self.refresh()
        self.scroll_visible_block()
        self.post_message(self.Moved())

    def scroll_visible_block(self) -> None:
        """Bring the highlighted chapter into sight."""
        region = Region(0, self._at[0] * self._step, self.size.width, _BLOCK)
        self.screen.query_one("#body", VerticalScroll).scroll_to_region(region, animate=False)

    def action_take(self) -> None:
        """Open the highlighted level."""
        self.post_message(self.Taken())

    def on_click(self, event: events.Click) -> None:
        """Open the level that was clicked."""
        row, line = divmod(event.y, self._step)
        if row >= len(self._chapters):
            return
        column = event.x // self._cell(row)
        if 0 < line < _BLOCK and column < len(self._chapters[row].levels):
            self._go(row, column)
            self.action_take()


class MapScreen(StandingScreen):
    """Enter (or a click) opens a level's briefing, ``n`` that of the next step."""

    CSS_PATH = "map.tcss"
    AUTO_FOCUS = "#path"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next", "Next step", tooltip="The level where it makes sense to go on"),
        Binding("l", "levels", "Levels", tooltip="The list, with your own levels and packs"),
        Binding("escape,q", "app.pop_screen", "Back", tooltip="To the screen before"),
    ]

    def compose(self) -> ComposeResult:
        """Show the sum of the stars, the path, and a word about the highlighted level."""
        yield Static(id="heading")
        with VerticalScroll(id="body", can_focus=False):
            yield Path(id="path")
        yield Static(id="detail")
        yield Footer()

    def show_standing(self) -> None:
        """Show levels and records as they are now."""
        if not self.query("#path"):  # the screen was closed meanwhile
            return
        self._standing = Standing.load()
        told = chapters(self._standing.levels.levels)
        self.query_one(Path).show(self._standing, told, self._standing.next_step(campaign=True))
        self.query_one("#heading", Static).update(heading(told, self._standing))

    @on(Path.Moved)
    def show_detail(self) -> None:
        """Show the details of the highlighted level."""
        level = self.query_one(Path).highlighted
        told = Content("") if level is None else detail(level, self._standing)
        self.query_one("#detail", Static).update(told)

    @on(Path.Taken)
    def open_briefing(self) -> None:
        """Go on to the highlighted level."""
        if (level := self.query_one(Path).highlighted) is not None:
            self.post_message(OpenBriefing(level))

    def action_next(self) -> None:
        """Go on to the next step, or choose one if every star is earned."""
        level = self._standing.next_step(campaign=True)
        if level is None:
            self.post_message(WhatNext())
        else:
            self.post_message(Continue() if level == self._standing.next_level() else OpenBriefing(level))

    def action_levels(self) -> None:
        """Go to the list of all levels."""
        self.post_message(OpenLevels())


def cell_width(told: Sequence[Chapter], row: int, width: int) -> int:
    """Return the cells of a level in a chapter: the same in all, unless shorter chapters need their room for titles."""
    alike = width // max(len(chapter.levels) for chapter in told)
    return max(1, alike, min(_WIDE, width // len(told[row].levels)))


def heading(told: Sequence[Chapter], standing: Standing) -> Content:
    """Return the sum of all stars, and that nothing is locked."""
    levels = [level for chapter in told for level in chapter.levels]
    earned = f"{units.STAR} {stars_in(levels, standing)} of {units.MOST_STARS * len(levels)}"
    return Content.assemble(("The campaign", "bold $primary"), f"  {earned}", ("  all levels are open", "$text-muted"))


def stars_in(levels: Sequence[Level], standing: Standing) -> int:
    """Return the stars that were earned in ``levels``."""
    return sum(map(standing.stars, levels))


def chapter_lines(
    chapter: Chapter, standing: Standing, following: Level | None, width: int, column: int | None
) -> list[Content]:
    """Return a chapter's heading and the three lines of its levels, each ``width`` wide; ``column`` is highlighted."""
    earned = f"{units.STAR} {stars_in(chapter.levels, standing)} of {units.MOST_STARS * len(chapter.levels)}"
    lines = [Content.assemble((chapter.title, "bold"), (f"  {earned}", "$text-muted"))]
    cells = [
        level_cell(level, standing, width, is_next=level == following, last=number == len(chapter.levels))
        for number, level in enumerate(chapter.levels, 1)
    ]
    if column is not None:
        cells[column] = [_highlighted(line, width - 2) for line in cells[column]]
    return [*lines, *(Content("").join([cell[y] for cell in cells]) for y in range(_BLOCK - 1))]


def _highlighted(line: Content, width: int) -> Content:
    return line[:width].stylize_before(_CURSOR) + line[width:]


def level_cell(level: Level, standing: Standing, width: int, *, is_next: bool, last: bool) -> list[Content]:
    """Return a level in three lines of ``width`` cells: sign, number, stars and the way on; title; what it teaches."""
    best = standing.best(level)
    sign, style = (_NEXT, "bold $primary") if is_next else (_WON, "$success") if best else (_OPEN, "$text-muted")
    head = Content.assemble(
        (sign, style),
        (f" {level.number} ", "bold"),
        parts.stars(best.stars if best else 0),
        (" next" if is_next else "", style),
    )
    way = "" if last else f" {'─' * max(0, width - head.cell_length - 3)}"
    lines = [
        Content.assemble(head, (way, "$line")),
        Content("  ") + literal(level.title, "bold").truncate(width - 4, ellipsis=True),
        Content("  ") + literal(teaches(level), "$text-muted").truncate(width - 4, ellipsis=True),
    ]
    return [line.pad_right(max(0, width - line.cell_length)) for line in lines]


def detail(level: Level, standing: Standing) -> Content:
    """Return a level's name and teaser, and what was reached there."""
    best = standing.best(level)
    reached = ""
    if best is not None and (numbers := best.numbers) is not None:
        told = f"time {units.clock(numbers.time)}, cost {units.money(numbers.cost)}, commands {numbers.commands}"
        reached = f"   best: score {numbers.score}, {told}"
    return Content.assemble(parts.level_name(level), "  ", screen_text(level.teaser), (reached, "$text-muted"))
