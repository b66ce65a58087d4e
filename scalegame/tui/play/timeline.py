"""The foot of a replay: its timeline, on which one can point, and the keys that move it."""

from __future__ import annotations

from textual import events

from scalegame.playthrough.replay import MarkKind, Timeline, TimelineMark
from scalegame.playthrough.scene import Scene
from scalegame.tui.kit.canvas import BOLD, FAINT, MUTED, Canvas, Ink, Pen, Picture, Span, width_of
from scalegame.tui.kit.painted import Painted
from scalegame.tui.messages import Sought
from scalegame.tui.play.command_bar import command_line
from scalegame.wording.units import clock

#: The rows: waves and incidents on a rule, the commands, the track, the keys.
_RULE, _COMMANDS, _TRACK, _KEYS = range(4)
_LABEL = "commands"
_PLAYED = Pen(Ink.FLOW)
_HERE = Pen(Ink.TEXT, bold=True)
_GIVEN, _TO_COME = Pen(Ink.FLOW, bold=True), MUTED
#: The rarer ways to move stand in palette and help.
_LEFT_OUT = ("slower", "faster", "far_back", "far_on", "begin", "end", "flow")
#: On a narrow screen, single seconds and the handbook as well.
_NARROW, _LEFT_OUT_THERE = 100, ("tick_back", "tick_on", "handbook")


class Transport(Painted):
    """Four lines: the timeline, and what can be done. A click on the timeline, or dragging along it, seeks."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._dragged = False

    def draw(self, scene: Scene, width: int, height: int) -> Picture:
        """Draw the timeline and the keys."""
        return transport(scene, width, height)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go where the timeline was pressed, and follow the mouse from there."""
        if event.button == 1 and event.y <= _TRACK and event.x >= _left(self._timeline):
            self._dragged = True
            self.capture_mouse()
            self._seek(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the mouse."""
        if self._dragged:
            self._seek(event.x)

    def on_mouse_up(self) -> None:
        """Stay where the mouse let go."""
        if self._dragged:
            self._dragged = False
            self.release_mouse()

    @property
    def _timeline(self) -> Timeline:
        shown = None if self.scene is None else self.scene.timeline
        return shown or Timeline(0, 0, (), 0, 0)

    def _seek(self, x: int) -> None:
        self.post_message(Sought(tick_at(x, self.size.width, self._timeline)))


def transport(scene: Scene, width: int, height: int) -> Picture:
    """Return the timeline of ``scene`` and the keys below it."""
    canvas = Canvas(width, height)
    timeline = scene.timeline
    if timeline is None:
        return canvas.picture()
    left = _left(timeline)
    canvas.rule(_RULE)
    canvas.text(0, _COMMANDS, _LABEL, MUTED)
    for mark in timeline.marks:
        y = _COMMANDS if mark.kind is MarkKind.COMMAND else _RULE
        canvas.text(column(mark.tick, width, timeline), y, mark.sign, _pen(mark, timeline))
    here = column(timeline.position, width, timeline)
    canvas.spans(0, _TRACK, [Span(f"{clock(timeline.position):>{len(clock(timeline.length))}}", BOLD),
                             Span(f"/{clock(timeline.length)}", MUTED)])  # fmt: skip
    canvas.text(left, _TRACK, "━" * (here - left), _PLAYED)
    canvas.text(here, _TRACK, "─" * (width - here), FAINT)
    canvas.put(here, _TRACK, "●", _HERE)
    left_out = _LEFT_OUT + (_LEFT_OUT_THERE if width < _NARROW else ())
    command_line(canvas, 0, _KEYS, [offer for offer in scene.offers if offer.command.id not in left_out])
    return canvas.picture()


def _pen(mark: TimelineMark, timeline: Timeline) -> Pen:
    match mark.kind:
        case MarkKind.COMMAND:
            return _GIVEN if mark.tick <= timeline.position else _TO_COME
        case MarkKind.WAVE:
            return BOLD
        case MarkKind.INCIDENT:
            return Pen(Ink.WARN if mark.mild else Ink.BAD, bold=True)


def _left(timeline: Timeline) -> int:
    """Return the cell at which the track begins, behind the times."""
    return max(width_of(_LABEL), 2 * len(clock(timeline.length)) + 1) + 1


def column(tick: int, width: int, timeline: Timeline) -> int:
    """Return the cell that stands for ``tick``."""
    left = _left(timeline)
    return left + tick * (width - left - 1) // max(1, timeline.length)


def tick_at(x: int, width: int, timeline: Timeline) -> int:
    """Return the first tick that the cell ``x`` stands for; beside the track, the nearest end."""
    left = _left(timeline)
    room = max(1, width - left - 1)
    return max(0, min(timeline.length, -(-(x - left) * timeline.length // room)))
