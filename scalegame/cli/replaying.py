"""``scalegame replay``: judges a run file, then shows it in the terminal or writes it as a recording or a picture."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import click

from scalegame.cli.patience import waiting
from scalegame.cli.verdicts import STATUS, judge
from scalegame.content.level import Level
from scalegame.runs.files import write_durably
from scalegame.runs.run import Run
from scalegame.runs.verify import Truth, Verdict
from scalegame.ui.casting import cast, picture
from scalegame.ui.intents import WatchRun
from scalegame.ui.opening import watch
from scalegame.ui.replay import Replay

#: Who gave the commands of a run that names nobody.
_SOMEBODY = "The player"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    path: str
    at: int | None
    speed: float | None
    size: tuple[int, int]
    cast: str | None
    svg: str | None
    anyway: bool


def replay_run(wish: Wish) -> int:
    """Carry out ``wish`` and return the exit status. Raises ``ClickException`` for what cannot be done."""
    judged = judge(wish.path)
    if judged.verdict.truth is not Truth.TRUE:
        click.echo(f"scalegame: {judged.told}", err=True)
    run, level = judged.run, judged.level
    false_but_watched = wish.anyway and judged.verdict.truth is Truth.FALSE
    if run is None or level is None or not (judged.status == STATUS[Truth.TRUE] or false_but_watched):
        return judged.status
    run = _as_far_as_true(run, judged.verdict)
    if wish.cast is None and wish.svg is None:
        _show(level, run, wish)
    if wish.cast is not None:
        with waiting("frame") as wait:
            text = cast(_replay(level, run, wish, at=0), wish.size, wait)
        _write(wish.cast, text)
    if wish.svg is not None:
        _write(wish.svg, picture(_replay(level, run, wish, at=run.ticks), wish.size))
    return judged.status


def _as_far_as_true(run: Run, verdict: Verdict) -> Run:
    """Return ``run`` up to where it is seen to differ; a true one is whole."""
    return run if verdict.tick is None else replace(run, ticks=min(run.ticks, verdict.tick))


def _show(level: Level, run: Run, wish: Wish) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.ClickException("a replay needs a terminal; --cast and --svg write it to a file without one")
    watch(WatchRun(level, run, run.player or _SOMEBODY, wish.at or 0, wish.speed))


def _replay(level: Level, run: Run, wish: Wish, *, at: int) -> Replay:
    replay = Replay(level, run, run.player or _SOMEBODY)
    replay.speed = wish.speed or replay.speed
    replay.seek(at if wish.at is None else wish.at)
    return replay


def _write(path: str, text: str) -> None:
    """Write a whole file or none."""
    try:
        write_durably(Path(path), text)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None
