"""The rivals a game races against: the best runs on the same traffic, and a ghost beside it. Knows no Textual.

A ghost is another game, played before this one by the same engine; nothing here reaches the player's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from scalegame.content.level import REFERENCE
from scalegame.engine.game import RULESET
from scalegame.playthrough.progress.records import library
from scalegame.runs.library.entries import RunEntry
from scalegame.runs.library.library import Library
from scalegame.runs.race.splits import Comparison, Splits, Timing, compare, delta
from scalegame.runs.race.track import Track, track_of_plan, track_of_run
from scalegame.runs.run import Ending, Run
from scalegame.runs.run_code import run_from
from scalegame.runs.run_file import RunError, seal_of
from scalegame.runs.verify import Truth, verify
from scalegame.sanitize import clean_name
from scalegame.wording.units import clock

if TYPE_CHECKING:
    from scalegame.content.level import Level

#: Runs of others that are offered at most; the fastest are.
_MOST_OTHERS = 20


class RivalKind(StrEnum):
    """The kinds of rival; a ghost keeps its kind from seed to seed, where it can."""

    BEST = "best"
    REFERENCE = "reference"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Rival:
    """Somebody to race. ``play`` plays their game, which takes a moment; ``about`` is a word for the dialog.

    ``key`` tells runs apart that are called alike.
    """

    kind: RivalKind
    name: str
    about: str
    key: str
    play: Callable[[], Track] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Ghost:
    """A rival who runs beside the player."""

    rival: Rival
    track: Track

    @property
    def sentence(self) -> str:
        """A sentence with the ghost's name and the distance it reached."""
        track = self.track
        ended = ("wins at" if track.result.won else "loses at") if track.over else "was left at"
        return f"The ghost is {self.rival.name}; it {ended} {clock(len(track.rows))}."


@dataclass(frozen=True, slots=True)
class Race:
    """All that one game on one level and seed is held against. ``brought`` are runs from files, of whatever seed."""

    comparison: Comparison = field(default_factory=Comparison)
    rivals: tuple[Rival, ...] = ()
    ghost: Ghost | None = None
    brought: tuple[Run, ...] = ()

    def against(self, rival: Rival | None) -> Race:
        """Return the race with ``rival`` as its ghost, or with none."""
        return replace(self, ghost=None if rival is None else Ghost(rival, rival.play()))

    def after(self, run: Run, now: Timing, level: Level) -> Race:
        """Return the race as it stands for the next attempt on the same seed, without looking at the disk.

        ``run`` on ``level`` is the attempt that ends here, ``now`` the same for the history.
        """
        comparison = compare((*self.comparison.attempts, now))
        after = replace(self, comparison=comparison)
        if comparison.best is not now:
            return after
        best = Rival(RivalKind.BEST, "your best", _told(now), "", _runs_itself(run, level))
        others = (one for one in self.rivals if one.kind is not RivalKind.BEST)
        after = replace(after, rivals=(best, *others))
        return after.carried_from(self) if self.ghost and self.ghost.rival.kind is RivalKind.BEST else after

    def carried_from(self, before: Race) -> Race:
        """Return the race with the ghost that ran ``before``, if it can run here as well."""
        if before.ghost is None:
            return self
        old = before.ghost.rival
        same = (one for one in self.rivals if one.kind is old.kind and (one.kind is not RivalKind.RUN or one == old))
        try:
            return self.against(next(same, None))
        except RunError:  # Its file is gone or damaged; who chooses it again is told.
            return self


@dataclass(frozen=True, slots=True)
class Past:
    """A run that is known: how it went, and how to get it whole by its ``key``. ``own``: the player's, not imported."""

    timing: Timing
    load: Callable[[], Run]
    own: bool = True
    key: str = ""


def race_on(level: Level, seed: int, known: Iterable[Past] = (), brought: tuple[Run, ...] = ()) -> Race:
    """Return the race on ``level`` with ``seed``, without a ghost.

    ``known`` are all runs there were on it, the oldest first; ``brought`` are runs from files, of whatever seed.
    """
    past = tuple(known)
    comparison = compare(one.timing for one in past if one.own)
    rivals: list[Rival] = []
    best = next((one for one in past if one.timing is comparison.best), None)
    if best is not None:
        rivals.append(Rival(RivalKind.BEST, "your best", _told(best.timing), "", _runs(best.load, level)))
    plan = level.plans.get(REFERENCE)
    if plan is not None:
        about = "The plan that the level was made with."
        rivals.append(
            Rival(RivalKind.REFERENCE, "the reference", about, "", lambda: track_of_plan(plan, level.scenario, seed))
        )
    for one in past:
        if not one.own:
            name = one.timing.name or "a friend"
            rivals.append(Rival(RivalKind.RUN, name, _told(one.timing), one.key, _runs(one.load, level)))
    rivals += (
        Rival(
            RivalKind.RUN,
            clean_name(run.player) or "the run from your file",
            _left(run),
            seal_of(run),
            _runs_itself(run, level),
        )
        for run in brought
        if not why_not(run, level, seed)
    )
    return Race(comparison, tuple(rivals), brought=brought)


