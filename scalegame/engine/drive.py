"""Drives a game by a plan: gives each command before its tick. Every loop that plays a plan is built on this."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scalegame.engine.commands import At, Command, Plan
from scalegame.engine.game import Game
from scalegame.engine.reasons import Quote, Refusal
from scalegame.engine.scenario import Scenario
from scalegame.engine.view import Result


@dataclass(frozen=True, slots=True)
class Refused:
    """A command of a run or a plan that changed nothing, and why."""

    at: At
    refusal: Refusal


class Drive:
    """A game and the plan that drives it, which is in the order of its ticks.

    ``waiting`` commands were not given yet, ``given`` ones were accepted, ``refused`` ones changed nothing. ``game``
    may be exchanged for another one in the same state.
    """

    def __init__(
        self, game: Game, plan: Iterable[At], *, give: Callable[[Command], Quote | Refusal] | None = None
    ) -> None:
        """Drive ``game`` by ``plan``. What wraps the game passes its own ``give``, which commands then go through."""
        self.game = game
        self.waiting = deque(plan)
        self.given: list[At] = []
        self.refused: list[Refused] = []
        self._give = give

    def give_due(self) -> bool:
        """Hand over the commands whose tick has come; return whether there were any."""
        waiting, tick = self.waiting, self.game.tick
        due = bool(waiting) and waiting[0].tick <= tick
        give = self._give or self.game.give
        while waiting and waiting[0].tick <= tick:
            at = waiting.popleft()
            answer = give(at.command)
            if isinstance(answer, Refusal):
                self.refused.append(Refused(at, answer))
            else:
                self.given.append(at)
        return due

    def ticks(self, until: int | None = None) -> Iterator[bool]:
        """Hand over what is due before each tick and yield whether there was anything; the caller then runs the tick.

        Ends when the game is over, or at the tick ``until``, whose commands are not given: ``give_due`` gives them.
        Raises ``RuntimeError`` if the caller has not run the tick.
        """
        while not self.game.over and (until is None or self.game.tick < until):
            tick = self.game.tick
            yield self.give_due()
            if self.game.tick == tick:
                raise RuntimeError(f"tick {tick} was not run")


def play(scenario: Scenario, seed: int, plan: Plan = ()) -> Result:
    """Play a whole level: each command of ``plan`` is given before its tick, in order; refused ones are skipped."""
    game = Game(scenario, seed)
    for _ in Drive(game, sorted(plan, key=lambda at: at.tick)).ticks():
        # Nobody sees the reports.
        game.step(digest=False)
    return game.result()
