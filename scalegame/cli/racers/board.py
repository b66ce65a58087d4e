"""``scalegame board``: leaderboards, runs of others that come in and go out, and folders of runs as shared boards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from scalegame.cli import options
from scalegame.cli.output.progress import counting
from scalegame.cli.racers.board_folder import check_folder
from scalegame.cli.racers.verdicts import Levels, files_of, run_named
from scalegame.cli.status import GOOD, NO, level_errors_in_one_line
from scalegame.content.generated.modes import ENDLESS, is_endless
from scalegame.content.levels import Level, all_levels, find_level
from scalegame.content.reader.diagnostics import of_request, unwritable
from scalegame.content.reader.phrases import one_of
from scalegame.durable_files import write_durably
from scalegame.inputs import read_bounded
from scalegame.playthrough.account.unscored import best_distances
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.progress.share_text import real_time, who
from scalegame.runs.designs import design_of
from scalegame.runs.library.entries import RunEntry
from scalegame.runs.library.query_results import BoardOrder
from scalegame.runs.race.categories import Category
from scalegame.runs.run import Ending, Run
from scalegame.runs.run_file import MAX_BYTES, RunError, seal_of
from scalegame.runs.verify import Truth
from scalegame.sanitize import clean_name, harmless
from scalegame.wording.units import clock, counted, figures, stars

_ORDERS = [order.value for order in BoardOrder]
_CATEGORIES = [category.value for category in Category]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The runs to be listed: of any seed if it is None, of any category likewise; at most ``limit`` a level.

    With ``every_run`` all runs of a player, otherwise the best of each.
    """

    seed: int | None
    category: Category | None
    order: BoardOrder
    limit: int
    every_run: bool = False


