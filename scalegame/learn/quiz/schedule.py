"""The schedule of flash cards: Leitner's boxes, as pure functions of the answers given. Days are numbers.

A card that was never asked is new. A wrong answer puts it into the first box, a right one on a day when it was due
into the next box; the fuller the box number, the longer it rests. A second answer on one day, or one before the card
was due, never raises it: who drills a card today has not shown that they will know it next week.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: The days for which a card rests in each box; the first is that of wrong answers.
INTERVALS = (1, 3, 7, 14, 30, 60)
#: The most cards of one sitting.
SITTING = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: on which day (its ordinal), to which card, and whether it was right."""

    day: int
    card: str
    right: bool


@dataclass(frozen=True, slots=True)
class CardProgress:
    """The progress of a card: its ``box``, the day of the ``last`` answer, the number of ``times`` it was asked."""

    box: int
    last: int
    times: int

    @property
    def due(self) -> int:
        """The day on which it comes back."""
        return self.last + INTERVALS[self.box]

    def is_due(self, today: int) -> bool:
        """Return whether it should be asked; also if its last answer lies in the future, for then a clock was wrong."""
        return self.due <= today or self.last > today


def after(before: CardProgress | None, day: int, *, right: bool) -> CardProgress:
    """Return how well a card is known after one more answer."""
    times = 1 if before is None else before.times + 1
    if not right:
        return CardProgress(0, day, times)
    if before is None:
        return CardProgress(1, day, times)
    if day != before.last and before.is_due(day):
        return CardProgress(min(before.box + 1, len(INTERVALS) - 1), day, times)
    return CardProgress(before.box, day, times)


def progress_of(answers: Iterable[Answer]) -> dict[str, CardProgress]:
    """Return how well each card is known that was ever asked."""
    known: dict[str, CardProgress] = {}
    for answer in answers:
        known[answer.card] = after(known.get(answer.card), answer.day, right=answer.right)
    return known


def due(deck: Sequence[str], known: Mapping[str, CardProgress], today: int) -> tuple[str, ...]:
    """Return the cards of ``deck`` to be asked today: the weakest first, of equals the longest due, then new ones."""
    place = {card: number for number, card in enumerate(deck)}
    back = [card for card in deck if card in known and known[card].is_due(today)]
    back.sort(key=lambda card: (known[card].box, known[card].due, place[card]))
    return (*back, *(card for card in deck if card not in known))


def resting(deck: Sequence[str], known: Mapping[str, CardProgress], today: int) -> tuple[str, ...]:
    """Return the cards of ``deck`` that are not due, those first that come back first."""
    place = {card: number for number, card in enumerate(deck)}
    left = [card for card in deck if card in known and not known[card].is_due(today)]
    return tuple(sorted(left, key=lambda card: (known[card].due, known[card].box, place[card])))


def next_due(deck: Sequence[str], known: Mapping[str, CardProgress], today: int) -> tuple[int, int] | None:
    """Return in how many days the next resting cards come back, and how many do so then; None if none rests."""
    days = [known[card].due - today for card in resting(deck, known, today)]
    return (days[0], days.count(days[0])) if days else None
