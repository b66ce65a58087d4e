"""The one decision that would have helped a finished game most, found by playing the game again with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from scalegame.analysis.assessment.evidence import gather
from scalegame.analysis.assessment.safety import gives_up_a_guard, takes_servers
from scalegame.analysis.proof.prove import ALL_STARS, Lesson
from scalegame.analysis.search.branches import Branches, Outlook
from scalegame.analysis.search.ideas import Idea, ideas_of
from scalegame.analysis.search.pareto import Key, PlanOutcome, key_of, shortfall
from scalegame.analysis.whatif import alternatives
from scalegame.analysis.whatif.changes import Added, Change, Shifted, brought, changed, taken
from scalegame.engine import Game, Metric, Metrics, Plan, Refusal, Result
from scalegame.runs.headless import play_plan

#: The most games that are played, fewer of a large level; the last of them look for the smallest move. The search
#: goes as far as each of these parts of them (per mille) with what the level and its reference point to; decisions at
#: other times; all that the level allows; the best of these at all moments.
MOST_GAMES = 120
_POINTED, _TIMED, _ALLOWED, _CLOSELY = 400, 660, 830, 920
#: The requests of all games together, a tick counting as some. Every level of the campaign is far below.
_MOST_WORK, _WORK_OF_A_TICK = 12_000_000, 20
_LEAST_GAMES = 8
#: States kept of the player's game and of what was tried, each some hundred kilobytes.
_MOST_KEPT = 120
#: Scores that differ by no more are about equal: then the simpler change counts.
NEARLY = 10
#: Two shortfalls from the first star are about equal within so many per mille of the limits, and one part in so many.
_NEARLY_SHORT, _PART_SHORT = 20, 20
_MOST_LOOKED_AT_CLOSELY = 3
_WORST = 3

#: Is called often with the number of games begun and the most there may be; returns whether to go on.
KeepLooking = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer: with ``change`` the player's ``own`` game would have become ``other``.

    Without a ``change`` no single decision would have helped, and ``other`` is ``own``. ``plan`` is the player's plan
    with the change; of it ``other.plan`` leaves out what became impossible. ``games`` were played to find out.
    """

    own: PlanOutcome
    change: Change | None
    plan: Plan
    other: PlanOutcome
    games: int

    @property
    def unneeded(self) -> bool:
        """Whether the game had every star, and what the change leaves out only cost money."""
        return self.change is not None and self.own.stars == ALL_STARS

    @property
    def unimprovable(self) -> bool:
        """Whether the game had every star, and nothing in it could be left out."""
        return self.change is None and self.own.stars == ALL_STARS


def what_if(lesson: Lesson, seed: int, plan: Plan, go_on: KeepLooking = lambda _, __: True) -> WhatIf | None:
    """Return what would have helped most in the game of ``lesson``'s level in which ``plan`` was given.

    The same game has the same answer. None when ``go_on`` stopped the search.
    """
    try:
        return _Search(lesson, seed, plan, go_on).answer()
    except _StoppedError:
        return None


