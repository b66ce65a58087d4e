"""The command line. Each command imports what it needs, so that ``--help`` answers at once.

Exit statuses: 0 good or won, 1 the answer is no or the game was lost, 2 bad input (one line on standard
error), 130 interrupted, 141 nobody reads the output any more.
"""

from __future__ import annotations

import os
import sys

import click

from scalegame import __version__
from scalegame.content.limits import MAX_SEED

GOOD, NO, BAD_INPUT, INTERRUPTED, UNREAD = 0, 1, 2, 130, 141
_SEED = click.IntRange(0, MAX_SEED)


def main() -> None:
    """Run the command line and leave with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A star that the terminal cannot show is no reason to fail.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    sys.exit(_status())


def _status() -> int:
    try:
        status = _invoke()
        sys.stdout.flush()
    except click.ClickException as error:
        click.echo(f"scalegame: {' '.join(error.format_message().split())}", err=True)
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # Python flushes standard output once more when it ends; let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    return status


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
    if context.invoked_subcommand is None:
        _open_game(None, None)


@cli.command()
@click.argument("level")
@click.option("--seed", type=_SEED, help="Other visitors, the same traffic. Without it the level's own seed.")
def play(level: str, seed: int | None) -> None:
    """Open LEVEL: an id or number from `scalegame levels`, or a JSON file."""
    _open_game(level, seed)


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
    from scalegame.content.problems import LevelError

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
@click.argument("levels", nargs=-1, metavar="LEVEL...")
@click.option("--seeds", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Play seeds 1 to this.")
@click.option("--jobs", type=click.IntRange(1, 256), default=os.cpu_count() or 1, help="Processes; default: all cores.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def prove(context: click.Context, levels: tuple[str, ...], *, seeds: int, jobs: int, as_json: bool) -> None:
    """Prove over many seeds that each LEVEL teaches what it says; without one, the whole campaign.

    The exit status is 0 when all are proven and 1 when one is not.
    """
    from scalegame.cli.proving import Order, prove_levels
    from scalegame.content.problems import LevelError

    try:
        proven = prove_levels(Order(levels, seeds, jobs, as_json))
    except LevelError as error:
        raise click.ClickException(error.summary) from None
    context.exit(GOOD if proven else NO)


@cli.command()
@click.argument("level")
@click.option("--seed", type=_SEED, help="Other visitors, the same traffic. Without it the level's own seed.")
@click.option("--stars", type=click.IntRange(1, 3), help="Plans with so many stars. Default: the most there are.")
@click.option("--seconds", type=click.IntRange(0, 86_400), default=60, show_default=True, help="Search no longer.")
@click.option("--iterations", type=click.IntRange(0), help="Play so many plans at most: the same ones on any machine.")
@click.option("--from-scratch", is_flag=True, help="Search without a look at the level's own plans.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--out", type=click.Path(dir_okay=False), help="Write the plans to this file, for `run --plan`.")
@click.pass_context
def solve(  # noqa: PLR0913 - a parameter for each option
    context: click.Context,
    level: str,
    *,
    seed: int | None,
    stars: int | None,
    seconds: int,
    iterations: int | None,
    from_scratch: bool,
    as_json: bool,
    out: str | None,
) -> None:
    """Search LEVEL for the plans with the least time, cost and commands, and for ways around its lesson.

    The exit status is 0 when a plan was found and 1 when none was.
    """
    from scalegame.cli.solving import Order, solve_level
    from scalegame.content.problems import LevelError

    try:
        found = solve_level(Order(level, seed, stars, seconds, iterations, from_scratch, as_json, out))
    except LevelError as error:
        raise click.ClickException(error.summary) from None
    context.exit(GOOD if found else NO)


@cli.command()
def schema() -> None:
    """Print the JSON Schema of level files, for editors."""
    from scalegame.content.json_schema import level_schema

    click.echo(level_schema(), nl=False)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Show where things live and what is wrong.

    Also versions and what the terminal can do. The exit status is 1 if something is wrong.
    """
    from scalegame.cli.examination import examine

    context.exit(GOOD if examine(as_json=as_json) else NO)


def _open_game(level: str | None, seed: int | None) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.ClickException("the game needs a terminal; `scalegame run` plays without one")
    from scalegame.content.problems import LevelError
    from scalegame.ui.opening import main as open_game

    try:
        open_game(level, seed)
    except LevelError as error:
        raise click.ClickException(error.summary) from None
