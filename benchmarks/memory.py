"""Memory of a million people in the middle of their visit, above what importing the engine takes.

Run by itself (``python -m benchmarks.memory SESSIONS``), so that nothing else is counted; prints bytes.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from benchmarks.steady import warmed_up

TICKS = 20
STATUS = Path("/proc/self/status")


def peak() -> int:
    """Return the most memory this process has held at once, in bytes."""
    if STATUS.exists():  # Linux; its ``ru_maxrss`` would begin with what the parent process held
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def memory_of(sessions: int) -> int:
    """Return the peak in bytes, above the import, of a game with ``sessions`` people online."""
    command = [sys.executable, "-m", "benchmarks.memory", str(sessions)]
    return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


if __name__ == "__main__":
    imported = peak()
    game = warmed_up(int(sys.argv[1]), TICKS)
    while not game.over:
        game.step()
    print(peak() - imported)
