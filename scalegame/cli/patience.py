"""Telling a person at a terminal how far it is, once that takes longer than they like to wait."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import click

#: Whoever waits longer than this is told how far it is.
PATIENCE_SECONDS = 1.0
BETWEEN_SIGNS_SECONDS = 0.2

Tell = Callable[[str], None]


@contextmanager
def waiting() -> Iterator[Tell]:
    """Give what shows a line on standard error, if that is a terminal; the line is gone in the end."""
    terminal = sys.stderr  # Whatever else is redirected meanwhile.
    if not terminal.isatty():
        yield lambda _: None
        return
    due, shown = monotonic() + PATIENCE_SECONDS, False

    def tell(line: str) -> None:
        nonlocal due, shown
        if monotonic() >= due:
            click.echo(f"\r{line}\x1b[K", nl=False, file=terminal)
            due, shown = monotonic() + BETWEEN_SIGNS_SECONDS, True

    try:
        yield tell
    finally:
        if shown:
            click.echo("\r\x1b[K", nl=False, file=terminal)


@contextmanager
def counting(unit: str) -> Iterator[Callable[[int, int], None]]:
    """Give what is told how many are done of how many ``unit``, and shows it as ``waiting`` does."""
    with waiting() as tell:
        yield lambda done, all_there_are: tell(f"{unit} {done:,} of {all_there_are:,}")
