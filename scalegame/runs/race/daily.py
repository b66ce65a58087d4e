"""The daily: a date gives a level and a seed, the same for everyone who has the same levels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import TypeVar

_Level = TypeVar("_Level")
_SEED_BYTES = 4


def daily(day: date, levels: Sequence[_Level]) -> tuple[_Level, int]:
    """Return the level and the seed of ``day``; raises ``ValueError`` if there are no ``levels``.

    No level comes twice before each has come once: the days are dealt in rounds, each shuffled by its number.
    """
    if not levels:
        raise ValueError("there are no levels")
    turn, place = divmod(day.toordinal(), len(levels))
    order = sorted(range(len(levels)), key=lambda index: _drawn(f"round {turn} level {index}"))
    return levels[order[place]], daily_seed(day)


def daily_seed(day: date) -> int:
    """Return the seed of ``day``."""
    return int.from_bytes(_drawn(day.isoformat())[:_SEED_BYTES], "big")


def _drawn(text: str) -> bytes:
    return sha256(f"scalegame daily {text}".encode()).digest()
