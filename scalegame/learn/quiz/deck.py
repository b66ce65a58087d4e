"""The flash cards that levels have, each with a name that outlives other changes of its level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from scalegame.content.level import Level, Question

_DIGITS = 16


@dataclass(frozen=True, slots=True)
class FlashCard:
    """A question of a level. ``key`` names it by the level's id and the question's text, whatever else changes."""

    key: str
    level: Level
    question: Question


def key_of(level_id: str, ask: str) -> str:
    """Return the key that names a question."""
    return f"{level_id}:{_digest(ask)}"


def cards_of(levels: Iterable[Level]) -> tuple[FlashCard, ...]:
    """Return the cards of ``levels`` in their order; a question that a level asks twice is one card."""
    found: dict[str, FlashCard] = {}
    for level in levels:
        for question in level.quiz:
            key = key_of(level.id, question.ask)
            found.setdefault(key, FlashCard(key, level, question))
    return tuple(found.values())


def order_of_choices(card: FlashCard, times: int) -> tuple[int, ...]:
    """Return the order in which the choices are shown when the card was asked ``times`` before.

    It is another one each time, so that nobody learns a place, and the same for everybody.
    """
    choices = range(len(card.question.choices))
    return tuple(sorted(choices, key=lambda choice: (_digest(f"{card.key} {times} {choice}"), choice)))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
