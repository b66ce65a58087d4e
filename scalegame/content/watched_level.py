"""A level file that is being written: its newest version that can be played, and what is wrong with the newest."""

from __future__ import annotations

from pathlib import Path

from scalegame.content.bundled import Signs, signs_of
from scalegame.content.level import Level
from scalegame.content.loader import read_file, read_level
from scalegame.content.packs.folders import folder_of
from scalegame.content.reader.diagnostics import LevelError, Problem


class WatchedLevel:
    """The level in the file at ``path``, and the files that it extends. Raises ``LevelError`` if it is broken.

    ``level`` is the last version that can be played; ``problems`` says why the newest cannot.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: tuple[Problem, ...] = ()
        self._signs: dict[Path, Signs] = {path: signs_of(path)}
        self.level = self._read()

    def look(self) -> bool:
        """Read the level again if one of its files has changed; return whether that was so."""
        signs = {path: signs_of(path) for path in self._signs}
        if signs == self._signs:
            return False
        self._signs = signs
        try:
            self.level, self.problems = self._read(), ()
        except LevelError as error:
            self.problems = error.problems
        return True

    def _read(self) -> Level:
        folder = folder_of(self.path)
        try:
            return read_level(read_file(self.path), self.path, folder)
        finally:
            # The sign of a new file is taken after the reading; those of all others were taken before it.
            for path in folder.opened:
                self._signs.setdefault(path, signs_of(path))
