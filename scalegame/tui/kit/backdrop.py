"""Containers behind the widgets of the play screen: they are hardly ever seen, so that drawing them is cheap."""

from __future__ import annotations

from textual.containers import Horizontal
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Backdrop(Widget):
    """A container whose lines are all the same: one is drawn and stands for all."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the first line as often as there are lines."""
        return super().render_lines(Region(crop.x, 0, crop.width, 1)) * crop.height


class Body(Horizontal):
    """Holds the service and what stands beside it; they cover all of it."""

    BLANK = True
