"""The command line. Each command imports what it needs, so that ``--help`` answers at once.

Exit statuses: 0 good or won, 1 the answer is no or the game was lost, 2 bad input (one line on standard
error), 3 and 4 a run of another level or ruleset, 130 interrupted, 141 nobody reads the output any more.
"""

from __future__ import annotations

import errno
import os
import sys

import click

from scalegame import __version__
from scalegame.cli import modding, racing
from scalegame.cli.interviewing import INTERVIEW, interview_name
from scalegame.cli.status import BAD_INPUT, GOOD, INTERRUPTED, NO, UNREAD
from scalegame.cli.streams import print_in_any_encoding
from scalegame.cli.terminal import open_game
from scalegame.clock import SystemClock
from scalegame.content.schema.limits import MAX_SEED
from scalegame.home import HomeError, home

_SEED = click.IntRange(0, MAX_SEED)
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
    """Let what Python prints when it ends go nowhere: it flushes standard output once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _invoke() -> int:
    # Not ``cli.main``: it ends a broken pipe with status 1, which here means that the game was lost.
    try:
        with cli.make_context("scalegame", sys.argv[1:]) as context:
            cli.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    return GOOD


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="scalegame %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Play a game about scaling a web service. Without a command it opens in the terminal."""
    context.obj = SystemClock()
    home()  # a home that cannot be is told before a screen opens
    if context.invoked_subcommand is None:
        open_game(None, None)


@cli.command()
@click.argument("level")
@click.option("--seed", type=_SEED, help="Other visitors, the same traffic. Without it the level's own seed.")
@click.option("--watch", is_flag=True, help="LEVEL is a file that you write: it begins anew whenever you save it.")
@click.option("--ghost", type=click.Path(dir_okay=False), help="Race the run in this file, with its seed.")
def play(level: str, seed: int | None, ghost: str | None, *, watch: bool) -> None:
    """Open LEVEL: an id or number from `scalegame levels`, or a JSON file.

    LEVEL may be a line from `scalegame share`, too. A level of a pack that is not installed is the path of the pack and
    the level's id: night-shifts.zip/first. LEVEL may be `interview`, too: then --seed is its number, without it the
    next one that you have not won.
    """
    if watch and ghost is not None:
        raise click.ClickException("--watch and --ghost do not go together: a ghost needs the level as it was")
    if watch and not level.endswith(".json"):
        raise click.ClickException("--watch needs a level file; its name ends in .json")
    if level == INTERVIEW:
        level, seed = interview_name(seed), None
    open_game(level, seed, ghost, watched=watch)


@cli.command()
@click.argument("level")
@click.option("--plan", metavar="NAME-or-FILE", help="A plan of the level, or a JSON file. Without it nobody acts.")
@click.option("--seed", type=_SEED, help="Other visitors, the same traffic. Without it the level's own seed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--trace", type=click.Path(dir_okay=False), help="Write one JSON object a tick to this file.")
@click.option("--out", type=click.Path(dir_okay=False), help="Write the run to this file.")
@click.pass_context
def run(
    context: click.Context,
    level: str,
    *,
    plan: str | None,
    seed: int | None,
    as_json: bool,
    trace: str | None,
    out: str | None,
) -> None:
    """Play LEVEL without a screen and print how it ended.

    The exit status is 0 when it was won and 1 when it was lost.
    """
    from scalegame.cli.running import Order, run_level
    from scalegame.content.reader.diagnostics import LevelError

    try:
        won = run_level(Order(level, plan, seed, as_json, trace, out))
    except LevelError as error:
        raise click.ClickException(error.summary) from None
    context.exit(GOOD if won else NO)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def levels(*, as_json: bool) -> None:
    """List all levels, yours too, with your stars and bests."""
    from scalegame.cli.listing import print_levels

    print_levels(as_json=as_json)


@cli.command()
@click.option("--markdown", is_flag=True, help="Print the fields as a document for people instead.")
def schema(*, markdown: bool) -> None:
    """Print the JSON Schema of level files, for editors."""
    from scalegame.content.schema.json_schema import level_schema
    from scalegame.content.schema.reference import level_reference

    click.echo(level_reference() if markdown else level_schema(), nl=False)


@cli.command()
@click.argument("card", required=False)
@click.option("--level", metavar="LEVEL", help="Show costs as in this level. Without it, the game's usual ones.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def handbook(card: str | None, level: str | None, *, as_json: bool) -> None:
    """Print a CARD of the handbook; without one, list them all."""
    from scalegame.cli.handbook import print_handbook
    from scalegame.content.reader.diagnostics import LevelError

    try:
        print_handbook(card, level, as_json=as_json)
    except LevelError as error:
        raise click.ClickException(error.summary) from None


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Show where things live and what is wrong.

    Also versions and what the terminal can do. The exit status is 1 if something is wrong.
    """
    from scalegame.cli.examination import examine

    context.exit(GOOD if examine(as_json=as_json) else NO)


for command in (
    racing.verify, racing.replay, racing.board, racing.daily, racing.share, racing.splits,
    modding.new, modding.check, modding.migrate, modding.prove, modding.solve,
):  # fmt: skip
    cli.add_command(command)
