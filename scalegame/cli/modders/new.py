"""``scalegame new``: writes a first level that can be played and proven at once, with the schema for editors."""

from __future__ import annotations

from pathlib import Path

import click

from scalegame.cli.status import level_errors_in_one_line
from scalegame.content.generated.interview import interview_text
from scalegame.content.generated.scaffold import SCHEMA_FILE, id_of, scaffold
from scalegame.content.reader.diagnostics import of_request, unwritable
from scalegame.content.reader.phrases import quoted
from scalegame.content.schema.json_schema import level_schema
from scalegame.content.schema.limits import MAX_INTERVIEW
from scalegame.inputs import read_head
from scalegame.sanitize import harmless

_SUFFIX = ".json"


@click.command("new")
@click.argument("file")
@click.option("--interview", type=click.IntRange(0, MAX_INTERVIEW), help="Begin from the interview of this number.")
@level_errors_in_one_line()
def command(file: str, interview: int | None) -> None:
    """Write a first level to FILE: small, whole, and ready to be played, checked and changed."""
    # Other commands take a word without it for the id of a level.
    path = Path(file if file.endswith(_SUFFIX) else file + _SUFFIX)
    if path.name == SCHEMA_FILE:
        raise of_request(f"{quoted(path.name)} is the name of the schema; choose another one for the level")
    what = "a small level" if interview is None else f"interview {interview}"
    _write_new(path, scaffold(path.stem) if interview is None else interview_text(interview, id_of(path.stem)))
    click.echo(f"{harmless(str(path))}: {what}, whole and proven. Make it yours.")
    click.echo(_schema_beside(path))
    shown = harmless(str(path))
    steps = {
        f"scalegame play {shown}": "plays it",
        f"scalegame check {shown}": "tells every mistake at its place, after each change",
        f"scalegame run {shown} --plan reference": "plays its answer without a screen",
        f"scalegame prove {shown}": "proves over many seeds that it teaches what it says",
    }
    click.echo("\nWhat next:")
    width = max(map(len, steps))
    for command, meaning in steps.items():
        click.echo(f"  {command:<{width}}  {meaning}")


def _schema_beside(path: Path) -> str:
    """Write the schema beside the level, unless there is one; return a sentence about it."""
    beside = path.with_name(SCHEMA_FILE)
    shown = harmless(str(beside))
    schema = level_schema().encode()
    if not beside.exists():
        _write_new(beside, level_schema())
        return f"{shown}: what your editor needs to complete and explain every field."
    try:
        same = read_head(beside, len(schema) + 1) == schema
    except OSError:
        same = False
    if same:
        return f"{shown}: already there."
    return f"{shown}: there already, from another version; `scalegame schema > {shown}` renews it."


def _write_new(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise of_request(f"{quoted(str(path))} is there already; nothing was changed") from None
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from None
