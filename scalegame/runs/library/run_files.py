"""The folders of run files below the home folder: what lies there, reading it, and setting damaged files aside."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scalegame.durable_files import in_use, set_aside
from scalegame.inputs import UnfitError, read_head
from scalegame.runs.library.entries import Stamp
from scalegame.runs.run import Run
from scalegame.runs.run_file import MAX_BYTES, NewerFormatError, OtherRulesError, RunError, read

#: A player's own games; runs of others that were taken in, named by their seals; what was damaged.
OWN, IMPORTED, SET_ASIDE = "runs", "imported", "set-aside"
_SUFFIX = ".json"
_UNFINISHED = ".new"
_LOCKED = ".lock"


@dataclass(frozen=True, slots=True)
class Found:
    """A run file that was read, as it was then."""

    run: Run
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Lost:
    """A file that is no use; ``moved`` says whether it was set aside, ``note`` what to tell the player."""

    note: str
    moved: bool


class Shelf:
    """Names run files by their path below ``folder``, with ``/``, such as ``runs/20250101T120000Z-0badcafe.json``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, file: str) -> Path:
        """Return where ``file`` is."""
        return self.folder.joinpath(*file.split("/"))

    def name(self, path: Path) -> str:
        """Return how the file at ``path`` is named."""
        return path.relative_to(self.folder).as_posix()

    def lock(self, file: str) -> Path:
        """Return the lock that a game holds while it plays the run in ``file``."""
        return lock_of(self.path(file))

    def is_own(self, file: str) -> bool:
        """Say whether ``file`` is of a game that was played here."""
        return file.startswith(f"{OWN}/")

    def files(self) -> dict[str, Stamp]:
        """Return all run files, the oldest games first; what a killed game left beside its file is cleared away."""
        found: dict[str, Stamp] = {}
        for part in (OWN, IMPORTED):
            for path in self._listed(part):
                if path.name.startswith("."):
                    self._clear(path)
                elif path.suffix == _LOCKED:
                    in_use(path)  # which removes a lock that nobody holds
                elif path.suffix == _SUFFIX:
                    with suppress(OSError):
                        found[self.name(path)] = Stamp.of(path)
        return found

    def read(self, file: str) -> Found | Lost | None:
        """Return the run in ``file``; None if a game is playing it, or it is gone. A damaged file is set aside."""
        path = self.path(file)
        if in_use(lock_of(path)):
            return None
        try:
            stamp = Stamp.of(path)
            data = read_head(path, MAX_BYTES + 1)
        except FileNotFoundError:
            return None
        except UnfitError as error:  # a pipe or a device, which is no use elsewhere either
            return Lost(f"{path} cannot be read: {error.strerror}. It was left where it is.", moved=False)
        except OSError as error:
            return Lost(f"{path} cannot be read: {error.strerror}.", moved=False)
        try:
            run = read(data, str(path))
        except (OtherRulesError, NewerFormatError) as error:
            return Lost(f"{error}. It was left where it is.", moved=False)
        except RunError as error:
            return self._set_aside(path, str(error))
        return Found(run, stamp)

    def _listed(self, part: str) -> list[Path]:
        try:
            return sorted(Path(entry.path) for entry in os.scandir(self.folder / part) if _is_text(entry.name))
        except OSError:
            return []

    def _clear(self, path: Path) -> None:
        """Remove what was left of a write that was cut short, unless its game goes on."""
        target = path.name[1:].partition(_SUFFIX)[0] + _SUFFIX
        if path.suffix == _UNFINISHED and path.parent.name == OWN and not in_use(lock_of(path.with_name(target))):
            with suppress(OSError):
                path.unlink()

    def _set_aside(self, path: Path, reason: str) -> Lost | None:
        try:
            aside = set_aside(path, self.folder / SET_ASIDE)
        except FileNotFoundError:
            return None
        except OSError as error:
            return Lost(f"{reason}; it cannot be set aside: {error.strerror}.", moved=False)
        return Lost(f"{reason}; it was set aside as {aside}.", moved=True)


def lock_of(path: Path) -> Path:
    """Return the lock beside the run file at ``path``."""
    return path.with_name(f"{path.name}{_LOCKED}")


def _is_text(name: str) -> bool:
    """Say whether a file's name is text; no game writes another, and the index could not hold it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
