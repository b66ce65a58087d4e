"""The coach: short lines for a first game, each from a step that is done by doing it. Pure, knows no screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce

from scalegame.engine.view import Loss, LossCause, View
from scalegame.playthrough.selection import Node
from scalegame.wording.log_outs import together


@dataclass(frozen=True, slots=True)
class Sight:
    """The facts a coach decides by: the present moment of a game, and what its player did.

    ``stars`` are the most that can still be reached; ``losses`` who was logged out so far; ``asked`` the player
    commands that were used, each with the tick of the last time; ``again``: the level was tried before.
    """

    view: View
    selected: Node
    paused: bool
    stars: int
    losses: tuple[Loss, ...] = ()
    asked: tuple[tuple[str, int], ...] = ()
    again: bool = False

    @property
    def tick(self) -> int:
        """The present tick."""
        return self.view.tick

    def has_lost(self, cause: LossCause) -> bool:
        """Whether anybody was logged out for that reason."""
        return any(loss.cause is cause for loss in self.losses)

    def loss(self, cause: LossCause) -> Loss:
        """Return what was lost for that reason so far; somebody was."""
        return reduce(together, (loss for loss in self.losses if loss.cause is cause))

    def has_asked(self, command_id: str, since: int = 0) -> bool:
        """Whether the player command of that id was used at the tick ``since`` or later."""
        return any(asked == command_id and tick >= since for asked, tick in self.asked)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to tell: when it is its ``turn``, what it ``says``, and when it is ``done`` or no longer matters.

    What stands between backticks in a line is a key.
    """

    id: str
    turn: Callable[[Sight], bool]
    done: Callable[[Sight], bool]
    says: Callable[[Sight], str]


@dataclass(frozen=True, slots=True)
class Coach:
    """Goes through ``steps``: the first whose turn it is speaks, unless it is ``done``. A step never comes back."""

    steps: tuple[Step, ...]
    done: frozenset[str] = frozenset()

    def after(self, sight: Sight) -> Coach:
        """Return the coach who has seen ``sight``."""
        coach = self
        while (step := coach.step(sight)) is not None and step.done(sight):
            coach = replace(coach, done=coach.done | {step.id})
        return coach

    def step(self, sight: Sight) -> Step | None:
        """Return the step that is to be told now."""
        return next((step for step in self.steps if step.id not in self.done and step.turn(sight)), None)

    def line(self, sight: Sight) -> str:
        """Return what to say now; empty if there is nothing to say."""
        step = self.step(sight)
        return step.says(sight) if step else ""