@click.command("board")
@click.argument("names", metavar="[LEVEL | RUN...]", nargs=-1)
@click.option("--by", type=click.Choice(_ORDERS), default=_ORDERS[0], help="What is best: least time, cost, commands.")
@click.option("--seed", type=options.SEED, help="Only runs on this seed.")
@click.option("--category", type=click.Choice(_CATEGORIES, case_sensitive=False), help="Only runs of this category.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, help="Most places a board has.", show_default=True)
@click.option("--all", "every_run", is_flag=True, help="Every run; without it, the best of each player.")
@click.option("--import", "imports", is_flag=True, help="Take in RUN..., each verified first.")
@click.option("--export", "export", type=click.Path(file_okay=False), help="Copy the board's runs to this folder.")
@click.option("--check", "check", type=click.Path(file_okay=False), help="Verify a folder of runs; say what changed.")
@click.option("--update", is_flag=True, help="With --check: write down what was found, in board.json.")
@options.level_files
@options.as_json
@click.pass_context
@level_errors_in_one_line()
def command(  # noqa: PLR0913 - one for each option
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
    if imports + (export is not None) + (check is not None) > 1:
        raise click.ClickException("--import, --export and --check are used one at a time")
    wanted = _Wanted(seed, None if category is None else Category(category), BoardOrder(by), limit, every_run)
    name = names[0] if names else None
    if imports:
        if not names:
            raise click.ClickException("name the runs to import")
        context.exit(GOOD if _import_runs(names, level_files) else NO)
    if len(names) > 1:
        raise click.ClickException("one level at a time; --import takes several runs")
    if check is not None:
        context.exit(GOOD if check_folder(Path(check), level_files, update=update) else NO)
    if export is not None:
        _export_runs(Path(export), name, wanted)
    else:
        _print_boards(name, wanted, as_json=as_json)


def _print_boards(name: str | None, wanted: _Wanted, *, as_json: bool) -> None:
    """Print the board of the level ``name``, or the first place of every level."""
    library().catch_up()
    levels = all_levels().levels if name is None else (find_level(name),)
    limit = wanted.limit if name is not None else 1
    boards = {level.id: _board(level, wanted, limit) for level in levels}
    if as_json:
        listed = {level: [plain_entry(entry) for entry in board] for level, board in boards.items()}
        if name is not None and is_endless(levels[0]):
            listed = {ENDLESS: [{"waves": far.waves, **plain_entry(entry)} for far, entry in best_distances(limit)]}
        click.echo(json.dumps({"order": wanted.order.value, "boards": listed}))
    elif name is not None and is_endless(levels[0]):
        _print_far(limit)
    else:
        for level in levels:
            _print_board(level, boards[level.id], whole=name is not None)
    for note in library().take_notes():
        click.echo(note, err=True)


def _print_far(limit: int) -> None:
    """Print how far the player came in the endless mode, on whatever seed."""
    best = best_distances(limit)
    click.echo("How far you came in the endless mode" if best else "You have not fallen in the endless mode yet")
    for place, (far, entry) in enumerate(best, start=1):
        click.echo(f"{place:>3}. {counted(far.waves, 'waves'):>8}  {clock(far.ticks):>6}  seed {entry.seed}")


def _board(level: Level, wanted: _Wanted, limit: int) -> tuple[RunEntry, ...]:
    return library().board(
        level,
        seed=wanted.seed,
        category=wanted.category,
        order=wanted.order,
        limit=limit,
        every_run=wanted.every_run,
    )


def _print_board(level: Level, board: Sequence[RunEntry], *, whole: bool) -> None:
    if not board:
        if whole:
            click.echo(f"{level.title} ({level.id}): nobody has won it so yet")
        return
    click.echo(f"{level.title} ({level.id})")
    for place, entry in enumerate(board, start=1):
        click.echo(f"{place:>3}. {_row(entry)}")


def _row(entry: RunEntry) -> str:
    time, cost, commands = figures(entry.time, entry.cost, entry.commands)
    numbers = f"{time:>6}  {cost:>10}  {commands:>11}"
    categories = ", ".join(sorted(category.value for category in entry.categories if category is not Category.ANY))
    real = f"real {real_time(entry)}" if entry.real_ms else real_time(entry)
    return f"{numbers}  {stars(entry.stars)}  {who(entry)}, seed {entry.seed}, {real}; {categories}"


def plain_entry(entry: RunEntry) -> dict[str, object]:
    """Return a run of a board for programs."""
    return {
        "player": entry.player,
        "own": entry.own,
        "level": entry.level,
        "seed": entry.seed,
        "started": entry.started,
        "ticks": entry.time,
        "millicents": entry.cost,
        "commands": entry.commands,
        "stars": entry.stars,
        "score": entry.score,
        "real_ms": entry.real_ms,
        "splits": [split.tick for split in entry.splits],
        "categories": sorted(category.value for category in entry.categories),
        "file": str(library().path(entry)),
    }


def _import_runs(names: Sequence[str], levels: Sequence[str]) -> bool:
    """Verify runs, on ``levels`` as well, and take the true and finished ones in.

    Print each verdict; return whether all came in. Raises ``LevelError`` for unreadable ``levels``.
    """
    known = Levels(levels)
    files = [file for name in names for file in files_of(name)]
    if not files:
        raise of_request(f"there are no runs in {one_of(names)}")
    good = 0
    with counting("run") as tell:
        for number, name in enumerate(files, start=1):
            good += _import(name, known)
            tell(number, len(files))
    if len(files) > 1:
        click.echo(f"{good} of {counted(len(files), 'runs')} taken in")
    return good == len(files)


def _import(name: str, known: Levels) -> bool:
    try:
        run = run_named(name)
    except RunError as error:
        click.echo(f"refused: {error}")
        return False
    level = known.of(run)
    told = f"{harmless(run.level)}, seed {run.seed}"
    try:
        verdict, entry = library().take_in(run, level)
    except OSError as error:
        reason = f"the run is true, but it cannot be kept in {library().folder}: {error.strerror}"
        raise click.ClickException(f"{told}: {reason}") from None
    if entry is not None and entry.plan == design_of(run.commands) and not _is_of(entry, run):
        click.echo(f"refused: {told}: it is the same game as a run of {who(entry)} that was seen first")
        entry = None
    elif entry is not None:
        other = known.other_content(level) if level is not None else ""
        content = f"; {other}" if other else ""
        click.echo(f"taken in: {told}, {stars(entry.stars)} {clock(entry.time)}{content}")
    elif verdict.truth is Truth.TRUE and run.ending is not Ending.FINISHED:
        click.echo(f"refused: {told}: the run is not finished")
    else:
        click.echo(f"refused: {told}: {verdict.truth.value}: {harmless(verdict.sentence)}")
    for note in library().take_notes():
        click.echo(note, err=True)
    return entry is not None


def _is_of(entry: RunEntry, run: Run) -> bool:
    """Return whether ``entry`` is ``run`` itself, or one of the same player."""
    return entry.key == seal_of(run) or (not entry.own and entry.player == clean_name(run.player))


def _export_runs(folder: Path, name: str | None, wanted: _Wanted) -> None:
    """Copy the runs of the boards to ``folder``, each once, under a name that says what it is."""
    library().catch_up()
    levels = all_levels().levels if name is None else (find_level(name),)
    boards = (_board(level, replace(wanted, order=order), wanted.limit) for level in levels for order in BoardOrder)
    entries = {entry.key: entry for board in boards for entry in board}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for entry in entries.values():
            text = read_bounded(library().path(entry), MAX_BYTES).decode("utf-8")
            write_durably(folder / _file_name(entry), text)
    except OSError as error:
        raise unwritable(folder, error) from None
    click.echo(f"{counted(len(entries), 'runs')} written to {folder}")


def _file_name(entry: RunEntry) -> str:
    """Return what a run is called in a folder of many; the id of a level in a pack has a slash."""
    return f"{entry.level.replace('/', '-')}-{entry.seed}-{entry.key[:12]}.json"
