"""Events in plain sentences, the newest first; above them the commands just planned, and the notice to the player."""

from __future__ import annotations

from textual.geometry import Region

from scalegame.playthrough.account.unscored import how_it_ended
from scalegame.playthrough.journal import newest
from scalegame.playthrough.scene import Scene
from scalegame.tui.kit.canvas import MUTED, TEXT, Canvas, Ink, Pen, Picture, Span, fit, width_of
from scalegame.tui.kit.keyed import spans_of
from scalegame.tui.kit.painted import Painted
from scalegame.wording.commands import orders
from scalegame.wording.sentence import Tone
from scalegame.wording.units import STAR_GONE, clock

_TONES = {
    Tone.PLAIN: (Pen(Ink.MUTED), " "),
    Tone.GOOD: (Pen(Ink.GOOD), "✓"),
    Tone.WARN: (Pen(Ink.WARN), "!"),
    Tone.BAD: (Pen(Ink.BAD), "✖"),
}
#: Where sentences begin, behind time and sign.
_INDENT = 8
_START = "The clock is stopped: look around with the arrow keys. space starts it."
_OFFER = "`h` {}, if you want one: it costs no score."
_DECLINE = "`t` no, thanks"
_DOOMED = "No star can be won any more. `o` ends it here and shows what happened."
_OVER = "Over: {outcome}. Enter shows what happened and why."


class Events(Painted):
    """The event lines."""

    def draw(self, scene: Scene, width: int, height: int) -> Picture:
        """Draw as many lines as there is room for."""
        return events(scene, width, height)


def events(scene: Scene, width: int, height: int) -> Picture:
    """Return the notice, if there is one, and the newest events below it."""
    canvas = Canvas(width, height)
    told = _notice(scene, width)
    if told:
        end = canvas.spans(0, 0, told, width)
        if scene.view.over and scene.timeline is None:
            canvas.spot(Region(0, 0, end, 1), "leave")
    first = 1 if told else 0
    if scene.view.tick == 0 and not scene.notice:
        canvas.text(_INDENT, first, scene.teaser, MUTED, width - _INDENT)
    offered = _offer(canvas, scene, height - 1) if height - first > 1 else 0
    for y, line in enumerate(newest(scene.lines, height - first - offered), start=first):
        pen, sign = _TONES[line.sentence.tone]
        spans = [
            Span(f"{clock(line.tick):>{_INDENT - 3}} {sign} ", pen),
            Span(line.sentence.what, TEXT if y == first or line.sentence.tone is not Tone.PLAIN else MUTED),
            Span(f" {line.sentence.why}", MUTED),
        ]
        canvas.spans(0, y, spans, width)
    return canvas.picture()


def _offer(canvas: Canvas, scene: Scene, y: int) -> int:
    """Draw what is offered, where nothing moves when it comes and goes; return how many rows it takes.

    That is the end, where nothing can be won any more, or else a hint.
    """
    if scene.doomed and scene.timeline is None:
        x = canvas.text(0, y, f"{STAR_GONE:>{_INDENT - 2}} ", Pen(Ink.STAR, bold=True))
        end = canvas.spans(x, y, spans_of(_DOOMED, MUTED))
        canvas.spot(Region(x, y, end - x, 1), "outcome")
        return 1
    if not scene.offer:
        return 0
    x = canvas.text(0, y, f"{'?':>{_INDENT - 2}} ", Pen(Ink.STAR, bold=True))
    for told, command in ((_OFFER.format(scene.offer), "hint"), (_DECLINE, "guide")):
        end = canvas.spans(x, y, spans_of(told, MUTED))
        canvas.spot(Region(x, y, end - x, 1), command)
        x = end + 3
    return 1


def _notice(scene: Scene, width: int) -> list[Span]:
    """Return the one line that speaks to the player now."""
    if scene.view.over and scene.timeline is None:  # The way on is never hidden.
        outcome = how_it_ended(scene.scenario, scene.view, scene.stars if scene.won else 0)
        return _line(_OVER.format(outcome=outcome), "■", Ink.STAR)
    if scene.notice and scene.notice.urgent:
        return _line(scene.notice.text, "!", Ink.WARN)
    if scene.notice:
        return _line(scene.notice.text, "»", Ink.FLOW, scene.notice.tick)
    if scene.planned:
        undo = Span(" u undoes it", MUTED)
        planned = fit(f"Planned: {orders(scene.planned)}.", width - _INDENT - width_of(undo.text))
        return [*_line(planned, "»", Ink.FLOW), undo]
    if scene.view.tick == 0 and scene.paused:
        return _line(_START, "»", Ink.FLOW)
    return []


def _line(text: str, sign: str, ink: Ink, tick: int | None = None) -> list[Span]:
    when = "" if tick is None else clock(tick)
    return [Span(f"{when:>{_INDENT - 3}} {sign} ", Pen(ink, bold=True)), Span(text, Pen(ink))]
