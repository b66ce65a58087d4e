"""Programs in a terminal of their own: how long until the first frame, how busy when nothing happens."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import resource
import select
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BARE = ("-m", "benchmarks.bare_app")
GAME = ("-m", "scalegame")
ROWS, COLUMNS = 40, 120
#: Everything a terminal obeys instead of showing it: control and operating system sequences.
SEQUENCES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[@-Z\\-_=>])")
#: What a program sends to take the whole screen; text before it is no frame.
FULL_SCREEN = b"\x1b[?1049h"
#: A program that shows nothing for so many seconds has failed.
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Frame:
    """The time of a first frame: seconds on the clock and seconds of CPU."""

    clock: float
    cpu: float


@contextmanager
def started(arguments: tuple[str, ...]) -> Iterator[int]:
    """Run this Python with ``arguments`` in a terminal; gives the terminal's other end."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    program = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    try:
        yield ours
    finally:
        program.kill()
        program.wait()
        os.close(ours)


def wait_for_text(terminal: int) -> None:
    """Return once the program has drawn its first word. Raises ``TimeoutError`` if it never does."""
    seen = b""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                seen += os.read(terminal, 65_536)
            except OSError:  # Linux reports the end of a terminal's program like this
                break
            drawn = seen.partition(FULL_SCREEN)[2]
            if re.search(rb"\w\w", SEQUENCES.sub(b"", drawn)):
                return
    raise TimeoutError(f"nothing was drawn: {seen[-2000:]!r}")


def run_to_the_end(arguments: tuple[str, ...]) -> None:
    """Run this Python with ``arguments`` in a terminal until it ends. Raises ``TimeoutError`` if it never does."""
    seen = b""
    until = time.monotonic() + PATIENCE
    with started(arguments) as terminal:
        while time.monotonic() < until:
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    seen += os.read(terminal, 65_536)
                except OSError:
                    return
    raise TimeoutError(f"it did not end: {seen[-2000:]!r}")


def cpu_of_children() -> float:
    """Return the CPU seconds of all programs that were started and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def first_frame(arguments: tuple[str, ...]) -> Frame:
    """Start a program and wait for its first frame."""
    before = cpu_of_children()
    began = time.monotonic()
    with started(arguments) as terminal:
        wait_for_text(terminal)
        clock = time.monotonic() - began
    return Frame(clock, cpu_of_children() - before)


@dataclass(frozen=True, slots=True)
class FirstFrames:
    """Medians over the same number of starts, taken in turns."""

    bare: Frame
    game: Frame

    @property
    def ratio(self) -> float:
        """First frame of the game ÷ first frame of the bare app, by the clock."""
        return self.game.clock / self.bare.clock


def first_frames(repeats: int) -> FirstFrames:
    """Start the bare app and the game ``repeats`` times each, after one start that warms the caches."""
    first_frame(BARE)
    first_frame(GAME)
    pairs = [(first_frame(BARE), first_frame(GAME)) for _ in range(repeats)]
    bare, game = zip(*pairs, strict=True)
    return FirstFrames(_median(bare), _median(game))


def _median(frames: tuple[Frame, ...]) -> Frame:
    return Frame(statistics.median(f.clock for f in frames), statistics.median(f.cpu for f in frames))
