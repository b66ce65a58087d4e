"""``scalegame migrate``: rewrites level files of older formats, or shows what it would change."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import click

from scalegame.cli.modders.check import named_files
from scalegame.cli.output.files import write_out
from scalegame.cli.status import GOOD, NO, level_errors_in_one_line
from scalegame.content.loader import read_file
from scalegame.content.migrations import Migrated, migrate
from scalegame.content.reader.diagnostics import LevelError
from scalegame.sanitize import harmless


@click.command("migrate")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
@click.pass_context
@level_errors_in_one_line()
def command(context: click.Context, files: tuple[str, ...], *, dry_run: bool) -> None:
    """Rewrite level files of older formats in the newest one; the order of fields and comments stay.

    The exit status is 1 if that was not possible for some of them.
    """
    read = [(path, read_file(path)) for path in named_files(files)]
    done = [_migrate(path, data, dry_run=dry_run) for path, data in read]
    context.exit(GOOD if all(done) else NO)


def _migrate(path: Path, data: bytes, *, dry_run: bool) -> bool:
    name = harmless(str(path))
    try:
        migrated = migrate(data, str(path))
    except LevelError as error:
        click.echo(error.summary, err=True)
        return False
    if migrated.text is None:
        click.echo(f"{name}: already format {migrated.now}")
    elif dry_run:
        for line in _difference(data, migrated, name):
            click.echo(line)
    else:
        write_out(path, migrated.text)
        click.echo(f"{name}: format {migrated.before} is now format {migrated.now}; `scalegame check` looks it over")
    return True


def _difference(data: bytes, migrated: Migrated, name: str) -> Iterator[str]:
    before, after = data.decode("utf-8-sig").splitlines(), (migrated.text or "").splitlines()
    names = f"{name} (format {migrated.before})", f"{name} (format {migrated.now})"
    return (harmless(line) for line in unified_diff(before, after, *names, lineterm=""))
