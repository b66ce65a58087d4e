"""``scalegame replay``: judges a run file, then shows it in the terminal or writes it as a recording or a picture."""

from __future__ import annotations

import re
from dataclasses import replace

import click

from scalegame.cli import options
from scalegame.cli.output.files import write_out
from scalegame.cli.output.progress import counting
from scalegame.cli.racers.verdicts import STATUS, Levels, judge
from scalegame.cli.status import level_errors_in_one_line
from scalegame.cli.terminal import cast_of, open_replay, picture_of
from scalegame.content.level import Level
from scalegame.playthrough.replay import SPEEDS, Replay
from scalegame.runs.run import Run
from scalegame.runs.verify import Truth, Verdict
from scalegame.sanitize import clean_name

#: Who gave the commands of a run that names nobody.
_SOMEBODY = "The player"
_SPEEDS = [f"{speed:g}" for speed in SPEEDS]
#: Columns and rows of a recording.
_SMALLEST, _LARGEST = (80, 24), (400, 200)


def _size_of(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[int, int]:
    """Return the columns and rows that ``value`` names, in which the game can be shown."""
    found = re.fullmatch(r"([0-9]{1,4})x([0-9]{1,4})", value)
    columns, rows = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (_SMALLEST[0] <= columns <= _LARGEST[0] and _SMALLEST[1] <= rows <= _LARGEST[1]):
        smallest, largest = (f"{width}x{height}" for width, height in (_SMALLEST, _LARGEST))
        raise click.BadParameter(f"{value!r} is no size from {smallest} to {largest}")
    return columns, rows


@click.command("replay")
@click.argument("run", metavar="RUN.json")
@click.option("--at", type=click.IntRange(0), metavar="TICK", help="Begin at this tick.")
@click.option(
    "--speed",
    "ticks_a_second",
    type=click.Choice(_SPEEDS),
    help="Simulated seconds a second; without it, 1 and paused.",
)
@click.option("--cast", type=click.Path(dir_okay=False), metavar="FILE", help="Write an asciicast, a frame a tick.")
@click.option("--svg", type=click.Path(dir_okay=False), metavar="FILE", help="Write a picture of the end, or of --at.")
@click.option(
    "--size", callback=_size_of, metavar="COLUMNSxROWS", default="80x24", help="Columns and rows of what is written."
)
@options.level_files
@click.option("--anyway", is_flag=True, help="Watch a false run up to where it is seen to be false.")
@click.pass_context
@level_errors_in_one_line()
def command(  # noqa: PLR0913 - one parameter an option
    context: click.Context,
    run: str,
    *,
    at: int | None,
    ticks_a_second: str | None,
    cast: str | None,
    svg: str | None,
    size: tuple[int, int],
    level_files: tuple[str, ...],
    anyway: bool,
) -> None:
    """Watch RUN, a run file or a run code.

    It is verified first. The exit status is 0 if it is true, 1 if it is false, 2 if it cannot be read, 3 if its level
    has other content here, 4 if it was played under other rules.
    """
    judged = judge(run, Levels(level_files))
    found, level, verdict = judged.run, judged.level, judged.verdict
    if verdict.truth is not Truth.TRUE:
        click.echo(f"scalegame: {judged.name}: {verdict.truth}: {verdict.sentence}", err=True)
    watched = verdict.truth is Truth.TRUE or (anyway and verdict.truth is Truth.FALSE)
    if found is None or level is None or not watched:
        context.exit(STATUS[verdict.truth])
    shown, player = _as_far_as_true(found, verdict), clean_name(found.player) or _SOMEBODY
    speed = float(ticks_a_second) if ticks_a_second else None
    if cast is None and svg is None:
        open_replay(level, shown, player, at or 0, speed)
    if cast is not None:
        with counting("frame") as wait:
            text = cast_of(_replay(level, shown, player, at or 0, speed), size, wait)
        write_out(cast, text)
    if svg is not None:
        write_out(svg, picture_of(_replay(level, shown, player, shown.ticks if at is None else at, speed), size))
    context.exit(STATUS[verdict.truth])


def _as_far_as_true(run: Run, verdict: Verdict) -> Run:
    """Return ``run`` up to where it is seen to differ; a true one is whole."""
    return run if verdict.tick is None else replace(run, ticks=min(run.ticks, verdict.tick))


def _replay(level: Level, run: Run, player: str, at: int, speed: float | None) -> Replay:
    replay = Replay(level, run, player)
    replay.speed = speed or replay.speed
    replay.seek(at)
    return replay
