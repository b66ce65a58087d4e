"""The whole handbook in its order: entries by id, what is about a topic, and a search."""

from __future__ import annotations

from scalegame.learn.handbook.balancing import BALANCING
from scalegame.learn.handbook.card import Entry, Shelf, Topic
from scalegame.learn.handbook.edge import EDGE
from scalegame.learn.handbook.fleet import FLEET
from scalegame.learn.handbook.ideas import IDEAS
from scalegame.learn.handbook.numbers import USUAL
from scalegame.learn.handbook.sessions import SESSIONS
from scalegame.learn.handbook.stores import STORES
from scalegame.learn.handbook.trouble import TROUBLE

#: Every entry, shelf after shelf.
BOOK: tuple[Entry, ...] = (*IDEAS, *BALANCING, *FLEET, *SESSIONS, *STORES, *EDGE, *TROUBLE)
#: The entry at which the book opens without a wish.
FIRST = BOOK[0]

_BY_ID = {entry.id: entry for entry in BOOK}


def entry(entry_id: str) -> Entry | None:
    """Return the entry of that id, or None if there is none."""
    return _BY_ID.get(entry_id)


def about(topic: Topic) -> Entry:
    """Return the entry about ``topic``; raises ``LookupError`` if there is none (which a test rules out)."""
    for one in BOOK:
        # Not ``in``: settings of different kinds share texts such as "none" and are equal.
        if any(type(known) is type(topic) and known == topic for known in one.about):
            return one
    raise LookupError(topic)


def related(one: Entry) -> tuple[Entry, ...]:
    """Return the entries that ``one`` points to."""
    return tuple(_BY_ID[entry_id] for entry_id in one.related)


def found(text: str) -> tuple[Entry, ...]:
    """Return the entries that have all words of ``text``, those first whose title has them, best at its beginning."""
    words = text.casefold().split()
    hits = [one for one in BOOK if all(word in _texts(one) for word in words)]
    if not words:
        return BOOK

    def rank(one: Entry) -> int:
        title = one.title.casefold()
        return 2 if not all(word in title for word in words) else 0 if title.startswith(words[0]) else 1

    return tuple(sorted(hits, key=rank))


def _texts(one: Entry) -> str:
    cells = (cell for row in one.rows(USUAL) for cell in row)
    return " ".join((one.title, one.id, one.shelf, *cells)).casefold()


def shelves(entries: tuple[Entry, ...]) -> tuple[tuple[Shelf, tuple[Entry, ...]], ...]:
    """Return ``entries`` by shelf, empty shelves left out."""
    by_shelf = ((shelf, tuple(one for one in entries if one.shelf is shelf)) for shelf in Shelf)
    return tuple((shelf, some) for shelf, some in by_shelf if some)
