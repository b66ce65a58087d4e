"""The command line. A command is imported when it is called (``commands``), so that ``--help`` answers at once.

Exit statuses: 0 good or won, 1 the answer is no or the game was lost, 2 bad input (one line on standard
error), 3 and 4 a run of another level or ruleset, 130 interrupted, 141 nobody reads the output any more.
"""

from __future__ import annotations

import errno
import os
import sys

import click

from scalegame import __version__
from scalegame.cli.commands import LazyGroup
from scalegame.cli.output.streams import print_in_any_encoding
from scalegame.cli.status import BAD_INPUT, GOOD, INTERRUPTED, UNREAD
from scalegame.cli.terminal import open_game
from scalegame.clock import SystemClock
from scalegame.home import HomeError, home

#: What the system says when nobody reads the output any more.
_NO_READER = errno.EINVAL if sys.platform == "win32" else errno.EPIPE


def main() -> None:
    """Run the command line and leave with its exit status."""
    print_in_any_encoding()
    sys.exit(_status())


def _status() -> int:
    try:
        status = _invoke()
        sys.stdout.flush()
    except click.ClickException as error:
        click.echo(f"scalegame: {' '.join(error.format_message().split())}", err=True)
        return BAD_INPUT
    except HomeError as error:
        click.echo(f"scalegame: {error}", err=True)
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except OSError as error:
        if error.errno != _NO_READER:
            raise
        _go_nowhere()
        return UNREAD
    return status


def _go_nowhere() -> None:
    """Discard what Python prints when it ends: it flushes standard output once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _invoke() -> int:
    # Not ``cli.main``: it ends a broken pipe with status 1, which here means that the game was lost.
    try:
        with cli.make_context("scalegame", sys.argv[1:]) as context:
            cli.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    return GOOD


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="scalegame %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Play a game about scaling a web service. Without a command it opens in the terminal."""
    context.obj = SystemClock()
    home()  # a home that cannot be is told before a screen opens
    if context.invoked_subcommand is None:
        open_game(None, None)
