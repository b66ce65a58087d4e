"""The commands of speedrunners: verify, replay, share, board, splits, daily."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from scalegame.cli.sizes import size as size_of
from scalegame.cli.status import GOOD, NO
from scalegame.cli.terminal import open_game
from scalegame.cli.timing import given_clock
from scalegame.content.schema.limits import MAX_SEED

_SEED = click.IntRange(0, MAX_SEED)
#: How fast a replay can run. This and what follows stands elsewhere too, dearer to import; a test holds them together.
SPEEDS = ("0.25", "0.5", "1", "2", "4", "8", "16", "32")
ORDERS = ("time", "cost", "commands")
CATEGORIES = ("any%", "all stars", "no Redis", "stateless only", "one server", "no hints", "unpaused")
_LEVEL_FILES = click.option(
    "--level", "level_files", metavar="FILE-or-FOLDER", multiple=True, help="Levels that are not installed."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.command()
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@_LEVEL_FILES
@_JSON
@click.pass_context
def verify(context: click.Context, runs: tuple[str, ...], level_files: tuple[str, ...], *, as_json: bool) -> None:
    """Play runs again and say of each whether it is true.

    RUN is a run file, a folder of them, a run code, a file with one, or - for standard input. The exit status is 0 if
    all are true, 1 if one is false (the first tick and field that differ are named, or the claim beside what is real),
    2 if one cannot be read, 3 if its level has other content here, 4 if it was played under another ruleset.
    """
    from scalegame.cli.verifying import verify_runs
    from scalegame.content.reader.diagnostics import LevelError

    try:
        status = verify_runs(runs, level_files, as_json=as_json)
    except LevelError as error:
        raise click.ClickException(error.summary) from None
    context.exit(status)


@click.command()
@click.argument("run", metavar="RUN.json")
@click.option("--at", type=click.IntRange(0), metavar="TICK", help="Begin at this tick.")
@click.option("--speed", type=click.Choice(SPEEDS), help="Simulated seconds a second; without it, 1 and paused.")
@click.option("--cast", type=click.Path(dir_okay=False), metavar="FILE", help="Write an asciicast, a frame a tick.")
@click.option("--svg", type=click.Path(dir_okay=False), metavar="FILE", help="Write a picture of the end, or of --at.")
@click.option(
    "--size", callback=size_of, metavar="COLUMNSxROWS", default="80x24", help="Columns and rows of what is written."
)
@_LEVEL_FILES
@click.option("--anyway", is_flag=True, help="Watch a false run up to where it is seen to be false.")
@click.pass_context
def replay(  # noqa: PLR0913 - one parameter an option
    context: click.Context,
    run: str,
    *,
    at: int | None,
    speed: str | None,
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
    from scalegame.cli.replaying import Wish, replay_run
    from scalegame.content.reader.diagnostics import LevelError

    wish = Wish(run, level_files, at, float(speed) if speed else None, size, cast, svg, anyway)
    try:
        status = replay_run(wish)
    except LevelError as error:
        raise click.ClickException(error.summary) from None
    context.exit(status)


@click.command()
@click.argument("file")
def share(file: str) -> None:
    """Turn FILE, a run or a level, into one line of text.

    `verify` and `replay` accept that of a run, `play`, `run` and `check` that of a level.
    """
    from scalegame.cli.sharing import code_for
    from scalegame.content.reader.diagnostics import LevelError
    from scalegame.runs.run_file import RunError

    try:
        click.echo(code_for(file))
    except LevelError as error:
        raise click.ClickException(error.summary) from None
    except RunError as error:
        raise click.ClickException(str(error)) from None


@click.command()
@click.argument("names", metavar="[LEVEL | RUN...]", nargs=-1)
@click.option("--by", type=click.Choice(ORDERS), default=ORDERS[0], help="What is best: least time, cost, commands.")
@click.option("--seed", type=_SEED, help="Only runs on this seed.")
@click.option("--category", type=click.Choice(CATEGORIES, case_sensitive=False), help="Only runs of this category.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, help="Most places a board has.", show_default=True)
@click.option("--all", "every_run", is_flag=True, help="Every run; without it, the best of each player.")
@click.option("--import", "imports", is_flag=True, help="Take in RUN..., each verified first.")
@click.option("--export", "export", type=click.Path(file_okay=False), help="Copy the board's runs to this folder.")
@click.option("--check", "check", type=click.Path(file_okay=False), help="Verify a folder of runs; say what changed.")
@click.option("--update", is_flag=True, help="With --check: write down what was found, in board.json.")
@_LEVEL_FILES
@_JSON
@click.pass_context
def board(  # noqa: PLR0913 - one for each option
    context: click.Context,
    names: tuple[str, ...],
    *,
    by: str,
    seed: int | None,
    category: str | None,
    limit: int,
    every_run: bool,
    imports: bool,
    export: str | None,
    check: str | None,
    update: bool,
    level_files: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show the leaderboard of LEVEL, or the first places of all levels.

    There are three, by time, cost and commands. Of equal runs only the one that was seen first counts. With --import,
    runs of others come in: files, folders or run codes. The exit status is 1 if one is refused, or if --check finds a
    run that is not true or a change.
    """
    from scalegame.cli import boards, folders
    from scalegame.content.reader.diagnostics import LevelError
    from scalegame.runs.library.query_results import BoardOrder
    from scalegame.runs.race.categories import Category

    if imports + (export is not None) + (check is not None) > 1:
        raise click.ClickException("--import, --export and --check are used one at a time")
    wanted = boards.Wanted(seed, None if category is None else Category(category), BoardOrder(by), limit, every_run)
    name = names[0] if names else None
    try:
        if imports:
            if not names:
                raise click.ClickException("name the runs to import")
            context.exit(GOOD if boards.import_runs(names, level_files) else NO)
        if len(names) > 1:
            raise click.ClickException("one level at a time; --import takes several runs")
        if check is not None:
            context.exit(GOOD if folders.check_folder(Path(check), level_files, update=update) else NO)
        if export is not None:
            boards.export_runs(Path(export), name, wanted)
        else:
            boards.print_boards(name, wanted, as_json=as_json)
    except LevelError as error:
        raise click.ClickException(error.summary) from None


