"""``scalegame replay``: judges a run file, then shows it in the terminal or writes it as a recording or a picture."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

import click

from scalegame.cli.output import write_out
from scalegame.cli.patience import counting
from scalegame.cli.verdicts import STATUS, Levels, judge
from scalegame.content.level import Level
from scalegame.playthrough.replay import Replay
from scalegame.runs.run import Run
from scalegame.runs.verify import Truth, Verdict
from scalegame.sanitize import clean_name
from scalegame.tui.messages import WatchRun
from scalegame.tui.opening import watch
from scalegame.tui.recording import cast, picture

#: Who gave the commands of a run that names nobody.
_SOMEBODY = "The player"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    run: str
    levels: tuple[str, ...]
    at: int | None
    speed: float | None
    size: tuple[int, int]
    cast: str | None
    svg: str | None
    anyway: bool


def replay_run(wish: Wish) -> int:
    """Carry out ``wish`` and return the exit status. Raises ``ClickException`` for what cannot be done.

    Raises ``LevelError`` if a level that was named cannot be read.
    """
    judged = judge(wish.run, Levels(wish.levels))
    run, level, verdict = judged.run, judged.level, judged.verdict
    if verdict.truth is not Truth.TRUE:
        click.echo(f"scalegame: {judged.name}: {verdict.truth}: {verdict.sentence}", err=True)
    watched = verdict.truth is Truth.TRUE or (wish.anyway and verdict.truth is Truth.FALSE)
    if run is None or level is None or not watched:
        return STATUS[verdict.truth]
    run = _as_far_as_true(run, verdict)
    if wish.cast is None and wish.svg is None:
        _show(level, run, wish)
    if wish.cast is not None:
        with counting("frame") as wait:
            text = cast(_replay(level, run, wish, at=0), wish.size, wait)
        write_out(wish.cast, text)
    if wish.svg is not None:
        write_out(wish.svg, picture(_replay(level, run, wish, at=run.ticks), wish.size))
    return STATUS[verdict.truth]


def _as_far_as_true(run: Run, verdict: Verdict) -> Run:
    """Return ``run`` up to where it is seen to differ; a true one is whole."""
    return run if verdict.tick is None else replace(run, ticks=min(run.ticks, verdict.tick))


def _show(level: Level, run: Run, wish: Wish) -> None:
    if not _has_terminal():
        raise click.ClickException("a replay needs a terminal; --cast and --svg write it to a file without one")
    watch(WatchRun(level, run, clean_name(run.player) or _SOMEBODY, wish.at or 0, wish.speed))


def _has_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _replay(level: Level, run: Run, wish: Wish, *, at: int) -> Replay:
    replay = Replay(level, run, clean_name(run.player) or _SOMEBODY)
    replay.speed = wish.speed or replay.speed
    replay.seek(at if wish.at is None else wish.at)
    return replay
