"""The library of all runs of a player. The run files are the truth; its database is an index of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import Self, TypeVar

from scalegame.engine.game import RULESET
from scalegame.home import home
from scalegame.runs import rows
from scalegame.runs.answers import Best, Numbers, OpenRun, Order
from scalegame.runs.catching_up import Watch, read_files
from scalegame.runs.categories import Category
from scalegame.runs.database import Database, TroubleError, Work
from scalegame.runs.earlier import earlier_stars
from scalegame.runs.entries import Entry, Stamp, entry_of
from scalegame.runs.files import in_use
from scalegame.runs.run import Ending, Run, Stage
from scalegame.runs.runfile import load, save, seal_of
from scalegame.runs.shelf import IMPORTED, SET_ASIDE, Shelf
from scalegame.runs.verify import Facts, Truth, Verdict, verify

_T = TypeVar("_T")

#: Gives all levels that are here, by id. It may take its time: it is only called when a run must be verified.
Stages = Callable[[], Mapping[str, Stage]]
_DATABASE = "library.sqlite3"
#: Runs that can be neither true nor false here.
_GONE = (Truth.OTHER_CONTENT.value, Truth.OTHER_RULES.value)
_RANKED = "truth = 'true' AND ending = 'finished' AND won AND NOT practised"


class Library:
    """All runs below a home folder: what adds to them, and queries.

    Several threads and several games may use it at once. Only ``load`` and ``take_in`` raise; what else goes wrong is
    told by ``take_notes``. Queries know of files that others put there, or a killed game left, after ``catch_up``.
    """

    def __init__(self, stages: Stages, folder: Path) -> None:
        self.folder = folder
        self._stages = stages
        self._shelf = Shelf(folder)
        self._database = Database(folder / _DATABASE, folder / SET_ASIDE)
        self._catching_up = RLock()
        self._told: set[str] = set()

    @classmethod
    def open(cls, stages: Stages, folder: Path | None = None) -> Self:
        """Return the library of ``folder``, by default the player's home. A damaged database is set aside."""
        return cls(stages, folder or home())

    def close(self) -> None:
        """Let go of what is held in memory."""
        self._database.close()

    def take_notes(self) -> tuple[str, ...]:
        """Return what the player must know, in sentences: each once, however often it is found."""
        notes, self._database.notes[:] = dict.fromkeys(self._database.notes), ()
        new = tuple(note for note in notes if note not in self._told)
        self._told.update(new)
        return new

    # What adds to it -------------------------------------------------------------------------------------------------

    def add(self, run: Run, facts: Facts, path: Path) -> None:
        """Take in a game that was played here, with what its engine computed; its file is at ``path`` already."""
        try:
            entry = entry_of(
                run, Verdict(Truth.TRUE, "true", facts=facts), self._shelf.name(path), Stamp.of(path), own=True
            )
        except OSError as error:
            self._note(f"{path} cannot be read: {error.strerror}.")
        else:
            self._write([entry])

    def take_in(self, run: Run) -> tuple[Verdict, Entry | None]:
        """Verify the run of somebody else; if it is true and finished, keep a copy of it.

        The entry is there if it is kept, or was known already. Raises ``OSError`` if the copy cannot be written.
        """
        verdict = self.judge(run)
        if verdict.truth is not Truth.TRUE or run.ending is not Ending.FINISHED:
            return verdict, None
        key = seal_of(run)
        if (known := self.entry(key)) is not None:
            return verdict, known
        kept = self._shelf.path(f"{IMPORTED}/{key}.json")
        kept.parent.mkdir(parents=True, exist_ok=True)
        save(run, kept)
        entry = entry_of(run, verdict, self._shelf.name(kept), Stamp.of(kept), own=False)
        self._write([entry])
        return verdict, entry

    def judge(self, run: Run) -> Verdict:
        """Verify ``run`` on the level that it names."""
        return verify(run, self._stages().get(run.level))

    def catch_up(self, watch: Watch | None = None) -> bool:
        """Verify and take in the files that are not known as they are now, and forget those that are gone.

        Return whether anything has changed. It may take 50 ms for each new file; ``watch``, if any, is told how far it
        is, and may raise to stop it.
        """
        with self._catching_up:
            self._database.fresh = False
            none: dict[str, Stamp] = {}
            known, files = self._ask(rows.stamps, none), self._shelf.files()
            gone = [file for file in known if file not in files and not self._shelf.path(file).exists()]
            new = [file for file, stamp in files.items() if known.get(file) != stamp]
            new += [file for file in self._judged_anew() if file not in new]
            if new:
                reading = read_files(self._shelf, new, self._stages(), self._write, watch or (lambda _, __: None))
                gone += reading.moved
                self._database.notes += reading.notes
            if gone:
                self._ask(lambda connection: rows.remove(connection, gone), None)
            return bool(new or gone)

    def _judged_anew(self) -> list[str]:
        """Return the files whose level was not here when they were read, and is here now."""
        where = "WHERE truth IN (?, ?) AND ruleset = ?"
        waiting = self._read(where, (*_GONE, RULESET))
        stages = self._stages() if waiting else {}
        return [one.file for one in waiting if one.level in stages and stages[one.level].digest == one.level_digest]

    # Queries ---------------------------------------------------------------------------------------------------------

    def bests(self, stages: Iterable[Stage]) -> Mapping[str, Best]:
        """Return by level id what the player reached, in games that were finished, won and not practised.

        Stars stay when a level or the rules change; numbers of another level say nothing of this one.
        """
        stars = self._ask(_most_stars, dict[str, int]())
        numbers = self._ask(_best_numbers, dict[tuple[str, str], Numbers]())
        earlier = earlier_stars(self.folder)
        bests: dict[str, Best] = {}
        for stage in stages:
            most = max(stars.get(stage.id, 0), earlier.get(stage.id, 0))
            if most:
                bests[stage.id] = Best(most, numbers.get((stage.id, stage.digest)))
        return MappingProxyType(bests)

    def stars(self) -> Mapping[str, int]:
        """Return the most stars of every level that was ever won, by its id, whether it is in a list or not."""
        return MappingProxyType(self._ask(_most_stars, dict[str, int]()))

    def history(self, stage: Stage, seed: int | None = None, ruleset: int = RULESET) -> tuple[Entry, ...]:
        """Return the player's own attempts at ``stage`` as it is, finished and given up, the earliest first."""
        where = (
            "WHERE own AND level = ? AND level_digest = ? AND ruleset = ? AND truth = 'true' AND ending != 'open'"
            " AND (? IS NULL OR seed = ?) ORDER BY started, file"
        )
        return tuple(self._read(where, (stage.id, stage.digest, ruleset, seed, seed)))

    def board(
        self,
        stage: Stage,
        *,
        seed: int | None = None,
        category: Category | None = None,
        order: Order = Order.TIME,
        ruleset: int = RULESET,
        limit: int = 10,
    ) -> tuple[Entry, ...]:
        """Return the best runs of ``stage``, own and others': won, finished, not practised, the best first.

        Of equals, the earlier comes first; commands that one player gave twice are listed once.
        """
        earlier = "started = '', started, file"
        first = f"ROW_NUMBER() OVER (PARTITION BY player, seed, plan ORDER BY NOT own, {earlier}) AS turn"
        where = (
            f"WHERE file IN (SELECT file FROM (SELECT file, {first} FROM runs"  # noqa: S608 - our own words
            f" WHERE level = ? AND level_digest = ? AND ruleset = ? AND {_RANKED} AND (? IS NULL OR seed = ?)"
            " AND (? IS NULL OR file IN (SELECT file FROM categories WHERE category = ?))) WHERE turn = 1)"
            f" ORDER BY {order.value}, {earlier} LIMIT ?"
        )
        named = None if category is None else category.value
        return tuple(self._read(where, (stage.id, stage.digest, ruleset, seed, seed, named, named, max(0, limit))))

    def finished(self, ids: str, ruleset: int = RULESET) -> tuple[Entry, ...]:
        """Return the player's own runs that were played to their end in one go, on levels whose ids begin with ``ids``.

        Whether they were won does not matter: some levels cannot be.
        """
        where = (
            "WHERE own AND substr(level, 1, ?) = ? AND ruleset = ? AND truth = 'true' AND ending = 'finished'"
            " AND NOT practised ORDER BY started, file"
        )
        return tuple(self._read(where, (len(ids), ids, ruleset)))

    def open_runs(self, stages: Iterable[Stage]) -> tuple[OpenRun, ...]:
        """Return the games of ``stages`` that were left, the newest first, but for those that are being played."""
        here = {stage.id: stage for stage in stages}
        left = self._read("WHERE own AND ending = 'open' ORDER BY started DESC, file DESC")
        return tuple(
            OpenRun(entry, _why_not(entry, here[entry.level]))
            for entry in left
            if entry.level in here and self.path(entry).exists() and not in_use(self._shelf.lock(entry.file))
        )

    def latest(self) -> Entry | None:
        """Return the player's own run that was begun last, however it ended."""
        return next(iter(self._read("WHERE own ORDER BY started DESC, file DESC LIMIT 1")), None)

    def false_runs(self) -> tuple[Entry, ...]:
        """Return the runs that were found false; they count for nothing."""
        return tuple(self._read("WHERE truth = 'false' ORDER BY file"))

    def entry(self, key: str) -> Entry | None:
        """Return the run that has the seal ``key``, an own one if there are two."""
        return next(iter(self._read("WHERE key = ? ORDER BY NOT own, file LIMIT 1", (key,))), None)

    def path(self, entry: Entry) -> Path:
        """Return where the file of ``entry`` is."""
        return self._shelf.path(entry.file)

    def load(self, entry: Entry) -> Run:
        """Read the run of ``entry``; raises ``RunError``."""
        return load(self.path(entry))

    # The database ----------------------------------------------------------------------------------------------------

    def _note(self, sentence: str) -> None:
        self._database.notes.append(sentence)

    def _write(self, entries: Iterable[Entry]) -> None:
        """Write ``entries`` down, but for those whose files have changed since."""
        given = tuple(entries)

        def work(connection: sqlite3.Connection) -> None:
            for entry in given:
                if _is_still(self.path(entry), entry.stamp):
                    rows.write(connection, entry)

        self._ask(work, None)

    def _read(self, rest: str, values: Iterable[rows.Value | None] = ()) -> list[Entry]:
        given = tuple(values)
        return self._ask(lambda connection: rows.read(connection, rest, given), [])

    def _ask(self, work: Work[_T], otherwise: _T) -> _T:
        """Return what ``work`` finds, once lost entries are back; ``otherwise`` if the database cannot be used now."""
        try:
            found = self._database.do(work)
            if self._database.fresh:
                self.catch_up()
                found = self._database.do(work)
        except TroubleError as error:
            self._note(f"{self._database.path} cannot be used: {error}.")
            return otherwise
        return found


