"""Runs inside the Python of ``narrow.py``: judges the games from standard input, one line each.

It has NumPy and this package, and none of the package's other dependencies.
"""

from __future__ import annotations

import pickle
import sys
from dataclasses import dataclass

import numpy as np

from scalegame.engine.scenario import Scenario
from scalegame.runs.verify import verify


@dataclass(frozen=True, slots=True)
class Stage:
    """The level a run is played on, as far as playing needs it."""

    id: str
    digest: str
    scenario: Scenario


def main() -> None:
    """Print the types of NumPy's integers, then what becomes of each game."""
    print(np.dtype(int), np.dtype(np.intp))
    for name, run, *stage in pickle.load(sys.stdin.buffer):  # noqa: S301 - from narrow.py alone
        verdict = verify(run, Stage(*stage))
        print(verdict.truth.value, f"{name}: {verdict.sentence}")


if __name__ == "__main__":
    main()
