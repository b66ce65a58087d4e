"""The SQLite file of the library: opened for each piece of work, one game at a time, and made anew when damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from scalegame.background import RLock
from scalegame.durable_files import locked, set_aside
from scalegame.inputs import must_be_regular
from scalegame.runs.library import index

_T = TypeVar("_T")
Work = Callable[[sqlite3.Connection], _T]

#: The time for which SQLite waits for a program that does not know our lock, such as its own shell.
_BUSY_MS = 5_000

#: The steps from each version of the schema to the next one; ``PRAGMA user_version`` counts them.
STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE runs (
            file TEXT PRIMARY KEY, size INTEGER NOT NULL, written INTEGER NOT NULL, key TEXT NOT NULL,
            own INTEGER NOT NULL, player TEXT NOT NULL, level TEXT NOT NULL, level_digest TEXT NOT NULL,
            ruleset INTEGER NOT NULL, seed INTEGER NOT NULL, started TEXT NOT NULL, real_ms INTEGER NOT NULL,
            ending TEXT NOT NULL, ticks INTEGER NOT NULL, practised INTEGER NOT NULL, hints INTEGER NOT NULL,
            pauses INTEGER NOT NULL, plan TEXT NOT NULL, truth TEXT NOT NULL, reason TEXT NOT NULL,
            won INTEGER NOT NULL, stars INTEGER NOT NULL, score INTEGER NOT NULL, time INTEGER NOT NULL,
            cost INTEGER NOT NULL, commands INTEGER NOT NULL, seal INTEGER NOT NULL)""",
        "CREATE INDEX runs_by_level ON runs (level, level_digest, ruleset)",
        "CREATE INDEX runs_by_key ON runs (key)",
        """CREATE TABLE splits (
            file TEXT NOT NULL, wave INTEGER NOT NULL, tick INTEGER NOT NULL, real_ms INTEGER NOT NULL,
            PRIMARY KEY (file, wave))""",
        "CREATE TABLE categories (file TEXT NOT NULL, category TEXT NOT NULL, PRIMARY KEY (file, category))",
    ),
    # Every entry is computed anew from its file: designs are compared in another way, names are cleaned.
    (
        "DELETE FROM runs",
        "DELETE FROM splits",
        "DELETE FROM categories",
        "ALTER TABLE runs ADD COLUMN seen INTEGER NOT NULL DEFAULT 0",
    ),
)

#: Primary result codes that say something of the disk or of others, not of what is in the file.
_TROUBLES: frozenset[int] = frozenset({
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOLFS,
})  # fmt: skip
_PRIMARY = 0xFF


class TroubleError(Exception):
    """The database cannot be read or written now; the message is the reason, in a few words."""


class _NewerError(Exception):
    """A newer version of the game has made the database."""


class Database:
    """One database file. ``do`` works on it; if it cannot be used, on one in memory that begins empty.

    ``fresh`` says that what is in it was lost or never there: fill it, then set ``fresh`` to False. ``notes`` collects
    sentences for the player.
    """

    def __init__(self, path: Path, aside: Path) -> None:
        self.path = path
        self.fresh = False
        self.notes: list[str] = []
        self._aside = aside
        self._guard = RLock()
        self._memory: sqlite3.Connection | None = None
        self._open()

    def do(self, work: Work[_T]) -> _T:
        """Return what ``work`` makes of the database, in one transaction; it may be called a second time.

        Raises ``TroubleError`` if the disk is full, or the like: then nothing has changed.
        """
        with self._guard:
            if self._memory is not None:
                return self._in_memory(self._memory, work)
            try:
                with locked(self._lock_file):
                    try:
                        return self._on_disk(work)
                    except sqlite3.Error as error:
                        if _is_trouble(error):
                            raise
                        self._begin_anew()
                        return self._on_disk(work)
            except (OSError, sqlite3.Error) as error:
                raise TroubleError(_reason(error)) from error

    @property
    def _lock_file(self) -> Path:
        return self.path.with_name(f"{self.path.name}.lock")

    def _open(self) -> None:
        """Make the file if it is not there, look through it, and go on in memory if neither is possible."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.do(_look_through)
        except _NewerError:
            self._go_on_in_memory(f"{self.path} was made by a newer version of the game, so it is left alone.")
        except (OSError, TroubleError) as error:
            why = str(error) if isinstance(error, TroubleError) else _reason(error)
            self._go_on_in_memory(f"{self.path} cannot be used: {why}. Your games are read again at each start.")

    def close(self) -> None:
        """Drop the database in memory; there is nothing else to close."""
        with self._guard:
            if self._memory is not None:
                self._memory.close()

    def _go_on_in_memory(self, note: str) -> None:
        if self.path.parent.exists():  # without the folder there is nothing that could be lost
            self.notes.append(note)
        self._memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.fresh = True

    def _on_disk(self, work: Work[_T]) -> _T:
        with suppress(FileNotFoundError):
            must_be_regular(self.path.stat())
        with closing(sqlite3.connect(self.path, timeout=_BUSY_MS / 1000, isolation_level=None)) as connection:
            return self._in_transaction(connection, work)

    def _in_memory(self, connection: sqlite3.Connection, work: Work[_T]) -> _T:
        try:
            return self._in_transaction(connection, work)
        except sqlite3.Error as error:
            raise TroubleError(_reason(error)) from error

    def _in_transaction(self, connection: sqlite3.Connection, work: Work[_T]) -> _T:
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _migrate(connection):
                self.fresh = True
            found = work(connection)
            connection.execute("COMMIT")
        except BaseException as error:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            if isinstance(error, UnicodeDecodeError):
                raise sqlite3.DatabaseError(f"a text is no text: {error}") from None
            raise
        return found

    def _begin_anew(self) -> None:
        """Set the damaged file aside; the lock is held, so that no other game has it open. Raises ``OSError``."""
        aside = set_aside(self.path, self._aside)
        journal = self.path.with_name(f"{self.path.name}-journal")
        if journal.exists():
            set_aside(journal, self._aside)
        self.fresh = True
        self.notes.append(f"{self.path} was damaged; it was set aside as {aside} and is made again from your games.")


def _migrate(connection: sqlite3.Connection) -> bool:
    """Bring the schema up to date; return whether all must be read again: there was none, or its rows were dropped."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(STEPS):
        raise _NewerError
    for step in STEPS[version:]:
        for statement in step:
            connection.execute(statement)
    if version < len(STEPS):
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
    return bool(version < len(STEPS))


def _look_through(connection: sqlite3.Connection) -> None:
    """Raise if SQLite, or the seal of a row, finds damage."""
    (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    index.read(connection)


def _is_trouble(error: sqlite3.Error) -> bool:
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return (code & _PRIMARY) in _TROUBLES


def _reason(error: OSError | sqlite3.Error) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
