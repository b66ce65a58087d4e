"""Telling a person at a terminal how far it is, once that takes longer than they like to wait."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from scalegame.cli.timing import given_clock

#: Whoever waits longer than this is told how far it is.
PATIENCE_MS = 1000
BETWEEN_SIGNS_MS = 200

Tell = Callable[[str], None]


@contextmanager
def waiting() -> Iterator[Tell]:
    """Yield a function that shows a line on standard error, if that is a terminal; the line is gone in the end."""
    terminal = sys.stderr  # Whatever else is redirected meanwhile.
    if not terminal.isatty():
        yield lambda _: None
        return
    now = given_clock().monotonic_ms
    due, shown = now() + PATIENCE_MS, False

    def tell(line: str) -> None:
        nonlocal due, shown
        if now() >= due:
            click.echo(f"\r{line}\x1b[K", nl=False, file=terminal)
            due, shown = now() + BETWEEN_SIGNS_MS, True

    try:
        yield tell
    finally:
        if shown:
            click.echo("\r\x1b[K", nl=False, file=terminal)


@contextmanager
def counting(unit: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that takes how many ``unit`` are done, of how many, and shows it as ``waiting`` does."""
    with waiting() as tell:
        yield lambda done, all_there_are: tell(f"{unit} {done:,} of {all_there_are:,}")
