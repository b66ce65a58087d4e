"""The list of all levels, nothing locked: stars and bests, and the highlighted level in detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from scalegame.content.level import BrokenLevel, Level
from scalegame.runs.answers import Best, OpenRun
from scalegame.ui import words
from scalegame.ui.campaign import Standing
from scalegame.ui.columns import Columns, Row, lay_out
from scalegame.ui.intents import OpenBoard, OpenBriefing
from scalegame.ui.literal import harmless, literal
from scalegame.ui.reading import catch_up
from scalegame.ui.records import library
from scalegame.ui.screens import parts

Entry = Level | BrokenLevel

_NUMBERS = frozenset({0, 3, 4, 5})
_ROOM_FOR_TEASERS = 90
#: Wide enough that no line of the list wraps before it is cut.
_UNWRAPPED = 1000
_HEADINGS = ("", "level", "stars", "time", "cost", "commands", "")


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


class LevelsScreen(Screen[None]):
    """Enter (or a click) opens the briefing of a level; a broken one stays here and says why."""

    CSS_PATH = "levels.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "board", "Board", tooltip="The best runs of the highlighted level"),
        Binding("escape,q", "app.pop_screen", "Back", tooltip="To the title"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._standing = Standing.load()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is listed: the levels, then the files that cannot be played."""
        return (*self._standing.levels.levels, *self._standing.levels.broken)

    def compose(self) -> ComposeResult:
        """Show the list, and beside or below it the detail."""
        yield Static(parts.section("Levels", "all are open; the numbers are your bests"), id="heading")
        with Container(id="body"):
            with Container(id="left"):
                yield Static(id="columns")
                yield LevelOptions(id="list", markup=False)
            yield VerticalScroll(id="detail", can_focus=False)
        yield Footer()

    def on_screen_resume(self) -> None:
        """Come back with the stars that were earned meanwhile."""
        self.show_standing()
        self.find_more()

    @work(thread=True, exclusive=True)
    def find_more(self) -> None:
        """Take in, beside the screen's own thread, what others have put there."""
        if catch_up() and not get_current_worker().is_cancelled:
            self.app.call_from_thread(self.show_standing)

    def show_standing(self) -> None:
        """Show levels and records as they are now."""
        if not self.query("#list"):  # the screen was closed meanwhile
            return
        self._standing = Standing.load()
        for note in library().take_notes():
            self.notify(harmless(note), severity="warning", markup=False)
        self._fill()

    @on(OptionList.OptionHighlighted, "#list")
    async def show_detail(self, event: OptionList.OptionHighlighted) -> None:
        """Tell more about the highlighted level."""
        entry = self.entries[event.option_index]
        detail = self.query_one("#detail", VerticalScroll)
        await detail.remove_children()
        if isinstance(entry, Level):
            await detail.mount(*level_detail(entry, self._standing.best(entry), self._standing.left_in(entry)))
        else:
            await detail.mount(*broken_detail(entry))

    @on(OptionList.OptionSelected, "#list")
    def open_briefing(self, event: OptionList.OptionSelected) -> None:
        """Go on to the level that was chosen."""
        entry = self.entries[event.option_index]
        if isinstance(entry, Level):
            self.post_message(OpenBriefing(entry))
        else:
            self.notify("This level cannot be played; the reason stands beside it.", severity="warning")

    def action_board(self) -> None:
        """Show the board of the highlighted level."""
        at = self.query_one("#list", OptionList).highlighted
        entry = None if at is None else self.entries[at]
        if isinstance(entry, Level):
            self.post_message(OpenBoard(entry, entry.seed))

    @on(LevelOptions.Resized)
    def fit(self) -> None:
        """Fit the list into its new width."""
        self._fill()

    def _fill(self) -> None:
        """Write the list for the width there is, the highlight where it was."""
        listing = self.query_one("#list", OptionList)
        at = listing.highlighted
        bests = [self._standing.best(entry) if isinstance(entry, Level) else None for entry in self.entries]
        headings, *lines = list_lines(self.entries, bests, listing.scrollable_content_region.width)
        self.query_one("#columns", Static).update(headings)
        listing.clear_options()
        listing.add_options(Option(line) for line in lines)
        if lines:
            listing.highlighted = self._first(at, len(lines))

    def _first(self, before: int | None, count: int) -> int:
        """Return which line to highlight: the one from before, or at first the level that comes next."""
        if before is not None:
            return min(before, count - 1)
        level = self._standing.next_level()
        return self.entries.index(level) if level else 0


def list_lines(entries: Sequence[Entry], bests: Sequence[Best | None], width: int) -> list[Content]:
    """Return the headings and one line an entry, cut to ``width`` cells; teasers only where they have room."""
    rows: list[Row] = [[Content.styled(text, "$text-muted") for text in _HEADINGS]]
    rows += [_row(entry, best) for entry, best in zip(entries, bests, strict=True)]
    if width < _ROOM_FOR_TEASERS:
        rows = [(*row[:-1], Content("")) for row in rows]
    return [line.truncate(width, ellipsis=True) for line in lay_out(rows, _UNWRAPPED, _NUMBERS)]


def _row(entry: Entry, best: Best | None) -> Row:
    if isinstance(entry, BrokenLevel):
        return (
            Content.styled("✖", "bold $error"),
            Content.styled(harmless(entry.path.name), "$text-muted"),
            Content.styled("broken", "$error"),
            *[Content("")] * 4,
        )
    numbers = best.numbers if best else None
    reached = (words.clock(numbers.time), words.money(numbers.cost), str(numbers.commands)) if numbers else ("", "", "")
    return (
        Content("" if entry.number is None else str(entry.number)),
        literal(entry.title, "bold"),
        parts.stars(best.stars if best else 0),
        *(Content(text) for text in reached),
        literal(entry.teaser, "$text-muted"),
    )


def level_detail(level: Level, best: Best | None, left: Sequence[OpenRun] = ()) -> list[Static | Columns]:
    """Return what there is to say about a level before its briefing."""
    scenario = level.scenario
    length = words.clock(sum(len(wave.arrivals) for wave in scenario.waves))
    facts = f"{length} long, {len(scenario.waves)} waves, budget {words.money(scenario.budget)}"
    if level.number is None:
        facts += f", from {level.path.name}"
    reached = "not won yet"
    if best is not None and (numbers := best.numbers) is not None:
        told = f"time {words.clock(numbers.time)}, cost {words.money(numbers.cost)}, commands {numbers.commands}"
        reached = f"best: score {numbers.score}, {told}"
    elif best is not None:
        reached = "won, before the level or the rules changed"
    return [
        Static(parts.level_name(level), classes="name"),
        Static(literal(level.teaser), classes="teaser"),
        Static(parts.section("Goals", parts.LIMITS)),
        Columns(parts.goal_rows(scenario.goals)),
        *([Static(parts.left_games(left), classes="facts")] if left else []),
        Static(literal(f"{facts}; {reached}.", "$text-muted"), classes="facts"),
        Static(literal("\n\n".join(level.briefing), lines=True), classes="briefing"),
    ]


def broken_detail(broken: BrokenLevel) -> list[Static]:
    """Return why a file cannot be played."""
    return [
        Static(literal(broken.path.name, "bold"), classes="name"),
        Static(Content.assemble(("✖ ", "$error"), "This level cannot be played:"), classes="teaser"),
        Static(literal(broken.reason)),
    ]
