"""The results that a search keeps: played plans, and the Pareto front of time, cost and commands among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from scalegame.analysis.proof.prove import ALL_STARS, GOLD_STARS
from scalegame.engine import At, Metric, Metrics, Plan
from scalegame.engine.codec import plain_command
from scalegame.engine.scenario import Goal

#: The ticks and plain forms of a plan's commands.
Key = tuple[tuple[int | str, ...], ...]
_SHARE_OF_A_LIMIT = 1000
_SECOND_STAR = (Metric.SESSION_LOSS, Metric.LOAD_IMBALANCE)


class Objectives(NamedTuple):
    """The objectives of a plan: ``time`` in ticks, ``cost`` in millicents, ``commands`` given. Less is better."""

    time: int
    cost: int
    commands: int

    def no_worse(self, other: Objectives) -> bool:
        """Whether this is at least as good as ``other`` in all three."""
        return self.time <= other.time and self.cost <= other.cost and self.commands <= other.commands


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """A played plan, without the commands that were refused, and what came of it."""

    plan: Plan
    stars: int
    score: int
    metrics: Metrics

    @property
    def objectives(self) -> Objectives:
        """The time, cost and commands of the plan."""
        return Objectives(self.metrics.time, self.metrics.cost, self.metrics.commands)


class Front:
    """Outcomes of which none is at least as good as another in every objective; of equal ones the first stays."""

    def __init__(self, outcomes: Iterable[PlanOutcome] = ()) -> None:
        self._members: dict[Objectives, PlanOutcome] = {}
        for outcome in outcomes:
            self.add(outcome)

    @property
    def members(self) -> tuple[PlanOutcome, ...]:
        """The front, fastest first, then cheapest."""
        return tuple(self._members[objectives] for objectives in sorted(self._members))

    def __len__(self) -> int:
        return len(self._members)

    def beats(self, objectives: Objectives) -> bool:
        """Whether a member is at least as good as ``objectives`` in each."""
        return any(member.no_worse(objectives) for member in self._members)

    def add(self, outcome: PlanOutcome) -> bool:
        """Take ``outcome`` in and whatever it beats out; return whether it belongs to the front."""
        new = outcome.objectives
        if self.beats(new):
            return False
        self._members = {old: kept for old, kept in self._members.items() if not new.no_worse(old)}
        self._members[new] = outcome
        return True


def key_of(plan: Plan) -> Key:
    """Return a key that plans with the same commands at the same ticks share."""
    return tuple(_key(at) for at in plan)


def _key(at: At) -> tuple[int | str, ...]:
    return (at.tick, *plain_command(at.command).values())


def shortfall(goals: Iterable[Goal], metrics: Metrics, stars: int) -> int:
    """Return by how much the limits for ``stars`` are broken, in per mille of each limit; 0 if they hold."""
    short = 0
    for goal in goals:
        if goal.passing is not None:
            short += _excess(metrics.value(goal.metric), goal.passing)
        if goal.gold is not None and (stars == ALL_STARS or (stars == GOLD_STARS and goal.metric in _SECOND_STAR)):
            short += _excess(metrics.value(goal.metric), goal.gold)
    return short


def _excess(value: int, limit: int) -> int:
    """Return the excess in per mille of the limit, of shares of at least one in a hundred."""
    return max(0, value - limit) * _SHARE_OF_A_LIMIT // max(limit, 10)
