"""A level as the rest of the game sees it: frozen, checked, complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scalegame.engine.commands import Plan
from scalegame.engine.scenario import Scenario

#: The plans that a level is proven by: what gets every star, and the beginner's answer.
REFERENCE, TEMPTING = "reference", "tempting"


@dataclass(frozen=True, slots=True)
class Question:
    """A quiz question; ``answer`` is the index of the right choice."""

    ask: str
    choices: tuple[str, ...]
    answer: int
    why: str


@dataclass(frozen=True, slots=True)
class Level:
    """One level.

    ``number`` is its place in the campaign, or ``None``. All texts are plain and hold no control
    characters, but may hold markup that must be shown as it is. ``hints`` are three or none. ``idea`` and
    ``interview`` may be empty; ``picture`` are lines to be shown as they are, or none. ``digest`` identifies the
    content as far as it decides a game: spacing, key order and what is only told leave it as it is. ``assessed``: the
    debrief shows a written assessment.
    """

    id: str
    number: int | None
    title: str
    teaser: str
    briefing: tuple[str, ...]
    seed: int
    scenario: Scenario
    hints: tuple[str, ...]
    idea: str
    interview: str
    quiz: tuple[Question, ...]
    plans: Mapping[str, Plan]
    teaches: tuple[str, ...]
    digest: str
    path: Path
    pack: str = ""
    assessed: bool = False
    picture: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BrokenLevel:
    """A file among the levels that cannot be played, and the reason in one line."""

    path: Path
    reason: str
