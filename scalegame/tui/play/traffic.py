"""Visitors so far and expected, as columns over a time axis with the waves and incidents marked on it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from scalegame.engine.scenario import Incident, IncidentKind, Target
from scalegame.engine.view import View
from scalegame.playthrough.scene import Scene
from scalegame.tui.kit.canvas import (
    BOLD,
    FAINT,
    MUTED,
    Canvas,
    Ink,
    Pen,
    Picture,
    Span,
    cells,
    fit,
    sparkline,
    squeeze,
    width_of,
)
from scalegame.tui.kit.painted import Painted
from scalegame.tui.play.race_lines import ROWS, curves, curves_width
from scalegame.wording.incidents import INCIDENT_WORDS, incident
from scalegame.wording.units import clock, soon

_LABEL = "visitors "
_PAST = Pen(Ink.FLOW)
_NOW = Pen(Ink.TEXT, bold=True)
_WARN = Pen(Ink.WARN, bold=True)
_SOON = 15
_LEAST_PLOT = 24
#: A wave's name is cut, but not below so many cells.
_LEAST_NAME = 4
#: Up to this height what comes next stands beside the rate, above it below.
_LOW = 3
#: Ticks before and after the present that are shown of a long game without goals.
_AROUND = 120


class Traffic(Painted):
    """The traffic plot and its axis, which is also the rule above the topology."""

    def draw(self, scene: Scene, width: int, height: int) -> Picture:
        """Draw as many rows of columns as there are, and the axis below."""
        return traffic(scene, width, height)


def traffic(scene: Scene, width: int, height: int) -> Picture:
    """Return the plot: rows of columns, below them two of curves if a ghost runs along, and the axis."""
    canvas = Canvas(width, height)
    below, height = height - 1, height - (ROWS if scene.pace.ghost else 0)
    view = scene.view
    rate, coming_next = _rate(view), _next(view)
    beside = max(_news_width(view, tall=height > _LOW), curves_width(scene, width))
    room = max(_LEAST_PLOT, width - len(_LABEL) - beside)
    left, feet = len(_LABEL), height - 2
    canvas.text(0, feet, _LABEL, MUTED)
    scene = near(scene)
    now = min(room - 1, scene.view.tick * room // max(1, len(scene.forecast)))
    for y, row in enumerate(_plot(scene.forecast, room, max(1, height - 1))):
        canvas.glyphs(left, y, row[:now], _PAST)
        canvas.glyphs(left + now, y, row[now:], FAINT)
        canvas.put(left + now, y, "┃", _NOW)
    if height > _LOW:
        canvas.spans(left + room + 2, feet - 1, rate)
        canvas.spans(left + room + 2, feet, coming_next)
    else:
        canvas.spans(left + room + 2, feet, [*rate, Span("  "), *coming_next], width - left - room - 2)
    curves(canvas, feet + 1, scene, left, room)
    _axis(canvas, below, scene, left, room)
    return canvas.picture()


def near(scene: Scene) -> Scene:
    """Return what lies around the present moment of a long game without goals: its end says nothing."""
    view = scene.view
    if scene.goals or len(scene.forecast) <= 2 * _AROUND or scene.pace.ghost:
        return scene
    first = min(max(0, view.tick - _AROUND), len(scene.forecast) - 2 * _AROUND)
    waves = tuple(
        replace(
            wave,
            start=max(0, wave.start - first),
            end=wave.end - first,
            incidents=tuple(replace(what, at=what.at - max(0, first - wave.start)) for what in wave.incidents),
        )
        for wave in view.waves
        if first < wave.end and wave.start < first + 2 * _AROUND
    )
    waves = tuple(
        replace(wave, incidents=tuple(what for what in wave.incidents if 0 <= wave.start + what.at < 2 * _AROUND))
        for wave in waves
    )
    nearby = replace(view, tick=view.tick - first, waves=waves)
    return replace(scene, forecast=scene.forecast[first : first + 2 * _AROUND], view=nearby)


@lru_cache(maxsize=2)
def _plot(forecast: tuple[int, ...], width: int, rows: int) -> list[tuple[str, ...]]:
    """Return the lines of columns; they are the same from tick to tick until a wave is started early."""
    columns = squeeze(forecast, width)
    return [cells(line) for line in sparkline(columns, max(1, *columns), rows)]


def _rate(view: View) -> list[Span]:
    return [Span(f"{view.arrivals}", BOLD), Span("/s", MUTED)]


def _news_width(view: View, *, tall: bool) -> int:
    """Return the room for what comes next: enough for the longest of the level, so that the plot never moves."""
    names = [wave.title for wave in view.waves[1:]] + [incident(what) for wave in view.waves for what in wave.incidents]
    longest = max((width_of(name) for name in names), default=len("end"))
    return 2 + longest + len(" in ") + len(clock(view.end)) + (0 if tall else len("000/s  "))


def averted(view: View, strike: int, what: Incident) -> bool:
    """Return whether a leak that strikes at ``strike`` finds its server freshly started or gone, and does no harm."""
    if what.kind is not IncidentKind.LEAK or what.server in set(Target):
        return False
    server = next((server for server in view.servers if server.name == what.server), None)
    return server is None or strike - what.ticks <= server.started <= strike


def coming(view: View) -> list[tuple[int, str]]:
    """Return (tick, what) of every wave and incident that is still to come, the next first."""
    waves = ((wave.start, wave.title) for wave in view.waves[1:] if not wave.started)
    incidents = (
        (wave.start + what.at, incident(what))
        for wave in view.waves
        for what in wave.incidents
        if not averted(view, wave.start + what.at, what)
    )
    return sorted((*waves, *((tick, what) for tick, what in incidents if tick >= view.tick)))


def _next(view: View) -> list[Span]:
    expected = coming(view)
    if not expected:
        return [Span("end ", MUTED), Span(soon(max(0, view.end - view.tick)), BOLD)]
    tick, what = expected[0]
    wait = tick - view.tick
    return [Span(f"{what} ", MUTED), Span(soon(wait), _WARN if wait <= _SOON else BOLD)]


def _axis(canvas: Canvas, y: int, scene: Scene, left: int, room: int) -> None:
    """Draw the rule, on it where waves begin (with their names, if they fit) and incidents strike."""
    canvas.rule(y)
    ticks = max(1, len(scene.forecast))

    def column(tick: int) -> int:
        return left + min(room - 1, tick * room // ticks)

    strikes = ((wave.start + what.at, what) for wave in scene.view.waves for what in wave.incidents)
    marks = {column(tick): (tick, what) for tick, what in strikes}
    for wave, after in zip(scene.view.waves, [*scene.view.waves[1:], None], strict=True):
        x, end = column(wave.start), column(after.start) if after else canvas.width
        canvas.put(x, y, "┴", FAINT)
        place, free = _gap(width_of(wave.title) + 2, x + 2, end - 1, sorted(marks))
        if free >= _LEAST_NAME + 2:
            canvas.text(place, y, f" {fit(wave.title, free - 2)} ", MUTED)
    for x, (strike, what) in marks.items():
        if averted(scene.view, strike, what):
            canvas.put(x, y, "✓", Pen(Ink.GOOD, bold=True))
            continue
        mild = INCIDENT_WORDS[what.kind].mild
        canvas.put(x, y, INCIDENT_WORDS[what.kind].symbol, Pen(Ink.WARN if mild else Ink.BAD, bold=True))


def _gap(width: int, first: int, end: int, marks: list[int]) -> tuple[int, int]:
    """Return the first place of ``width`` cells between ``first`` and ``end`` that touches no mark, or the widest.

    The place is a cell and how many are free from there on.
    """
    places = []
    for start in (first, *(mark + 2 for mark in marks if mark + 1 >= first)):
        stop = min((mark - 1 for mark in marks if mark >= start - 1), default=end)
        places.append((start, max(0, min(stop, end) - start)))
    fitting = (place for place in places if place[1] >= width)
    return next(fitting, max(places, key=lambda place: place[1]))
