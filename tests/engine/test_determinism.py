"""The same level, seed and plan give the same result in another process, whatever hash seed Python drew."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from scalegame.engine import At, Plan, Scenario, play
from scalegame.engine.commands import AddServer, AddStore, Connect, DrainServer, SetPolicy
from scalegame.engine.scenario import (
    Balancer,
    FilePlace,
    Incident,
    IncidentKind,
    Policy,
    Rejected,
    SessionPlace,
    StoreName,
    Target,
)
from tests.engine.builders import level, people

ROOT = Path(__file__).parents[2]
INCIDENTS = (
    Incident(IncidentKind.CRASH, 12, Target.RANDOM),
    Incident(IncidentKind.SLOW, 18, Target.BUSIEST, ticks=5, per_mille=200),
    Incident(IncidentKind.REDIS_RESTART, 26),
)


def games() -> dict[str, tuple[Scenario, Plan]]:
    """Return two small games with something of everything in them."""
    shopping = people(4, 2, 2, 3, 2, requests=9)
    shop = level("zeus", "apollo", "hera", arrivals=[5] * 40, incidents=INCIDENTS, source=shopping)
    office = replace(people(1, 0, 0, 0, 0, requests=5), name="office", addresses=1, rejected=Rejected.LEAVE)
    hashed = Balancer(Policy.SOURCE_HASH, keep_dead_slots=False)
    return {
        "shop": (
            shop,
            (
                At(2, AddStore(StoreName.REDIS)),
                At(3, AddStore(StoreName.OBJECT_STORAGE)),
                At(10, Connect("all", SessionPlace.REDIS)),
                At(20, Connect("all", FilePlace.OBJECT_STORAGE)),
                At(25, SetPolicy(Policy.POWER_OF_TWO)),
            ),
        ),
        "office": (
            replace(shop, sources=(*shop.sources, office), balancer=hashed),
            (At(5, AddServer(2)), At(15, DrainServer("hera"))),
        ),
    }


def results() -> str:
    """Return all results as one text."""
    return "\n".join(f"{name} {play(scenario, 2024, plan)!r}" for name, (scenario, plan) in games().items())


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_results_are_the_same_under_every_hash_seed(hash_seed: str) -> None:
    """Metrics, ledgers and digests, written out in full by a process of its own."""
    script = "from tests.engine.test_determinism import results; print(results())"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == results() + "\n"
