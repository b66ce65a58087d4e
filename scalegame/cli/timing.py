"""The clock of a command: made where the command line begins, and handed down in click's context."""

from __future__ import annotations

import click

from scalegame.clock import Clock


def given_clock() -> Clock:
    """Return the clock that the running command was given."""
    clock: Clock = click.get_current_context().obj
    return clock
