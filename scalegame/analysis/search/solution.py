"""The result of a search of a level: its front, each plan's success on other seeds, and ways around the lesson."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scalegame.analysis.proof.prove import ALL_STARS, Lesson
from scalegame.analysis.search.pareto import Objectives, PlanOutcome
from scalegame.analysis.search.search import Search
from scalegame.content.level import REFERENCE
from scalegame.engine import Plan, play
from scalegame.runs.headless import play_plan

OTHER_SEEDS = 10

#: Is called after each plan with the number of plans tried and the size of the front; returns whether to go on.
GoOn = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Quest:
    """The aim of a search: plans for ``seed`` with at least ``stars`` (``None``: as many as can be had).

    ``from_scratch``: without a look at the level's own plans.
    """

    lesson: Lesson
    seed: int
    stars: int | None = None
    from_scratch: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """A plan that was found, and on how many of ``OTHER_SEEDS`` others it gets as many stars as were asked for."""

    outcome: PlanOutcome
    holds: int


@dataclass(frozen=True, slots=True)
class Way:
    """A plan that gets gold (★★ or more) without the component ``avoiding``, or wins with nothing done (empty)."""

    avoiding: str
    tried: Tried


@dataclass(frozen=True, slots=True)
class Solution:
    """The result of a search.

    ``front`` are the plans with at least ``stars``, none as good as another in time, cost and commands, fastest first
    (``stars`` 0: no plan won). ``reference`` is how the level's reference fares, and ``matched`` after how many plans
    the search had one as good in each objective. ``ways`` lead around the lesson.
    """

    level: str
    seed: int
    stars: int
    front: tuple[Tried, ...]
    tried: int
    reference: PlanOutcome | None
    matched: Mapping[str, int]
    ways: tuple[Way, ...]

    @property
    def unmatched(self) -> tuple[str, ...]:
        """The objectives in which no plan is as good as the reference."""
        return () if self.reference is None else tuple(name for name in Objectives._fields if name not in self.matched)


def solve(quest: Quest, go_on: GoOn) -> Solution:
    """Search until ``go_on`` says no. The same number of plans gives the same solution."""
    lesson, seed = quest.lesson, quest.seed
    reference = _reference(lesson, seed)
    starts = () if quest.from_scratch else lesson.plans.values()
    search = Search(lesson, seed, starts, ALL_STARS if quest.stars is None else quest.stars)
    matched: dict[str, int] = {}
    _match(search, reference, matched)
    while not search.exhausted and go_on(search.tried, len(search.front)):
        search.step()
        _match(search, reference, matched)
    stars = search.stars if quest.stars is None else quest.stars
    front = search.front if search.stars >= stars else ()
    return Solution(
        lesson.level,
        seed,
        stars if front else 0,
        tuple(Tried(outcome, _holds(lesson, seed, outcome.plan, stars)) for outcome in front),
        search.tried,
        reference,
        matched,
        tuple(
            Way(way.avoiding, Tried(way.outcome, _holds(lesson, seed, way.outcome.plan, way.outcome.stars)))
            for way in search.detours
        ),
    )


def _reference(lesson: Lesson, seed: int) -> PlanOutcome | None:
    if REFERENCE not in lesson.plans:
        return None
    played = play_plan(lesson.scenario, seed, lesson.plans[REFERENCE])
    return PlanOutcome(played.given, played.result.stars, played.result.score, played.result.metrics)


def _match(search: Search, reference: PlanOutcome | None, matched: dict[str, int]) -> None:
    """Note after how many plans the front is as good as the reference, in each objective by itself."""
    if reference is None or len(matched) == len(Objectives._fields) or not search.front:
        return
    best = [min(numbers) for numbers in zip(*(outcome.objectives for outcome in search.front), strict=True)]
    for name, own, other in zip(Objectives._fields, best, reference.objectives, strict=True):
        if own <= other and search.stars >= reference.stars:
            matched.setdefault(name, search.tried)


def _holds(lesson: Lesson, seed: int, plan: Plan, stars: int) -> int:
    others = [other for other in range(1, OTHER_SEEDS + 2) if other != seed][:OTHER_SEEDS]
    return sum(play(lesson.scenario, other, plan).stars >= stars for other in others)
