"""The tally of a game without goals: its lives if it gives any, and what happened so far."""

from __future__ import annotations

from scalegame.engine.scenario import Metric
from scalegame.engine.units import WHOLE
from scalegame.playthrough.account.unscored import wave_now
from scalegame.playthrough.scene import Scene
from scalegame.tui.kit.canvas import BOLD, MUTED, Canvas, Ink, Pen, Picture, Span, spans_width
from scalegame.wording.units import metric_reached, people, requests

_GAP = 3
#: Below such shares of the lives, in per mille, they warn and are in danger.
_WARN, _DANGER = 500, 200
_LEAST_BAR, _WIDEST_BAR = 6, 16


def tally_line(scene: Scene, width: int) -> Picture:
    """Return one line: lives with a bar first, then what happened, as many parts as fit."""
    canvas = Canvas(width, 1)
    parts = [*_lives(scene), *_happened(scene)]
    x = 0
    for part in parts:
        if x + spans_width(part) > width:
            break
        x = canvas.spans(x, 0, part) + _GAP
    bar = min(_WIDEST_BAR, width - x)
    if scene.scenario.lives and bar >= _LEAST_BAR:
        left = scene.view.lives * WHOLE // scene.scenario.lives
        canvas.bar(x, 0, bar, left, Pen(_ink(left)))
    return canvas.picture()


def tally_list(canvas: Canvas, y: int, scene: Scene) -> int:
    """Draw one line a part from row ``y`` on; return the row after them."""
    for part in (*_lives(scene), *_happened(scene)):
        canvas.spans(0, y, part, canvas.width)
        y += 1
    return y


def tally_rows(scene: Scene) -> int:
    """Return how many lines the list has; none where there are goals."""
    return 0 if scene.goals else len([*_lives(scene), *_happened(scene)])


def _ink(left: int) -> Ink:
    return Ink.BAD if left < _DANGER else Ink.WARN if left < _WARN else Ink.GOOD


def _lives(scene: Scene) -> list[list[Span]]:
    lives = scene.scenario.lives
    if not lives:
        return []
    wave = max(1, wave_now(scene.view))
    pen, left = Pen(_ink(scene.view.lives * WHOLE // lives), bold=True), f"{scene.view.lives:>{len(str(lives))}}"
    told = [Span(f"wave {wave}  ", BOLD), Span(f"♥ {left}", pen), Span(f"/{lives} lives", MUTED)]
    return [told, *([[Span(scene.far, MUTED)]] if scene.far else [])]


def _happened(scene: Scene) -> list[list[Span]]:
    metrics = scene.view.metrics
    return [
        [Span("logged out ", MUTED), Span(people(metrics.sessions_lost), BOLD)],
        [
            Span("failed ", MUTED),
            Span(f"{metrics.requests_failed:,}", BOLD),
            Span(f" of {requests(metrics.requests)} ({metric_reached(Metric.FAILED_REQUESTS, metrics)})", MUTED),
        ],
        [Span("p95 ", MUTED), Span(f"{metrics.latency[1]:,} ms", BOLD)],
        [Span("online ", MUTED), Span(f"{scene.view.online:,}", BOLD)],
    ]
