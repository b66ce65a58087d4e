"""The base of the play screen's widgets: a pure drawing of a scene, put on the terminal line by line.

Finished lines go to the terminal as they are: Textual need not look through all of them at every frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise, starmap

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from scalegame.playthrough.scene import Scene
from scalegame.playthrough.selection import Node
from scalegame.tui.kit.canvas import Canvas, Ink, Pen, Picture
from scalegame.tui.messages import CommandChosen, NodePicked

#: Which of the theme's colours each ink is.
_COLOURS = {
    Ink.TEXT: "foreground",
    Ink.MUTED: "text-muted",
    Ink.FAINT: "line",
    Ink.GOOD: "success",
    Ink.WARN: "warning",
    Ink.BAD: "error",
    Ink.FLOW: "primary",
    Ink.REDIS: "secondary",
    Ink.SQL: "sql",
    Ink.FILES: "files",
    Ink.QUEUE: "queue",
    Ink.STAR: "accent",
}


class Painted(Widget):
    """Shows a scene as a picture and says where it was clicked. Only lines that changed are sent again."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.scene: Scene | None = None
        self.picture: Picture = Canvas(0, 0).picture()
        self._lines: list[Strip] = []
        self._edge: tuple[Segment, ...] = ()
        self._top = 0
        self._styles: dict[Pen, Style] = {}
        # Most runs of a moment were there in the one before.
        self._segments = lru_cache(maxsize=1024)(self._segments_of)
        self._theme = ""
        self._paper = Color(0, 0, 0)
        self._filters: Sequence[LineFilter] = ()
        self._room = self._outer = Size(0, 0)
        self._begun = False

    def draw(self, scene: Scene, width: int, height: int) -> Picture:
        """Return the picture of ``scene``; pure, and each widget's own."""
        raise NotImplementedError

    def show(self, scene: Scene) -> None:
        """Draw a new moment."""
        self.scene = scene
        self.redraw()

    def on_resize(self) -> None:
        """Draw for the new size."""
        self._room = self.size
        self._begun = False
        self.redraw()

    def on_hide(self) -> None:
        """Draw nothing until there is a size again."""
        self._room = Size(0, 0)

    def notify_style_update(self) -> None:
        """Draw in the new colours, if it is they that changed."""
        super().notify_style_update()
        if self.app.theme != self._theme:
            self._theme = self.app.theme
            self._styles.clear()
            self._segments.cache_clear()
            self._begun = False
            self.redraw()

    def redraw(self) -> None:
        """Draw everything anew."""
        if self.scene is not None and self._room:
            self.put(self.draw(self.scene, *self._room))

    def put(self, picture: Picture) -> None:
        """Put a picture on the terminal: send the lines that differ from what is there."""
        if not self._room:
            return
        if self._begun:
            rows: Sequence[int] = picture.changed(self.picture)
        else:
            rows = range(picture.height)
            self._begin()
        self.picture = picture
        for y in rows:
            segments = chain(self._edge, *starmap(self._segments, picture.runs(y)))
            self._lines[self._top + y] = Strip(segments, self._outer.width)
        if rows:
            self.refresh(*(Region(0, first, self._room.width, count) for first, count in bands(rows)))

    def _begin(self) -> None:
        """Have Textual draw border and padding, once for a size and theme. They may be on the left, above and below."""
        self._begun, self._outer = True, self.outer_size
        self._paper, self._filters = self.background_colors[1], self.get_line_filters()
        self.refresh()
        self._lines = super().render_lines(self._outer.region)
        self._top, left = self.styles.gutter.top, self.styles.gutter.left
        self._edge = tuple(self._lines[self._top].crop(0, left))

    def render_line(self, y: int) -> Strip:
        """Return a line as long as there is no picture."""
        return Strip.blank(self.size.width, self.rich_style)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the finished lines of a part of the widget."""
        lines = self._lines[crop.y : crop.bottom]
        if crop.size == self._outer:
            return lines
        lines = [line.crop_extend(*crop.column_span, self.rich_style) for line in lines]
        return lines + [Strip.blank(crop.width, self.rich_style)] * (crop.height - len(lines))

    def _segments_of(self, text: str, pen: Pen) -> list[Segment]:
        """Return a run as the terminal gets it: in the theme's colours, and through the app's filters."""
        segments = [Segment(text, self._style(pen))]
        for line_filter in self._filters:
            segments = line_filter.apply(segments, self._paper)
        return segments

    def _style(self, pen: Pen) -> Style:
        style = self._styles.get(pen)
        if style is None:
            ink = Color.parse(self.app.theme_variables[_COLOURS[pen.ink]]).rich_color
            paper = self._paper.rich_color
            # Not the terminal's own reverse: blanks must keep their colour when a filter takes the ink off them.
            ink, paper = (paper, ink) if pen.reverse else (ink, paper)
            style = Style(color=ink, bgcolor=paper, bold=pen.bold)
            self._styles[pen] = style
        return style

    def on_click(self, event: events.Click) -> None:
        """Post the message of what was clicked, and hide the tooltip."""
        self.tooltip = None
        message = message_for(self.picture.at(event.x, event.y))
        if message is not None:
            event.stop()
            self.post_message(message)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Set the tooltip to what is under the mouse."""
        tip = self._tip(self.picture.at(event.x, event.y))
        if tip != self.tooltip:
            self.tooltip = tip

    def _tip(self, target: object) -> str | None:
        if self.scene is None or not isinstance(target, str):
            return None
        return next((offer.tip for offer in self.scene.offers if offer.command.id == target), None)


def bands(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Return ascending ``rows`` as bands of neighbours: the first row of each, and how many there are."""
    firsts = [n for n, y in enumerate(rows) if n == 0 or y != rows[n - 1] + 1]
    return [(rows[n], end - n) for n, end in pairwise([*firsts, len(rows)])]


def message_for(target: object) -> Message | None:
    """Return the message for a click on ``target``: a part of the service, or a command's id."""
    match target:
        case Node():
            return NodePicked(target)
        case str():
            return CommandChosen(target)
        case _:
            return None
