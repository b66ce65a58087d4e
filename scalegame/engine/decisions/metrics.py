"""From counters to what people compare: metrics, stars and the score."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scalegame.engine.decisions.legality import has_fallen
from scalegame.engine.integers import places_in, running_sum
from scalegame.engine.scenario import Goal, Metric, Scenario
from scalegame.engine.state.digest import state_digest
from scalegame.engine.state.world import World, wave_spans
from scalegame.engine.view import Metrics, Result

#: ★★ needs gold in these where the level sets it; ★★★ in everything.
SECOND_STAR = (Metric.SESSION_LOSS, Metric.LOAD_IMBALANCE)
#: No game scores more.
MOST_POINTS = 1000


def metrics_of(world: World) -> Metrics:
    """Return the metrics as they stand."""
    return Metrics(
        sessions=world.logged_in,
        sessions_lost=world.lost,
        requests=world.requests_total,
        requests_failed=world.failed,
        imbalance_over=world.imbalance_over,
        imbalance_base=world.imbalance_base,
        latency=_percentiles(world),
        cost=world.spent,
        time=world.tick,
        commands=world.commands,
    )


def _percentiles(world: World) -> tuple[int, int, int]:
    """Return p50, p95 and p99 in ms by nearest rank; zeros when nothing was answered."""
    reached = running_sum(world.latency)
    total = int(reached[-1])
    if not total:
        return 0, 0, 0
    ranks = np.array([-(-total * share // 100) for share in (50, 95, 99)], np.int64)
    p50, p95, p99 = places_in(reached, ranks).tolist()
    return p50, p95, p99


def stars_of(goals: tuple[Goal, ...], metrics: Metrics) -> int:
    """Return 0 (a pass limit broken, or no goals to reach) to 3 stars.

    ★ every pass, ★★ also gold in session loss and load imbalance, ★★★ gold in all.
    """
    if not goals or any(goal.passing is not None and metrics.value(goal.metric) > goal.passing for goal in goals):
        return 0
    missed = {goal.metric for goal in goals if goal.gold is not None and metrics.value(goal.metric) > goal.gold}
    if missed & set(SECOND_STAR):
        return 1
    return 2 if missed else 3


@dataclass(frozen=True, slots=True)
class Score:
    """The points that a game did not get, part by part, of the most there are; the rest is the score.

    Each part takes from what those before it left: people logged out, failed requests, imbalance, cost, time.
    """

    logged_out: int
    failed: int
    imbalance: int
    cost: int
    time: int

    @property
    def points(self) -> int:
        """The score."""
        return MOST_POINTS - (self.logged_out + self.failed + self.imbalance + self.cost + self.time)


def score_of(metrics: Metrics, budget: int, planned: int) -> int:
    """Return 0 to 1000 points (see ``score_parts``)."""
    return score_parts(metrics, budget, planned).points


def score_parts(metrics: Metrics, budget: int, planned: int) -> Score:
    """Return the score with its parts: the published formula, in whole per mille, rounded down.

    1000 × kept² × answered × (80 % + 10 % even + 5 % thrift + 5 % speed), where kept is 1 − session loss,
    answered 1 − 5 × failed requests, even 1 − load imbalance, thrift 1 − cost ÷ twice the ``budget``
    (millicents), speed 1 − time ÷ twice the ``planned`` end (ticks); none of them below 0.
    """
    kept = 1000 - min(1000, metrics.session_loss)
    answered = 1000 - min(1000, 5 * metrics.failed_requests)
    even = 1000 - min(1000, metrics.load_imbalance)
    thrift = 1000 - min(1000, metrics.cost * 500 // max(1, budget))
    speed = 1000 - min(1000, metrics.time * 500 // max(1, planned))

    def points(answered: int = 1000, even: int = 1000, thrift: int = 1000, speed: int = 1000) -> int:
        return kept * kept * answered * (800 + (100 * even + 50 * thrift + 50 * speed) // 1000) // 10**9

    left = (
        MOST_POINTS,
        points(),
        points(answered),
        points(answered, even),
        points(answered, even, thrift),
        points(answered, even, thrift, speed),
    )
    return Score(*(before - after for before, after in pairwise(left)))


def score_in(scenario: Scenario, metrics: Metrics) -> Score:
    """Return the score of a game of ``scenario``, against its budget and the time that its waves take."""
    return score_parts(metrics, scenario.budget, wave_spans(scenario, [])[-1][1])


def result_of(world: World) -> Result:
    """Return the score so far; final once the game is over."""
    metrics = metrics_of(world)
    stars = 0 if has_fallen(world) else stars_of(world.scenario.goals, metrics)
    return Result(
        won=stars > 0,
        stars=stars,
        score=score_in(world.scenario, metrics).points,
        metrics=metrics,
        losses=tuple(world.losses),
        failures=tuple(world.failures),
        digest=state_digest(world),
    )
