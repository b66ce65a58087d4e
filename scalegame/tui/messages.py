"""The messages of the terminal: screens tell the app where a player goes, widgets tell their screen what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:  # the title must show before levels, and what reads them, are loaded
    from scalegame.content.level import Level
    from scalegame.playthrough.playthrough import Playthrough
    from scalegame.playthrough.progress.campaign import KeptGame
    from scalegame.playthrough.race import Race
    from scalegame.playthrough.selection import Node
    from scalegame.runs.library.query_results import OpenRun
    from scalegame.runs.run import Run


@dataclass
class Continue(Message):
    """On with the campaign, at the level where it makes sense to go on."""


@dataclass
class OpenLevels(Message):
    """To the list of levels."""


@dataclass
class OpenTitle(Message):
    """To the title."""


@dataclass
class OpenBriefing(Message):
    """To the briefing of ``level``; without a ``seed``, the level's own. ``race`` is one whose ghost should run."""

    level: Level
    seed: int | None = None
    race: Race | None = None


@dataclass
class StartGame(Message):
    """Play ``level`` with the luck that ``seed`` draws, or go on with a game of it that was ``left``.

    The ghost of ``race`` runs beside it, if it can. It begins with so many ``hints`` given.
    """

    level: Level
    seed: int
    left: OpenRun | None = None
    race: Race | None = None
    hints: int = 0


@dataclass
class WatchRun(Message):
    """Show ``run``, which was played on ``level``, from the tick ``at`` on.

    ``subject`` begins the sentences about its commands. With a ``speed`` (simulated seconds a real second) it runs at
    once.
    """

    level: Level
    run: Run
    subject: str = "You"
    at: int = 0
    speed: float | None = None


@dataclass
class OpenBoard(Message):
    """To the board of ``level``; ``seed`` is the one of interest."""

    level: Level
    seed: int


@dataclass
class OpenDaily(Message):
    """To the briefing of today's level and seed."""


@dataclass
class OpenInterview(Message):
    """To the briefing of an interview: the one that was left last, else the first that was not won yet."""


@dataclass
class TakeOver(Message):
    """Play ``run`` on from before the tick ``before``, as practice."""

    level: Level
    run: Run
    before: int


@dataclass
class OpenMap(Message):
    """To the map of the campaign."""


@dataclass
class WhatNext(Message):
    """To a choice of what to do after the last level."""


@dataclass
class OpenHandbook(Message):
    """To the entry ``card`` of the handbook, over whatever is shown; without one, to its list."""

    card: str = ""


@dataclass
class OpenQuiz(Message):
    """To the flash cards of ``level``, or to those of all levels that are due."""

    level: Level | None = None


@dataclass
class OpenSandbox(Message):
    """To the sandbox: any traffic, any incident, no goals."""


@dataclass
class OpenEndless(Message):
    """To the endless mode, with the incidents that ``seed`` deals; without one, those that everybody begins with."""

    seed: int | None = None


@dataclass
class NodePicked(Message):
    """The player pointed at ``node``."""

    node: Node


@dataclass
class CommandChosen(Message):
    """The player chose the command of that ``id`` with the mouse."""

    id: str


@dataclass
class Sought(Message):
    """The player pointed at ``tick`` on the timeline of a replay."""

    tick: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The game is over, written down and to be debriefed: what ``PlayScreen`` is dismissed with."""

    playthrough: Playthrough
    kept: KeptGame


@dataclass(frozen=True, slots=True)
class Left:
    """The player went back to the list; the game can be resumed: what ``PlayScreen`` is dismissed with."""


#: The result of a ``PlayScreen``; give ``push_screen`` a callback that takes it.
Outcome = Finished | Left
