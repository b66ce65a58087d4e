"""Each ruleset, pinned: one busy game under every policy.

What changes here is a change to every result that people have: raise ``RULESET`` with it, and read it in the diff.
The tables of earlier rulesets stay as the record of what their engines said.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scalegame.content.levels import load_level
from scalegame.engine import RULESET, At, play
from scalegame.engine.commands import AddServer, AddStore, Connect, DrainServer, NextWave
from scalegame.engine.scenario import Balancer, Incident, IncidentKind, Policy, SessionPlace, StoreName, Target, Wave
from tests.engine.builders import level, people

EVERYTHING = Path(__file__).parent.parent / "content" / "full.json"
GAME = replace(
    level("zeus", "apollo", "hermes", source=people(5, 2, 1, 2, 1, requests=12, think=4)),
    waves=(
        Wave(
            "Morning",
            tuple(range(40)),
            (
                Incident(IncidentKind.CRASH, 15, Target.BUSIEST),
                Incident(IncidentKind.SLOW, 30, Target.RANDOM, ticks=8, per_mille=200),
            ),
        ),
        Wave("Evening", (25,) * 30, (Incident(IncidentKind.REDIS_RESTART, 12),)),
    ),
)
PLAN = (
    At(3, AddStore(StoreName.REDIS)),
    At(12, Connect("all", SessionPlace.REDIS)),
    At(20, AddServer(2)),
    At(25, DrainServer("zeus")),
    At(33, NextWave()),
)
DIGESTS = {
    1: {
        Policy.ROUND_ROBIN: "48fbd5f31bac94b1b0be27a974a4521a",
        Policy.RANDOM: "efe0c28198bfccee24b39e04be083813",
        Policy.LEAST_CONNECTIONS: "450096e2c211cbb6e5a269f3c956356a",
        Policy.POWER_OF_TWO: "ab837a00ba127f15ebbec0cea55092d5",
        Policy.SOURCE_HASH: "b51548f5cd5ef058b2b2a5a3d867328c",
        Policy.CONSISTENT_HASH: "00e5f95d7257dc47279a387a1ace8780",
        Policy.STICKY_COOKIE: "a5cae52643a6a62ac67d789b8d3d6448",
    },
    2: {
        Policy.ROUND_ROBIN: "bd2ed2f6c3cf744ff7b909214d34d1ab",
        Policy.RANDOM: "5472cdaad6e5ee5e3f2291c5d267203a",
        Policy.LEAST_CONNECTIONS: "cbafd77e20ebd1ab7dd6e522084fe9e4",
        Policy.POWER_OF_TWO: "05f8ee916d555b466ae13a00e026ba0e",
        Policy.SOURCE_HASH: "d7b52fae3656c9842e238b4c4d33fa87",
        Policy.CONSISTENT_HASH: "877e0d8729a46bccf62f3ef7c6c7cba4",
        Policy.STICKY_COOKIE: "da07cc3ca0af2963ca1514bfdf78678f",
    },
}


@pytest.mark.parametrize("policy", Policy)
def test_the_digest_of_a_busy_game(policy: Policy) -> None:
    assert list(DIGESTS) == list(range(1, RULESET + 1)), "a new ruleset needs goldens of its own, beside these"
    assert play(replace(GAME, balancer=Balancer(policy)), 7, PLAN).digest == DIGESTS[RULESET][policy]


def test_the_digest_of_a_level_that_holds_everything() -> None:
    """A level file with every field in it: what later levels bring is pinned as well."""
    level = load_level(EVERYTHING)
    assert play(level.scenario, 3, level.plans["reference"]).digest == {2: "e4181a0b44e8e0935fed3a9a4c59dda6"}[RULESET]
