"""Levels that belong to no campaign: the sandbox, and those that are made to order, endless ones and interviews."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from scalegame.content.bundled import shipped_levels
from scalegame.content.generated.endless import endless_file
from scalegame.content.generated.interview import interview, number_of
from scalegame.content.level import Level
from scalegame.content.loader import read_level
from scalegame.content.packs.folders import NoFolder, read_file
from scalegame.content.schema.limits import MAX_SEED

SANDBOX, ENDLESS = "sandbox", "endless"
#: The names of the modes; of interviews, that of the first.
MODES = (SANDBOX, ENDLESS, "interview-1")
#: The id of an endless level, with its seed.
_ENDLESS = re.compile(rf"{ENDLESS}-(0|[1-9][0-9]{{0,18}})")
#: The seed of the endless game that one begins with.
FIRST_SEED = 1


def sandbox() -> Level:
    """Return the sandbox; raises ``LevelError`` if its file is damaged."""
    path = shipped_levels() / "modes" / f"{SANDBOX}.json"
    return read_level(read_file(path), path)


@lru_cache(maxsize=8)
def endless(seed: int = FIRST_SEED) -> Level:
    """Return the endless level of ``seed``."""
    path = Path(f"{ENDLESS}-{seed}.json")
    return read_level(endless_file(seed), path, NoFolder(path))


def mode_called(name: str) -> Level | None:
    """Return the level of a mode that is called ``name``, such as ``endless-7`` or ``interview-17``, or None."""
    if name == SANDBOX:
        return sandbox()
    if (number := number_of(name)) is not None:
        return interview(number)
    found = _ENDLESS.fullmatch(name)
    seed = FIRST_SEED if name == ENDLESS else int(found[1]) if found else MAX_SEED + 1
    return endless(seed) if seed <= MAX_SEED else None


def is_endless_id(name: str) -> bool:
    """Return whether the endless mode has a level of this id; ``endless-night`` may be somebody's own."""
    return _ENDLESS.fullmatch(name) is not None


def is_endless(level: Level) -> bool:
    """Return whether a level is one of the endless mode."""
    return is_endless_id(level.id) and not level.pack and level == endless(level.seed)


def with_seed(level: Level, seed: int) -> Level:
    """Return the level to play with ``seed``: each seed has an endless level of its own."""
    return endless(seed) if is_endless(level) else level


def next_seed(seed: int) -> int:
    """Return the seed that a player gets who asks for another one; after the highest it begins anew."""
    return (seed + 1) % (MAX_SEED + 1)
