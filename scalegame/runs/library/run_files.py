"""The folders of run files below the home folder: lists, reads and verifies them, and sets damaged files aside."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from scalegame.durable_files import in_use, set_aside
from scalegame.inputs import UnfitError, read_head
from scalegame.runs.library.entries import RunEntry, Stamp, entry_of
from scalegame.runs.run import Run, Stage
from scalegame.runs.run_file import MAX_BYTES, NewerFormatError, OtherRulesError, RunError, read
from scalegame.runs.verify import verify

#: A player's own games; runs of others that were taken in, named by their seals; what was damaged.
OWN, IMPORTED, SET_ASIDE = "runs", "imported", "set-aside"
_SUFFIX = ".json"
_UNFINISHED = ".new"
_LOCKED = ".lock"

#: Is called with the number of files read and of all. If it raises, the reading ends; entries read so far are kept.
WatchReading = Callable[[int, int], None]

#: Entries that are written down together.
_BATCH = 25
#: Damaged files that are told one by one.
_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class RunFile:
    """A run file that was read, as it was then."""

    run: Run
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class UnfitFile:
    """A file that is no use; ``moved`` says whether it was set aside, ``note`` what to tell the player."""

    note: str
    moved: bool


class RunFiles:
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
        """Return whether ``file`` is of a game that was played here."""
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

    def read(self, file: str) -> RunFile | UnfitFile | None:
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
            return UnfitFile(f"{path} cannot be read: {error.strerror}. It was left where it is.", moved=False)
        except OSError as error:
            return UnfitFile(f"{path} cannot be read: {error.strerror}.", moved=False)
        try:
            run = read(data, str(path))
        except (OtherRulesError, NewerFormatError) as error:
            return UnfitFile(f"{error}. It was left where it is.", moved=False)
        except RunError as error:
            return self._set_aside(path, str(error))
        return RunFile(run, stamp)

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

    def _set_aside(self, path: Path, reason: str) -> UnfitFile | None:
        try:
            aside = set_aside(path, self.folder / SET_ASIDE)
        except FileNotFoundError:
            return None
        except OSError as error:
            return UnfitFile(f"{reason}; it cannot be set aside: {error.strerror}.", moved=False)
        return UnfitFile(f"{reason}; it was set aside as {aside}.", moved=True)


@dataclass(slots=True)
class Reading:
    """The result of reading: the files that were set aside, and sentences for the player."""

    moved: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_files(
    folders: RunFiles,
    files: Sequence[str],
    stages: Mapping[str, Stage],
    write: Callable[[Sequence[RunEntry]], None],
    watch: WatchReading,
) -> Reading:
    """Verify the runs in ``files`` on ``stages`` and give their entries to ``write``, some at a time."""
    entries: list[RunEntry] = []
    reading = Reading()
    try:
        for number, file in enumerate(files, 1):
            match folders.read(file):
                case RunFile(run, stamp):
                    verdict = verify(run, stages.get(run.level))
                    entries.append(entry_of(run, verdict, file, stamp, own=folders.is_own(file)))
                case UnfitFile(note, moved):
                    reading.moved += [file] if moved else []
                    reading.notes.append(note)
            if len(entries) >= _BATCH:
                write(entries)
                entries = []
            watch(number, len(files))
    finally:
        if entries:
            write(entries)
    untold = len(reading.notes) - _MOST_TOLD
    if untold > 0:
        reading.notes[_MOST_TOLD:] = [f"The same has happened to {untold} more."]
    return reading


def lock_of(path: Path) -> Path:
    """Return the lock beside the run file at ``path``."""
    return path.with_name(f"{path.name}{_LOCKED}")


def _is_text(name: str) -> bool:
    """Return whether a file's name is text; no game writes another, and the index could not hold it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
