"""Runs on the command line: the levels they were played on, and the exit status of each verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from scalegame.content.levels import Level, all_levels, load_level
from scalegame.runs.run import Run
from scalegame.runs.runfile import OtherRulesError, RunError, load
from scalegame.runs.verify import Truth, Verdict, verify

#: The exit status for each answer.
STATUS = {
    Truth.TRUE: 0,
    Truth.FALSE: 1,
    Truth.UNREADABLE: 2,
    Truth.OTHER_CONTENT: 3,
    Truth.OTHER_RULES: 4,
}


@dataclass(slots=True)
class Levels:
    """The levels that runs may have been played on; those ``named`` come before those that are installed.

    ``named`` are level files or folders of them. Raises ``LevelError`` if one cannot be read.
    """

    named: Iterable[str] = ()
    _known: list[Level] = field(init=False)

    def __post_init__(self) -> None:
        files = [file for name in self.named for file in _files(Path(name))]
        self._known = [*map(load_level, files), *all_levels().levels]

    def of(self, run: Run) -> Level | None:
        """Return the level with the run's id: the one of the same content if there are several, None if none."""
        same_id = [level for level in self._known if level.id == run.level]
        same = [level for level in same_id if level.digest == run.level_digest]
        return next(iter((*same, *same_id)), None)


@dataclass(frozen=True, slots=True)
class Judged:
    """A run by the name it was given with, and what was found; ``run`` is None if it could not be read."""

    name: str
    run: Run | None
    level: Level | None
    verdict: Verdict


def judge(name: str, levels: Levels) -> Judged:
    """Read the run file ``name`` and verify it. Raises nothing for any content."""
    try:
        run = load(Path(name))
    except OtherRulesError as error:
        return Judged(name, None, None, Verdict(Truth.OTHER_RULES, str(error).removeprefix(f"{name}: ")))
    except RunError as error:
        return Judged(name, None, None, Verdict(Truth.UNREADABLE, str(error).removeprefix(f"{name}: ")))
    level = levels.of(run)
    return Judged(name, run, level, verify(run, level))


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.json")) if path.is_dir() else [path]
