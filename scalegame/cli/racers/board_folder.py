"""``scalegame board --check``: a folder of run files as a board that needs no server, verified again as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from scalegame.cli.output.files import write_out
from scalegame.cli.racers.verdicts import DIGITS_SHOWN, SUMMARY, Levels, files_of
from scalegame.cli.racers.verify import judge_all
from scalegame.engine.game import RULESET
from scalegame.inputs import read_bounded
from scalegame.runs.summary import Board, Summary, changed, read, text_of, told_of
from scalegame.runs.verify import Truth
from scalegame.sanitize import harmless
from scalegame.wording.units import cents, clock, counted

#: More bytes than a summary of ten thousand runs has.
_MAX_BYTES = 32 * 1024 * 1024
BoardPlace = tuple[int, str]
#: How the values read that a board orders by.
_ORDERS: dict[str, Callable[[int], str]] = {"ticks": clock, "millicents": cents, "commands": str}


def check_folder(folder: Path, levels: Sequence[str], *, update: bool) -> bool:
    """Verify all runs in ``folder`` and print what changed since its ``board.json``; return whether all is well.

    All is well if every run is true and nothing has changed, or what has changed was written down by ``update``.
    """
    if not folder.is_dir():
        raise click.ClickException(f"{folder} is no folder")
    before, known = _read(folder / SUMMARY), Levels(levels)
    found = {Path(one.name).relative_to(folder).as_posix(): one for one in judge_all(files_of(str(folder)), known)}
    now = before.with_runs(
        {file: told_of(one.run, one.verdict.truth, one.verdict.facts) for file, one in found.items()}
    )
    wrong = {file: one for file, one in found.items() if one.verdict.truth is not Truth.TRUE}
    for file, one in found.items():
        if one.level is not None and one.verdict.truth is Truth.TRUE and (content := known.other_content(one.level)):
            click.echo(f"{harmless(file)}: {content}")
    for file, one in wrong.items():
        click.echo(f"{one.verdict.truth.value}: {harmless(file)}: {harmless(one.verdict.sentence)}")
    changes = [harmless(change) for change in _changes(before, now)]
    for change in changes:
        click.echo(change)
    click.echo(f"{len(found) - len(wrong)} of {counted(len(found), 'runs')} true, {counted(len(changes), 'changes')}")
    if update:
        _write(folder / SUMMARY, now)
    return not wrong and (update or not changes)


def _changes(before: Summary, now: Summary) -> Iterator[str]:
    for file, told in now.runs.items():
        known = before.runs.get(file)
        if known is None:
            yield f"new: {file}: {told.verdict}"
        else:
            # A summary of format 1 did not tell of designs.
            names = [name for name in changed(known, told) if name != "plan" or known.plan]
            if names:
                values = (f"{name} {getattr(known, name)} → {getattr(told, name)}" for name in names)
                yield f"changed: {file}: {', '.join(values)}"
    for file in before.runs:
        if file not in now.runs:
            yield f"gone: {file}"
    yield from _changed_places(before.places(), now.places())


def _changed_places(first: Mapping[Board, BoardPlace], places: Mapping[Board, BoardPlace]) -> Iterator[str]:
    """Yield a line for each first place that has changed; those of one run in several categories share a line."""
    alike: dict[tuple[Board, BoardPlace | None, BoardPlace | None], list[str]] = {}
    for board in sorted({*first, *places}):
        was, is_now = first.get(board), places.get(board)
        if was != is_now:
            alike.setdefault((board._replace(category=""), was, is_now), []).append(board.category)
    for (board, was, is_now), categories in alike.items():
        where = f"{board.level} ({board.level_digest[:DIGITS_SHOWN]}), seed {board.seed}, {board.order}"
        of_rules = "" if board.ruleset == RULESET else f", ruleset {board.ruleset}"
        change = f"{_place(board.order, was)} → {_place(board.order, is_now)}"
        yield f"first place: {where}{of_rules}: {change}; {', '.join(categories)}"


def _place(order: str, place: BoardPlace | None) -> str:
    return "nobody" if place is None else f"{_ORDERS[order](place[0])} ({place[1]})"


def _read(path: Path) -> Summary:
    """Read what was known; without a file, nothing was."""
    try:
        return read(read_bounded(path, _MAX_BYTES).decode("utf-8"))
    except FileNotFoundError:
        return Summary()
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        told = f"{path} is no summary of a board; remove it and use --update to write it anew"
        raise click.ClickException(told) from None


def _write(path: Path, summary: Summary) -> None:
    write_out(path, text_of(summary))
