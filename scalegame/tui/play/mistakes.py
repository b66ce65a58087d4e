"""The panel over the game that tells what is wrong with the level file that is being written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from scalegame.content.reader.diagnostics import Problem
from scalegame.content.reader.excerpt import excerpt
from scalegame.sanitize import screen_text
from scalegame.tui.kit.literal import literal

#: So many mistakes are shown, each with its line, in a low terminal and in others; the rest is counted.
_FEW, _MORE, _LOW = 2, 5, 32
#: So many lines a sentence may take.
_LINES = 2
_BORDERS = 4


class Mistakes(Static):
    """Shows the mistakes of the file, each at its place, until the file is good again."""

    DEFAULT_CSS = """
    Mistakes {
        layer: mistakes;
        dock: bottom;
        height: auto;
        padding: 0 1;
        background: $surface;
        color: $foreground;
        border: round $error;
    }
    """

    def __init__(self, problems: Sequence[Problem], size: Size) -> None:
        most = _FEW if size.height < _LOW else _MORE
        super().__init__(Content("\n").join(_lines(problems, size.width - _BORDERS, most)), markup=False)
        self.problems = tuple(problems)


def _lines(problems: Sequence[Problem], width: int, most: int) -> Iterator[Content]:
    yield Content.assemble(("✖ ", "bold $error"), ("Saved, but broken; you play the last good version.", "bold"))
    for problem in problems[:most]:
        place = f"{problem.line}:{problem.column}: " if problem.line else ""
        name = problem.file.replace("\\", "/").rpartition("/")[2]
        told = Content.assemble((f"{screen_text(name)}:{place}", "$text-muted"), screen_text(problem.message))
        first, *rest = told.wrap(width)
        yield first
        yield from (line.rstrip() + "…" if len(rest) >= _LINES else line for line in rest[: _LINES - 1])
        if problem.line:
            source, before = excerpt(problem, width)
            yield literal(source, "$text-muted")
            yield Content.assemble(" " * before, ("^", "bold $error"))
    if len(problems) > most:
        yield Content.styled(f"and {len(problems) - most} more; `scalegame check` tells all", "$text-muted")
