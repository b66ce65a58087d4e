"""The file of a game in play: at most a second behind it, and complete before the debrief shows its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Self

from scalegame import durable_files
from scalegame.background import Event, Lock, start
from scalegame.clock import STOPPED, Clock
from scalegame.runs.library.library import Library
from scalegame.runs.library.query_results import OpenRun
from scalegame.runs.library.run_files import OWN, lock_of
from scalegame.runs.run import Aid, Ending, Run, Use
from scalegame.runs.run_file import RunError, load, save, seal_of
from scalegame.runs.verify import Facts

#: Between two writes of an unfinished game, in seconds: with the write itself, less than one second is ever lost.
_PAUSE = 0.5
_NAME_BYTES = 4
#: The number of attempts to take a lock; a game that is being played keeps it all the while.
_TRIES = 10


class Attempt:
    """One game in play and its file, which no other game touches meanwhile.

    ``begun`` is the run that is resumed, or None; it is practice if its game had come farther before. What has neither
    a tick nor a command leaves no file. Nothing is raised: what goes wrong is told by ``take_note``, and the game goes
    on. ``kept``: the game has ended or was left, and its file is on the disk as it was then.
    """

    def __init__(self, library: Library, clock: Clock) -> None:
        """Begin an attempt under a name that no two games share, with the moment in it for people who look for one."""
        moment = f"{clock.now():%Y%m%dT%H%M%SZ}"
        self.begun: Run | None = None
        self.kept = False
        self._library = library
        self._path = library.folder / OWN / f"{moment}-{token_hex(_NAME_BYTES)}.json"
        self._lock: durable_files.Lock | None = None
        self._note = self._told = ""
        self._listener: Callable[[], None] = _nobody
        self._guard = Lock()
        self._latest: Run | None = None
        self._saving = False
        self._writing = Lock()
        self._closed = Event()

    @classmethod
    def resume(cls, library: Library, left: OpenRun) -> Self | None:
        """Take up a game that was left; None if another game has taken it up, or changed it, meanwhile."""
        attempt = cls(library, STOPPED)
        attempt._path = library.path(left.entry)
        try:
            attempt._lock = durable_files.Lock.take(lock_of(attempt._path), _TRIES)
        except OSError:
            return None
        if attempt._lock is None:
            return None
        try:
            attempt.begun = load(attempt._path)
        except RunError:
            attempt.begun = None
        if attempt.begun is None or seal_of(attempt.begun) != left.entry.key:
            attempt._lock.free()
            return None
        if attempt.begun.ticks < library.reached(attempt.begun, attempt._path):  # an older state was laid in its place
            used = (*attempt.begun.used, Use(attempt.begun.ticks, Aid.PRACTICE))
            attempt.begun = replace(attempt.begun, used=used)
        return attempt

    @property
    def path(self) -> Path:
        """The path of the file, which need not be there yet."""
        return self._path

    @property
    def closed(self) -> bool:
        """Whether the game has ended or was left."""
        return self._closed.is_set()

    def save_soon(self, run: Run) -> None:
        """Order that a thread writes ``run`` within a second; of several orders, the latest counts."""
        with self._guard:
            if self.closed:
                return
            self._latest = run
            if self._saving:
                return
            self._saving = True
        start(self._write_latest, "saving")

    def close(self, run: Run, facts: Facts) -> None:
        """Write ``run`` as it ended or is left, and what the engine computed of it.

        It is on the disk when this returns. A second call changes nothing.
        """
        with self._guard:
            if self.closed:
                return
            self._closed.set()
        self._end(run, facts)

    def give_up(self, run: Run, facts: Facts) -> None:
        """Close the attempt without waiting for the disk; before the first tick, nothing was given up."""
        with self._guard:
            if self.closed:
                return
            self._closed.set()
        start(partial(self._end, run, facts), "giving up")

    def when_noted(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` as soon as there is a note to take, in whatever thread that happens."""
        self._listener = listener

    def take_note(self) -> str:
        """Return what the player must know, once; empty if all is well."""
        note = "" if self._note == self._told else self._note
        self._told = self._note
        return note

    def _tell(self, note: str) -> None:
        self._note = note
        if note != self._told:
            self._listener()

    def _write_latest(self) -> None:
        while True:
            with self._guard:
                run, self._latest = self._latest, None
                if run is None or self.closed:
                    self._saving = False
                    return
            with self._writing:
                if not self.closed:
                    self._write(run)
            self._closed.wait(_PAUSE)

    def _end(self, run: Run, facts: Facts) -> None:
        with self._writing:
            if _is_empty(run) or (run.ending is Ending.GIVEN_UP and not run.ticks):
                self._discard()
            elif self._write(run):
                self.kept = True
                self._library.add(run, facts, self._path)
            if self._lock is not None:
                self._lock.free()
                self._lock = None

    def _write(self, run: Run) -> bool:
        """Write ``run``; return whether that was possible."""
        if self._lock is None and _is_empty(run):
            return False
        try:
            if self._lock is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._lock = durable_files.Lock.take(lock_of(self._path), _TRIES)
            save(run, self._path)
        except OSError as error:
            self._tell(f"Games cannot be saved in {self._path.parent}: {error.strerror}.")
            return False
        self._library.note_progress(self._path, run.ticks, exactly=self.closed)
        return True

    def _discard(self) -> None:
        """Remove the file of a game in which nothing has happened after all."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            self._tell(f"{self._path} cannot be removed: {error.strerror}.")


def _nobody() -> None:
    """Ignore that there is a note."""


def _is_empty(run: Run) -> bool:
    return not run.ticks and not run.commands
