"""The time a campaign level takes without a screen: what verifying, proving and solving are made of."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from scalegame.content.level import Level
from scalegame.content.levels import load_level, shipped_levels
from scalegame.engine import Plan, Scenario, play
from scalegame.runs.headless import play_plan

PLAN = "reference"


def campaign_seconds(repeats: int) -> dict[str, float]:
    """Return, for each level that comes with the game, the median CPU seconds of its reference plan."""
    return _by_level(play, repeats)


def verifying_seconds(repeats: int) -> dict[str, float]:
    """Return the same with all that verifying a run compares: the answers to commands and the digests on the way."""
    return _by_level(play_plan, repeats)


def _by_level(way: Callable[[Scenario, int, Plan], object], repeats: int) -> dict[str, float]:
    levels = [load_level(path) for path in sorted(shipped_levels().glob("[0-9]*.json"))]
    return {level.id: _seconds(way, level, repeats) for level in levels}


def _seconds(way: Callable[[Scenario, int, Plan], object], level: Level, repeats: int) -> float:
    taken = []
    for _ in range(repeats):
        started = time.process_time()
        way(level.scenario, level.seed, level.plans[PLAN])
        taken.append(time.process_time() - started)
    return statistics.median(taken)
