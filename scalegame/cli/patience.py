"""Telling a person at a terminal how far it is, once that takes longer than they like to wait."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import click

#: Whoever waits longer than this is told how far it is.
PATIENCE_SECONDS = 1.0
_BETWEEN_SIGNS_SECONDS = 0.2


@contextmanager
def waiting(unit: str) -> Iterator[Callable[[int, int], None]]:
    """Give what is told how many are done of how many ``unit``, and shows it on a terminal's standard error."""
    terminal = sys.stderr  # Whatever else is redirected meanwhile.
    if not terminal.isatty():
        yield lambda _done, _all: None
        return
    due, shown = monotonic() + PATIENCE_SECONDS, False

    def show(done: int, all_there_are: int) -> None:
        nonlocal due, shown
        if monotonic() >= due:
            click.echo(f"\r{unit} {done:,} of {all_there_are:,}", nl=False, file=terminal)
            due, shown = monotonic() + _BETWEEN_SIGNS_SECONDS, True

    try:
        yield show
    finally:
        if shown:
            click.echo("\r\x1b[K", nl=False, file=terminal)
