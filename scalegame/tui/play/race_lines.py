"""Races as the play screen draws them: a delta in the header, splits in the panel, the ghost's curve beside yours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.geometry import Region

from scalegame.playthrough.race import Pace
from scalegame.playthrough.scene import Scene
from scalegame.runs.race.splits import is_gold, live_delta, split_delta
from scalegame.runs.race.track import Track
from scalegame.tui.kit.canvas import BOLD, FAINT, MUTED, TEXT, Canvas, Ink, Pen, Span, fit, sparkline, squeeze, width_of
from scalegame.wording.units import GOLD, cents, clock, short, signed

#: The command that a click on anything about the race gives.
CHOOSE = "ghost"
#: Rows that two curves take.
ROWS = 2
_YOU = Pen(Ink.FLOW)
_GHOST = Pen(Ink.MUTED)
_GOLD = Span(GOLD, Pen(Ink.STAR, bold=True))
_DELTA = len("+0:00")
_CLOCK = len("00:00")
_GAP = 2
_LEAST_NAME = 6
_ROOMY = 110
#: A handful of people is never the full height of a curve.
_LEAST_TOP = 20
_MS = 1000


def delta_span(ticks: int | None, width: int = _DELTA) -> Span:
    """Return how far behind or ahead something is, at the right end of ``width`` cells; blank if nobody knows."""
    if ticks is None:
        return Span(" " * width)
    ink = Ink.GOOD if ticks < 0 else Ink.WARN if ticks else Ink.TEXT
    return Span(f"{signed(ticks):>{width}}", Pen(ink, bold=True))


def standing(pace: Pace, *, split: bool) -> list[Span]:
    """Return the delta for the header, with the rival's ``split`` of the wave under way if there is room."""
    spans = [delta_span(pace.delta)]
    if split:
        time = "–" if pace.split is None else clock(pace.split)
        spans += [Span(f" {pace.rival} ", MUTED), Span(f"{time:>{len('0:00')}}", MUTED)]
    return spans


