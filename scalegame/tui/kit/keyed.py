"""Sentences with keys in them: what stands between backticks is a key, and is seen as one."""

from __future__ import annotations

from collections.abc import Iterator

from scalegame.tui.kit.canvas import TEXT, Ink, Pen, Span, spans_width

#: How a key looks.
KEY = Pen(Ink.FLOW, bold=True)


def pieces(told: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of ``told``, each with whether it is a key."""
    yield from ((piece, n % 2 == 1) for n, piece in enumerate(told.split("`")) if piece)


def spans_of(told: str, plain: Pen = TEXT) -> list[Span]:
    """Return ``told`` in the pen ``plain``, with its keys as keys."""
    return [Span(piece, KEY if is_key else plain) for piece, is_key in pieces(told)]


def lines_of(told: str, width: int) -> list[list[Span]]:
    """Break ``told`` into lines of at most ``width`` cells, between words."""
    lines: list[list[Span]] = [[]]
    for word in map(spans_of, told.split()):
        if lines[-1] and spans_width(lines[-1]) + 1 + spans_width(word) > width:
            lines.append([])
        lines[-1] += [*([Span(" ")] if lines[-1] else []), *word]
    return lines
