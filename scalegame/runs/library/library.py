"""The library of all runs of a player. The run files are the truth; its database is an index of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Self, TypeVar

from scalegame.background import RLock
from scalegame.durable_files import in_use
from scalegame.engine.game import RULESET
from scalegame.home import home
from scalegame.runs.designs import design_of
from scalegame.runs.library import index
from scalegame.runs.library.database import Database, TroubleError, Work
from scalegame.runs.library.entries import RunEntry, Stamp, entry_of
from scalegame.runs.library.first_seen import FirstSeen
from scalegame.runs.library.legacy_stars import earlier_stars
from scalegame.runs.library.query_results import Best, BoardOrder, Numbers, OpenRun
from scalegame.runs.library.run_files import IMPORTED, SET_ASIDE, RunFile, RunFiles, WatchReading, read_files
from scalegame.runs.race.categories import Category
from scalegame.runs.run import Ending, Run, Stage
from scalegame.runs.run_file import load, save, seal_of
from scalegame.runs.verify import Facts, Truth, Verdict, verify
from scalegame.sanitize import clean_name

_T = TypeVar("_T")

#: Gives all levels that are here, by id. It may take its time: it is only called when a run must be verified.
Stages = Callable[[], Mapping[str, Stage]]
_DATABASE = "library.sqlite3"
_FIRST_SEEN = "seen.jsonl"


class Library:
    """All runs below a home folder: what adds to them, and queries.

    Several threads and several games may use it at once. Only ``load`` and ``take_in`` raise; what else goes wrong is
    told by ``take_notes``. Queries know of files that others put there, or a killed game left, after ``catch_up``.
    """

    def __init__(self, stages: Stages, folder: Path) -> None:
        self.folder = folder
        self._stages = stages
        self._files = RunFiles(folder)
        self._database = Database(folder / _DATABASE, folder / SET_ASIDE)
        self._first_seen = FirstSeen(folder / _FIRST_SEEN)
        self._catching_up = RLock()
        self._told: set[str] = set()
        #: Entries by file that this program has from the engine itself, and not from the index.
        self._vouched: dict[str, RunEntry] = {}

    @classmethod
    def open(cls, stages: Stages, folder: Path | None = None) -> Self:
        """Return the library of ``folder``, by default the player's home. A damaged database is set aside."""
        return cls(stages, folder or home())

    def close(self) -> None:
        """Drop the database in memory."""
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
                run, Verdict(Truth.TRUE, "true", facts=facts), self._files.name(path), Stamp.of(path), own=True
            )
        except OSError as error:
            self._note(f"{path} cannot be read: {error.strerror}.")
        else:
            self._write([entry])

    def note_progress(self, path: Path, ticks: int, *, exactly: bool) -> None:
        """Remember that the game in the file at ``path`` has come to ``ticks``, and its place if the file is new.

        Unless ``exactly``, that is done now and then: a game in play may ask for it at every save.
        """
        self._first_seen.note_progress(self._files.name(path), ticks, exactly=exactly)

    def reached(self, run: Run, path: Path) -> int:
        """Return how far the game of ``run``, in the file at ``path``, had come before: at least its own ticks.

        A copy under another name is the same game: it was begun at the same moment, on the same level and seed.
        """
        same = "own AND level = ? AND level_digest = ? AND seed = ? AND started = ? AND started != ''"
        values = (run.level, run.level_digest, run.seed, run.started)
        copies = [entry.ticks for entry in self._read(f"WHERE {same}", values)]
        return max(run.ticks, self._first_seen.reached(self._files.name(path)), *copies, 0)

    def take_in(self, run: Run, stage: Stage | None = None) -> tuple[Verdict, RunEntry | None]:
        """Verify the run of somebody else, on ``stage`` if it is given; if it is true and finished, keep a copy of it.

        The entry is there if it is kept, or was known already. A run that another player has played before, command for
        command, is not kept: the entry is the one that was seen first.

        Raises ``OSError`` if the copy cannot be written.
        """
        verdict = self.judge(run) if stage is None else verify(run, stage)
        if verdict.truth is not Truth.TRUE or run.ending is not Ending.FINISHED:
            return verdict, None
        key = seal_of(run)
        if (known := self.entry(key)) is not None and known.truth is Truth.TRUE:
            return verdict, known
        if (first := self._first_of(run)) is not None:
            return verdict, first
        kept = self._files.path(f"{IMPORTED}/{key}.json")
        kept.parent.mkdir(parents=True, exist_ok=True)
        save(run, kept)
        entry = entry_of(run, verdict, self._files.name(kept), Stamp.of(kept), own=False)
        self._write([entry])
        return verdict, self._seen(entry)

    def _first_of(self, run: Run) -> RunEntry | None:
        """Return the run of another player that gave the same commands on the same game before, if there is one."""
        same = "level = ? AND level_digest = ? AND ruleset = ? AND seed = ? AND plan = ?"
        where = f"WHERE {same} AND {index.RANKED} ORDER BY seen, file"
        values = (run.level, run.level_digest, run.ruleset, run.seed, design_of(run.commands))
        first = next(iter(self._read(where, values)), None)
        return None if first is None or (not first.own and first.player == clean_name(run.player)) else first

    def judge(self, run: Run) -> Verdict:
        """Verify ``run`` on the level that it names."""
        return verify(run, self._stages().get(run.level))

    def catch_up(self, watch: WatchReading | None = None) -> bool:
        """Verify and take in the files that are not known as they are now, and forget those that are gone.

        Return whether anything has changed. It may take 50 ms for each new file; ``watch``, if any, is told how far it
        is, and may raise to stop it.
        """
        with self._catching_up:
            self._database.fresh = False
            none: dict[str, Stamp] = {}
            known, files = self._ask(index.stamps, none), self._files.files()
            gone = [file for file in known if file not in files and not self._files.path(file).exists()]
            new = [file for file, stamp in files.items() if known.get(file) != stamp]
            new += [file for file in self._judged_anew() if file not in new]
            # Files that come in together count as seen in the order in which they were written.
            self._first_seen.note(sorted((file for file in files), key=lambda file: (files[file].written, file)))
            if new:
                reading = read_files(self._files, new, self._stages(), self._write, watch or (lambda _, __: None))
                gone += reading.moved
                self._database.notes += reading.notes
            if gone:
                self._ask(lambda connection: index.remove(connection, gone), None)
            return bool(new or gone)

    def _judged_anew(self) -> list[str]:
        """Return the files whose level was not here when they were read, and is here now."""
        where = "WHERE truth IN (?, ?) AND ruleset = ?"
        waiting = self._read(where, (*index.GONE, RULESET))
        stages = self._stages() if waiting else {}
        return [one.file for one in waiting if one.level in stages and stages[one.level].digest == one.level_digest]

    # Queries ---------------------------------------------------------------------------------------------------------

    def bests(self, stages: Iterable[Stage]) -> Mapping[str, Best]:
        """Return by level id what the player reached, in games that were finished, won and not practised.

        Stars that the engine has found true stay when a level or the rules change; numbers of another level say nothing
        of this one.
        """
        stars = self._ask(index.most_stars, dict[str, int]())
        numbers = self._ask(index.best_numbers, dict[tuple[str, str], Numbers]())
        return MappingProxyType(
            {
                stage.id: Best(stars[stage.id], numbers.get((stage.id, stage.digest)))
                for stage in stages
                if stars.get(stage.id)
            }
        )

    def stars(self) -> Mapping[str, int]:
        """Return the most stars of every level that was ever won, by its id, whether it is in a list or not."""
        return MappingProxyType(self._ask(index.most_stars, dict[str, int]()))

    def unproven_stars(self) -> Mapping[str, int]:
        """Return by level id the stars that are only claimed and are more than those that are proven; none counts.

        They stand in runs on content or rules that are not here, or in the file of version 0.1, which kept no runs.
        """
        proven, claimed = self.stars(), self._ask(index.claimed_stars, dict[str, int]())
        for level, stars in earlier_stars(self.folder).items():
            claimed[level] = max(stars, claimed.get(level, 0))
        return MappingProxyType({level: most for level, most in claimed.items() if most > proven.get(level, 0)})

    def history(self, stage: Stage, seed: int | None = None, ruleset: int = RULESET) -> tuple[RunEntry, ...]:
        """Return the player's own attempts at ``stage`` as it is, finished and given up, the first seen first."""
        where = (
            "WHERE own AND level = ? AND level_digest = ? AND ruleset = ? AND truth = 'true' AND ending != 'open'"
            " AND (? IS NULL OR seed = ?) ORDER BY seen, file"
        )
        return tuple(self._read(where, (stage.id, stage.digest, ruleset, seed, seed)))

    def board(
        self,
        stage: Stage,
        *,
        seed: int | None = None,
        category: Category | None = None,
        order: BoardOrder = BoardOrder.TIME,
        ruleset: int = RULESET,
        limit: int = 10,
        every_run: bool = False,
    ) -> tuple[RunEntry, ...]:
        """Return the best runs of ``stage``, own and others': won, finished, not practised, the best first.

        Each player has one row, or with ``every_run`` all. Of equals, the one that was seen first comes first. The same
        design on the same seed counts once, for the player whose run of it was seen first. What is returned was played
        by the engine in this program: what only the index says is held against its file first.
        """
        named = None if category is None else category.value
        places = index.places(order, every_run=every_run)
        where = f"WHERE file IN ({places}) ORDER BY {order.value}, seen, file LIMIT ?"
        values = (stage.id, stage.digest, ruleset, seed, seed, named, named, max(0, limit))
        judged = set[str]()
        while True:
            found = self._read(where, values)
            doubtful = [entry for entry in found if not self._is_vouched(entry)]
            if judged.issuperset(entry.file for entry in doubtful):  # all is well, or the index cannot be written now
                return tuple(entry for entry in found if entry not in doubtful)
            for entry in doubtful:
                judged.add(entry.file)
                self._judge_again(entry, stage)

    def others(self, stage: Stage, seed: int, limit: int) -> tuple[RunEntry, ...]:
        """Return the fastest runs of others on ``seed`` as the index has them; who races one plays it again anyway."""
        where = (
            f"WHERE NOT own AND level = ? AND level_digest = ? AND ruleset = ? AND {index.RANKED} AND seed = ?"
            " ORDER BY time, seen, file LIMIT ?"
        )
        return tuple(self._read(where, (stage.id, stage.digest, RULESET, seed, limit)))

    def _is_vouched(self, entry: RunEntry) -> bool:
        return self._vouched.get(entry.file) == entry and _is_still(self.path(entry), entry.stamp)

    def _judge_again(self, entry: RunEntry, stage: Stage) -> None:
        """Play the run of ``entry`` again on ``stage`` and write down what comes of it; forget what is no run."""
        found = self._files.read(entry.file)
        self._database_forgets((entry.file,))
        if isinstance(found, RunFile):
            own = self._files.is_own(entry.file)
            again = entry_of(found.run, verify(found.run, stage), entry.file, found.stamp, own=own)
            self._write([again])
            if self._seen(again) != entry:
                self._note(f"{self.path(entry)} is not what the index said of it; it was verified again.")

    def _database_forgets(self, files: tuple[str, ...]) -> None:
        for file in files:
            self._vouched.pop(file, None)
        self._ask(lambda connection: index.remove(connection, files), None)

    def finished(self, ids: str, ruleset: int = RULESET) -> tuple[RunEntry, ...]:
        """Return the player's own runs that were played to their end in one go, on levels whose ids begin with ``ids``.

        The first seen come first.
        Whether they were won does not matter: some levels cannot be.
        """
        where = (
            "WHERE own AND substr(level, 1, ?) = ? AND ruleset = ? AND truth = 'true' AND ending = 'finished'"
            " AND NOT practised ORDER BY seen, file"
        )
        return tuple(self._read(where, (len(ids), ids, ruleset)))

    def open_runs(self, stages: Iterable[Stage]) -> tuple[OpenRun, ...]:
        """Return the games of ``stages`` that were left, the newest first, but for those that are being played."""
        here = {stage.id: stage for stage in stages}
        left = self._read("WHERE own AND ending = 'open' ORDER BY seen DESC, file DESC")
        return tuple(
            OpenRun(entry, _why_not(entry, here[entry.level]))
            for entry in left
            if entry.level in here and self.path(entry).exists() and not in_use(self._files.lock(entry.file))
        )

    def latest(self) -> RunEntry | None:
        """Return the player's own run that was begun last, however it ended."""
        return next(iter(self._read("WHERE own ORDER BY seen DESC, file DESC LIMIT 1")), None)

    def false_runs(self) -> tuple[RunEntry, ...]:
        """Return the runs that were found false; they count for nothing."""
        return tuple(self._read("WHERE truth = 'false' ORDER BY file"))

    def entry(self, key: str) -> RunEntry | None:
        """Return the run that has the seal ``key``, an own one if there are two."""
        return next(iter(self._read("WHERE key = ? ORDER BY NOT own, file LIMIT 1", (key,))), None)

    def path(self, entry: RunEntry) -> Path:
        """Return where the file of ``entry`` is."""
        return self._files.path(entry.file)

    def load(self, entry: RunEntry) -> Run:
        """Read the run of ``entry``; raises ``RunError``."""
        return load(self.path(entry))

    # The database ----------------------------------------------------------------------------------------------------

    def _note(self, sentence: str) -> None:
        self._database.notes.append(sentence)

    def _write(self, entries: Iterable[RunEntry]) -> None:
        """Write ``entries`` down, but for those whose files have changed since."""
        given = tuple(entries)
        places = self._first_seen.note(entry.file for entry in given)
        seen = [replace(entry, seen=places[entry.file]) for entry in given]

        def work(connection: sqlite3.Connection) -> None:
            for entry in seen:
                if _is_still(self.path(entry), entry.stamp):
                    index.write(connection, entry)

        self._vouched |= {entry.file: entry for entry in seen}
        self._ask(work, None)

    def _seen(self, entry: RunEntry) -> RunEntry:
        """Return ``entry`` with its place among all that were seen."""
        return replace(entry, seen=self._first_seen.place(entry.file))

    def _read(self, rest: str, values: Iterable[index.SqlValue | None] = ()) -> list[RunEntry]:
        given = tuple(values)
        return self._ask(lambda connection: index.read(connection, rest, given), [])

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


def _is_still(path: Path, stamp: Stamp) -> bool:
    try:
        return Stamp.of(path) == stamp
    except OSError:
        return False


def _why_not(entry: RunEntry, stage: Stage) -> str:
    if entry.ruleset != RULESET:
        return f"it was played under ruleset {entry.ruleset}, and this is ruleset {RULESET}"
    if entry.level_digest != stage.digest:
        return "the level has changed since"
    return "" if entry.truth is Truth.TRUE else entry.reason
