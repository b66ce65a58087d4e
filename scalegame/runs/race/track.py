"""Tracks: a run played again and written down tick by tick, to race beside another on the same traffic."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from scalegame.engine.commands import Plan
from scalegame.engine.drive import Refused
from scalegame.engine.game import Game
from scalegame.engine.scenario import Scenario
from scalegame.engine.view import Result, TickReport
from scalegame.runs.headless import play_again, play_plan
from scalegame.runs.race.splits import Splits, splits_of
from scalegame.runs.run import Run


@dataclass(frozen=True, slots=True)
class TrackRow:
    """One tick: requests made, failed, and sessions lost in it; then, how many people are online, and all so far.

    ``cost`` is in millicents.
    """

    requests: int
    failed: int
    lost: int
    online: int
    cost: int
    commands: int


@dataclass(frozen=True)
class Track:
    """A run as it can be watched from outside. ``rows`` are its ticks, ``splits`` when its waves were over.

    ``refused`` commands did nothing, as they would now. ``result`` is the score where it ended.
    """

    rows: tuple[TrackRow, ...]
    splits: Splits
    over: bool
    result: Result
    refused: tuple[Refused, ...] = ()

    @cached_property
    def lost(self) -> Splits:
        """The number of sessions lost up to each tick."""
        return tuple(accumulate(row.lost for row in self.rows))

    @cached_property
    def failed(self) -> Splits:
        """The number of requests failed up to each tick."""
        return tuple(accumulate(row.failed for row in self.rows))

    @cached_property
    def harm(self) -> Splits:
        """The sum of ``lost`` and ``failed`` after each tick."""
        return tuple(lost + failed for lost, failed in zip(self.lost, self.failed, strict=True))

    def at(self, tick: int) -> TrackRow | None:
        """Return the last row before ``tick``: where the run stood then, or its end. None before it began."""
        return self.rows[min(tick, len(self.rows)) - 1] if tick > 0 and self.rows else None


class _Watcher:
    """Writes a row a tick."""

    def __init__(self) -> None:
        self.rows: list[TrackRow] = []
        self.splits: Splits = ()

    def __call__(self, game: Game, report: TickReport) -> None:
        failed = sum(failure.count for failure in report.failures)
        lost = sum(loss.count for loss in report.losses)
        self.rows.append(TrackRow(report.requests, failed, lost, game.online, game.spent, game.commands))
        self.splits = splits_of(game)


def track_of_run(run: Run, scenario: Scenario) -> Track:
    """Play ``run`` again on a game of its own and return its track. What it claims is not looked at."""
    watch = _Watcher()
    game, refused = play_again(run, scenario, watch)
    return Track(tuple(watch.rows), watch.splits, game.over, game.result(), refused)


def track_of_plan(plan: Plan, scenario: Scenario, seed: int) -> Track:
    """Play ``plan`` to the end of the level and return its track."""
    watch = _Watcher()
    played = play_plan(scenario, seed, plan, watch)
    return Track(tuple(watch.rows), watch.splits, over=True, result=played.result, refused=played.refused)
