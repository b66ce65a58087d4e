"""Sizes in cells as the command line writes them: ``80x24``."""

from __future__ import annotations

import re

import click

_SMALLEST, _LARGEST = (80, 24), (400, 200)


def size(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[int, int]:
    """Return the columns and rows that ``value`` names, in which the game can be shown."""
    found = re.fullmatch(r"([0-9]{1,4})x([0-9]{1,4})", value)
    columns, rows = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (_SMALLEST[0] <= columns <= _LARGEST[0] and _SMALLEST[1] <= rows <= _LARGEST[1]):
        smallest, largest = (f"{width}x{height}" for width, height in (_SMALLEST, _LARGEST))
        raise click.BadParameter(f"{value!r} is no size from {smallest} to {largest}")
    return columns, rows
