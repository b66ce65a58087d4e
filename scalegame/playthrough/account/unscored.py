"""The end of a game in words, with goals or without, and the distance reached in a mode that goes on until one falls.

All but ``best_distances`` and ``far_to_beat``, which read the library of runs, is pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scalegame.content.generated.endless import TICKS
from scalegame.content.generated.modes import ENDLESS, is_endless, is_endless_id
from scalegame.content.level import Level
from scalegame.engine.scenario import Scenario
from scalegame.engine.view import Metrics, View
from scalegame.playthrough.progress.records import library
from scalegame.runs.library.entries import RunEntry
from scalegame.runs.race.splits import starts_of
from scalegame.wording.units import STAR, clock, counted


@dataclass(frozen=True, slots=True, order=True)
class Distance:
    """The distance of a game: the waves that were survived to their end, then the ticks it lasted; more is farther."""

    waves: int
    ticks: int

    @property
    def told(self) -> str:
        """The distance in a few words."""
        return f"{counted(self.waves, 'waves')}, {clock(self.ticks)}"


def distance(starts: Sequence[int], lengths: Sequence[int], ticks: int) -> Distance:
    """Return how far a game of ``ticks`` came whose waves had these ``starts`` and ``lengths``."""
    ended = sum(start + length <= ticks for start, length in zip(starts, lengths, strict=False))
    return Distance(ended, ticks)


def distance_of(view: View) -> Distance:
    """Return how far a game has come."""
    return Distance(sum(wave.started and wave.end <= view.tick for wave in view.waves), view.tick)


def distance_of_entry(entry: RunEntry, length: int) -> Distance:
    """Return how far a run of the library came whose waves last ``length`` ticks each."""
    starts = starts_of([split.tick for split in entry.splits])
    return distance(starts, [length] * len(starts), entry.ticks)


def farthest(entries: Iterable[RunEntry], length: int) -> list[tuple[Distance, RunEntry]]:
    """Return the entries with their distances, the farthest first; of equals the earlier one."""
    told = [(distance_of_entry(entry, length), entry) for entry in entries]
    return sorted(told, key=lambda one: (-one[0].waves, -one[0].ticks, one[1].started))


def best_distances(most: int = 5) -> list[tuple[Distance, RunEntry]]:
    """Return the player's farthest endless games, on whatever seed, the farthest first."""
    played = library().finished(f"{ENDLESS}-")
    return farthest((entry for entry in played if is_endless_id(entry.level)), TICKS)[:most]


def far_to_beat(level: Level) -> str:
    """Return how far the player came before, if ``level`` is endless and they ever fell."""
    best = best_distances(1) if is_endless(level) else []
    return f"best: {best[0][0].told}" if best else ""


def wave_now(view: View) -> int:
    """Return the number of the latest wave that has begun; 0 before the first."""
    return sum(wave.started for wave in view.waves)


def has_fallen(scenario: Scenario, view: View) -> bool:
    """Return whether the level gives lives, and all of them are used up."""
    return scenario.lives > 0 and not view.lives


def ended(scenario: Scenario, starts: Sequence[int], metrics: Metrics) -> str:
    """Return the sentence about the end of a game without goals; ``starts`` are the ticks at which its waves began."""
    if not 0 < scenario.lives <= metrics.sessions_lost + metrics.requests_failed:
        return f"no goals, ended at {clock(metrics.time)}"
    far = distance(starts, [len(wave.arrivals) for wave in scenario.waves], metrics.time)
    return f"fell in wave {len(starts)} at {clock(metrics.time)}, {counted(far.waves, 'waves')} survived"


def how_it_ended(scenario: Scenario, view: View, stars: int) -> str:
    """Return in a few words how a game ended that is over."""
    if stars:
        return f"won {STAR * stars}"
    if has_fallen(scenario, view):
        return f"you fell in wave {wave_now(view)}"
    if scenario.scored:
        return "not all goals were met"
    return "you outlasted every wave" if scenario.lives else "the time is up"
