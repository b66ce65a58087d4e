"""The same loop in C, compiled on the spot when there is a compiler."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.steady import ARRIVING, SEED, THINK, WARM_UP, Pace, server_type
from scalegame.engine.draws import exponential

SOURCE = Path(__file__).with_name("loop.c")


def compiler() -> str | None:
    """Return the path of the machine's C compiler, if it has one."""
    return shutil.which("cc")


def c_pace(sessions: int, ticks: int, compiled_by: str) -> Pace:
    """Measure the C loop over ``ticks`` ticks with ``sessions`` people online."""
    quantiles = exponential(np.arange(1024, dtype=np.uint64) << np.uint64(54))
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "loop")
        subprocess.run([compiled_by, "-O2", "-std=gnu11", "-o", program, SOURCE], check=True)
        numbers = (sessions, ARRIVING, WARM_UP, ticks, server_type(sessions).capacity, THINK, SEED)
        answer = subprocess.run(
            [program, *map(str, numbers)],
            input=" ".join(map(str, quantiles.tolist())),
            capture_output=True,
            check=True,
            text=True,
        ).stdout
    requests, seconds, _ = answer.split()
    return Pace(int(requests), float(seconds))
