"""How a score came about, in words. Pure."""

from __future__ import annotations

from dataclasses import asdict

from scalegame.engine.decisions.metrics import MOST_POINTS, score_in
from scalegame.engine.scenario import Scenario
from scalegame.engine.view import Metrics

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