def _most_stars(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the most stars by level id, whatever content and rules they were won on."""
    own = "own AND won AND NOT practised AND ending = 'finished' AND truth != 'false'"
    return dict(connection.execute(f"SELECT level, MAX(stars) FROM runs WHERE {own} GROUP BY level"))  # noqa: S608 - our own words


def _best_numbers(connection: sqlite3.Connection) -> dict[tuple[str, str], Numbers]:
    """Return the best numbers under the present rules, by level id and digest."""
    best = "MAX(score), MIN(time), MIN(cost), MIN(commands)"
    where = f"WHERE own AND ruleset = ? AND {_RANKED} GROUP BY level, level_digest"
    found = connection.execute(f"SELECT level, level_digest, {best} FROM runs {where}", (RULESET,))  # noqa: S608 - our own words
    return {(level, digest): Numbers(*numbers) for level, digest, *numbers in found}


def _is_still(path: Path, stamp: Stamp) -> bool:
    try:
        return Stamp.of(path) == stamp
    except OSError:
        return False


def _why_not(entry: Entry, stage: Stage) -> str:
    if entry.ruleset != RULESET:
        return f"it was played under ruleset {entry.ruleset}, and this is ruleset {RULESET}"
    if entry.level_digest != stage.digest:
        return "the level has changed since"
    return "" if entry.truth is Truth.TRUE else entry.reason
