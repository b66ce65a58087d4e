"""Finding levels: the campaign that came with the game, a player's own, and files named by their path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import scalegame
from scalegame.content.level import BrokenLevel, Level, Question
from scalegame.content.loader import read_file, read_level, read_plan
from scalegame.content.problems import LevelError, of_request
from scalegame.content.words import did_you_mean, one_of, quoted
from scalegame.engine.commands import Plan
from scalegame.home import own_levels

__all__ = [
    "BrokenLevel", "Level", "LevelError", "LevelList", "Question",
    "all_levels", "campaign", "find_level", "level_files", "load_level", "load_plan", "shipped_levels",
]  # fmt: skip

_SUFFIX = ".json"
_SCHEMA_SUFFIX = ".schema.json"


@dataclass(frozen=True, slots=True)
class LevelList:
    """All levels in the order of the campaign, the player's own last; and the files that are broken."""

    levels: tuple[Level, ...]
    broken: tuple[BrokenLevel, ...]


def load_level(path: str | Path) -> Level:
    """Return the level in the file at ``path``; raises ``LevelError``."""
    file = Path(path)
    return read_level(read_file(file), file)


def load_plan(path: str | Path, level: Level) -> Plan:
    """Return the plan for ``level`` in the file at ``path``; raises ``LevelError``."""
    file = Path(path)
    return read_plan(read_file(file), file, level.scenario)


def all_levels() -> LevelList:
    """Return every level there is. A file that cannot be used is listed with the reason, never raised."""
    shipped, broken = _levels_in(shipped_levels())
    own, broken_own = _levels_in(own_levels())
    broken += broken_own
    levels: dict[str, Level] = {}
    for level in (*sorted(shipped, key=_place), *sorted(own, key=_place)):
        if level.id in levels:
            reason = f"{level.path}: {quoted(level.id)} is the id of {levels[level.id].path} already"
            broken.append(BrokenLevel(level.path, reason))
        else:
            levels[level.id] = level
    return LevelList(tuple(levels.values()), tuple(broken))


def campaign() -> tuple[Level, ...]:
    """Return the levels that came with the game, in order."""
    return tuple(sorted(_levels_in(shipped_levels())[0], key=_place))


def find_level(name: str) -> Level:
    """Return the level with the id or number ``name``, or the one in the file of that name; raises ``LevelError``.

    The campaign comes first where two levels have the same number.
    """
    if name.endswith(_SUFFIX) or "/" in name or "\\" in name:
        return load_level(name)
    found = all_levels()
    for level in found.levels:
        if name in (level.id, str(level.number)):
            return level
    ids = [level.id for level in found.levels]
    guess = did_you_mean(name, ids) or (f"; there are {one_of(ids)}" if ids else "; no levels were found")
    raise of_request(f"there is no level {quoted(name)}{guess}")


def shipped_levels() -> Path:
    """Return the folder of the campaign: inside an installed package, at the root of a checkout."""
    package = Path(scalegame.__file__).parent
    inside = package / "levels"
    return inside if inside.is_dir() else package.parent / "levels"


def level_files(folder: Path) -> list[Path]:
    """Return the files in ``folder`` that should hold a level, by name."""
    return sorted(path for path in folder.glob(f"*{_SUFFIX}") if not path.name.endswith(_SCHEMA_SUFFIX))


def _levels_in(folder: Path) -> tuple[list[Level], list[BrokenLevel]]:
    levels: list[Level] = []
    broken: list[BrokenLevel] = []
    for path in level_files(folder):
        try:
            levels.append(load_level(path))
        except LevelError as error:
            broken.append(BrokenLevel(path, error.summary))
    return levels, broken


def _place(level: Level) -> tuple[bool, int, str]:
    """Order levels by number, those without one behind, by id."""
    return level.number is None, level.number or 0, level.id
