"""The player's library of runs, as screens and commands use it: opened when it is first asked for, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scalegame.background import Lock
from scalegame.content.generated.modes import mode_called
from scalegame.content.levels import all_levels
from scalegame.home import home
from scalegame.runs.library.library import Library
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
    """Return all levels that are here, by id, those of modes as well: what runs are verified on."""
    return _Stages({level.id: level for level in all_levels().levels})


class _Stages(Mapping[str, Stage]):
    """Levels by their ids; those of modes are made when they are asked for, and are in no list."""

    def __init__(self, listed: Mapping[str, Stage]) -> None:
        self._listed = listed

    def __getitem__(self, key: str) -> Stage:
        found = self._listed.get(key) or mode_called(key)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)
