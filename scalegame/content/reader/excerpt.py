"""A line of a file around the place of a mistake, cut so that it fits and the place stays in sight."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from scalegame.content.reader.diagnostics import Problem

#: The cells of a long line that are shown behind the place of a mistake.
_BEHIND = 30


def excerpt(problem: Problem, room: int) -> tuple[str, int]:
    """Return the line of ``problem`` in at most ``room`` cells, and how many cells stand before the place."""
    source, caret = problem.source, problem.caret
    if cell_len(source) > room:
        start = next(n for n in range(caret + 1) if cell_len(source[n:caret]) <= room - _BEHIND)
        source, caret = ("…" + source[start + 1 :], caret - start) if start else (source, caret)
    before = cell_len(source[:caret])
    if cell_len(source) > room:
        source = set_cell_size(source, room - 1).rstrip() + "…"
    return source, before
