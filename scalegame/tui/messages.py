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
    """Go on with the campaign: with the game that was left, or at the level that comes next."""


@dataclass
class OpenLevels(Message):
    """Open the list of levels."""


@dataclass
class OpenTitle(Message):
    """Go back to the title."""


@dataclass
class OpenBriefing(Message):
    """Open the briefing of ``level``; without a ``seed``, with its own. The ghost of ``race`` runs, if it can."""

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
    """Open the board of ``level``; it can be narrowed to ``seed``."""

    level: Level
    seed: int


@dataclass
class OpenDaily(Message):
    """Open the briefing of today's level and seed."""


@dataclass
class OpenInterview(Message):
    """Open the briefing of an interview: the one that was left last, else the first that was not won yet."""


@dataclass
class TakeOver(Message):
    """Play ``run`` on from before the tick ``before``, as practice."""

    level: Level
    run: Run
    before: int


@dataclass
class OpenMap(Message):
    """Open the map of the campaign."""


@dataclass
class WhatNext(Message):
    """Ask what to do after the last level."""


@dataclass
class OpenHandbook(Message):
    """Open the handbook at the entry ``card``, over whatever is shown; without one, at its list."""

    card: str = ""


@dataclass
class OpenQuiz(Message):
    """Open the quiz with the cards of ``level``, or with those of all levels that are due."""

    level: Level | None = None


@dataclass
class OpenSandbox(Message):
    """Open the briefing of the sandbox: any traffic, any incident, no goals."""


@dataclass
class OpenEndless(Message):
    """Open the briefing of the endless mode, with the incidents of ``seed``; without one, of the first seed."""

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
    """The game is over and written down, and its debrief comes next: a result of ``PlayScreen``."""

    playthrough: Playthrough
    kept: KeptGame


@dataclass(frozen=True, slots=True)
class Left:
    """The player left the game, which can be resumed: a result of ``PlayScreen``."""


#: The result with which a ``PlayScreen`` is dismissed; the callback of ``push_screen`` takes it.
Outcome = Finished | Left
