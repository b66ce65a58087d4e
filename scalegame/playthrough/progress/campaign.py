"""A player's standing in the campaign: levels with bests and unfinished games, and the stars that a game added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scalegame.clock import Clock
from scalegame.content.level import Level
from scalegame.content.levels import LevelList, all_levels
from scalegame.engine.view import Result
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.records import library
from scalegame.runs.autosave import Attempt
from scalegame.runs.library.entries import RunEntry
from scalegame.runs.library.query_results import Best, OpenRun
from scalegame.runs.run import Ending
from scalegame.wording.units import MOST_STARS, clock, money


@dataclass(frozen=True, slots=True)
class Standing:
    """All levels, what the player reached in them, and the games that were left, the newest first.

    ``latest`` is the file of the game that was begun last, left or not.
    """

    levels: LevelList
    bests: Mapping[str, Best]
    left: tuple[OpenRun, ...] = ()
    latest: str = ""

    @classmethod
    def load(cls) -> Standing:
        """Read levels and records; whatever is damaged is told in them, nothing is raised."""
        levels, records = all_levels(), library()
        latest = records.latest()
        return cls(
            levels,
            records.bests(levels.levels),
            records.open_runs(levels.levels),
            "" if latest is None else latest.file,
        )

    def best(self, level: Level) -> Best | None:
        """Return what the player reached in ``level``, or None if it was never won."""
        return self.bests.get(level.id)

    def next_level(self) -> Level | None:
        """Return the level of the game to go on with, if there is one.

        Else it is the first level not won yet, else the first with a star to earn, else the first of all.
        """
        return self.next_step() or next(iter(self.levels.levels), None)

    def next_step(self, *, campaign: bool = False) -> Level | None:
        """Return the level that comes next, of the ``campaign`` alone or of all; None if no star is left to earn."""
        levels = [level for level in self.levels.levels if not campaign or (level.number and not level.pack)]
        left = self.to_go_on()
        begun = [level for level in levels if left is not None and level.id == left.entry.level]
        wanting = sorted((level for level in levels if self.stars(level) < MOST_STARS), key=self.stars)
        return next(iter([*begun, *wanting]), None)

    def stars(self, level: Level) -> int:
        """Return the stars that were earned in ``level``."""
        best = self.best(level)
        return 0 if best is None else best.stars

    def to_go_on(self) -> OpenRun | None:
        """Return the game that was left, if it was the last that was begun and can be resumed."""
        return next((one for one in self.left if one.entry.file == self.latest and not one.reason), None)

    def left_in(self, level: Level) -> tuple[OpenRun, ...]:
        """Return the games of ``level`` that were left."""
        return tuple(one for one in self.left if one.entry.level == level.id)

    def level_after(self, level: Level) -> Level | None:
        """Return the level that follows ``level`` in the list, or None after the last."""
        ids = [other.id for other in self.levels.levels]
        after = ids.index(level.id) + 1 if level.id in ids else len(ids)
        return self.levels.levels[after] if after < len(ids) else None


@dataclass(frozen=True, slots=True)
class KeptGame:
    """A finished game in the campaign: the best before it, a note if something went wrong, and whether it was practice.

    ``losses``: so many games of the level in a row were lost, this one counted. ``on_disk``: nobody will know of
    it otherwise.
    """

    before: Best | None
    note: str = ""
    practised: bool = False
    losses: int = 0
    on_disk: bool = True

    def new_bests(self, result: Result) -> tuple[str, ...]:
        """Return what ``result`` reached for the first time or better than ever, in words.

        Practice reaches nothing, and neither does a game that was not kept.
        """
        if self.practised or not self.on_disk or not result.won:
            return ()
        if self.before is None:
            return ("first win",)
        better = {f"{result.stars} stars": result.stars > self.before.stars}
        if (before := self.before.numbers) is not None:
            metrics = result.metrics
            better |= {
                f"score {result.score}": result.score > before.score,
                f"time {clock(metrics.time)}": metrics.time < before.time,
                f"cost {money(metrics.cost)}": metrics.cost < before.cost,
                f"commands {metrics.commands}": metrics.commands < before.commands,
            }
        return tuple(words for words, is_better in better.items() if is_better)


def keep(playthrough: Playthrough, attempt: Attempt) -> KeptGame:
    """Write a game down that is finished, or ended before that by the player, before anyone looks at how it ended."""
    records = library()
    before = records.bests((playthrough.level,)).get(playthrough.level.id)
    run = playthrough.run(Ending.GIVEN_UP)
    attempt.close(run, playthrough.facts())
    on_disk = attempt.kept or not run.ticks
    # The trouble may have been told while the game went on: that it cost this game is news.
    notes = ("" if on_disk else "This game was not kept.", attempt.take_note(), *records.take_notes())
    losses = 0 if playthrough.result.won else max(1, lost_in_a_row(records.history(playthrough.level)))
    return KeptGame(before, " ".join(note for note in notes if note), run.practised, losses, on_disk)


def lost_in_a_row(history: Sequence[RunEntry]) -> int:
    """Return how many of the finished games of a ``history`` were lost since the last that was won."""
    lost = 0
    for entry in history:
        if entry.ending is Ending.FINISHED:
            lost = 0 if entry.won else lost + 1
    return lost


def attempt_at(left: OpenRun | None, clock: Clock) -> Attempt | None:
    """Return a new attempt, or the one that was ``left``; None if another game has gone on with it."""
    return Attempt(library(), clock) if left is None else Attempt.resume(library(), left)
