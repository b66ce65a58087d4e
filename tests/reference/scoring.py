"""Scoring: from counters to metrics, stars and the score.

Rules

* Session loss is lost ÷ logged in, failed requests failed ÷ all, load imbalance as the windows say: per mille,
  rounded down. Percentiles of latency go by nearest rank.
* ★ every ``passing`` limit holds. ★★ also gold in session loss and load imbalance. ★★★ gold in everything. There are no
  stars without goals, or once the lives are used up.
* The score is 1000 × kept² × answered × (80 % + 10 % even + 5 % thrift + 5 % speed): kept is 1 − session loss, answered
  1 − 5 × failed requests, even 1 − load imbalance, thrift 1 − cost ÷ twice the budget, speed 1 − time ÷ twice the
  planned time; none below 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import Metric
from scalegame.engine.state.canonical import digest_of
from scalegame.engine.view import Metrics, Result
from tests.reference.state import canonical
from tests.reference.waves import no_lives_left

if TYPE_CHECKING:
    from tests.reference.service import Service


def result_of(service: Service) -> Result:
    """Return the score as it stands."""
    values = values_of(service)
    stars = stars_of(service, values)
    return Result(
        won=stars > 0,
        stars=stars,
        score=score_of(service, values),
        metrics=Metrics(
            sessions=service.logged_in,
            sessions_lost=service.lost,
            requests=service.requests,
            requests_failed=service.failed,
            imbalance_over=service.imbalance_over,
            imbalance_base=service.imbalance_base,
            latency=(percentile(service, 50), percentile(service, 95), percentile(service, 99)),
            cost=service.spent,
            time=service.tick,
            commands=service.commands,
        ),
        losses=tuple(service.losses),
        failures=tuple(service.failures),
        digest=digest_of(canonical(service)),
    )


def values_of(service: Service) -> dict[Metric, int]:
    """Return what goals can limit: shares in per mille, latency in ms, cost in millicents, time in ticks."""
    return {
        Metric.SESSION_LOSS: per_mille(service.lost, service.logged_in),
        Metric.LOAD_IMBALANCE: per_mille(service.imbalance_over, service.imbalance_base),
        Metric.FAILED_REQUESTS: per_mille(service.failed, service.requests),
        Metric.LATENCY_P95: percentile(service, 95),
        Metric.COST: service.spent,
        Metric.TIME: service.tick,
        Metric.COMMANDS: service.commands,
    }


def per_mille(part: int, whole: int) -> int:
    """Return a share in per mille, rounded down."""
    return part * 1000 // max(whole, 1)


def percentile(service: Service, share: int) -> int:
    """Return the latency (ms) that ``share`` per cent of the answers do not exceed; 0 without answers."""
    everything = sum(service.latencies.values())
    rank = -(-everything * share // 100)
    reached = 0
    for milliseconds in sorted(service.latencies):
        reached += service.latencies[milliseconds]
        if reached >= rank:
            return milliseconds
    return 0


def stars_of(service: Service, values: dict[Metric, int]) -> int:
    """Return 0 to 3 stars."""
    goals = service.scenario.goals
    if not goals or no_lives_left(service):
        return 0
    if any(goal.passing is not None and values[goal.metric] > goal.passing for goal in goals):
        return 0
    missed = [goal.metric for goal in goals if goal.gold is not None and values[goal.metric] > goal.gold]
    if Metric.SESSION_LOSS in missed or Metric.LOAD_IMBALANCE in missed:
        return 1
    return 2 if missed else 3


def score_of(service: Service, values: dict[Metric, int]) -> int:
    """Return 0 to 1000 points, from whole per mille, rounded down."""
    planned = sum(len(wave.arrivals) for wave in service.scenario.waves)
    kept = rest(values[Metric.SESSION_LOSS])
    answered = rest(5 * values[Metric.FAILED_REQUESTS])
    even = rest(values[Metric.LOAD_IMBALANCE])
    thrift = rest(per_mille(service.spent, 2 * max(1, service.scenario.budget)))
    speed = rest(per_mille(service.tick, 2 * planned))
    quality = 800 + (100 * even + 50 * thrift + 50 * speed) // 1000
    return kept * kept * answered * quality // 1000**3


def rest(per_mille: int) -> int:
    """Return what is left of 1000."""
    return max(0, 1000 - per_mille)
