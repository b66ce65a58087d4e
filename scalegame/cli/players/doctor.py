"""``scalegame doctor``: where things live, which versions run, what the terminal can do, and what is wrong."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click

from scalegame import __version__
from scalegame.cli import options
from scalegame.cli.status import GOOD, NO
from scalegame.content.levels import all_levels, shipped_levels
from scalegame.engine.game import RULESET
from scalegame.home import home, own_levels, packs_folder
from scalegame.inputs import read_bounded
from scalegame.learn.quiz.log import ANSWERS, MAX_ANSWERS_BYTES
from scalegame.playthrough.progress.preferences import MAX_PREFERENCES_BYTES, PREFERENCES
from scalegame.playthrough.progress.records import library
from scalegame.runs.library.legacy_stars import MAX_PROGRESS_BYTES, PROGRESS

_LIBRARIES = ("textual", "numpy", "pydantic", "click")
_COLUMNS, _ROWS = 80, 24
#: What the game keeps in the home folder beside runs, with the most bytes that are read of each.
_KEPT = {PREFERENCES: MAX_PREFERENCES_BYTES, ANSWERS: MAX_ANSWERS_BYTES, PROGRESS: MAX_PROGRESS_BYTES}


@click.command("doctor")
@options.as_json
@click.pass_context
def command(context: click.Context, *, as_json: bool) -> None:
    """Show where things live and what is wrong.

    Also versions and what the terminal can do. The exit status is 1 if something is wrong.
    """
    findings, troubles = dict(_findings()), list(_troubles())
    if as_json:
        click.echo(json.dumps({**findings, "troubles": troubles}))
    else:
        for name, finding in findings.items():
            click.echo(f"{name:<14} {finding}")
        for trouble in troubles:
            click.echo(f"{'trouble':<14} {trouble}")
    context.exit(NO if troubles else GOOD)


def _findings() -> Iterator[tuple[str, str]]:
    yield "scalegame", f"{__version__} (ruleset {RULESET})"
    yield "python", f"{platform.python_version()} ({platform.platform()})"
    for name in _LIBRARIES:
        yield name, version(name)
    yield "campaign", str(shipped_levels())
    yield "your levels", str(own_levels())
    yield "your packs", str(packs_folder())
    yield "your games", str(library().folder)
    size = shutil.get_terminal_size()
    yield "terminal", f"{size.columns}×{size.lines}, {os.environ.get('TERM') or 'of no declared kind'}"
    yield "colours", _colours()
    yield "encoding", sys.stdout.encoding or "unknown"


def _colours() -> str:
    if os.environ.get("NO_COLOR"):
        return "none (NO_COLOR is set)"
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "16 million"
    return "256" if "256" in os.environ.get("TERM", "") else "16"


def _troubles() -> Iterator[str]:
    found = all_levels()
    if not found.levels:
        yield f"there are no levels in {shipped_levels()}"
    for broken in found.broken:
        yield broken.reason
    records = library()
    records.catch_up()
    yield from records.take_notes()
    for false in records.false_runs():
        yield f"{records.path(false)} is not true: {false.reason}"
    yield from _unread()
    folder = _existing(home())
    if not os.access(folder, os.W_OK):
        yield f"{folder} cannot be written, so games are not saved"
    size = shutil.get_terminal_size()
    if sys.stdout.isatty() and (size.columns < _COLUMNS or size.lines < _ROWS):
        yield f"the game needs a terminal of {_COLUMNS}×{_ROWS}"


def _unread() -> Iterator[str]:
    """Name the files of the home folder that the game does without, because they cannot be read."""
    for name, most in _KEPT.items():
        path = home() / name
        try:
            read_bounded(path, most)
        except FileNotFoundError:
            continue
        except OSError as error:
            yield f"{path} cannot be read: {error.strerror}"


def _existing(folder: Path) -> Path:
    """Return ``folder`` or the nearest one above it that exists."""
    return folder if folder.exists() else _existing(folder.parent)
