"""The entries of the handbook: cards, each about one part of the game, and pages, which compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from scalegame.engine.commands import Command
from scalegame.engine.enums import Place
from scalegame.engine.scenario import (
    Check,
    Eviction,
    IncidentKind,
    LimitPer,
    Persistence,
    Policy,
    Scenario,
    StoreName,
)

#: The topics of cards: anything that can be chosen, bought, used, ordered or broken.
Topic = Policy | Check | Place | StoreName | Eviction | Persistence | LimitPer | IncidentKind | type[Command]
#: Returns the costs of something as phrases, with the numbers of a scenario.
Figures = Callable[[Scenario], tuple[str, ...]]
#: A row of an entry: a single cell is a paragraph; of several, the first is what the others are about.
EntryRow = tuple[str, ...]


class Shelf(StrEnum):
    """The shelves on which entries stand; the values are their headings."""

    IDEAS = "The ideas"
    BALANCER = "The balancer"
    SERVERS = "Servers"
    SESSIONS = "Sessions and files"
    STORES = "Stores"
    EDGE = "At the edge"
    TROUBLE = "Trouble"


def none(_scenario: Scenario) -> tuple[str, ...]:
    """Return no figures."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One part of the game: its effect, its use, its costs, its failures, and an interviewer's question about it.

    ``figures`` are the costs in numbers, always those of a scenario; ``price`` is what no number says. ``related``
    are ids of other entries, ``about`` what of the engine this card is the card of. Of trouble, ``does`` is what
    happens, ``use`` what helps and ``fails`` what to watch for.
    """

    id: str
    shelf: Shelf
    title: str
    does: str
    use: str
    fails: str
    ask: str
    answer: str
    price: str = ""
    figures: Figures = none
    related: tuple[str, ...]
    about: tuple[Topic, ...] = ()

    def rows(self, scenario: Scenario) -> tuple[EntryRow, ...]:
        """Return everything on the card, the costs with the numbers of ``scenario``."""
        does, use, fails = _OF_TROUBLE if self.shelf is Shelf.TROUBLE else _USUAL
        numbers = " · ".join(self.figures(scenario))
        costs = " ".join(f"{part}." for part in (numbers[:1].upper() + numbers[1:], self.price) if part)
        return (
            (does, self.does),
            (use, self.use),
            *((("numbers" if self.shelf is Shelf.TROUBLE else "costs", costs),) if costs else ()),
            (fails, self.fails),
            ("asked", self.ask),
            ("say", self.answer),
        )


_USUAL = ("does", "use it", "fails")
_OF_TROUBLE = ("happens", "helps", "watch for")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A comparison: ``heads`` over ``table``, between an ``opening`` and a ``closing`` paragraph, if it has them."""

    id: str
    title: str
    table: tuple[EntryRow, ...]
    heads: EntryRow = ()
    opening: str = ""
    closing: str = ""
    related: tuple[str, ...]
    about: tuple[Topic, ...] = ()
    shelf: Shelf = Shelf.IDEAS

    def rows(self, _scenario: Scenario) -> tuple[EntryRow, ...]:
        """Return everything on the page; no scenario changes it."""
        opening = ((self.opening,),) if self.opening else ()
        closing = ((self.closing,),) if self.closing else ()
        return (*opening, *((self.heads,) if self.heads else ()), *self.table, *closing)


Entry = Card | Page
