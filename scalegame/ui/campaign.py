"""Where a player stands in the campaign: all levels with their bests, what comes next, what a game has added."""

from __future__ import annotations

from dataclasses import dataclass

from scalegame.content.level import Level
from scalegame.content.levels import LevelList, all_levels
from scalegame.engine.view import Result
from scalegame.runs.progress import Best, Progress
from scalegame.ui.words import clock, money


@dataclass(frozen=True, slots=True)
class Standing:
    """All levels, and what the player reached in them."""

    levels: LevelList
    progress: Progress

    @classmethod
    def load(cls) -> Standing:
        """Read levels and progress; whatever is damaged is told in them, nothing is raised."""
        return cls(all_levels(), Progress.load())

    def next_level(self) -> Level | None:
        """Return the first level not won yet, else the first with a star to earn, else the first of all."""
        for wanted in (1, 2, 3, 0):
            for level in self.levels.levels:
                best = self.progress.best(level.id)
                if wanted == 0 or (0 if best is None else best.stars) < wanted:
                    return level
        return None

    def level_after(self, level: Level) -> Level | None:
        """Return the level that follows ``level`` in the list, or None after the last."""
        ids = [other.id for other in self.levels.levels]
        after = ids.index(level.id) + 1 if level.id in ids else len(ids)
        return self.levels.levels[after] if after < len(ids) else None


@dataclass(frozen=True, slots=True)
class Kept:
    """What a finished game changed: the best before it, and a note if it could not be saved."""

    before: Best | None
    note: str

    def new_bests(self, result: Result) -> tuple[str, ...]:
        """Name what ``result`` reached for the first time or better than ever, in words."""
        if not result.won:
            return ()
        if self.before is None:
            return ("first win",)
        metrics, before = result.metrics, self.before
        better = {
            f"{result.stars} stars": result.stars > before.stars,
            f"score {result.score}": result.score > before.score,
            f"time {clock(metrics.time)}": metrics.time < before.time,
            f"cost {money(metrics.cost)}": metrics.cost < before.cost,
            f"commands {metrics.commands}": metrics.commands < before.commands,
        }
        return tuple(words for words, is_better in better.items() if is_better)


def keep(level: Level, result: Result) -> Kept:
    """Write a finished game down, if it was won, before anyone looks at it."""
    progress = Progress.load()
    return Kept(progress.best(level.id), progress.record(level.id, result).note)
