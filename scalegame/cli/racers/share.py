"""``scalegame share``: a level or a run as one line of text."""

from __future__ import annotations

import json
from pathlib import Path

import click

from scalegame.cli.racers.verdicts import run_named
from scalegame.cli.status import level_errors_in_one_line
from scalegame.content.code import code_of_level, is_level_code
from scalegame.content.extends import EXTENDS, whole_level
from scalegame.content.loader import read_file, read_level
from scalegame.content.reader.writer import compact
from scalegame.runs.run_code import code_of, is_code
from scalegame.runs.run_file import RunError

#: Fields that levels have, and runs never.
_OF_LEVELS = ("waves", EXTENDS)


@click.command("share")
@click.argument("file")
@level_errors_in_one_line()
def command(file: str) -> None:
    """Turn FILE, a run or a level, into one line of text.

    `verify` and `replay` accept that of a run, `play`, `run` and `check` that of a level.
    """
    try:
        click.echo(_code_for(file))
    except RunError as error:
        raise click.ClickException(str(error)) from None


def _code_for(name: str) -> str:
    """Return the code of the level or run in the file ``name``; raises ``LevelError`` or ``RunError``.

    A level must be one that can be played. What it extends is in its code: that needs no other file.
    """
    if is_level_code(name):
        return name
    path = Path(name)
    if is_code(name) or not path.is_file() or not _is_level(read_file(path)):
        return code_of(run_named(name))
    data = read_file(path)
    read_level(data, path)
    return code_of_level(compact(whole_level(data, path).value).encode())


def _is_level(data: bytes) -> bool:
    """Return whether a file means to be a level; one that is no JSON is searched as text."""
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError):
        return any(f'"{field}"'.encode() in data for field in _OF_LEVELS)
    return isinstance(fields, dict) and any(field in fields for field in _OF_LEVELS)
