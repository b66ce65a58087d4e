"""Sentences with keys in them: what stands between backticks is a key, and is seen as one."""

from __future__ import annotations

from scalegame.ui.widgets.canvas import TEXT, Ink, Pen, Span, spans_width

#: How a key looks.
KEY = Pen(Ink.FLOW, bold=True)


def spans_of(told: str, plain: Pen = TEXT) -> list[Span]:
    """Return ``told`` in the pen ``plain``, with its keys as keys."""
    return [Span(part, KEY if n % 2 else plain) for n, part in enumerate(told.split("`")) if part]


def lines_of(told: str, width: int) -> list[list[Span]]:
    """Break ``told`` into lines of at most ``width`` cells, between words."""
    lines: list[list[Span]] = [[]]
    for word in map(spans_of, told.split()):
        if lines[-1] and spans_width(lines[-1]) + 1 + spans_width(word) > width:
            lines.append([])
        lines[-1] += [*([Span(" ")] if lines[-1] else []), *word]
    return lines
