"""The commands of modders: new, check, migrate, prove, solve."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from scalegame.cli.status import GOOD, NO
from scalegame.content.schema.limits import MAX_INTERVIEW, MAX_SEED

_SEED = click.IntRange(0, MAX_SEED)


@click.command()
@click.argument("file")
@click.option("--interview", type=click.IntRange(0, MAX_INTERVIEW), help="Begin from the interview of this number.")
def new(file: str, interview: int | None) -> None:
    """Write a first level to FILE: small, whole, and ready to be played, checked and changed."""
    from scalegame.cli.scaffolding import write_scaffold

    with _clear_errors():
        write_scaffold(file, interview)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "output", flag_value="json", help="Print one JSON object.")
@click.option("--format", "output", type=click.Choice(["text", "json", "github"]), help="github: annotations for CI.")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option("--resolved", is_flag=True, help="Check nothing: print a level with all that it extends.")
@click.option("--blame", is_flag=True, help="Like --resolved, but print where each value was written.")
@click.pass_context
def check(
    context: click.Context, files: tuple[str, ...], *, output: str | None, strict: bool, resolved: bool, blame: bool
) -> None:
    """Tell every mistake in level files, each at its place. Of a folder or a pack, all level files are checked.

    Errors keep a level from being played, and the exit status is 1. Warnings tell what it lacks or cannot mean.
    """
    from scalegame.cli.checking import check_files
    from scalegame.cli.resolving import print_resolved

    if (resolved or blame) and (len(files) > 1 or output or strict):
        raise click.ClickException("--resolved and --blame take one level and nothing else")
    with _clear_errors():
        if resolved or blame:
            print_resolved(files[0], blame=blame)
            context.exit(GOOD)
        good = check_files(files, output=output or "text", strict=strict)
    context.exit(GOOD if good else NO)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
@click.pass_context
def migrate(context: click.Context, files: tuple[str, ...], *, dry_run: bool) -> None:
    """Rewrite level files of older formats in the newest one; the order of fields and comments stay.

    The exit status is 1 if that was not possible for some of them.
    """
    from scalegame.cli.migrating import migrate_files

    with _clear_errors():
        good = migrate_files(files, dry_run=dry_run)
    context.exit(GOOD if good else NO)


@contextmanager
def _clear_errors() -> Iterator[None]:
    """Tell what is wrong with a file that was named in one line."""
    from scalegame.content.reader.diagnostics import LevelError

    try:
        yield
    except LevelError as error:
        raise click.ClickException(error.summary) from None


@click.command()
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
    from scalegame.content.reader.diagnostics import LevelError

    try:
        proven = prove_levels(Order(levels, seeds, jobs, as_json))
    except LevelError as error:
        raise click.ClickException(error.summary) from None
    context.exit(GOOD if proven else NO)


@click.command()
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
    from scalegame.content.reader.diagnostics import LevelError

    try:
        found = solve_level(Order(level, seed, stars, seconds, iterations, from_scratch, as_json, out))
    except LevelError as error:
        raise click.ClickException(error.summary) from None
    context.exit(GOOD if found else NO)
