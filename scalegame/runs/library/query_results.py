"""The answers of the library: bests, games that were left, orders of a board."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scalegame.runs.library.entries import RunEntry


class BoardOrder(StrEnum):
    """The orders of a board: the least is the best."""

    TIME = "time"
    COST = "cost"
    COMMANDS = "commands"


@dataclass(frozen=True, slots=True)
class Numbers:
    """The best numbers of a level, each by itself: score of 1000, time in ticks, cost in millicents, commands."""

    score: int
    time: int
    cost: int
    commands: int


@dataclass(frozen=True, slots=True)
class Best:
    """A player's best in a level: the most ``stars`` ever, and ``numbers`` on level and rules as they are now."""

    stars: int
    numbers: Numbers | None = None


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A game that was left. ``reason`` says why it cannot be resumed, and is empty if it can."""

    entry: RunEntry
    reason: str
