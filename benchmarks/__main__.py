"""``make bench``: measures the game beside its peers in one run, prints one table, writes build/bench.json.

Engine, SimPy and C are measured in CPU seconds of one core, in rounds: a rate is the best of all rounds, a ratio
the median of the ratios within each round, so that a busy machine blurs both as little as it can.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.c_peer import c_pace, compiler
from benchmarks.campaign import campaign_seconds, verifying_seconds
from benchmarks.frames import measured
from benchmarks.memory import memory_of
from benchmarks.simpy_peer import simpy_pace
from benchmarks.steady import REDIS, STICKY, Pace, engine_pace
from benchmarks.table import Row, show, write
from benchmarks.terminal import first_frames

JSON = Path("build/bench.json")
#: People online, and the ticks over which they are watched.
SIZES = {2_000: 200, 10_000: 100, 100_000: 40, 1_000_000: 20}
MOST = max(SIZES)
#: SimPy is measured at these sizes: as many people as it can bear within seconds.
SIMPY_SIZES = {2_000: 50, 20_000: 10}
#: Sizes between which the time a tick takes is compared.
GROWTH = ((10_000, 100_000), (100_000, 1_000_000))
ROUNDS = 5
LEVEL_REPEATS = 7
STARTS = 9
MEGABYTE = 1_000_000
RATE = "requests/s"


@dataclass(frozen=True, slots=True)
class Round:
    """Everything measured once, by size; ``c`` at the largest, if there is a compiler."""

    redis: dict[int, Pace]
    sticky: dict[int, Pace]
    simpy: dict[int, Pace]
    c: Pace | None

    def growth(self, less: int, more: int) -> float:
        """Return the time of a tick at ``more`` people online ÷ the time at ``less``."""
        return (self.redis[more].seconds / SIZES[more]) / (self.redis[less].seconds / SIZES[less])


def a_round(cc: str | None) -> Round:
    """Measure engine, C and SimPy once, what is compared close together."""
    sticky = {size: engine_pace(size, ticks, STICKY) for size, ticks in SIZES.items()}
    redis = {size: engine_pace(size, ticks, REDIS) for size, ticks in SIZES.items()}
    c_loop = c_pace(MOST, SIZES[MOST], cc) if cc else None
    if c_loop is not None and c_loop.requests != redis[MOST].requests:
        sys.exit(f"benchmarks/loop.c made {c_loop.requests} requests, the engine {redis[MOST].requests}")
    simpy = {size: simpy_pace(size, ticks) for size, ticks in SIMPY_SIZES.items()}
    return Round(redis, sticky, simpy, c_loop)


def engine_rows() -> Iterator[Row]:
    """Compare the engine with SimPy and C, and with itself at other sizes."""
    cc = compiler()
    rounds = [a_round(cc) for _ in range(ROUNDS)]
    for size in SIZES:
        for wired, paces in ((REDIS, [one.redis for one in rounds]), (STICKY, [one.sticky for one in rounds])):
            bar = 3_000_000 if size == MOST else None
            rate = best([pace[size] for pace in paces])
            yield Row(f"engine, {size:,} people online, {wired.name}", rate, RATE, bar, most=False)
    for size in SIMPY_SIZES:
        rate = best([one.simpy[size] for one in rounds])
        yield Row(f"SimPy, {size:,} people online, one process each", rate, RATE)
    bearable = max(SIMPY_SIZES)
    ratio = statistics.median(one.redis[MOST].rate / one.simpy[bearable].rate for one in rounds)
    yield Row(f"engine at {MOST:,} ÷ SimPy at {bearable:,}", ratio, "×", 100, most=False)
    both = min(SIMPY_SIZES)
    ratio = statistics.median(one.redis[both].rate / one.simpy[both].rate for one in rounds)
    yield Row(f"engine at {both:,} ÷ SimPy at {both:,}", ratio, "×")
    if c_loops := [(one.c, one.redis[MOST]) for one in rounds if one.c is not None]:
        rate = best([c_loop for c_loop, _ in c_loops])
        yield Row(f"C, {MOST:,} people online, the same {c_loops[0][0].requests:,} requests", rate, RATE)
        ratio = statistics.median(engine.seconds / c_loop.seconds for c_loop, engine in c_loops)
        yield Row("time of the engine ÷ time of C", ratio, "×", 5)
    for less, more in GROWTH:
        ratio = statistics.median(one.growth(less, more) for one in rounds)
        yield Row(f"time a tick at {more:,} ÷ at {less:,}", ratio, "×", 11)


def best(paces: Sequence[Pace]) -> float:
    """Return the best rate of several measurements of the same work."""
    return max(pace.rate for pace in paces)


def other_rows() -> Iterator[Row]:
    """Measure memory, whole levels, the first frame and those that follow."""
    memory = memory_of(MOST)
    yield Row(f"memory of {MOST:,} people online, peak above the import", memory / MEGABYTE, "MB", 150)
    yield Row("the same, a person", memory / MOST, "bytes")
    levels = campaign_seconds(LEVEL_REPEATS)
    for name, seconds in levels.items():
        yield Row(f"level {name}, reference plan", seconds * 1000, "ms")
    yield Row("median of the levels, headless", statistics.median(levels.values()) * 1000, "ms", 50)
    verified = statistics.median(verifying_seconds(LEVEL_REPEATS).values())
    yield Row("the same, as a run is verified", verified * 1000, "ms", 50)
    frames = first_frames(STARTS)
    yield Row("first frame of a bare Textual app", frames.bare.clock * 1000, "ms")
    yield Row("first frame of the game", frames.game.clock * 1000, "ms")
    yield Row("first frame of the game ÷ of the bare app, by the clock", frames.ratio, "×", 1.5)
    yield Row("the same, by CPU", frames.game.cpu / frames.bare.cpu, "×")
    canvas, play = measured("canvas"), measured("play")
    yield Row("full repaint of a bare canvas, 120×40", canvas * 1000, "ms CPU")
    yield Row("a tick on the play screen, 120×40", play * 1000, "ms CPU")
    yield Row("play screen ÷ bare canvas", play / canvas, "×", 2)
    again, other = measured("restart"), measured("new seed")
    yield Row("restart in the middle of a race, same seed", again * 1000, "ms CPU", 100)
    yield Row("the same on a new seed, the ghost played first", other * 1000, "ms CPU", 100)
    yield Row("restart ÷ a tick on the play screen", again / play, "×")
    yield Row("the paused game", measured("idle") * 100, "% of a core", 2)


def main() -> None:
    """Measure everything, print it and write it down."""
    print("Measuring; about two minutes. Other work on this machine blurs the numbers.", flush=True)
    rows = [*engine_rows(), *other_rows()]
    show(rows)
    write(rows, JSON)
    print(f"Written to {JSON}.")


if __name__ == "__main__":
    main()
