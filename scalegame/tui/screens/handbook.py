"""The handbook: all entries in a list with a search, and the one that is read. It lies over any screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from scalegame.content.level import Level
from scalegame.learn.handbook import book
from scalegame.learn.handbook.card import Entry
from scalegame.learn.handbook.numbers import USUAL
from scalegame.tui.kit.handbook_entry import EntryView
from scalegame.tui.kit.literal import literal

_NOTHING = "No card has all of these words."


def level_of(screens: Iterable[object]) -> Level | None:
    """Return the level of the last of ``screens`` that is about one: a game, a replay, a briefing, a debrief."""
    found = (getattr(getattr(screen, "playthrough", screen), "level", None) for screen in screens)
    return next((level for level in reversed(list(found)) if isinstance(level, Level)), None)


class HandbookScreen(Screen[None]):
    """Opens at the entry ``card``, or at its list; costs are those of ``level``, or the game's usual ones.

    Where there is no room for both, the list and what is read take turns.
    """

    CSS_PATH = "handbook.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", tooltip="To the card before, to the list, or out of the handbook"),
        Binding("slash", "search", "Search", key_display="/", tooltip="Show only what has these words"),
        Binding("l", "list", "All", tooltip="To the list"),
        Binding("n", "turn(1)", "Next", tooltip="The next card of the list; p goes back"),
        Binding("p", "turn(-1)", show=False),
        *(Binding(f"{number}", f"follow({number})", show=False) for number in range(1, 10)),
        Binding("q,i", "app.pop_screen", "Close", key_display="i", tooltip="Back to where you were"),
    ]

    def __init__(self, card: str = "", level: Level | None = None) -> None:
        super().__init__()
        asked = book.entry(card)
        self.entry: Entry = asked or book.FIRST
        self.level = level
        self._before: list[Entry] = []
        self._listed: tuple[Entry, ...] = ()
        self._from_list = asked is None
        self.set_class(asked is not None, "-reading")

    def compose(self) -> ComposeResult:
        """Show the list beside what is read, or instead of it."""
        with Container(id="head"):
            yield Static(id="name")
            costs = "costs: the game's usual ones" if self.level is None else "costs: those of this level"
            yield Static(Content.styled(costs, "$text-muted"), id="costs")
        with Container(id="body"):
            with Container(id="left"):
                yield Input(id="search", placeholder="words of a title or a text", compact=True)
                yield OptionList(id="list", markup=False)
            with VerticalScroll(id="card"):
                yield EntryView(self.entry, USUAL if self.level is None else self.level.scenario, id="entry")
        yield Footer()

    def on_mount(self) -> None:
        """Begin with the whole list."""
        self._fill()
        self.show(self.entry)
        # Only then is it known whether there is room for both.
        self.call_after_refresh(self._focus)

    def show(self, entry: Entry) -> None:
        """Show an entry from its beginning, and where it stands in the list."""
        self.entry = entry
        self.query_one(EntryView).show(entry)
        self.query_one("#card", VerticalScroll).scroll_home(animate=False)
        self._head()
        listing = self.query_one("#list", OptionList)
        known = entry in self._listed
        listing.highlighted = listing.get_option_index(entry.id) if known else None

    def _fill(self) -> None:
        """List what was searched for, shelf after shelf."""
        text = self.query_one("#search", Input).value
        self._listed = book.found(text)
        listing = self.query_one("#list", OptionList)
        listing.clear_options()
        if text.strip():  # the best first: shelves would part them
            listing.add_options(_line(entry) for entry in self._listed)
        else:
            for shelf, entries in book.shelves(self._listed):
                listing.add_option(Option(Content.styled(shelf.value, "bold $text-muted"), disabled=True))
                listing.add_options(_line(entry) for entry in entries)
        if not self._listed:
            listing.add_option(Option(Content.styled(_NOTHING, "$text-muted"), disabled=True))

    def _head(self) -> None:
        """Write above what is shown what it is: an entry with its shelf, or the list alone."""
        title, more = self.entry.title, self.entry.shelf.value
        if self.has_class("-narrow") and not self.has_class("-reading"):
            title, more = "Handbook", f"{len(self._listed)} cards"
        line = Content.assemble(literal(title, "bold $primary"), (f"  {more}", "$text-muted"))
        self.query_one("#name", Static).update(line)

    def _focus(self) -> None:
        """Focus the entry if it is shown alone, so that the arrow keys scroll it; else the list."""
        self.query_one("#card" if self._alone else "#list").focus()
        self._head()

    def on_resize(self) -> None:
        """Find out anew who gets the keys."""
        if not self.query_one("#search", Input).has_focus:
            self.call_after_refresh(self._focus)

    @on(OptionList.OptionHighlighted, "#list")
    def show_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what the list has reached."""
        listing = event.option_list
        # The list may have been written anew since.
        if event.option_index == listing.highlighted and event.option_id not in (None, self.entry.id):
            entry_id = listing.get_option_at_index(listing.highlighted).id
            if entry_id == event.option_id:
                self._before.clear()
                self._show_id(entry_id)

    @on(OptionList.OptionSelected, "#list")
    def read(self, event: OptionList.OptionSelected) -> None:
        """Read what was chosen, in place of the list if there is not room for both."""
        if event.option_id is not None:
            self._show_id(event.option_id)
            self._from_list = True
            self.add_class("-reading")
            self._focus()

    def _show_id(self, entry_id: str | None) -> None:
        if (entry := book.entry(entry_id or "")) is not None:
            self.show(entry)

    @on(Input.Changed, "#search")
    def show_found(self) -> None:
        """Show what has all the words that are written."""
        self._fill()
        if self._listed:
            self.show(self.entry if self.entry in self._listed and not self._searching else self._listed[0])

    @property
    def _searching(self) -> bool:
        return bool(self.query_one("#search", Input).value.strip())

    @on(Input.Submitted, "#search")
    def action_list(self) -> None:
        """Go to the list, in place of what is read if there is not room for both."""
        self.remove_class("-reading")
        self._focus()

    def action_search(self) -> None:
        """Focus the search field."""
        self.remove_class("-reading")
        self._head()
        self.query_one("#search", Input).add_class("-open").focus()

    def action_follow(self, number: int) -> None:
        """Go on to a related entry."""
        links = book.related(self.entry)
        if number <= len(links):
            self._before.append(self.entry)
            self.show(links[number - 1])

    def action_turn(self, steps: int) -> None:
        """Go to another entry of the list."""
        if self._listed:
            at = self._listed.index(self.entry) + steps if self.entry in self._listed else 0
            self._before.clear()
            self.show(self._listed[at % len(self._listed)])

    def action_back(self) -> None:
        """Go one step back: out of the search, to the entry before, to the list, or out of the handbook."""
        search = self.query_one("#search", Input)
        if search.has_class("-open") and not self._alone:
            search.remove_class("-open").value = ""
            self._focus()
        elif self._before:
            self.show(self._before.pop())
        elif self._alone and self._from_list:
            self.action_list()
        else:
            self.app.pop_screen()

    @property
    def _alone(self) -> bool:
        """Whether what is read hides the list."""
        return self.has_class("-reading") and self.has_class("-narrow")


def _line(entry: Entry) -> Option:
    return Option(literal(f"  {entry.title}"), id=entry.id)
