"""The list of all levels, nothing locked: stars and bests, a search, and the highlighted line in detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from scalegame.content.level import BrokenLevel, Level
from scalegame.playthrough.handbook_links import of_level
from scalegame.playthrough.progress.campaign import Standing
from scalegame.playthrough.progress.level_list import LevelSection, ListedLevel, ListLine, key, lines, sections
from scalegame.playthrough.progress.records import library
from scalegame.runs.library.query_results import Best
from scalegame.sanitize import screen_text
from scalegame.tui.kit import parts
from scalegame.tui.kit.columns import Row, lay_out
from scalegame.tui.kit.literal import literal
from scalegame.tui.messages import Continue, OpenBoard, OpenBriefing, OpenHandbook, OpenMap
from scalegame.tui.screens.level_details import broken_detail, level_detail, section_detail
from scalegame.tui.screens.standing import StandingScreen
from scalegame.wording import units

_NUMBERS = frozenset({0, 3, 4, 5})
_ROOM_FOR_TEASERS = 90
#: Beside a title stand at most so many cells; and a title has at least so many.
_BESIDE, _NARROWEST = 36, 26
NOTHING = "Nothing has all of these words."
#: Wide enough that no line of the list wraps before it is cut.
_UNWRAPPED = 1000
_HEADINGS = ("", "level", "stars", "time", "cost", "commands", "")
#: Where those would leave a number out of sight.
_SHORT_HEADINGS = (*_HEADINGS[:5], "cmds", "")


class LevelOptions(OptionList):
    """The list, which says when it has another width."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Play", tooltip="Open the briefing")]

    @dataclass
    class Resized(Message):
        """The list is now ``width`` cells wide."""

        width: int

    def on_resize(self) -> None:
        """Pass the width on."""
        self.post_message(self.Resized(self.scrollable_content_region.width))