def open_race(level: Level, seed: int, before: Race) -> Race:
    """Return the race on ``level`` with ``seed`` as the player's library has it, with the ghost that ran ``before``."""
    records = library()
    others = records.others(level, seed, _MOST_OTHERS)
    known = [_past(entry, records) for entry in (*records.history(level, seed), *others)]
    return race_on(level, seed, known, before.brought).carried_from(before)


def timing_of_entry(entry: RunEntry) -> Timing:
    """Return a run of the library for a history."""
    real = tuple(split.real_ms for split in entry.splits)
    return Timing(
        splits=tuple(split.tick for split in entry.splits),
        ticks=entry.ticks,
        won=entry.won,
        finished=entry.ending is Ending.FINISHED,
        practised=entry.practised,
        cost=entry.cost,
        commands=entry.commands,
        split_ms=real if any(real) else (),
        real_ms=entry.real_ms,
        started=entry.started,
        name=entry.player,
    )


def _past(entry: RunEntry, records: Library) -> Past:
    return Past(timing_of_entry(entry), lambda: records.load(entry), entry.own, entry.key)


def with_run(race: Race, run: Run, level: Level, seed: int) -> Race:
    """Return ``race`` with ``run`` as one more rival, and as the ghost; raises ``RunError`` if it cannot be."""
    if why := why_not(run, level, seed):
        raise RunError("this run cannot race here", why)
    if (verdict := verify(run, level)).truth is not Truth.TRUE:
        raise RunError("this run is not true", verdict.sentence)
    rival = race_on(level, seed, brought=(run,)).rivals[-1]
    others = tuple(one for one in race.rivals if one != rival)
    brought = (*(one for one in race.brought if one != run), run)
    return replace(race, rivals=(*others, rival), brought=brought).against(rival)


def from_file(race: Race, path: str, level: Level, seed: int | None) -> tuple[Race, int]:
    """Return ``race`` against the run in the file at ``path``, and the seed of both; without ``seed`` the run's.

    Raises ``RunError`` if it cannot be.
    """
    run = run_from(path.strip())
    seed = run.seed if seed is None else seed
    return with_run(race, run, level, seed), seed


def why_not(run: Run, level: Level, seed: int) -> str:
    """Return why ``run`` cannot race on this traffic, or return an empty text."""
    if (run.level, run.level_digest) != (level.id, level.digest):
        return f"it was played on another level, or on other content of {run.level!r}"
    if run.ruleset != RULESET:
        return f"it was played under ruleset {run.ruleset}, this is ruleset {RULESET}"
    return f"its seed is {run.seed}, this game's is {seed}" if run.seed != seed else ""


def _runs(load: Callable[[], Run], level: Level) -> Callable[[], Track]:
    return lambda: track_of_run(load(), level.scenario)


def _runs_itself(run: Run, level: Level) -> Callable[[], Track]:
    return lambda: track_of_run(run, level.scenario)


def _told(timing: Timing) -> str:
    outcome = "won" if timing.won else "not won"
    return f"{clock(timing.ticks)}, {outcome}."


def _left(run: Run) -> str:
    return f"{clock(run.ticks)} on the clock."


@dataclass(frozen=True, slots=True)
class Pace:
    """The standing of a game in its race at one moment.

    ``done`` are its splits so far, of the level's ``waves``; ``real_ms`` the real time since its first tick in
    milliseconds (None: not measured). ``harm`` are people logged out and requests failed, together, after each tick;
    empty if nobody runs beside it.
    """

    race: Race
    done: Splits
    tick: int
    real_ms: int | None
    waves: int
    harm: Splits = ()

    @property
    def ghost(self) -> Ghost | None:
        """The ghost beside the game."""
        return self.race.ghost

    @property
    def racing(self) -> bool:
        """Whether there is anything to be ahead of or behind."""
        return self.race.ghost is not None or self.race.comparison.best is not None

    @property
    def rival(self) -> str:
        """The rival that deltas are about: the ghost if there is one, else the best; empty if there is neither."""
        if self.race.ghost is not None:
            return "ghost"
        return "best" if self.race.comparison.best else ""

    @property
    def against(self) -> Splits:
        """The splits that deltas are about."""
        if self.race.ghost is not None:
            return self.race.ghost.track.splits
        return self.race.comparison.best.splits if self.race.comparison.best else ()

    @property
    def delta(self) -> int | None:
        """The ticks by which the game is behind, or ahead (below zero); None while nobody can tell."""
        return delta(self.done, self.tick, self.against)

    @property
    def split(self) -> int | None:
        """The rival's split of the wave under way, of the last one at the end; None if it never got there."""
        wave = min(len(self.done), self.waves - 1)
        return self.against[wave] if wave < len(self.against) else None
