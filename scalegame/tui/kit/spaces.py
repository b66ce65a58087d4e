"""Spaces before a text carry no ink: they get the background alone.

Programs that turn a terminal's screen into a picture (recorders, screenshot tools) draw each coloured run at its
first cell, and some drop the spaces that a run begins with; aligned columns then fall apart. A run of spaces alone
is drawn right by all.
"""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter


@lru_cache(maxsize=1024)
def _without_ink(style: Style) -> Style:
    """Return ``style`` with its background, attributes and meta data, but no text colour."""
    return style.without_color + Style(bgcolor=style.bgcolor, meta=style.meta or None)


class InklessSpaces(LineFilter):
    """Splits every coloured run that begins with spaces in two."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return ``segments`` with the leading spaces of each as a segment of their own."""
        split: list[Segment] = []
        for segment in segments:
            text, style, control = segment
            bare = text.lstrip(" ")
            if style is None or control or not bare or len(bare) == len(text):
                split.append(segment)
            else:
                split += (Segment(text[: len(text) - len(bare)], _without_ink(style)), Segment(bare, style))
        return split
