"""Runs on the command line: the levels they were played on, and the exit status of each verdict."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from scalegame.content.code import is_level_code
from scalegame.content.generated.modes import mode_called
from scalegame.content.levels import Level, all_levels, find_level, level_files, load_level
from scalegame.content.packs.packs import is_pack, load_pack
from scalegame.runs.run import Run
from scalegame.runs.run_code import is_code, run_from, run_in
from scalegame.runs.run_file import MAX_BYTES, OtherRulesError, RunError
from scalegame.runs.verify import Truth, Verdict, verify
from scalegame.sanitize import harmless

#: The exit status for each answer. Of several runs the first answer in this order that is not "true" decides.
STATUS = {
    Truth.TRUE: 0,
    Truth.FALSE: 1,
    Truth.UNREADABLE: 2,
    Truth.OTHER_CONTENT: 3,
    Truth.OTHER_RULES: 4,
}


#: What a folder of runs may hold beside them: how they were found when it was last checked.
SUMMARY = "board.json"
#: Characters of a run code that are enough to know it by.
_CODE_SHOWN = 24
_STANDARD_INPUT = "-"
#: Digits of a level's digest that tell contents apart.
DIGITS_SHOWN = 12


@dataclass(slots=True)
class Levels:
    """The levels that runs may have been played on; those ``named`` come before those that are installed.

    ``named`` are level files, folders of them, packs, or level codes. Raises ``LevelError`` if one cannot be read.
    """

    named: Iterable[str] = ()
    _known: list[Level] = field(init=False)
    _installed: tuple[Level, ...] = field(init=False)

    def __post_init__(self) -> None:
        named = [level for name in self.named for level in _levels_at(name)]
        self._installed = all_levels().levels
        self._known = [*named, *self._installed]

    def of(self, run: Run) -> Level | None:
        """Return the level with the run's id: the one of the same content if there are several, None if none."""
        same_id = [level for level in self._known if level.id == run.level]
        if (mode := mode_called(run.level)) is not None:
            same_id.append(mode)
        same = [level for level in same_id if level.digest == run.level_digest]
        return next(iter((*same, *same_id)), None)

    def other_content(self, level: Level) -> str:
        """Name the content of ``level`` if it is not the one that is installed under this id; else return nothing."""
        here = next((one for one in (*self._installed, mode_called(level.id)) if one and one.id == level.id), None)
        if here is not None and here.digest == level.digest:
            return ""
        digest = level.digest[:DIGITS_SHOWN]
        if here is None:
            return f"on a level that is not installed: {level.id}, content {digest}…"
        return f"on other content than is installed: {level.id}, content {digest}…, here {here.digest[:DIGITS_SHOWN]}…"


@dataclass(frozen=True, slots=True)
class Judged:
    """A run by the name it was given with, and what was found; ``run`` is None if it could not be read."""

    name: str
    run: Run | None
    level: Level | None
    verdict: Verdict


def judge(name: str, levels: Levels) -> Judged:
    """Read the run file or run code ``name`` and verify it. Raises nothing for any content."""
    shown = shown_name(name)
    try:
        run = run_named(name)
    except OtherRulesError as error:
        return Judged(shown, None, None, Verdict(Truth.OTHER_RULES, error.reason))
    except RunError as error:
        return Judged(shown, None, None, Verdict(Truth.UNREADABLE, error.reason))
    level = levels.of(run)
    return Judged(shown, run, level, verify(run, level))


def run_named(name: str) -> Run:
    """Return the run that ``name`` names: a run file, a file with a run code, a run code, or standard input (``-``).

    Raises ``RunError``.
    """
    if name != _STANDARD_INPUT:
        return run_from(name)
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise RunError(_STANDARD_INPUT, f"a run has at most {MAX_BYTES:,} bytes")
    return run_in(data, _STANDARD_INPUT)


def shown_name(name: str) -> str:
    """Return how an answer calls the run ``name``: a code by its first letters."""
    return harmless(f"{''.join(name.split())[:_CODE_SHOWN]}…" if is_code(name) else name)


def files_of(name: str) -> list[str]:
    """Return the run files in a folder and below it, or the name of what is no folder."""
    try:
        folder = Path(name).is_dir()
    except (OSError, ValueError):  # a code is no name that a file can have
        folder = False
    return [str(path) for path in sorted(Path(name).rglob("*.json")) if path.name != SUMMARY] if folder else [name]


def status_of(judged: Iterable[Judged]) -> int:
    """Return the exit status for all of them."""
    found = {one.verdict.truth for one in judged}
    return next((STATUS[truth] for truth in Truth if truth in found and truth is not Truth.TRUE), 0)


def _levels_at(name: str) -> list[Level]:
    """Return the levels of a pack, of a folder, of one file, or of a level code."""
    path = Path(name)
    if is_level_code(name):
        return [find_level(name)]
    if is_pack(path):
        return list(load_pack(path).levels)
    return [load_level(file) for file in (level_files(path) if path.is_dir() else [path])]
