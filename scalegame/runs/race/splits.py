"""Splits: the ticks by which runs of one level and seed are compared, and the lead of one over another.

A split is the tick at which a wave was over: the next had begun, by itself or called early, or the game had ended. The
time between two splits is the segment of a wave. Everything here is in ticks, the game's own time, unless it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scalegame.engine.game import Game
from scalegame.runs.run import Ending, Run

Splits = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timing:
    """One run as its level's history knows it: when each wave was over, and what became of it.

    ``splits`` are as many as there were waves over. ``split_ms`` are the same in real time, in milliseconds (empty if
    nobody sat there), and ``real_ms`` all of it. ``cost`` is in millicents. ``name`` says whose run it is, or is empty;
    ``started`` is a moment in UTC (ISO 8601), or empty.
    """

    splits: Splits
    ticks: int
    won: bool
    finished: bool = True
    practised: bool = False
    cost: int = 0
    commands: int = 0
    split_ms: Splits = ()
    real_ms: int = 0
    started: str = ""
    name: str = ""

    @property
    def counts(self) -> bool:
        """Whether bests are taken from it: it was won, and played in one go."""
        return self.won and self.finished and not self.practised

    @property
    def segments(self) -> Splits:
        """The length of each segment in ticks, from split to split."""
        return segments(self.splits)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The comparison of a run with all earlier ones on the same level with the same seed.

    ``best`` is the fastest that counts, the first of equals. ``golds`` are the best segment of each wave, and
    ``real_golds`` the same in real time (milliseconds; 0: never measured); both are empty while nothing counts.
    """

    attempts: tuple[Timing, ...] = ()
    best: Timing | None = None
    golds: Splits = ()
    real_golds: Splits = ()

    @property
    def sum_of_best(self) -> int | None:
        """All best segments together; None while nothing counts. Waves overlap, so it is a bound and no promise."""
        return sum(self.golds) if self.golds else None

    def possible(self, done: Sequence[int], tick: int) -> int | None:
        """Return the time of a run at ``tick`` with the splits ``done`` if all goes on as well as it ever did.

        The wave under way takes as long as it has taken already, at least. None while nothing counts.
        """
        if not self.golds:
            return None
        last, wave = (done[-1] if done else 0), len(done)
        under_way = max(self.golds[wave], tick - last) if wave < len(self.golds) else 0
        return last + under_way + sum(self.golds[wave + 1 :])


def splits_of(game: Game) -> Splits:
    """Return the ticks at which the waves so far were over."""
    return (*game.wave_starts[1:], *((game.tick,) if game.over else ()))


def starts_of(splits: Sequence[int]) -> tuple[int, ...]:
    """Return the ticks at which the waves began of a finished game with these ``splits``."""
    return (0, *splits[:-1])


def timing_of(run: Run, splits: Splits, *, cost: int = 0, won: bool = False) -> Timing:
    """Return ``run`` for a history; ``splits``, ``cost`` and ``won`` are what the engine says of it, not the run."""
    return Timing(
        splits=splits,
        ticks=run.ticks,
        won=won,
        finished=run.ending is Ending.FINISHED,
        practised=run.practised,
        cost=cost,
        commands=len(run.commands),
        split_ms=run.split_ms,
        real_ms=run.real_ms,
        started=run.started,
        name=run.player,
    )


def compare(attempts: Iterable[Timing]) -> Comparison:
    """Return the comparison for the next run.

    Only runs that were won and not practised give bests. A timer on its own must take the segments of any attempt, for
    it knows no more of them. Here a segment can be had for nothing by whoever does not mind losing, because what a wave
    that was called too early costs is paid for in later ones.
    """
    known = tuple(attempts)
    counted = [one for one in known if one.counts]
    if not counted:
        return Comparison(known)
    best = min(counted, key=lambda one: one.ticks)
    columns = zip(*(one.segments for one in counted), strict=True)
    real = [segments(one.split_ms) for one in counted if len(one.split_ms) == len(one.splits)]
    real_columns = zip(*real, strict=True) if real else ((0,) for _ in best.splits)
    return Comparison(known, best, tuple(min(column) for column in columns), tuple(min(one) for one in real_columns))


def segments(splits: Sequence[int]) -> Splits:
    """Return the time from each split to the next, the first from the start."""
    return tuple(after - before for before, after in pairwise((0, *splits)))


def split_delta(done: Sequence[int], against: Sequence[int], wave: int) -> int | None:
    """Return how far behind (ahead: below zero) a run was at the split of ``wave``, counted from 0.

    None if one of the two never reached it.
    """
    return done[wave] - against[wave] if wave < min(len(done), len(against)) else None


def last_delta(done: Sequence[int], against: Sequence[int]) -> int | None:
    """Return the delta at the latest split that both have; None if there is none."""
    common = min(len(done), len(against))
    return split_delta(done, against, common - 1) if common else None


def live_delta(done: Sequence[int], tick: int, against: Sequence[int]) -> int | None:
    """Return the delta that can be told before the next split: how far behind a run is at least. None if it cannot.

    The rule is LiveSplit's: it shows as soon as the wave under way takes longer than it took the other run, or the
    other's split has passed. Until then nobody knows. It counts up until the split and ends as the split's delta.
    """
    wave = len(done)
    if wave >= len(against):
        return None
    segment = tick - (done[-1] if done else 0)
    other = against[wave] - (against[wave - 1] if wave else 0)
    return tick - against[wave] if segment > other or tick > against[wave] else None


def delta(done: Sequence[int], tick: int, against: Sequence[int]) -> int | None:
    """Return what a timer shows at ``tick``: the live delta if there is one, else that of the latest split."""
    live = live_delta(done, tick, against)
    return last_delta(done, against) if live is None else live


def is_gold(done: Sequence[int], golds: Sequence[int], wave: int) -> bool:
    """Return whether the segment of ``wave`` is better than the best there was. The first of all beats nothing."""
    return wave < min(len(done), len(golds)) and segments(done)[wave] < golds[wave]
