"""The board of a level: the best runs by time, cost or commands, on this seed or any, in any category."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from scalegame.background import aside
from scalegame.content.level import Level
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.progress.share_text import real_time, who
from scalegame.runs.library.entries import RunEntry
from scalegame.runs.library.query_results import BoardOrder
from scalegame.runs.race.categories import Category
from scalegame.runs.run_file import RunError
from scalegame.sanitize import screen_text
from scalegame.tui.kit import parts
from scalegame.tui.kit.columns import Row, lay_out
from scalegame.tui.kit.literal import literal
from scalegame.tui.messages import WatchRun
from scalegame.tui.screens.catching_up import catch_up
from scalegame.wording import units

#: Places that are listed at most.
_PLACES = 100
_NARROWEST = 60
_NUMBERS = frozenset({0, 1, 2, 3})
_HEADINGS = ("", "time", "cost", "commands", "stars", "real time", "seed", "player")
_CATEGORIES: tuple[Category | None, ...] = (None, *Category)
_ORDERS = tuple(BoardOrder)
_BEST = {BoardOrder.TIME: "fastest", BoardOrder.COST: "cheapest", BoardOrder.COMMANDS: "fewest commands"}


class Runs(OptionList):
    """The list of runs."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Watch", tooltip="See the whole run again")]


class BoardScreen(Screen[None]):
    """Lists runs by ``order`` and ``category``, of this seed only or of all, the best or every run of a player.

    Enter watches a run.
    """

    CSS_PATH = "board.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "order(1)", "Order", tooltip="The fastest first, the cheapest, or the fewest commands"),
        Binding("O", "order(-1)", show=False),
        Binding("f", "category(1)", "Category", tooltip="The next category; F goes back"),
        Binding("F", "category(-1)", show=False),
        Binding("s", "seed", "Seed", tooltip="Only this seed, or all"),
        Binding("a", "every_run", "All", tooltip="Every run, or the best of each player"),
        Binding("escape,q,b", "app.pop_screen", "Back", tooltip="To the screen before"),
    ]

    def __init__(self, level: Level, seed: int) -> None:
        super().__init__()
        self.level = level
        self.seed = seed
        self.order = BoardOrder.TIME
        self.category: Category | None = None
        self.only_this_seed = self.every_run = False
        self.entries: tuple[RunEntry, ...] = ()

    def compose(self) -> ComposeResult:
        """Show what is listed, the list, and the highlighted run in detail."""
        with Container(id="head"):
            yield Static(parts.level_name(self.level), id="name")
            yield Static(id="shown")
        yield Static(id="columns")
        yield Runs(id="list", markup=False)
        yield Static(id="detail")
        yield Footer()

    def on_mount(self) -> None:
        """Look for runs that came in meanwhile, and see that what is known of the others is true; then list them."""
        self.find_new()

    @work(exclusive=True)
    async def find_new(self) -> None:
        """Take in what the index does not know yet, and play what it does, beside the screen.

        What was played once can be listed at once, whatever is asked for later.
        """
        await aside(self._read_all)
        self.show()

    def _read_all(self) -> None:
        catch_up()
        worker = get_current_worker()
        for order in _ORDERS:
            if not worker.is_cancelled:
                library().board(self.level, order=order, limit=_PLACES, every_run=True)

    def show(self) -> None:
        """List what is wanted now, the first run highlighted."""
        seed = self.seed if self.only_this_seed else None
        self.entries = library().board(
            self.level,
            seed=seed,
            category=self.category,
            order=self.order,
            limit=_PLACES,
            every_run=self.every_run,
        )
        self.query_one("#shown", Static).update(self._shown())
        headings, *lines = board_lines(self.entries)
        self.query_one("#columns", Static).update(headings)
        listing = self.query_one("#list", OptionList)
        listing.clear_options()
        width = max(_NARROWEST, listing.scrollable_content_region.width)
        listing.add_options(Option(line.truncate(width, ellipsis=True)) for line in lines)
        self.query_one("#detail", Static).update("" if self.entries else _NOBODY)
        if self.entries:
            listing.highlighted = 0

    def _shown(self) -> Content:
        best = _BEST[self.order]
        category = "all categories" if self.category is None else self.category.value
        seed = f"seed {self.seed}" if self.only_this_seed else "all seeds"
        every = " · every run" if self.every_run else ""
        return Content.styled(f"{best} first · {category} · {seed}{every}", "$text-muted")

    @on(OptionList.OptionHighlighted, "#list")
    def show_detail(self, event: OptionList.OptionHighlighted) -> None:
        """Show the details of the highlighted run."""
        if event.option_index < len(self.entries):
            self.query_one("#detail", Static).update(detail(self.level, self.entries[event.option_index]))

    @on(OptionList.OptionSelected, "#list")
    def watch_run(self, event: OptionList.OptionSelected) -> None:
        """Show the run that was chosen."""
        entry = self.entries[event.option_index]
        try:
            run = library().load(entry)
        except RunError as error:
            self.notify(screen_text(str(error)), severity="warning", markup=False)
        else:
            self.post_message(WatchRun(self.level, run, subject="You" if entry.own else who(entry).capitalize()))

    def on_resize(self) -> None:
        """Fit the list into the new width."""
        self.call_after_refresh(self.show)

    def action_order(self, steps: int) -> None:
        """Put another number first."""
        self.order = _ORDERS[(_ORDERS.index(self.order) + steps) % len(_ORDERS)]
        self.show()

    def action_category(self, steps: int) -> None:
        """List another category."""
        at = _CATEGORIES.index(self.category) + steps
        self.category = _CATEGORIES[at % len(_CATEGORIES)]
        self.show()

    def action_seed(self) -> None:
        """List only this seed, or all."""
        self.only_this_seed = not self.only_this_seed
        self.show()

    def action_every_run(self) -> None:
        """List every run, or the best of each player."""
        self.every_run = not self.every_run
        self.show()


