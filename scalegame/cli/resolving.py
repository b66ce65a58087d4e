"""``scalegame check --resolved``: a level with all that it extends, and where each value was written."""

from __future__ import annotations

from pathlib import Path

import click

from scalegame.content.extends import origins, whole_level
from scalegame.content.loader import read_file
from scalegame.content.reader.json_reader import Path as Steps
from scalegame.content.reader.writer import in_line, written
from scalegame.sanitize import harmless

_LONGEST = 60


def print_resolved(name: str, *, blame: bool) -> None:
    """Print the level in the file ``name`` as the game reads it, or every value of it with its place.

    Raises ``LevelError`` if it cannot be put together; whether it is right is not looked at.
    """
    path = Path(name)
    whole = whole_level(read_file(path), path)
    if not blame:
        click.echo(written(whole.value), nl=False)
        return
    for steps, value, spot in origins(whole):
        shown = harmless(in_line(value))
        shown = shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
        click.echo(f"{spot.file}:{spot.line}:{spot.column}: {harmless(_name(steps))} = {shown}")


def _name(steps: Steps) -> str:
    return ".".join(str(step) for step in steps) or "the level"
