"""The proof itself: what counts as a component, and when a claim holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.analysis.proof.prove import Claim, Lesson, Trial, concerns, trials, without
from scalegame.engine import At, play
from scalegame.engine.commands import AddReplica, AddServer, AddStore, Command, Connect, NextWave, SetPolicy
from scalegame.engine.scenario import OrderPlace, Policy, SessionPlace, StoreName
from tests.engine.builders import level

PLAN = (
    At(0, AddStore(StoreName.REDIS)),
    At(9, Connect("all", SessionPlace.REDIS)),
    At(9, SetPolicy(Policy.RANDOM)),
    At(12, AddServer()),
)
SCENARIO = level(arrivals=(5, *[0] * 19))


@pytest.mark.parametrize(
    "command, components",
    [
        (AddStore(StoreName.REDIS), {"redis"}),
        (Connect("A", SessionPlace.REDIS), {"redis", "connect"}),
        (Connect("A", SessionPlace.SERVER_MEMORY), {"connect"}),
        (Connect("A", SessionPlace.SIGNED_COOKIE), {"signed_cookie", "connect"}),
        (Connect("A", OrderPlace.SQL), {"sql", "connect"}),
        (SetPolicy(Policy.STICKY_COOKIE), {"sticky_cookie", "set_policy"}),
        (AddServer(), {"add_server"}),
        (AddReplica(StoreName.REDIS), {"add_replica"}),
        (NextWave(), {"next_wave"}),
    ],
)
def test_what_a_command_has_to_do_with(command: Command, components: set[str]) -> None:
    names = (
        "redis", "sql", "signed_cookie", "connect", "sticky_cookie", "set_policy", "add_server", "add_replica",
        "next_wave",
    )  # fmt: skip
    assert {name for name in names if concerns(At(0, command), name)} == components


def test_leaving_a_component_out_leaves_the_rest() -> None:
    assert without(PLAN, "redis") == PLAN[2:]
    assert without(PLAN, "add_server") == PLAN[:3]
    assert without(PLAN, "sql") == PLAN


@pytest.mark.parametrize(
    "claim, stars",
    [
        (Claim.IDLE_LOSES, {0}),
        (Claim.LESSON_NEEDED, {0}),
        (Claim.TEMPTING_FAILS, {0, 1}),
        (Claim.REFERENCE_WINS, {3}),
    ],
)
def test_which_stars_bear_a_claim_out(claim: Claim, stars: set[int]) -> None:
    result = play(SCENARIO, 1)
    held = {n for n in range(4) if Trial(claim, 1, replace(result, stars=n, won=n > 0)).holds}
    assert held == stars


def test_a_reference_with_an_illegal_command_proves_nothing() -> None:
    result = replace(play(SCENARIO, 1), stars=3, won=True)
    assert not Trial(Claim.REFERENCE_WINS, 1, result, refused=1).holds
    too_early = (At(0, Connect("A", SessionPlace.REDIS)),)
    lesson = Lesson("test", SCENARIO, {"reference": too_early}, ())
    (trial,) = (t for t in trials(lesson, [1]) if t.claim is Claim.REFERENCE_WINS)
    assert trial.refused == 1


def test_a_claim_needs_the_plan_it_is_about() -> None:
    lesson = Lesson("test", SCENARIO, {"tempting": ()}, ("redis",))
    assert [trial.claim for trial in trials(lesson, [1])] == [Claim.IDLE_LOSES, Claim.TEMPTING_FAILS]
    assert lesson.gaps == ('has no plan "reference": nothing to prove there',)


def test_a_level_that_teaches_nothing_has_nothing_to_prove() -> None:
    lesson = Lesson("test", SCENARIO, {"reference": (), "tempting": ()}, ())
    assert lesson.gaps == ('names nothing in "teaches": nothing to prove there',)
