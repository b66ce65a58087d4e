"""The goals against their limits: one line on a narrow screen, a list with bars in the side panel."""

from __future__ import annotations

from scalegame.engine.scenario import Goal
from scalegame.engine.view import Metrics
from scalegame.ui.widgets.canvas import BOLD, MUTED, Canvas, Ink, Pen, Picture, Span, spans_width
from scalegame.ui.widgets.painted import Painted
from scalegame.ui.widgets.scene import Scene
from scalegame.ui.words import metric_name, metric_value

_GAP = 3
_BAR = (4, 12)


class Goals(Painted):
    """All goals in a line."""

    def draw(self, scene: Scene, width: int, height: int) -> Picture:
        """Draw the line."""
        return goals_line(scene, width)


def standing(goal: Goal, value: int) -> Span:
    """Return the sign of how ``value`` stands against a goal: gold, passed or failed, in shape and colour."""
    if goal.passing is not None and value > goal.passing:
        return Span("✖", Pen(Ink.BAD, bold=True))
    if goal.gold is not None and value > goal.gold:
        return Span("✔", Pen(Ink.WARN, bold=True))
    return Span("★", Pen(Ink.GOOD, bold=True))


def limit(goal: Goal) -> int:
    """Return the limit that a goal's bar is drawn against."""
    return goal.passing if goal.passing is not None else goal.gold or 0


def goals_line(scene: Scene, width: int) -> Picture:
    """Return all goals in one line; what room the numbers leave goes to the gold limits, then to bars."""
    canvas = Canvas(width, 1)
    texts = [_number(goal, scene.view.metrics, gold=True) for goal in scene.goals]
    if _bar_width(texts, width) < _BAR[0]:
        texts = [_number(goal, scene.view.metrics, gold=False) for goal in scene.goals]
    bar = _bar_width(texts, width)
    gap = _GAP if bar >= 0 else max(1, (width - sum(spans_width(spans) for spans in texts)) // max(1, len(texts) - 1))
    x = 0
    for goal, spans in zip(scene.goals, texts, strict=True):
        x = canvas.spans(x, 0, spans)
        if bar >= _BAR[0]:
            draw_bar(canvas, x + 1, 0, bar, goal, scene.view.metrics)
            x += 1 + bar
        x += gap
    return canvas.picture()


def _bar_width(texts: list[list[Span]], width: int) -> int:
    """Return how wide a bar behind each of ``texts`` can be."""
    room = width - sum(spans_width(spans) for spans in texts) - _GAP * (len(texts) - 1)
    return min(_BAR[1], room // max(1, len(texts)) - 1)


def _number(goal: Goal, metrics: Metrics, *, gold: bool) -> list[Span]:
    value = metrics.value(goal.metric)
    return [
        standing(goal, value),
        Span(f" {metric_name(goal.metric)} ", MUTED),
        Span(metric_value(goal.metric, value), BOLD),
        Span(f"/{metric_value(goal.metric, limit(goal))}", MUTED),
        *([Span(f" {text}", MUTED)] if gold and (text := _gold(goal)) else []),
    ]


def _gold(goal: Goal) -> str:
    """Return the gold limit, if it is another than the bar's."""
    if goal.gold is None or goal.gold == limit(goal):
        return ""
    return f"★{metric_value(goal.metric, goal.gold)}"


def draw_bar(canvas: Canvas, x: int, y: int, width: int, goal: Goal, metrics: Metrics) -> None:
    """Draw how much of a goal's limit is used up."""
    value = metrics.value(goal.metric)
    share = value * 1000 // limit(goal) if limit(goal) else 1000 * (value > 0)
    canvas.bar(x, y, width, share, Pen(standing(goal, value).pen.ink))


def goals_list(canvas: Canvas, y: int, scene: Scene) -> int:
    """Draw one line a goal with its bar, limit and gold from row ``y`` on; return the row after them."""
    values = [(goal, scene.view.metrics.value(goal.metric)) for goal in scene.goals]
    names = [metric_name(goal.metric) for goal, _ in values]
    numbers = [metric_value(goal.metric, value) for goal, value in values]
    limits = [f"of {metric_value(goal.metric, limit(goal))}" for goal, _ in values]
    golds = [_gold(goal) for goal, _ in values]
    columns = (names, numbers, limits, golds)
    name, number, most, gold = (max((len(text) for text in column), default=0) for column in columns)
    bar = max(_BAR[0], canvas.width - name - number - most - gold - 6)
    for (goal, value), *texts in zip(values, names, numbers, limits, golds, strict=True):
        canvas.spans(0, y, [standing(goal, value), Span(f" {texts[0]}", MUTED)])
        x = 3 + name
        draw_bar(canvas, x, y, bar, goal, scene.view.metrics)
        x += bar + 1 + number
        canvas.right(x, y, texts[1], BOLD)
        canvas.text(x + 1, y, texts[2], MUTED)
        canvas.text(x + 2 + most, y, texts[3], MUTED)
        y += 1
    return y
