"""A run: the whole truth of one game. Saving, resuming, sharing, racing, verifying and ranking all use it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from scalegame.engine.commands import Plan
from scalegame.engine.scenario import Scenario
from scalegame.engine.state.digest import Checkpoint
from scalegame.engine.view import Metrics, Result


class Aid(StrEnum):
    """The aids that a player used beside commands. None costs score; categories and ranks look at them.

    ``practice`` means that the game went on from a tick it had been taken back to.
    """

    HINT = "hint"
    PAUSE = "pause"
    PRACTICE = "practice"


class Ending(StrEnum):
    """The state of a run: still ``open`` (it can be resumed), ``given_up`` before the end, or ``finished``."""

    OPEN = "open"
    GIVEN_UP = "given_up"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Use:
    """One use of an aid, before ``tick`` ran."""

    tick: int
    aid: Aid


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a finished run about itself. Only playing it again shows whether they are true."""

    won: bool
    stars: int
    score: int
    digest: str
    metrics: Metrics

    @classmethod
    def of(cls, result: Result) -> Claims:
        """Return what a run with this ``result`` may claim."""
        return cls(result.won, result.stars, result.score, result.digest, result.metrics)


class Stage(Protocol):
    """The stage on which a run is played. A level is one; runs need no more of it than this."""

    @property
    def id(self) -> str:
        """The level's id."""

    @property
    def digest(self) -> str:
        """The digest of the level's content."""

    @property
    def scenario(self) -> Scenario:
        """The scenario that the engine plays."""


@dataclass(frozen=True, slots=True)
class Run:
    """One game, finished or not.

    ``level`` and ``level_digest`` name the content, ``ruleset`` the rules; ``seed`` and ``commands`` decide all that
    happened in the ``ticks`` that were played. ``started`` is a moment in UTC (ISO 8601), or empty. ``real_ms`` is the
    real time from the first tick to the last, pauses counted, 0 if nobody sat there; ``split_ms`` the real times at
    which each wave was over (the next had begun, or the game had ended). ``claims`` are there if the run is finished.
    """

    game_version: str
    ruleset: int
    level: str
    level_digest: str
    seed: int
    player: str
    started: str
    ending: Ending
    ticks: int
    commands: Plan
    used: tuple[Use, ...] = ()
    real_ms: int = 0
    split_ms: tuple[int, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    claims: Claims | None = None

    def count(self, aid: Aid) -> int:
        """Return how often ``aid`` was used."""
        return sum(use.aid is aid for use in self.used)

    @property
    def practised(self) -> bool:
        """Whether the run went on from a tick it was taken back to. Such a run is never ranked."""
        return self.count(Aid.PRACTICE) > 0
