"""The first line: level, waves, pause and speed, clock, money and stars."""

from __future__ import annotations

from typing import NamedTuple

from textual.geometry import Region

from scalegame.engine.view import View, WaveView
from scalegame.ui.widgets.canvas import BOLD, MUTED, Canvas, Ink, Pen, Picture, Span, spans_width, width_of
from scalegame.ui.widgets.painted import Painted
from scalegame.ui.widgets.scene import Scene
from scalegame.ui.words import cents, clock, money, speed

_KEY = Pen(Ink.FLOW, bold=True)
_BADGE = Pen(Ink.WARN, bold=True, reverse=True)
_STARS = 3
_LEAST_TITLE = 8


class Header(Painted):
    """What level this is and how it stands."""

    def draw(self, scene: Scene, width: int, height: int) -> Picture:
        """Draw the line."""
        return header(scene, width)


class _Part(NamedTuple):
    """A piece at the right end: what it shows, the cells after it, the command that a click gives."""

    spans: list[Span]
    gap: int = 2
    command: str = ""


def header(scene: Scene, width: int) -> Picture:
    """Return the header of ``scene``, one line ``width`` cells wide."""
    canvas = Canvas(width, 1)
    dots = [_dot(wave, scene.view.tick) for wave in scene.view.waves]
    badge = f" {scene.badge} " if scene.badge else ""
    wanted = width_of(scene.title) + len(dots) + 4 + (width_of(badge) + 1 if badge else 0)
    parts = _parts(scene, running_cost=True)
    if _width(parts) + wanted > width:
        parts = _parts(scene, running_cost=False)
    x = width - _width(parts)
    start = canvas.text(0, 0, badge, _BADGE) + 1 if badge else 0
    end = canvas.text(start, 0, scene.title, BOLD, max(_LEAST_TITLE, x - start - 4 - len(dots)))
    end = canvas.spans(end + 2, 0, dots, x - end - 3)
    started = [wave.title for wave in scene.view.waves if wave.started]
    if started and end + 1 + width_of(started[-1]) + 2 <= x:
        canvas.text(end + 1, 0, started[-1], MUTED)
    for part in parts:
        after = canvas.spans(x, 0, part.spans)
        if part.command:
            canvas.spot(Region(x, 0, after - x, 1), part.command)
        x = after + part.gap
    return canvas.picture()


def _width(parts: list[_Part]) -> int:
    return sum(spans_width(part.spans) + part.gap for part in parts)


def _parts(scene: Scene, *, running_cost: bool) -> list[_Part]:
    """Return the pieces at the right end; the numbers have room to grow, so that no key ever moves."""
    view = scene.view
    time = [Span(f"{clock(view.tick):>{len(clock(view.end))}}", BOLD), Span(f"/{clock(view.end)}", MUTED)]
    stars = [Span("★" * scene.stars, Pen(Ink.STAR)), Span("☆" * (_STARS - scene.stars), MUTED)]
    return [
        _Part([_state(scene)], command="pause"),
        _Part([Span("−", _KEY)], gap=1, command="slower"),
        _Part([Span(speed(scene.speed), BOLD)], gap=1),
        _Part([Span("+", _KEY)], command="faster"),
        _Part(time),
        _Part(_money(view, running_cost=running_cost)),
        _Part(stars, gap=0),
    ]


def _state(scene: Scene) -> Span:
    if scene.view.over:
        return Span("■ over   ", BOLD)
    return Span("‖ paused ", Pen(Ink.WARN, bold=True)) if scene.paused else Span("▶ running", Pen(Ink.GOOD, bold=True))


def _money(view: View, *, running_cost: bool) -> list[Span]:
    pen = Pen(Ink.WARN if view.spent * 10 > view.budget * 9 else Ink.TEXT, bold=True)
    spent = f"{cents(view.spent):>{len(cents(view.budget))}}"
    rate = f" −{cents(view.upkeep)}/s" if running_cost else ""
    return [Span(spent, pen), Span(f"/{money(view.budget)}{rate}", MUTED)]


def _dot(wave: WaveView, tick: int) -> Span:
    """Return the sign of a wave: done, under way, to come."""
    if not wave.started:
        return Span("○", MUTED)
    return Span("●", Pen(Ink.GOOD)) if tick >= wave.end else Span("◐", Pen(Ink.WARN))
