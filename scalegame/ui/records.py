"""The player's library of runs, as screens and commands use it: opened when it is first asked for, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from threading import Lock

from scalegame.content.interview import interview, number_of
from scalegame.content.level import Level
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


class Stages(Mapping[str, Level]):
    """The levels that runs are verified on, by id: those that are here, and every interview."""

    def __init__(self, levels: Iterable[Level]) -> None:
        self._levels = {level.id: level for level in levels}

    def __getitem__(self, name: str) -> Level:
        if name in self._levels:
            return self._levels[name]
        if (number := number_of(name)) is None:
            raise KeyError(name)
        return interview(number)

    def __iter__(self) -> Iterator[str]:
        """Name those that are here: interviews are without number."""
        return iter(self._levels)

    def __len__(self) -> int:
        return len(self._levels)


def stages() -> Mapping[str, Stage]:
    """Return all levels by id: what runs are verified on."""
    return Stages(all_levels().levels)