@click.command()
@click.argument("level")
@click.option("--seed", type=_SEED, help="Without it the level's own seed.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["lss", "json", "csv"]),
    default="lss",
    help="What to write; lss is LiveSplit's splits file.",
)
@click.option("--out", type=click.Path(dir_okay=False), help="Write to this file instead of printing.")
def splits(level: str, seed: int | None, kind: str, out: str | None) -> None:
    """Export your attempts at LEVEL, with personal best and gold splits.

    In LiveSplit, compare by game time: one tick of the game is one second.
    """
    from scalegame.cli.splitting import export
    from scalegame.content.reader.diagnostics import LevelError

    try:
        export(level, seed, kind, out)
    except LevelError as error:
        raise click.ClickException(error.summary) from None


@click.command()
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Another day than today (UTC).")
@click.option("--share", "share_it", is_flag=True, help="Print your best run of it for others, without what you did.")
@click.option("--show", is_flag=True, help="Print which level and seed it is, and your best.")
@_JSON
@click.pass_context
def daily(context: click.Context, day: datetime | None, *, share_it: bool, show: bool, as_json: bool) -> None:
    """Open today's level: the same level and seed for everyone.

    With --share the exit status is 1 if you have not won it yet.
    """
    from scalegame.cli import days
    from scalegame.playthrough.progress.share_text import daily_of, day_of

    today = day_of(given_clock().now())
    date = today if day is None else day.date()
    if share_it:
        if date > today:
            raise click.ClickException(f"the daily of {date.isoformat()} has not begun yet; it is {today} (UTC)")
        if days.print_share(date):
            context.exit(GOOD)
        click.echo(f"you have not won the daily of {date.isoformat()} yet", err=True)
        context.exit(NO)
    if show or as_json:
        days.print_daily(date, as_json=as_json)
        context.exit(GOOD)
    level, seed = daily_of(date)
    open_game(level.id, seed)
