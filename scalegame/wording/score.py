"""The words of metrics, one record each, and of the parts of a score. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from scalegame.engine.decisions.metrics import MOST_POINTS, score_in
from scalegame.engine.scenario import Metric, Scenario
from scalegame.engine.view import Metrics


@dataclass(frozen=True, slots=True)
class MetricWords:
    """The words of a metric: its ``label`` in goals, its ``meaning``, and the verdict on a goal that is ``broken``."""

    label: str
    meaning: str
    broken: str


METRIC_WORDS = {
    Metric.SESSION_LOSS: MetricWords(
        "logged out", "visitors who lose their session", "Too many people were logged out"
    ),
    Metric.LOAD_IMBALANCE: MetricWords("imbalance", "busiest server above the mean", "The load was too uneven"),
    Metric.FAILED_REQUESTS: MetricWords("failed", "requests without an answer", "Too many requests failed"),
    Metric.LATENCY_P95: MetricWords("p95 wait", "19 of 20 requests wait no longer", "Answers took too long"),
    Metric.COST: MetricWords("cost", "all that is bought and run", "It cost too much"),
    Metric.TIME: MetricWords("time", "until the last wave ends", "It took too long"),
    Metric.COMMANDS: MetricWords("commands", "commands given to the service", "It took too many commands"),
}

_PARTS = {
    "logged_out": "people logged out",
    "failed": "failed requests",
    "imbalance": "imbalance",
    "cost": "cost",
    "time": "time",
}


def score_told(scenario: Scenario, metrics: Metrics) -> str:
    """Return the score as what each part took: ``1000 − 41 for people logged out − 28 for time``."""
    parts = asdict(score_in(scenario, metrics))
    return "".join([str(MOST_POINTS), *(f" − {points} for {_PARTS[name]}" for name, points in parts.items() if points)])