class _StoppedError(Exception):
    """The search was told not to go on."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """A change with what came of it; ``short`` is what it lacks for the first star, ``turn`` when it was tried."""

    change: Change
    plan: Plan
    outcome: PlanOutcome
    short: int
    turn: int

    @property
    def merit(self) -> tuple[int, int, int]:
        return _merit(self.outcome, self.short)

    @property
    def simplicity(self) -> tuple[int, bool, int]:
        """A sort key, the simplest first: few commands, then no new ones, then the order in which they were tried."""
        return max(len(taken(self.change)), len(brought(self.change))), isinstance(self.change, Added), self.turn


def _merit(outcome: PlanOutcome, short: int) -> tuple[int, int, int]:
    return outcome.stars, outcome.score, -short


def _nearly(worse: tuple[int, int, int], better: tuple[int, int, int]) -> bool:
    """Whether one merit is about as good as another that is no worse."""
    gap = max(_NEARLY_SHORT, -better[2] // _PART_SHORT)
    return worse[0] == better[0] and worse[1] >= better[1] - NEARLY and worse[2] >= better[2] - gap


class _Search:
    """One search: it plays, remembers what it tried, and counts its games."""

    def __init__(self, lesson: Lesson, seed: int, plan: Plan, go_on: KeepLooking) -> None:
        self._lesson, self._scenario, self._seed = lesson, lesson.scenario, seed
        self._branches = Branches(lesson.scenario, seed, _MOST_KEPT, self._beat)
        self._ideas = ideas_of(lesson.scenario)
        self._visitors = sum(sum(wave.arrivals) for wave in lesson.scenario.waves)
        self._go_on = go_on
        self._games, self._most = 0, MOST_GAMES
        self._known: dict[Key, _Tried | None] = {}
        self._moments: dict[int, Game] = {}
        self._tried: list[_Tried] = []
        played = play_plan(self._scenario, seed, plan, lambda _, __: self._beat())
        self._most = _most_games(played.result.metrics)
        self._plan = played.given
        self._trouble = _trouble(played.result)
        own = self._play(self._plan)
        if own is None:  # nothing is hopeless yet
            raise _StoppedError
        self._own = own
        self._merit = _merit(own, self._short(own))

    def answer(self) -> WhatIf:
        if self._own.stars == ALL_STARS:
            best = self._unneeded()
        else:
            self._look_around()
            best = self._best()
            if best is not None and isinstance(best.change, Shifted):
                best = self._smallest(best, best.change)
        if best is None:
            return WhatIf(self._own, None, self._plan, self._own, self._games)
        return WhatIf(self._own, best.change, best.plan, best.outcome, self._games)

    # What is tried ---------------------------------------------------------------------------------------------------

    def _look_around(self) -> None:
        """Try the likely changes first; with every star in sight, only those."""
        lesson, own, ideas = self._lesson, self._plan, self._ideas
        when = alternatives.moments(self._scenario, self._trouble)
        taught, others = alternatives.taught(lesson, ideas), alternatives.others(lesson, ideas)
        self._try_all(
            chain(
                alternatives.of_the_reference(lesson, own),
                alternatives.removals(own),
                alternatives.additions(taught, when[:1], ideas.end),
            ),
            self._part(_POINTED),
        )
        moves = alternatives.moves(self._scenario, own, when, ideas.end)
        later = alternatives.additions(taught, when[1:], ideas.end)
        self._try_all(
            (one for pair in zip_longest(moves, later) for one in pair if one is not None), self._part(_TIMED)
        )
        if self._most_stars < ALL_STARS:
            self._try_all(alternatives.additions(others, when, ideas.end), self._part(_ALLOWED))
            self._try_all(self._closely(), self._part(_CLOSELY))

    def _closely(self) -> Iterator[Change]:
        """Yield the ideas and moves that helped most, at all moments that there are."""
        by_merit = sorted(self._tried, key=lambda one: (one.merit, -one.turn), reverse=True)
        for tried in by_merit[:_MOST_LOOKED_AT_CLOSELY]:
            match tried.change:
                case Added(given):
                    idea: Idea = tuple((at.tick - given[0].tick, at.command) for at in given)
                    yield from alternatives.additions([idea], self._ideas.moments, self._ideas.end)
                case Shifted(before, _):
                    yield from alternatives.moves(self._scenario, before, self._ideas.moments, self._ideas.end)
                case _:
                    pass

    def _unneeded(self) -> _Tried | None:
        """Return the command without which the game has every star as well, is as good and cheapest."""
        self._try_all(alternatives.removals(self._plan), self._most)
        spared = [
            tried
            for tried in self._tried
            if tried.outcome.stars == ALL_STARS
            and tried.outcome.score >= self._own.score
            and tried.outcome.metrics.cost < self._own.metrics.cost
        ]
        cheapest = sorted(spared, key=lambda tried: (tried.outcome.metrics.cost, tried.turn))
        return next(filter(self._leaves_a_spare, cheapest), None)

    def _leaves_a_spare(self, tried: _Tried) -> bool:
        """Whether a server could still be missing where servers die, if the change orders fewer of them."""
        if not takes_servers(self._scenario, tried.change):
            return True
        self._beat()
        return gather(self._scenario, self._seed, tried.plan).bears_one_less

    def _best(self) -> _Tried | None:
        """Return the simplest of those that are about the best.

        One that breaks no limit that held is preferred to one that does, if it gains at least half as much.
        """
        best = self._best_of(self._tried)
        if best is None or not self._breaks(best.outcome):
            return best
        keeping = self._best_of([tried for tried in self._tried if not self._breaks(tried.outcome)])
        gain = best.outcome.score - self._own.score
        return keeping if keeping is not None and 2 * (keeping.outcome.score - self._own.score) >= gain else best

    def _breaks(self, outcome: PlanOutcome) -> bool:
        limits = [(goal.metric, goal.passing) for goal in self._scenario.goals if goal.passing is not None]
        return any(self._own.metrics.value(of) <= limit < outcome.metrics.value(of) for of, limit in limits)

    def _best_of(self, several: list[_Tried]) -> _Tried | None:
        most = max((tried.merit for tried in several), default=self._merit)
        if most <= self._merit or _nearly(self._merit, most):
            return None  # not worth telling
        good = [tried for tried in several if tried.merit > self._merit and _nearly(tried.merit, most)]
        best = min(good, key=lambda tried: tried.simplicity)
        return best if self._leaves_a_spare(best) else self._best_of([tried for tried in several if tried is not best])

    def _smallest(self, best: _Tried, change: Shifted) -> _Tried:
        """Return the smallest move of the same commands that is about as good, by halving the way."""
        pairs = tuple(zip(change.before, change.after, strict=True))
        steps = max(abs(after.tick - before.tick) for before, after in pairs)
        found, enough, too_little = best, steps, 0
        while enough - too_little > 1 and self._games < self._most:
            step = (enough + too_little) // 2
            nearer = tuple(
                replace(before, tick=before.tick + (after.tick - before.tick) * step // steps)
                for before, after in pairs
            )
            tried = self._try(Shifted(change.before, nearer))
            if tried is not None and (tried.merit >= best.merit or _nearly(tried.merit, best.merit)):
                found, enough = tried, step
            else:
                too_little = step
        return found

    # Playing ---------------------------------------------------------------------------------------------------------

    @property
    def _most_stars(self) -> int:
        return max((tried.outcome.stars for tried in self._tried), default=0)

    def _try_all(self, changes: Iterable[Change], most: int) -> None:
        for change in changes:
            if self._games >= most:
                return
            if not gives_up_a_guard(change):
                self._try(change)

    def _try(self, change: Change) -> _Tried | None:
        """Play the game with ``change`` unless that was done before; None if it is not allowed, or hopeless."""
        plan = changed(self._plan, change)
        key = key_of(plan)
        if key not in self._known and not self._is_refused(change):
            self._known[key] = self._played(change, plan)
        return self._known.get(key)

    def _played(self, change: Change, plan: Plan) -> _Tried | None:
        outcome = self._play(plan, hopeless=self._hopeless if self._most_stars else None)
        if outcome is None or not set(key_of(brought(change))) <= set(key_of(outcome.plan)):
            return None
        tried = _Tried(change, plan, outcome, self._short(outcome), self._games)
        self._tried.append(tried)
        return tried

    def _is_refused(self, change: Change) -> bool:
        """Whether what is added or comes earlier cannot be done then."""
        before = taken(change)
        first = min(brought(change), key=lambda at: at.tick, default=None)
        if first is None or (before and first.tick >= min(at.tick for at in before)):
            return False
        if first.tick not in self._moments:
            self._moments[first.tick] = self._branches.until(self._plan, first.tick)
        return isinstance(self._moments[first.tick].quote(first.command), Refusal)

    def _play(self, plan: Plan, hopeless: Callable[[Outlook], bool] | None = None) -> PlanOutcome | None:
        self._games += 1
        self._beat()
        return self._branches.play(plan, hopeless)

    def _beat(self) -> None:
        if not self._go_on(self._games, self._most):
            raise _StoppedError

    def _part(self, per_mille: int) -> int:
        return self._most * per_mille // 1000

    def _hopeless(self, outlook: Outlook) -> bool:
        """Whether too many people are lost already for a star, which another change gets."""
        limit = next((goal.passing for goal in self._scenario.goals if goal.metric is Metric.SESSION_LOSS), None)
        return limit is not None and outlook.lost * 1000 // max(1, self._visitors) > limit

    def _short(self, outcome: PlanOutcome) -> int:
        return shortfall(self._scenario.goals, outcome.metrics, 1)


def _most_games(metrics: Metrics) -> int:
    work = metrics.requests + _WORK_OF_A_TICK * metrics.time
    return max(min(_LEAST_GAMES, MOST_GAMES), min(MOST_GAMES, _MOST_WORK // max(1, work)))


def _trouble(result: Result) -> tuple[int, ...]:
    """Return the ticks at which most went wrong, and at which it began to."""
    entries = [(loss.count, loss.tick) for loss in result.losses]
    entries += [(failure.count, failure.tick) for failure in result.failures]
    worst = sorted(entries, key=lambda entry: (-entry[0], entry[1]))[:_WORST]
    return tuple(dict.fromkeys((*(tick for _, tick in worst), *sorted(tick for _, tick in entries)[:1])))
