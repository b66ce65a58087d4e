"""Exit statuses of the command line, and the errors that end a command with ``BAD_INPUT``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

GOOD, NO, BAD_INPUT, OTHER_CONTENT, OTHER_RULES, INTERRUPTED, UNREAD = 0, 1, 2, 3, 4, 130, 141


@contextmanager
def level_errors_in_one_line() -> Iterator[None]:
    """Turn a ``LevelError`` into a ``ClickException`` with its summary. It is a decorator of commands, too."""
    from scalegame.content.reader.diagnostics import LevelError

    try:
        yield
    except LevelError as error:
        raise click.ClickException(error.summary) from None