def real_time(pace: Pace) -> list[Span]:
    """Return the time on the player's own clock."""
    return [] if pace.real_ms is None else [Span("real ", MUTED), Span(clock(pace.real_ms // _MS), BOLD)]


# The panel -----------------------------------------------------------------------------------------------------------


def split_rows(scene: Scene) -> int:
    """Return how many rows the splits take: a heading, a wave each, the sums."""
    comparison = scene.pace.race.comparison
    return 1 + len(scene.view.waves) + (1 if comparison.golds else 0) + (1 if scene.pace.ghost else 0)


def splits_list(canvas: Canvas, y: int, scene: Scene) -> int:
    """Draw one line a wave: its split or the running time, delta (◎: a gold segment), best and ghost."""
    pace, comparison = scene.pace, scene.pace.race.comparison
    columns = [("best", comparison.best.splits)] if comparison.best else []
    columns += [("ghost", pace.ghost.track.splits)] if pace.ghost else []
    longest = max(width_of(wave.title) for wave in scene.view.waves) + _GAP
    name = max(_LEAST_NAME, min(longest, canvas.width - _CLOCK - _GAP - _DELTA - 2 - len(columns) * (_CLOCK + _GAP)))
    heads = ["you", "", *(title for title, _ in columns)]
    ends = [name + _CLOCK, name + _CLOCK + _GAP + _DELTA + 1]
    ends += [ends[-1] + (n + 1) * (_CLOCK + _GAP) for n in range(len(columns))]
    for end, head in zip(ends, heads, strict=True):
        canvas.right(end, y, head, MUTED)
    for wave, view in enumerate(scene.view.waves):
        y += 1
        under_way = wave == len(pace.done) and not scene.view.over
        done = wave < len(pace.done)
        canvas.text(0, y, fit(view.title, name - 1), BOLD if under_way else MUTED)
        if done or (under_way and pace.tick):
            canvas.right(ends[0], y, clock(pace.done[wave] if done else pace.tick), BOLD if done else Pen(Ink.FLOW))
        delta = (
            split_delta(pace.done, pace.against, wave)
            if done
            else live_delta(pace.done, pace.tick, pace.against)
            if under_way
            else None
        )
        if is_gold(pace.done, comparison.golds, wave):
            canvas.spans(ends[0] + 1, y, [_GOLD])
        canvas.spans(ends[0] + _GAP, y, [delta_span(delta)])
        for end, (_, splits) in zip(ends[2:], columns, strict=True):
            canvas.right(end, y, clock(splits[wave]) if wave < len(splits) else "–", MUTED)
    return _sums(canvas, y + 1, scene)


def _sums(canvas: Canvas, y: int, scene: Scene) -> int:
    """Draw what the golds add up to and what can still be reached, and who the ghost is."""
    pace, comparison = scene.pace, scene.pace.race.comparison
    best, possible = comparison.sum_of_best, comparison.possible(pace.done, pace.tick)
    if best is not None and possible is not None:
        spans = [Span("sum of best ", MUTED), Span(clock(best), BOLD)]
        if not scene.view.over:
            spans += [Span("  still possible ", MUTED), Span(clock(possible), BOLD)]
        canvas.spans(0, y, spans, canvas.width)
        y += 1
    if pace.ghost:
        end = canvas.spans(0, y, [Span("ghost ", MUTED), Span(pace.ghost.rival.name, BOLD)], canvas.width)
        canvas.spot(Region(0, y, end, 1), CHOOSE)
        y += 1
    return y


# The curves ----------------------------------------------------------------------------------------------------------


def curves_width(scene: Scene, width: int) -> int:
    """Return the cells that the numbers beside the curves take; 0 without a ghost."""
    return 0 if scene.pace.ghost is None else len(_told(_Standing(0, 0, 0, 0), scene, width)) + _GAP


def curves(canvas: Canvas, y: int, scene: Scene, left: int, room: int) -> None:
    """Draw two lines of columns on the time axis of the traffic: people logged out and requests failed so far.

    Yours ends at the present tick; what the ghost's shows behind the mark is still to come.
    """
    pace = scene.pace
    if pace.ghost is None:
        return
    track, metrics = pace.ghost.track, scene.view.metrics
    ticks = max(1, len(scene.forecast))
    now = min(room - 1, pace.tick * room // ticks)
    theirs = track.harm
    top = max(_LEAST_TOP, *pace.harm[-1:], *theirs[-1:])
    you = _Standing(metrics.sessions_lost, metrics.requests_failed, metrics.cost, metrics.commands)
    lines = (("you", pace.harm, you, _YOU), ("ghost", theirs, _standing_of(track, pace.tick), _GHOST))
    for label, values, standing_now, pen in lines:
        drawn = sparkline(_on_axis(values, ticks, room), top)[0]
        canvas.text(0, y, label, MUTED)
        canvas.text(left, y, drawn[:now], pen)
        canvas.put(left + now, y, "┃", BOLD)
        canvas.text(left + now + 1, y, drawn[now + 1 :], FAINT)
        canvas.text(left + room + _GAP, y, _told(standing_now, scene, canvas.width), TEXT if label == "you" else MUTED)
        y += 1
    canvas.spot(Region(0, y - 1, canvas.width, 1), CHOOSE)


class _Standing(NamedTuple):
    """The counters of a game: sessions lost, requests failed, cost in millicents, commands."""

    lost: int
    failed: int
    cost: int
    commands: int


def _standing_of(track: Track, tick: int) -> _Standing:
    row = track.at(tick)
    if row is None:
        return _Standing(0, 0, 0, 0)
    last = min(tick, len(track.rows)) - 1
    return _Standing(track.lost[last], track.failed[last], row.cost, row.commands)


def _on_axis(values: Sequence[int], ticks: int, room: int) -> list[int]:
    """Return a column for each cell of an axis of ``ticks``; nothing where there are no values."""
    return squeeze([*values[:ticks], *(0 for _ in range(ticks - len(values)))], room)


def _told(standing_now: _Standing, scene: Scene, width: int) -> str:
    """Return the numbers of a line, each as wide as it may grow."""
    budget = len(cents(scene.view.budget))
    lost, failed, cost, given = standing_now
    commands = f"{given:>2} {'command' if width >= _ROOMY else 'cmd'}{' ' if given == 1 else 's'}"
    return f"{short(lost):>4} out {short(failed):>4} failed  {cents(cost):>{budget}}  {commands}"
