"""The words of a what-if: the decision that was changed, and both outcomes side by side. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scalegame.analysis.whatif.best_change import WhatIf
from scalegame.analysis.whatif.changes import Added, Change, Removed, Shifted
from scalegame.engine.commands import At
from scalegame.engine.scenario import Goal, Metric
from scalegame.engine.view import Metrics
from scalegame.wording.commands import deeds
from scalegame.wording.units import clock, metric_reached, people, requests

#: Begins the sentences about the commands of a game that was played with one decision changed.
SUBJECT = "What if: you"
#: A replay of such a game shows this, so that nobody takes it for their own.
BADGE = "what if"
#: These are told where the outcomes differ, whether a goal asks for them or not.
_TOLD = (Metric.SESSION_LOSS, Metric.FAILED_REQUESTS, Metric.LOAD_IMBALANCE, Metric.COST)


def condition(change: Change) -> str:
    """Return the changed decision as the first half of a sentence."""
    match change:
        case Added(given):
            return f"If you had {', and '.join(map(_deed, given))}"
        case Removed(given):
            return f"If you had not {', nor '.join(map(_deed, given))}"
        case Shifted(before, after):
            pairs = zip(before, after, strict=True)
            return f"If you had {', and '.join(_moved(old, new) for old, new in pairs)}"


def _deed(at: At) -> str:
    return f"{deeds([at.command])} at {clock(at.tick)}"


def _moved(old: At, new: At) -> str:
    return _deed(new) if new.tick == old.tick else f"{_deed(new)} instead of {clock(old.tick)}"


def sentence(found: WhatIf) -> str:
    """Return a sentence about the result of the search; with a change, the compared numbers follow it."""
    if found.change is not None:
        return f"{condition(found.change)}{', you would still have every star, for less' if found.unneeded else ''}:"
    if found.unimprovable:
        return "Every star, and nothing in it that only cost money. The rest of the score lies in many small things."
    return "No single decision would have changed much. It takes several."


def compared(goals: Iterable[Goal], own: Metrics, other: Metrics) -> Iterator[Metric]:
    """Yield the metrics that are worth a line: those of the goals, and of the rest what differs and matters."""
    asked = [goal.metric for goal in goals]
    yield from asked
    for metric in _TOLD:
        if metric not in asked and number(metric, own) != number(metric, other):
            yield metric


def most_compared(goals: Iterable[Goal]) -> int:
    """Return how many metrics ``compared`` can yield at most."""
    return len({*_TOLD, *(goal.metric for goal in goals)})


def number(metric: Metric, metrics: Metrics) -> str:
    """Return a metric's value, with the people or requests behind a share."""
    match metric:
        case Metric.SESSION_LOSS:
            return f"{people(metrics.sessions_lost)} ({metric_reached(metric, metrics)})"
        case Metric.FAILED_REQUESTS:
            return f"{requests(metrics.requests_failed)} ({metric_reached(metric, metrics)})"
        case _:
            return metric_reached(metric, metrics)
