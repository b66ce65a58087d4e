"""A sentence to a player: how good the news is, what happened, and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scalegame.wording import units


class Tone(StrEnum):
    """Whether a sentence is good news."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Sentence:
    """``what`` happened and, in one sentence more, ``why`` (or what follows from it)."""

    tone: Tone
    what: str
    why: str = ""


def wave_called(calls: int, sooner: int) -> Sentence:
    """Return that the player called so many waves, and that the level ends so many ticks ``sooner``."""
    what = "You called the next wave." if calls == 1 else f"You called the next {calls} waves."
    return Sentence(Tone.PLAIN, what, f"The level ends {units.clock(sooner)} sooner." if sooner > 0 else "")
