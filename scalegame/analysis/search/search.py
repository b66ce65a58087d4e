"""Search a level's plans for the Pareto front of time, cost and commands, and for ways around its lesson."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from scalegame.analysis.proof.prove import ALL_STARS, GOLD_STARS, Lesson, concerns, without
from scalegame.analysis.search.branches import Branches, Outlook
from scalegame.analysis.search.ideas import Ideas, ideas_of
from scalegame.analysis.search.pareto import Front, Key, PlanOutcome, key_of, shortfall
from scalegame.analysis.search.variation import in_order, neighbours, placed, varied
from scalegame.engine import Metric, Plan

#: One plan in so many is spent on getting around the lesson, until that has been found or the search ends; and one
#: in so many once the front has not changed for a while.
_AROUND, _AROUND_WHEN_STALE = 4, 2
_STALE = 200
#: Plans that fail but come near, from which the search goes on.
_MOST_NEAR = 24
_MOST_WAITING = 600
_TRIES = 8
#: The search ends after so many plans in a row that were tried before.
_PATIENCE = 500
#: Ideas are first tried at so many moments of the level.
_FIRST_MOMENTS = 4


class Arm:
    """A part of the search with an aim of its own: so many ``stars``, perhaps ``avoiding`` a component."""

    def __init__(self, stars: int, ideas: Ideas, avoiding: str = "") -> None:
        self.stars = stars
        self.avoiding = avoiding
        self.front = Front()
        self.waiting: deque[Plan] = deque(maxlen=_MOST_WAITING)
        self._ideas = ideas
        self._near: list[tuple[int, int, PlanOutcome]] = []

    def takes(self, plan: Plan) -> bool:
        """Whether ``plan`` avoids what is to be avoided."""
        return not self.avoiding or not any(concerns(at, self.avoiding) for at in plan)

    def learn(self, outcome: PlanOutcome, short: int) -> bool:
        """Take note of a played plan that is ``short`` of the aim (0: it reaches it); return whether it is in front."""
        if outcome.stars < self.stars:
            self._come_near(outcome, short)
            return False
        if not self.front.add(outcome):
            return False
        for plan in neighbours(outcome.plan, self._ideas):
            self.waiting.appendleft(plan)
        return True

    def _come_near(self, outcome: PlanOutcome, short: int) -> None:
        rank = (short, outcome.metrics.commands)
        if len(self._near) == _MOST_NEAR and rank >= self._near[-1][:2]:
            return
        if any(rank == near[:2] for near in self._near):
            return
        self._near = sorted([*self._near, (*rank, outcome)], key=lambda near: near[:2])[:_MOST_NEAR]

    def proposal(self, chance: Random) -> Plan:
        """Return what to play next."""
        if self.waiting and chance.randrange(2):
            return self.waiting.popleft()
        members = self.front.members
        near = tuple(outcome for _, _, outcome in self._near)
        from_front = members and (not near or chance.randrange(8))
        pool = members if from_front else near
        if not pool:
            return varied((), (), self._ideas, chance)
        # The nearest of those that come near is taken most often.
        index = chance.randrange(len(pool)) if from_front else min(chance.randrange(len(pool)) for _ in range(2))
        return varied(pool[index].plan, chance.choice((*members, *near)).plan, self._ideas, chance)


@dataclass(frozen=True, slots=True)
class Detour:
    """A plan that gets gold without a component that the level teaches, or with nothing done at all."""

    outcome: PlanOutcome
    avoiding: str


class Search:
    """A search that can be stopped after any plan. Its chance is its own, so the same steps find the same plans.

    ``stars`` is the aim; ``starts`` are plans to begin with, the level's own in general. ``tried`` counts the plans,
    those that were given up or proposed twice included.
    """

    def __init__(self, lesson: Lesson, seed: int, starts: Iterable[Plan], stars: int = ALL_STARS) -> None:
        self._goals = lesson.scenario.goals
        self._branches = Branches(lesson.scenario, seed)
        self._ideas = ideas_of(lesson.scenario)
        self._visitors = sum(sum(wave.arrivals) for wave in lesson.scenario.waves)
        self._chance = Random(0)  # noqa: S311 - a search, no secret
        self._seen: set[Key] = set()
        self._arm = Arm(stars, self._ideas)
        self._around = [Arm(GOLD_STARS, self._ideas, component) for component in lesson.teaches]
        #: The best plans that reach fewer stars than the aim, by stars.
        self._below = {fewer: Front() for fewer in range(1, stars)}
        self.tried = 0
        self._nothing_new = 0
        #: When a plan last came to the front.
        self._changed = 0
        self.idle = self._play((), spare=False)
        # Taken from the front one by one, half of the time, so the level's own plans come first.
        own = [in_order(list(plan)) for plan in starts]
        self._begin(self._arm, own)
        for arm in self._around:
            self._begin(arm, [without(plan, arm.avoiding) for plan in own])
        for plan in own:
            self._play(plan, spare=False)

    def _begin(self, arm: Arm, plans: list[Plan]) -> None:
        arm.waiting.extend(plan for plan in plans if plan)
        moments = [self._ideas.end * part // (2 * _FIRST_MOMENTS) for part in range(_FIRST_MOMENTS)]
        for tick in moments:
            for idea in self._ideas.ideas:
                plan = tuple(placed(idea, tick, self._ideas.end))
                if plan and arm.takes(plan):
                    arm.waiting.append(plan)

    def step(self) -> None:
        """Choose a plan and play it."""
        open_arms = [arm for arm in self._around if not len(arm.front)]
        stale = self.tried - self._changed > _STALE
        turn, rest = divmod(self.tried, _AROUND_WHEN_STALE if stale else _AROUND)
        arm = self._arm if rest or not open_arms else open_arms[turn % len(open_arms)]
        plan = self._proposal(arm)
        self._play(plan, spare=arm is self._arm)

    def _proposal(self, arm: Arm) -> Plan:
        plan: Plan = ()
        for _ in range(_TRIES):
            plan = arm.proposal(self._chance)
            if key_of(plan) not in self._seen and arm.takes(plan):
                break
        return plan

    def _play(self, plan: Plan, *, spare: bool) -> PlanOutcome | None:
        """Play a plan that was not played before; with ``spare`` give it up as soon as it cannot be of use."""
        self.tried += 1
        key = key_of(plan)
        if key in self._seen:
            self._nothing_new += 1
            return None
        self._nothing_new = 0
        self._seen.add(key)
        outcome = self._branches.play(plan, self._hopeless if spare and len(self._arm.front) else None)
        if outcome is not None:
            self._seen.add(key_of(outcome.plan))
            self._learn(outcome)
        return outcome

    def _learn(self, outcome: PlanOutcome) -> None:
        for arm in (self._arm, *self._around):
            if arm.takes(outcome.plan):
                new = arm.learn(outcome, shortfall(self._goals, outcome.metrics, arm.stars))
                if new and arm is self._arm:
                    self._changed = self.tried
        for fewer, front in self._below.items():
            if outcome.stars >= fewer:
                front.add(outcome)

    def _hopeless(self, outlook: Outlook) -> bool:
        """Whether a game cannot reach the front any more: a member is as good, or too many people are lost."""
        if self._arm.front.beats(outlook.least):
            return True
        for goal in self._goals:
            if goal.metric is Metric.SESSION_LOSS and goal.passing is not None:
                return outlook.lost * 1000 // max(1, self._visitors) > goal.passing
        return False

    @property
    def exhausted(self) -> bool:
        """Whether the level is so small that nothing new has come up for long."""
        return self._nothing_new >= _PATIENCE

    @property
    def stars(self) -> int:
        """The stars that the front's plans have at least: the aim, or the most that were reached; 0: none won."""
        if len(self._arm.front):
            return self._arm.stars
        return max((fewer for fewer, front in self._below.items() if len(front)), default=0)

    @property
    def front(self) -> tuple[PlanOutcome, ...]:
        """The Pareto front of time, cost and commands among the plans with ``stars``."""
        front = self._arm.front if len(self._arm.front) else self._below.get(self.stars, Front())
        return front.members

    @property
    def detours(self) -> tuple[Detour, ...]:
        """Ways around the lesson that were found, at most one for each component; first if nothing need be done."""
        idle = [Detour(self.idle, "")] if self.idle is not None and self.idle.stars else []
        found = [
            Detour(min(arm.front.members, key=lambda one: (one.metrics.commands, -one.stars)), arm.avoiding)
            for arm in self._around
            if len(arm.front)
        ]
        return (*idle, *found)
