"""The draws of an interview: company, scale and questions. Every draw follows from its number alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

from scalegame.content.generated.interview.companies import COMPANIES, Company
from scalegame.content.generated.interview.questions import ALIKE, EMPTY_MEMORY, GROWTHS, Asked, Growth

_T = TypeVar("_T")

#: Follow-ups beside the growth: three or four, so that there are four or five in all.
_FOLLOW_UPS = (3, 4)
#: Capacities of a small server, in work units a tick, and sizes of the crowd, in per mille of such a server.
_CAPACITIES = (260, 300, 340, 400)
_CROWDS = (2000, 2300, 2600, 3000)
#: Some greetings. Each ends before the drawing is asked for.
GREETINGS = (
    "Sit down, there is coffee.",
    "I have read your letter. Let us skip to the whiteboard.",
    "There are no trick questions here, only follow-up questions.",
    "The marker is yours; so are the servers, for the next minutes.",
    "I have been on call tonight, so forgive me if I ask about crashes.",
    "You have worked at a bar, I see, and at a burger counter.",
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The subject of an interview. ``crowd`` is the work at the peak, in per mille of one server's capacity."""

    number: int
    greeting: str
    company: Company
    growth: Growth
    questions: tuple[Asked, ...]
    capacity: int
    crowd: int


def drawn(number: int) -> Drawn:
    """Return what is drawn for the interview of that number."""
    lots = _Lots(number)
    company = lots.one("company", COMPANIES)
    return Drawn(
        number=number,
        greeting=lots.one("greeting", GREETINGS),
        company=company,
        growth=lots.one("growth", GROWTHS),
        questions=_questions(lots, company),
        capacity=lots.one("capacity", _CAPACITIES),
        crowd=lots.one("crowd", _CROWDS),
    )


def _questions(lots: _Lots, company: Company) -> tuple[Asked, ...]:
    """Draw the follow-ups: one at least empties the memory of servers, no two ask the same, all can be asked here."""
    count = lots.one("count", _FOLLOW_UPS)
    wanted = [lots.one("memory", EMPTY_MEMORY)]
    for asked in lots.shuffled("others", Asked):
        alike = any(asked in row and other in row for row in ALIKE for other in wanted)
        if (
            len(wanted) < count
            and asked not in wanted
            and not alike
            and (asked is not Asked.DATABASE or company.orders)
        ):
            wanted.append(asked)
    return tuple(lots.shuffled("turn", wanted))


class _Lots:
    """Lots drawn from a number: the same ones for the same purpose, whatever else is drawn."""

    def __init__(self, number: int) -> None:
        self._number = number

    def one(self, purpose: str, options: Sequence[_T]) -> _T:
        """Return one of ``options``."""
        return options[self._lot(purpose) % len(options)]

    def shuffled(self, purpose: str, options: Iterable[_T]) -> list[_T]:
        """Return ``options`` in some order."""
        listed = list(options)
        return [
            listed[place] for place in sorted(range(len(listed)), key=lambda place: self._lot(f"{purpose} {place}"))
        ]

    def _lot(self, purpose: str) -> int:
        text = f"scalegame interview {self._number} {purpose}"
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
