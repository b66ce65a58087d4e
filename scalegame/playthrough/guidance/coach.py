"""The coach: short lines for a first game, each from a step that ends when the player has done it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce

from scalegame.engine.view import Loss, LossCause, View
from scalegame.playthrough.selection import Node
from scalegame.wording.log_outs import together


@dataclass(frozen=True, slots=True)
class Sight:
    """The facts by which a coach decides: the present moment of a game, and the commands that its player used.

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
        """Return the losses of that cause so far as one; there must be some."""
        return reduce(together, (loss for loss in self.losses if loss.cause is cause))

    def has_asked(self, command_id: str, since: int = 0) -> bool:
        """Whether the player command of that id was used at the tick ``since`` or later."""
        return any(asked == command_id and tick >= since for asked, tick in self.asked)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the tutorial. A word between backticks in its line is a key.

    ``turn`` tells whether its time has come, ``says`` makes its line, ``done`` tells whether it is done or matters no
    more.
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
        """Return the coach at the next step whose turn it is in ``sight`` and that is not done there."""
        coach = self
        while (step := coach.step(sight)) is not None and step.done(sight):
            coach = replace(coach, done=coach.done | {step.id})
        return coach

    def step(self, sight: Sight) -> Step | None:
        """Return the first step whose turn it is; None if there is none."""
        return next((step for step in self.steps if step.id not in self.done and step.turn(sight)), None)

    def line(self, sight: Sight) -> str:
        """Return the line of the present step; empty if there is none."""
        step = self.step(sight)
        return step.says(sight) if step else ""
