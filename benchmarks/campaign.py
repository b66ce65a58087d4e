"""How long a campaign level takes without a screen: what verifying, proving and solving are made of."""

from __future__ import annotations

import statistics
import time

from scalegame.content.level import Level
from scalegame.content.levels import load_level, shipped_levels
from scalegame.engine import play

PLAN = "reference"


def campaign_seconds(repeats: int) -> dict[str, float]:
    """Return, for each level that comes with the game, the median CPU seconds of its reference plan."""
    levels = [load_level(path) for path in sorted(shipped_levels().glob("[0-9]*.json"))]
    return {level.id: _seconds(level, repeats) for level in levels}


def _seconds(level: Level, repeats: int) -> float:
    taken = []
    for _ in range(repeats):
        started = time.process_time()
        play(level.scenario, level.seed, level.plans[PLAN])
        taken.append(time.process_time() - started)
    return statistics.median(taken)
