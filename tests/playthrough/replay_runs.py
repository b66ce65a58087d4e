"""Runs of the sample level to be watched."""

from __future__ import annotations

from scalegame.engine.commands import ALL, AddServer, AddStore, At, Connect, NextWave, Plan
from scalegame.engine.scenario import Scenario, SessionPlace, StoreName
from scalegame.playthrough.replay import Replay
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.run import Run
from tests.tui.play.samples import SCENARIO, SEED, level

#: Redis for all; then another server. B crashes at tick 20, the second wave begins at 30.
PLAN: Plan = (
    At(0, AddStore(StoreName.REDIS)),
    At(9, Connect(ALL, SessionPlace.REDIS)),
    At(40, AddServer()),
    At(40, AddServer()),
)
#: The second wave is called when the first has hardly begun.
EARLY: Plan = (At(4, NextWave()),)


def run_of(plan: Plan = PLAN, scenario: Scenario = SCENARIO) -> Run:
    """Return the sample level played with ``plan``."""
    stage = level(scenario)
    return recorded(stage, SEED, play_plan(scenario, SEED, plan))


def replay_of(plan: Plan = PLAN, scenario: Scenario = SCENARIO) -> Replay:
    """Return that run to be looked at."""
    return Replay(level(scenario), run_of(plan, scenario))
