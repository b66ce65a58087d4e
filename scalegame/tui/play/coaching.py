"""The place of the tutorial: two lines, and the key that hides them."""

from __future__ import annotations

from textual.geometry import Region

from scalegame.playthrough.scene import Scene
from scalegame.tui.kit.canvas import MUTED, Canvas, Picture, Span, spans_width
from scalegame.tui.kit.keyed import lines_of, spans_of
from scalegame.tui.kit.painted import Painted

_KEY = "`t`"
_HIDE = spans_of(f"{_KEY} hides this", MUTED)
_HIDE_WIDTH = spans_width(_HIDE)
#: Longer lines are hard to read.
_WIDEST = 100
#: The command that a click on the way out gives.
_COMMAND = "guide"


class Coaching(Painted):
    """Shows the present words of the coach."""

    def show(self, scene: Scene) -> None:
        """Draw a new moment, if something else is said."""
        before, self.scene = self.scene, scene
        if before is None or before.coach != scene.coach:
            self.redraw()

    def draw(self, scene: Scene, width: int, height: int) -> Picture:
        """Draw the lines."""
        return coaching(scene.coach, width, height)


def coaching(told: str, width: int, height: int) -> Picture:
    """Return ``told`` in lines of a readable length, and the way to hide them at the end of the last."""
    canvas = Canvas(width, height)
    for y, line in enumerate(lines_of(told, min(width, _WIDEST))):
        canvas.spans(0, y, line, width)
    x = min(width, _WIDEST + _HIDE_WIDTH) - _HIDE_WIDTH
    if _KEY not in told:  # else it is told already
        canvas.spans(x - 1, height - 1, [Span(" "), *_HIDE])
    canvas.spot(Region(x, height - 1, _HIDE_WIDTH, 1), _COMMAND)
    return canvas.picture()
