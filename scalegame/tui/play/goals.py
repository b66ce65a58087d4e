"""The goals against their limits: one line on a narrow screen, a list with bars in the side panel."""

from __future__ import annotations

from typing import NamedTuple

from scalegame.engine.scenario import Goal, Metric
from scalegame.playthrough.scene import Scene
from scalegame.tui.kit.canvas import BOLD, MUTED, Canvas, Ink, Pen, Picture, Span, spans_width
from scalegame.tui.kit.painted import Painted
from scalegame.tui.play.tally import tally_line
from scalegame.wording.score import METRIC_WORDS
from scalegame.wording.units import GOLD, at_most, metric_reached, metric_value

_GAP = 3
_LEAST_BAR, _WIDEST_BAR = 4, 12
_PERCENT = len("99.9%")
#: Of so few people a share says nothing yet: three of five are 60 %.
_FEW_PEOPLE = 20
_SHARES = frozenset({Metric.SESSION_LOSS, Metric.LOAD_IMBALANCE, Metric.FAILED_REQUESTS})


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
    return Span(GOLD, Pen(Ink.GOOD, bold=True))


def outlook(goal: Goal, scene: Scene) -> Span:
    """Return the sign of a goal in a game under way: over its limit it warns, and fails once it cannot be met.

    While there were few people yet, a share that can still be met does not warn: it is too early to say.
    """
    value = scene.view.metrics.value(goal.metric)
    reachable = goal.passing is None or scene.best_case.value(goal.metric) <= goal.passing
    over = goal.passing is not None and value > goal.passing
    if not (over and reachable):
        return standing(goal, value)
    early = goal.metric in _SHARES and scene.view.metrics.sessions < _FEW_PEOPLE
    return Span("…", MUTED) if early else Span("!", Pen(Ink.WARN, bold=True))


def limit(goal: Goal) -> int:
    """Return the limit that a goal's bar is drawn against."""
    return goal.passing if goal.passing is not None else goal.gold or 0


class _Style(NamedTuple):
    """The parts that the line has room for.

    Gold limits beside those that pass; words before limits, or a stroke; bars; room for larger numbers, so that nothing
    moves; tenths of a percent even in large shares.
    """

    gold: bool = False
    words: bool = True
    bar: bool = False
    steady: bool = True
    tenths: bool = True


#: Each is tried in turn. What a limit is about is worth more than a bar.
_STYLES = (
    _Style(gold=True, bar=True),
    _Style(gold=True),
    _Style(bar=True),
    _Style(),
    _Style(tenths=False),
    _Style(words=False),
    _Style(words=False, steady=False),
    _Style(words=False, steady=False, tenths=False),
)
#: From here on, in per mille, a tenth of a percent may be left out.
_LARGE = 100


def goals_line(scene: Scene, width: int) -> Picture:
    """Return all goals in one line; what room the numbers leave goes to the gold limits and to bars."""
    canvas = Canvas(width, 1)
    if not scene.goals:
        return tally_line(scene, width)
    texts, bar = _fitting(scene, width)
    spare = width - sum(spans_width(spans) for spans in texts)
    gap = _GAP if bar else max(1, min(_GAP, spare // max(1, len(texts) - 1)))
    x = 0
    for goal, spans in zip(scene.goals, texts, strict=True):
        x = canvas.spans(x, 0, spans)
        if bar:
            canvas.bar(x + 1, 0, bar, _used(goal, scene), Pen(spans[0].pen.ink))
            x += 1 + bar
        x += gap
    return canvas.picture()


def _fitting(scene: Scene, width: int) -> tuple[list[list[Span]], int]:
    """Return each goal's text in the roomiest style that fits, and the width of a bar (0: none)."""
    texts: list[list[Span]] = []
    for style in _STYLES:
        texts = [_number(goal, scene, style) for goal in scene.goals]
        spare = width - sum(spans_width(spans) for spans in texts)
        bar = (spare + _GAP) // len(texts) - _GAP - 1
        if style.bar and bar >= _LEAST_BAR:
            return texts, min(_WIDEST_BAR, bar)
        if not style.bar and spare >= len(texts) - 1:
            break
    return texts, 0


def _number(goal: Goal, scene: Scene, style: _Style) -> list[Span]:
    value, most = scene.view.metrics.value(goal.metric), limit(goal)
    share = goal.metric in _SHARES
    # Rounded up, so that nothing seems to be within a limit that it is over.
    rounded = not style.tenths and share and value > _LARGE and not most % 10
    if rounded:
        number = metric_value(goal.metric, -(-value // 10) * 10)
    else:
        number = metric_reached(goal.metric, scene.view.metrics)
    told = f"/{metric_value(goal.metric, most)}"
    if style.words:
        told = " ".join(one for one in (" " + _most(goal), _gold(goal) if style.gold else "") if one)
    room = len(metric_value(goal.metric, most))
    if share:
        room = max(room, _PERCENT if style.tenths else len("100%"))
    return [
        outlook(goal, scene),
        Span(f" {METRIC_WORDS[goal.metric].label} ", MUTED),
        Span(number, BOLD),
        Span(told, MUTED),
        Span(" " * (room - len(number)) if style.steady else "", MUTED),
    ]


def _most(goal: Goal, *, word: bool = True) -> str:
    """Return the limit of a goal's bar in words; one that is gold and nothing less says so in any case."""
    if goal.passing is None:
        return at_most(goal.metric, goal.gold or 0, "gold")
    return at_most(goal.metric, goal.passing, "pass" if word else "")


def _gold(goal: Goal) -> str:
    """Return the gold limit, if it is another than the bar's."""
    if goal.gold is None or goal.gold == limit(goal):
        return ""
    return at_most(goal.metric, goal.gold, "gold")


def _used(goal: Goal, scene: Scene) -> int:
    """Return how much of a goal's limit is used up, in per mille."""
    value = scene.view.metrics.value(goal.metric)
    return value * 1000 // limit(goal) if limit(goal) else 1000 * (value > 0)


def goals_list(canvas: Canvas, y: int, scene: Scene) -> int:
    """Draw one line a goal with its bar, limit and gold from row ``y`` on; return the row after them."""
    names = [METRIC_WORDS[goal.metric].label for goal in scene.goals]
    numbers = [metric_reached(goal.metric, scene.view.metrics) for goal in scene.goals]
    golds = [_gold(goal) or ("" if goal.passing is not None else _most(goal)) for goal in scene.goals]
    limits: list[str] = []
    name = number = most = gold = 0
    for word in (True, False):
        limits = ["" if goal.passing is None else _most(goal, word=word) for goal in scene.goals]
        columns = (names, numbers, limits, golds)
        name, number, most, gold = (max((len(text) for text in column), default=0) for column in columns)
        if name + number + most + gold + 6 + _LEAST_BAR <= canvas.width:
            break
    bar = max(_LEAST_BAR, canvas.width - name - number - most - gold - 6)
    for goal, *texts in zip(scene.goals, names, numbers, limits, golds, strict=True):
        sign = outlook(goal, scene)
        canvas.spans(0, y, [sign, Span(f" {texts[0]}", MUTED)])
        x = 3 + name
        canvas.bar(x, y, bar, _used(goal, scene), Pen(sign.pen.ink))
        x += bar + 1 + number
        canvas.right(x, y, texts[1], BOLD)
        canvas.text(x + 1, y, texts[2], MUTED)
        canvas.text(x + 2 + most, y, texts[3], MUTED)
        y += 1
    return y
