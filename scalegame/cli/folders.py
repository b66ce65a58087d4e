"""``scalegame board --check``: a folder of run files as a board that needs no server, verified again as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from scalegame.cli.output import write_out
from scalegame.cli.verdicts import SUMMARY, Judged, Levels, files_of
from scalegame.cli.verifying import judge_all
from scalegame.engine.game import RULESET
from scalegame.inputs import read_bounded
from scalegame.runs.verify import Truth
from scalegame.ui.words import cents, clock, counted

_FORMAT = 1
#: More bytes than a summary of ten thousand runs has.
_MAX_BYTES = 32 * 1024 * 1024
#: What a board orders by, and how its values read.
_ORDERS: dict[str, Callable[[int], str]] = {"ticks": clock, "millicents": cents, "commands": str}

Told = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known of each run file of a folder, by its path there."""

    runs: Mapping[str, Told]

    def places(self) -> dict[tuple[str, str], tuple[int, str]]:
        """Return the first place of each level and order: the value, and the file that has it."""
        first: dict[tuple[str, str], tuple[int, str]] = {}
        for file, told in sorted(self.runs.items()):
            for order in _ORDERS if told.get("ranked") else ():
                key, value = (str(told["level"]), order), told[order]
                if isinstance(value, int) and (key not in first or value < first[key][0]):
                    first[key] = value, file
        return first


def check_folder(folder: Path, levels: Sequence[str], *, update: bool) -> bool:
    """Verify all runs in ``folder`` and print what changed since its ``board.json``; return whether all is well.

    All is well if every run is true and nothing has changed, or what has changed was written down by ``update``.
    """
    if not folder.is_dir():
        raise click.ClickException(f"{folder} is no folder")
    before = _read(folder / SUMMARY)
    found = {
        Path(one.name).relative_to(folder).as_posix(): one for one in judge_all(files_of(str(folder)), Levels(levels))
    }
    now = Summary({file: _told(one) for file, one in found.items()})
    wrong = {file: one for file, one in found.items() if one.verdict.truth is not Truth.TRUE}
    for file, one in wrong.items():
        click.echo(f"{one.verdict.truth.value}: {file}: {one.verdict.sentence}")
    changes = list(_changes(before, now))
    for change in changes:
        click.echo(change)
    click.echo(f"{len(found) - len(wrong)} of {counted(len(found), 'runs')} true, {counted(len(changes), 'changes')}")
    if update:
        _write(folder / SUMMARY, now)
    return not wrong and (update or not changes)


def _told(one: Judged) -> Told:
    verdict = one.verdict
    if one.run is None or verdict.facts is None:
        return {"verdict": verdict.truth.value}
    result = verdict.facts.result
    return {
        "verdict": verdict.truth.value,
        "level": one.run.level,
        "level_digest": one.run.level_digest,
        "seed": one.run.seed,
        "player": one.run.player,
        "ranked": result.won and one.run.claims is not None and not one.run.practised,
        "stars": result.stars,
        "score": result.score,
        "ticks": result.metrics.time,
        "millicents": result.metrics.cost,
        "commands": result.metrics.commands,
        "categories": sorted(category.value for category in verdict.facts.categories),
    }


def _changes(before: Summary, now: Summary) -> Iterator[str]:
    for file, told in now.runs.items():
        known = before.runs.get(file)
        if known is None:
            yield f"new: {file}: {told['verdict']}"
        elif known != told:
            names = [name for name in told if known.get(name) != told[name]]
            if known.get("verdict") != told["verdict"]:
                names = ["verdict"]
            values = ", ".join(f"{name} {known.get(name)} → {told.get(name)}" for name in names)
            yield f"changed: {file}: {values}"
    for file in before.runs:
        if file not in now.runs:
            yield f"gone: {file}"
    first, places = before.places(), now.places()
    for level, order in sorted({*first, *places}):
        was, is_now = first.get((level, order)), places.get((level, order))
        if was != is_now:
            yield f"first place: {level}, {order}: {_place(order, was)} → {_place(order, is_now)}"


def _place(order: str, place: tuple[int, str] | None) -> str:
    return "nobody" if place is None else f"{_ORDERS[order](place[0])} ({place[1]})"


def _read(path: Path) -> Summary:
    """Read what was known; without a file, nothing was."""
    try:
        plain = json.loads(read_bounded(path, _MAX_BYTES).decode("utf-8"))
    except FileNotFoundError:
        return Summary({})
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        plain = None
    runs = plain.get("runs") if isinstance(plain, dict) and plain.get("format") == _FORMAT else None
    if not isinstance(runs, dict) or not all(isinstance(told, dict) for told in runs.values()):
        raise click.ClickException(f"{path} is no summary of a board; remove it and use --update to write it anew")
    return Summary(runs)


def _write(path: Path, summary: Summary) -> None:
    plain = {"format": _FORMAT, "ruleset": RULESET, "runs": summary.runs}
    write_out(path, json.dumps(plain, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
