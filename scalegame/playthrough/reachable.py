"""The stars within reach of a game under way: those of its metrics at the end if nothing more goes wrong. Pure."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine.decisions.metrics import stars_of
from scalegame.engine.scenario import Scenario
from scalegame.engine.view import Metrics, View


def best_case(view: View, scenario: Scenario, visitors: int) -> Metrics:
    """Return the metrics at the end if nobody else is logged out and no further request fails.

    ``visitors`` is how many the whole level expects. The rule: all of them come and finish their visits, with as many
    requests each as their kind makes in the mean; the load is even from now on and every answer is quick. What was
    spent, the time and the commands can only grow, so they count as they are. A goal that even these metrics break
    is lost; one that only the metrics so far break can still be met.
    """
    now = view.metrics
    if view.over:
        return now
    requests = max(now.requests, visitors * _requests_per_hundred(scenario) // 100)
    return replace(
        now,
        sessions=max(now.sessions, visitors),
        requests=requests,
        imbalance_base=now.imbalance_base * requests // max(1, now.requests),
        latency=(0, 0, 0),
    )


def stars_in_reach(view: View, scenario: Scenario, visitors: int) -> int:
    """Return how many stars the best case earns; of a game that is over, how many it earned."""
    return stars_of(scenario.goals, best_case(view, scenario, visitors))


def _requests_per_hundred(scenario: Scenario) -> int:
    """Return how many requests a hundred visitors make in the mean, log-ins included."""
    shares = sum(source.share for source in scenario.sources)
    made = sum(source.share * (200 + 100 * sum(source.requests)) for source in scenario.sources)
    return made // max(1, 2 * shares)
