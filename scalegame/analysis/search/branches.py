"""Play many plans of one level that begin alike: each goes on from a state that an earlier one has passed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Self

from scalegame.analysis.search.pareto import Key, Objectives, PlanOutcome, key_of
from scalegame.analysis.state_cache import StateCache
from scalegame.engine import At, Game, NextWave, Plan, Scenario, View
from scalegame.engine.drive import Drive

#: A state is kept every so many ticks, and so many states in all (each some hundred kilobytes).
_EVERY = 8
_MOST_KEPT = 600


@dataclass(frozen=True, slots=True)
class Outlook:
    """The certainties in the middle of a game: no objective will be less, and so many people are lost already."""

    least: Objectives
    lost: int


#: Returns whether a game with that outlook need not be played to its end.
Hopeless = Callable[[Outlook], bool]


@dataclass(frozen=True, slots=True)
class _Passed:
    """A state that a game has passed, and the commands that were accepted until then."""

    game: Game
    given: Plan

    def copy(self) -> Self:
        return replace(self, game=self.game.copy())


class Branches:
    """Games of one scenario and seed. What is kept (``most`` states) makes them faster and changes no outcome.

    ``beat`` is called every few ticks of each game, and may raise to end it.
    """

    def __init__(
        self, scenario: Scenario, seed: int, most: int = _MOST_KEPT, beat: Callable[[], None] | None = None
    ) -> None:
        self._scenario = scenario
        self._seed = seed
        self._beat = beat
        self._end = sum(len(wave.arrivals) for wave in scenario.waves) // _EVERY * _EVERY
        self._passed = StateCache[tuple[int, Key], _Passed](most)

    def play(self, plan: Plan, hopeless: Hopeless | None = None) -> PlanOutcome | None:
        """Play ``plan``, which is in the order of its ticks; ``None`` when it was given up as ``hopeless``."""
        keys = key_of(plan)
        game, given = self._start(plan, keys, self._end)
        drive = Drive(game, [at for at in plan if at.tick >= game.tick])
        drive.given += given
        self._pass(game, given)
        for asked in drive.ticks():
            look = asked or game.tick % _EVERY == 0
            if look and hopeless is not None and hopeless(_outlook(game.view(), drive.waiting)):
                return None
            game.step(digest=False)
            self._pass(game, drive.given)
        result = game.result()
        return PlanOutcome(tuple(drive.given), result.stars, result.score, result.metrics)

    def until(self, plan: Plan, tick: int) -> Game:
        """Return the game of ``plan`` as it stands before ``tick``, the commands of that tick given."""
        game, _ = self._start(plan, key_of(plan), min(tick // _EVERY * _EVERY, self._end))
        drive = Drive(game, [at for at in plan if game.tick <= at.tick <= tick])
        for _ in drive.ticks(tick):
            game.step(digest=False)
        drive.give_due()
        return game

    def _start(self, plan: Plan, keys: Key, latest: int) -> tuple[Game, Plan]:
        """Return the latest kept state that ``plan`` passes, and what was given until then."""
        ticks = range(latest, 0, -_EVERY)
        passed = self._passed.first((tick, keys[: sum(at.tick < tick for at in plan)]) for tick in ticks)
        return (passed.game, passed.given) if passed is not None else (Game(self._scenario, self._seed), ())

    def _pass(self, game: Game, given: Iterable[At]) -> None:
        """Keep the state every few ticks, before the commands of the next tick are given, and call ``beat``."""
        if game.tick % _EVERY or game.over:
            return
        plan = tuple(given)
        self._passed.keep((game.tick, key_of(plan)), _Passed(game, plan))
        if self._beat is not None:
            self._beat()


def _outlook(view: View, waiting: Collection[At]) -> Outlook:
    """Return the outlook: once no command is left to give, the end is known, and mostly the cost of all that stands."""
    # A wave can be called early, and who has lives can fall.
    may_end = view.lives or any(isinstance(at.command, NextWave) for at in waiting)
    end = view.tick if may_end else view.end
    least = view.spent
    # A failover uses a replica up, and an autoscaler changes the fleet by itself.
    steady = not view.autoscaler.maximum and not any(store.replicas for store in view.stores)
    if not waiting and steady:
        least += view.upkeep * (end - view.tick)
    return Outlook(Objectives(end, least, view.metrics.commands), view.metrics.sessions_lost)
