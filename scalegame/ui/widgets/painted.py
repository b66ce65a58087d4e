"""The base of the play screen's widgets: a pure drawing of a scene, put on the terminal line by line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from scalegame.ui.messages import CommandChosen, Node, NodePicked
from scalegame.ui.widgets.canvas import Canvas, Ink, Pen, Picture
from scalegame.ui.widgets.scene import Scene

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
    """Shows ``scene`` as a picture and says where it was clicked. Only lines that changed are sent again."""

    ALLOW_SELECT = False

    scene: reactive[Scene | None] = reactive(None, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.picture: Picture = Canvas(0, 0).picture()
        self._strips: list[Strip] = []
        self._styles: dict[Pen, Style] = {}
        self._theme = ""
        self._drawn_for = Size(0, 0)
        self._moved: set[int] = set()

    def draw(self, scene: Scene, width: int, height: int) -> Picture:
        """Return the picture of ``scene``; pure, and each widget's own."""
        raise NotImplementedError

    def over(self, y: int) -> Sequence[tuple[int, str, Pen]]:
        """Return single cells to lay over row ``y`` at this moment, for what moves."""
        return ()

    def watch_scene(self) -> None:
        """Draw the new moment."""
        self.redraw()

    def on_resize(self) -> None:
        """Draw for the new size."""
        self.redraw()

    def notify_style_update(self) -> None:
        """Draw in the new colours, if it is they that changed."""
        super().notify_style_update()
        if self.app.theme != self._theme:
            self._theme = self.app.theme
            self._styles.clear()
            self._drawn_for = Size(0, 0)
            self.redraw()

    def redraw(self) -> None:
        """Draw everything anew and send the lines that differ."""
        size = self.size
        if self.scene is None or not size:
            return
        before, self.picture = self.picture, self.draw(self.scene, *size)
        rows = range(self.picture.height)
        if size == self._drawn_for:
            self.send([y for y in rows if y in self._moved or self.over(y) or not self.picture.same_row(before, y)])
        else:
            self._drawn_for = size
            self.send(rows)

    def send(self, rows: Sequence[int]) -> None:
        """Bring ``rows`` up to date on the terminal."""
        width = self._drawn_for.width
        if len(self._strips) != self.picture.height:
            self._strips = [Strip.blank(width)] * self.picture.height
        for y in rows:
            over = self.over(y)
            segments = [Segment(text, self._style(pen)) for text, pen in self.picture.spans(y, over)]
            self._strips[y] = Strip(segments, width)
            (self._moved.add if over else self._moved.discard)(y)
        if rows:
            self.refresh(*(Region(0, y, width, 1) for y in rows))

    def render_line(self, y: int) -> Strip:
        """Return one finished line."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _style(self, pen: Pen) -> Style:
        style = self._styles.get(pen)
        if style is None:
            ink = Color.parse(self.app.theme_variables[_COLOURS[pen.ink]]).rich_color
            paper = self.background_colors[1].rich_color
            # Not the terminal's own reverse: blanks must keep their colour when a filter takes the ink off them.
            ink, paper = (paper, ink) if pen.reverse else (ink, paper)
            style = Style(color=ink, bgcolor=paper, bold=pen.bold)
            self._styles[pen] = style
        return style

    def on_click(self, event: events.Click) -> None:
        """Tell what was clicked."""
        message = message_for(self.picture.at(event.x, event.y))
        if message is not None:
            event.stop()
            self.post_message(message)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Let the tooltip speak of what is under the mouse."""
        tip = self._tip(self.picture.at(event.x, event.y))
        if tip != self.tooltip:
            self.tooltip = tip

    def _tip(self, target: object) -> str | None:
        if self.scene is None or not isinstance(target, str):
            return None
        return next((offer.tip for offer in self.scene.offers if offer.command.id == target), None)


def message_for(target: object) -> Message | None:
    """Return the message for a click on ``target``: a part of the service, or a command's id."""
    match target:
        case Node():
            return NodePicked(target)
        case str():
            return CommandChosen(target)
        case _:
            return None
