"""The order in which a library first saw its run files, and how far each of them had come: a file that only grows.

The index can be made again from the run files, and then this order must be the same. So it stands in a file of its own,
a line for each new file, ``[ticks, file]``. The number of a file's first line is its place for ever; the most ticks in
its lines are how far the game in it had come, whatever the file says later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from scalegame.background import Lock
from scalegame.durable_files import append_durably, locked

#: A game in play is noted when it has come so many ticks farther; when it is left or ends, exactly.
_STRIDE = 30


class FirstSeen:
    """The content of the file at ``path``; several games may add to it at once.

    Nothing is raised: what the disk refuses is known until the program ends. A line that cannot be read counts for
    nothing but its number.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = Lock()
        self._places: dict[str, int] = {}
        self._reached: dict[str, int] = {}
        self._lines = 0
        self._size = 0

    def place(self, file: str) -> int:
        """Return the place of ``file``, from 1; one that was never noted comes last."""
        with self._guard:
            self._look()
            return self._places.get(file, self._lines + 1)

    def reached(self, file: str) -> int:
        """Return how many ticks the game in ``file`` had come at most, 0 if it was never noted."""
        with self._guard:
            self._look()
            return self._reached.get(file, 0)

    def note(self, files: Iterable[str]) -> Mapping[str, int]:
        """Note those of ``files`` that are new, in this order; return the places of all."""
        with self._guard:
            wanted = tuple(dict.fromkeys(files))
            self._add([(file, 0) for file in wanted if file not in self._places])
            return {file: self._places[file] for file in wanted}

    def note_progress(self, file: str, ticks: int, *, exactly: bool) -> None:
        """Note that the game in ``file`` has come to ``ticks``; unless ``exactly``, only now and then."""
        with self._guard:
            known = self._reached.get(file)
            if known is None or ticks >= known + (1 if exactly else _STRIDE):
                self._add([(file, ticks)])

    def _add(self, new: list[tuple[str, int]]) -> None:
        """Add lines for ``new``; another game may have noted the same files meanwhile."""
        if not new:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self._path.with_name(f"{self._path.name}.lock")):
                self._look()
                lines = [(file, ticks) for file, ticks in new if ticks > self._reached.get(file, -1)]
                if lines:
                    append_durably(self._path, "\n".join(json.dumps([ticks, file]) for file, ticks in lines))
                    self._look()
        except OSError:
            pass  # whoever writes the games themselves tells the player
        for file, ticks in new:
            if ticks > self._reached.get(file, -1):
                self._take(file, ticks)

    def _look(self) -> None:
        """Read the file if it has changed since it was read."""
        try:
            size = self._path.stat().st_size
            if size == self._size:
                return
            data = self._path.read_bytes() if self._path.is_file() else b""
        except OSError:
            return
        self._size, self._lines = size, 0
        self._places.clear()
        self._reached.clear()
        for line in data.split(b"\n")[: None if data[-1:] != b"\n" else -1]:
            try:
                ticks, file = json.loads(line)
            except (ValueError, TypeError, RecursionError):
                ticks, file = None, None
            if type(ticks) is int and isinstance(file, str):
                self._take(file, ticks)
            else:
                self._lines += 1

    def _take(self, file: str, ticks: int) -> None:
        self._lines += 1
        self._places.setdefault(file, self._lines)
        self._reached[file] = max(ticks, self._reached.get(file, 0))
