"""The first line: level, waves, pause and speed, clock, money and stars."""

from __future__ import annotations

from typing import NamedTuple

from textual.geometry import Region

from scalegame.engine.view import View, WaveView
from scalegame.playthrough.scene import Scene
from scalegame.tui.kit.canvas import BOLD, MUTED, Canvas, Ink, Pen, Picture, Span, spans_width, width_of
from scalegame.tui.kit.keyed import KEY
from scalegame.tui.kit.painted import Painted
from scalegame.tui.play.race_lines import CHOOSE, real_time, standing
from scalegame.wording.units import MOST_STARS, STAR, STAR_GONE, STAR_LEFT, cents, clock, money, speed

_BADGE = Pen(Ink.WARN, bold=True, reverse=True)
_LEAST_TITLE, _SHORTEST_TITLE = 8, 5


class Header(Painted):
    """Shows the level's name and how the game stands."""

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
    start = canvas.text(0, 0, badge, _BADGE) + 1 if badge else 0
    around = start + len(dots) + 4
    waves = max((width_of(wave.title) + 3 for wave in scene.view.waves), default=0)
    parts = _fitting(scene, width, (width_of(scene.title) + around, waves), _SHORTEST_TITLE + around)
    x = width - _width(parts)
    least = _SHORTEST_TITLE if scene.pace.ghost else _LEAST_TITLE
    end = canvas.text(start, 0, scene.title, BOLD, max(least, x - around))
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


class _Style(NamedTuple):
    """The parts that the line has room for.

    What a tick costs, the end, real time, deltas and the rival's split, words for the clock and for the stars.
    """

    rate: bool = False
    end: bool = True
    real: bool = False
    race: bool = True
    split: bool = True
    words: bool = True
    reach: bool = False


#: Each is tried in turn, so that the whole title fits.
_CALM = (
    _Style(rate=True, real=True, race=False, reach=True),
    _Style(rate=True, race=False, reach=True),
    _Style(rate=True, race=False),
    _Style(race=False),
)
_RACING = _Style(rate=True, real=True, reach=True), _Style(rate=True, real=True), _Style(real=True)
#: Beside a ghost the title may be cut. Without one nobody has asked for a race: it is told where it has room.
_TIGHT = (
    _Style(real=True),
    _Style(end=False, real=True),
    _Style(end=False, real=True, words=False),
    _Style(end=False, words=False),
    _Style(end=False, split=False, words=False),
)


def _fitting(scene: Scene, width: int, wanted: tuple[int, int], least: int) -> list[_Part]:
    """Return the pieces at the right end in the roomiest style that fits.

    ``wanted`` is what the title takes, and the longest name of a wave: it is worth more than a word about the stars.
    """
    title, waves = wanted
    whole = _RACING if scene.pace.ghost else (*_RACING, *_CALM) if scene.pace.racing else _CALM
    cut = _TIGHT if scene.pace.ghost else ()
    parts: list[_Part] = []
    for room, styles in ((width - title, whole), (width - least, cut)):
        for style in styles:
            parts = _parts(scene, style)
            if _width(parts) + (waves if style.reach else 0) <= room:
                return parts
    return parts


def _parts(scene: Scene, style: _Style) -> list[_Part]:
    """Return the pieces at the right end; the numbers have room to grow, so that no key ever moves."""
    view = scene.view
    time = [Span(f"{clock(view.tick):>{len(clock(view.end))}}", BOLD)]
    time += [Span(f"/{clock(view.end)}", MUTED)] if style.end else []
    real = real_time(scene.pace) if style.real else []
    race = standing(scene.pace, split=style.split) if scene.pace.racing and style.race else []
    return [
        _Part([_state(scene, words=style.words)], command="pause"),
        _Part([Span("−", KEY)], gap=1, command="slower"),
        _Part([Span(speed(scene.speed), BOLD)], gap=1),
        _Part([Span("+", KEY)], command="faster"),
        _Part(time),
        *([_Part(real)] if real else []),
        *([_Part(race, command=CHOOSE)] if race else []),
        _Part(_money(view, running_cost=style.rate)),
        *([_Part(_stars(scene, words=style.reach), gap=0)] if scene.goals else []),
    ]


def _stars(scene: Scene, *, words: bool) -> list[Span]:
    """Return the stars that were earned; while none can be yet, those that still can be and those that cannot."""
    others = MOST_STARS - scene.stars
    if scene.view.over:
        signs, told = [Span(STAR * scene.stars, Pen(Ink.STAR)), Span(STAR_LEFT * others, MUTED)], "earned"
    else:
        signs, told = (
            [Span(STAR_LEFT * scene.stars, Pen(Ink.STAR)), Span(STAR_GONE * others, MUTED)],
            "in reach" if scene.stars else "gone",
        )
    return [*signs, *([Span(f" {told:<8}", MUTED)] if words else [])]


def _state(scene: Scene, *, words: bool) -> Span:
    if scene.view.over:
        text, pen = "■ over   ", BOLD
    elif scene.held and not scene.paused:
        text, pen = "‖ waiting", Pen(Ink.WARN, bold=True)
    elif scene.paused:
        text, pen = "‖ paused ", Pen(Ink.WARN, bold=True)
    else:
        text, pen = "▶ running", Pen(Ink.GOOD, bold=True)
    return Span(text if words else text[0], pen)


def _money(view: View, *, running_cost: bool) -> list[Span]:
    pen = Pen(Ink.WARN if view.spent * 10 > view.budget * 9 else Ink.TEXT, bold=True)
    spent = f"{money(view.spent):>{len(money(view.budget))}}"
    rate = f" −{cents(view.upkeep)}/s" if running_cost else ""
    return [Span(spent, pen), Span(f"/{money(view.budget)}{rate}", MUTED)]


def _dot(wave: WaveView, tick: int) -> Span:
    """Return the sign of a wave: done, under way, to come."""
    if not wave.started:
        return Span("○", MUTED)
    return Span("●", Pen(Ink.GOOD)) if tick >= wave.end else Span("◐", Pen(Ink.WARN))
