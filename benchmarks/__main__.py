"""``make bench``: measures the game beside its peers in one run, prints one table, writes build/bench.json.

Engine, SimPy and C are measured in CPU seconds of one core, each the best of a few repeats, so that a busy
machine matters little; what is compared was measured within the same minutes.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.c_peer import c_pace, compiler
from benchmarks.campaign import campaign_seconds
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
REPEATS = 3
STARTS = 9
MEGABYTE = 1_000_000


def best(measure: Callable[[], Pace]) -> Pace:
    """Return the fastest of a few measurements of the same work."""
    return max((measure() for _ in range(REPEATS)), key=lambda pace: pace.rate)


def engine_rows() -> Iterator[Row]:
    """Compare the engine with SimPy and C, and with itself at other sizes."""
    redis = {size: best(partial(engine_pace, size, ticks, REDIS)) for size, ticks in SIZES.items()}
    cc = compiler()
    c_loop = best(partial(c_pace, MOST, SIZES[MOST], cc)) if cc else None
    simpy = {size: best(partial(simpy_pace, size, ticks)) for size, ticks in SIMPY_SIZES.items()}
    sticky = {size: best(partial(engine_pace, size, ticks, STICKY)) for size, ticks in SIZES.items()}
    for wired, paces in ((REDIS, redis), (STICKY, sticky)):
        for size, pace in paces.items():
            bar = 3_000_000 if size == MOST else None
            yield Row(f"engine, {size:,} people online, {wired.name}", pace.rate, "requests/s", bar, most=False)
    for size, pace in simpy.items():
        yield Row(f"SimPy, {size:,} people online, one process each", pace.rate, "requests/s")
    ratio = redis[MOST].rate / simpy[max(SIMPY_SIZES)].rate
    yield Row(f"engine at {MOST:,} ÷ SimPy at {max(SIMPY_SIZES):,}", ratio, "×", 100, most=False)
    both = min(SIMPY_SIZES)
    yield Row(f"engine at {both:,} ÷ SimPy at {both:,}", redis[both].rate / simpy[both].rate, "×")
    if c_loop is not None:
        if c_loop.requests != redis[MOST].requests:
            sys.exit(f"benchmarks/loop.c made {c_loop.requests} requests, the engine {redis[MOST].requests}")
        yield Row(f"C, {MOST:,} people online, the same {c_loop.requests:,} requests", c_loop.rate, "requests/s")
        yield Row("time of the engine ÷ time of C", c_loop.rate / redis[MOST].rate, "×", 5)
    for less, more in GROWTH:
        ratio = (redis[more].seconds / SIZES[more]) / (redis[less].seconds / SIZES[less])
        yield Row(f"time a tick at {more:,} ÷ at {less:,}", ratio, "×", 11)


def other_rows() -> Iterator[Row]:
    """Measure memory, whole levels, the first frame and those that follow."""
    memory = memory_of(MOST)
    yield Row(f"memory of {MOST:,} people online, peak above the import", memory / MEGABYTE, "MB", 150)
    yield Row("the same, a person", memory / MOST, "bytes")
    levels = campaign_seconds(2 * REPEATS + 1)
    for name, seconds in levels.items():
        yield Row(f"level {name}, reference plan", seconds * 1000, "ms")
    yield Row("median of the levels, headless", statistics.median(levels.values()) * 1000, "ms", 50)
    frames = first_frames(STARTS)
    yield Row("first frame of a bare Textual app", frames.bare.clock * 1000, "ms")
    yield Row("first frame of the game", frames.game.clock * 1000, "ms")
    yield Row("first frame of the game ÷ of the bare app, by the clock", frames.ratio, "×", 1.5)
    yield Row("the same, by CPU", frames.game.cpu / frames.bare.cpu, "×")
    canvas, play = measured("canvas"), measured("play")
    yield Row("full repaint of a bare canvas, 120×40", canvas * 1000, "ms CPU")
    yield Row("a tick on the play screen, 120×40", play * 1000, "ms CPU")
    yield Row("play screen ÷ bare canvas", play / canvas, "×", 2)
    yield Row("the paused game", measured("idle") * 100, "% of a core", 2)


def main() -> None:
    """Measure everything, print it and write it down."""
    print("Measuring; about a minute. Other work on this machine blurs the numbers.", flush=True)
    rows = [*engine_rows(), *other_rows()]
    show(rows)
    write(rows, JSON)
    print(f"Written to {JSON}.")


if __name__ == "__main__":
    main()