_NOBODY = Content.styled(
    "Nobody has won it so yet. Win it, or take the runs of others in: scalegame board --import FILE", "$text-muted"
)


def board_lines(entries: Sequence[RunEntry]) -> list[Content]:
    """Return the headings and one line a run."""
    rows: list[Row] = [[Content.styled(text, "$text-muted") for text in _HEADINGS]]
    rows += [_row(place, entry) for place, entry in enumerate(entries, start=1)]
    # Wide enough that no line wraps.
    return lay_out(rows, 1000, _NUMBERS)


def _row(place: int, entry: RunEntry) -> Row:
    return (
        Content.styled(f"{place}.", "$text-muted"),
        Content.styled(units.clock(entry.time), "bold"),
        Content(units.cents(entry.cost)),
        Content(str(entry.commands)),
        parts.stars(entry.stars),
        Content(real_time(entry)),
        Content.styled(str(entry.seed), "$text-muted"),
        literal(who(entry), "bold" if entry.own else ""),
    )


def detail(level: Level, entry: RunEntry) -> Content:
    """Return the categories of a run, when its waves were over, and when it was played."""
    categories = ", ".join(category.value for category in Category if category in entry.categories)
    titles = [wave.title for wave in level.scenario.waves]
    splits = "   ".join(
        f"{title} {units.clock(split.tick)}" for title, split in zip(titles, entry.splits, strict=False)
    )
    aids = f"{units.counted(entry.hints, 'hints')}, {units.counted(entry.pauses, 'pauses')}"
    played = f"played {entry.started.replace('T', ' ').removesuffix('Z')} UTC, " if entry.started else ""
    return Content("\n").join((
        Content(categories),
        literal(f"waves over at   {splits}"),
        literal(f"{played}score {entry.score} of 1000, {aids}", "$text-muted"),
    ))  # fmt: skip