class LevelsScreen(StandingScreen):
    """Enter (or a click) opens the briefing of a level; a broken one stays here and says why."""

    CSS_PATH = "levels.tcss"
    AUTO_FOCUS = "#list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next", "Next step", tooltip="The level where it makes sense to go on"),
        Binding("m", "map", "Map", tooltip="The campaign as a path"),
        Binding("b", "board", "Board", tooltip="The best runs of the highlighted level"),
        Binding("i", "handbook", "Handbook", tooltip="Read about what the highlighted level teaches"),
        Binding("slash", "search", "Search", key_display="/", tooltip="Show only what has these words"),
        Binding("escape", "back", "Back", tooltip="To the title"),
        Binding("q", "app.pop_screen", show=False),
        Binding("down", "to_list", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._sections = sections(self._standing.levels)
        self._lines: tuple[ListLine, ...] = ()

    def compose(self) -> ComposeResult:
        """Show the list, and beside or below it the detail."""
        yield Static(parts.section("Levels", "all are open; the numbers are your bests"), id="heading")
        with Container(id="body"):
            with Container(id="left"):
                yield Input(id="search", placeholder="words of a title, a teaser or an id", compact=True)
                yield Static(id="columns")
                yield LevelOptions(id="list", markup=False)
            yield VerticalScroll(id="detail", can_focus=False)
        yield Footer()

    def show_standing(self) -> None:
        """Show levels and records as they are now."""
        if not self.query("#list"):  # the screen was closed meanwhile
            return
        self._standing = Standing.load()
        self._sections = sections(self._standing.levels)
        for note in library().take_notes():
            self.notify(screen_text(note), severity="warning", markup=False)
        self._fill()

    @on(OptionList.OptionHighlighted, "#list")
    async def show_detail(self, event: OptionList.OptionHighlighted) -> None:
        """Show the details of the highlighted line."""
        detail = self.query_one("#detail", VerticalScroll)
        await detail.remove_children()
        if event.option_index >= len(self._lines):  # the list has changed since
            return
        match self._lines[event.option_index]:
            case Level() as level:
                await detail.mount(*level_detail(level, self._standing.best(level), self._standing.left_in(level)))
            case BrokenLevel() as broken:
                await detail.mount(*broken_detail(broken))
            case LevelSection() as section:
                await detail.mount(*section_detail(section))

    @on(OptionList.OptionSelected, "#list")
    def open_briefing(self, event: OptionList.OptionSelected) -> None:
        """Go on to the level that was chosen."""
        line = self._lines[event.option_index]
        if isinstance(line, Level):
            self.post_message(OpenBriefing(line))
        elif isinstance(line, BrokenLevel):
            self.notify("This level cannot be played; the reason stands beside it.", severity="warning")

    def action_board(self) -> None:
        """Show the board of the highlighted level."""
        if self.level is not None:
            self.post_message(OpenBoard(self.level, self.level.seed))

    def action_handbook(self) -> None:
        """Open the handbook at what the highlighted level teaches."""
        self.post_message(OpenHandbook("" if self.level is None else of_level(self.level)))

    @property
    def level(self) -> Level | None:
        """The level that is highlighted, if one is."""
        at = self.query_one("#list", OptionList).highlighted
        line = None if at is None else self._lines[at]
        return line if isinstance(line, Level) else None

    def action_next(self) -> None:
        """Go on with the campaign."""
        self.post_message(Continue())

    def action_map(self) -> None:
        """Show the campaign as a path."""
        self.post_message(OpenMap())

    def action_search(self) -> None:
        """Focus the search field."""
        self.query_one("#search").add_class("-open").focus()

    def action_to_list(self) -> None:
        """Go from what is written down to the list."""
        self.query_one("#list").focus()

    def action_back(self) -> None:
        """Show the whole list again; from there, go back to the title."""
        search = self.query_one("#search", Input)
        if search.has_class("-open"):
            search.remove_class("-open").value = ""
            self.query_one("#list").focus()
        else:
            self.app.pop_screen()

    @on(Input.Changed, "#search")
    def show_found(self) -> None:
        """Show what has all the words that are written."""
        self._fill()

    @on(Input.Submitted, "#search")
    def take_found(self) -> None:
        """Go on to the list of what was found."""
        self.action_to_list()

    @on(LevelOptions.Resized)
    def fit(self) -> None:
        """Fit the list into its new width."""
        self._fill()

    def _fill(self) -> None:
        """Write the list for the width there is, the highlight where it was."""
        listing = self.query_one("#list", OptionList)
        at = listing.highlighted
        before = None if at is None or at >= len(self._lines) else key(self._lines[at])
        self._lines = lines(self._sections, self.query_one("#search", Input).value)
        entries = [line for line in self._lines if not isinstance(line, LevelSection)]
        bests = [self._standing.best(entry) if isinstance(entry, Level) else None for entry in entries]
        width = listing.scrollable_content_region.width
        headings, *told = list_lines(entries, bests, width)
        self.query_one("#columns", Static).update(headings if entries else NOTHING)
        listing.clear_options()
        rest = iter(told)
        listing.add_options(
            Option(section_line(line, width) if isinstance(line, LevelSection) else next(rest)) for line in self._lines
        )
        if self._lines:
            listing.highlighted = self._first(before)
        else:
            self.query_one("#detail", VerticalScroll).remove_children()

    def _first(self, before: str | None) -> int:
        """Return which line to highlight: the one from before, at first the level that comes next, or any level."""
        level = self._standing.next_level()
        wanted = before or (key(level) if level else "")
        found = [index for index, line in enumerate(self._lines) if key(line) == wanted]
        levels = [index for index, line in enumerate(self._lines) if not isinstance(line, LevelSection)]
        return (found or levels or [0])[0]


def section_line(section: LevelSection, width: int) -> Content:
    """Return the heading of a section."""
    return parts.section(screen_text(section.title), screen_text(section.more)).truncate(width, ellipsis=True)


def list_lines(entries: Sequence[ListedLevel], bests: Sequence[Best | None], width: int) -> list[Content]:
    """Return the headings and one line an entry, cut to ``width`` cells; teasers only where they have room."""
    rows = [_row(entry, best, max(_NARROWEST, width - _BESIDE)) for entry, best in zip(entries, bests, strict=True)]
    teasers = width >= _ROOM_FOR_TEASERS
    if not teasers:
        rows = [(*row[:-1], Content("")) for row in rows]
    lines: list[Content] = []
    for headings in (_HEADINGS, _SHORT_HEADINGS):
        head = [Content.styled(text, "$text-muted") for text in headings]
        lines = [line.rstrip() for line in lay_out([head, *rows], _UNWRAPPED, _NUMBERS)]
        if teasers or all(line.cell_length <= width for line in lines):
            break
    return [line.truncate(width, ellipsis=True) for line in lines]


def _row(entry: ListedLevel, best: Best | None, room: int) -> Row:
    if isinstance(entry, BrokenLevel):
        return (
            Content.styled("✖", "bold $error"),
            Content.styled(screen_text(entry.path.name), "$text-muted").truncate(room, ellipsis=True),
            Content.styled("broken", "$error"),
            *[Content("")] * 4,
        )
    numbers = best.numbers if best else None
    reached = (units.clock(numbers.time), units.money(numbers.cost), str(numbers.commands)) if numbers else ("", "", "")
    return (
        Content("" if entry.number is None else str(entry.number)),
        literal(entry.title, "bold").truncate(room, ellipsis=True),
        parts.stars(best.stars if best else 0),
        *(Content(text) for text in reached),
        literal(entry.teaser, "$text-muted"),
    )
