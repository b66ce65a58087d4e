"""The player's library of runs, as screens and commands use it: opened when it is first asked for, once."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from scalegame.content.levels import all_levels
from scalegame.home import home
from scalegame.runs.library import Library
from scalegame.runs.run import Stage

_opened: list[Library] = []
_guard = Lock()


def library() -> Library:
    """Return the library of the player's home folder."""
    with _guard:
        if not _opened or _opened[0].folder != home():
            _opened[:] = [Library.open(stages)]
        return _opened[0]


def stages() -> Mapping[str, Stage]:
    """Return all levels that are here, by id: what runs are verified on."""
    return {level.id: level for level in all_levels().levels}
