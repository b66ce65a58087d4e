"""The commands of modders: new, check, migrate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from scalegame.cli.status import GOOD, NO


@click.command()
@click.argument("file")
def new(file: str) -> None:
    """Write a first level to FILE: small, whole, and ready to be played, checked and changed."""
    from scalegame.cli.scaffolding import write_scaffold

    with _clear_errors():
        write_scaffold(file)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "output", flag_value="json", help="Print one JSON object.")
@click.option("--format", "output", type=click.Choice(["text", "json", "github"]), help="github: annotations for CI.")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.pass_context
def check(context: click.Context, files: tuple[str, ...], *, output: str | None, strict: bool) -> None:
    """Tell every mistake in level files, each at its place. Of a folder, all level files are checked.

    Errors keep a level from being played, and the exit status is 1. Warnings tell what it lacks or cannot mean.
    """
    from scalegame.cli.checking import check_files

    with _clear_errors():
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
    from scalegame.content.problems import LevelError

    try:
        yield
    except LevelError as error:
        raise click.ClickException(error.summary) from None
