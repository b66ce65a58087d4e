"""Verifying: a true run is found true; whatever else it says is found and named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scalegame.engine.commands import AddServer, At, RemoveServer, RestartServer
from scalegame.engine.drive import play
from scalegame.engine.game import RULESET
from scalegame.engine.state.digest import Checkpoint
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.race.categories import Category
from scalegame.runs.run import Aid, Ending, Run, Use
from scalegame.runs.verify import Truth, verify
from tests.runs.games import Quiet

STAGE = Quiet()
PLAN = (At(3, AddServer(1)), At(12, RestartServer("A")))


def run() -> Run:
    return recorded(STAGE, 7, play_plan(STAGE.scenario, 7, PLAN))


def test_a_true_run_comes_with_what_the_engine_computed() -> None:
    verdict = verify(run(), STAGE)
    assert verdict.truth is Truth.TRUE
    assert verdict.facts is not None
    assert verdict.facts.result == play(STAGE.scenario, 7, PLAN)
    assert verdict.facts.splits == (25,)


def test_categories_are_computed() -> None:
    idle = recorded(STAGE, 7, play_plan(STAGE.scenario, 7, ()))
    facts = verify(replace(idle, used=(Use(1, Aid.HINT), Use(5, Aid.PAUSE))), STAGE).facts
    assert facts is not None
    assert facts.result.won
    assert Category.ONE_SERVER in facts.categories
    assert Category.NO_REDIS in facts.categories
    assert facts.categories.isdisjoint({Category.NO_HINTS, Category.UNPAUSED, Category.STATELESS})


def test_other_rules_and_other_content_are_no_lies() -> None:
    assert verify(replace(run(), ruleset=RULESET + 1), STAGE).truth is Truth.OTHER_RULES
    assert verify(run(), None).truth is Truth.OTHER_CONTENT
    assert verify(run(), Quiet(digest="beef")).truth is Truth.OTHER_CONTENT
    assert verify(replace(run(), level="loud"), STAGE).truth is Truth.OTHER_CONTENT


def test_an_unfinished_run_is_true_so_far() -> None:
    half = replace(run(), ticks=12, ending=Ending.OPEN, claims=None, checkpoints=run().checkpoints[:1], commands=PLAN)
    verdict = verify(half, STAGE)
    assert verdict.truth is Truth.TRUE
    assert verdict.sentence == "true so far: it was left at tick 12"
    assert verdict.facts is not None
    assert verdict.facts.splits == ()


def test_the_first_tick_and_field_that_differ_are_named() -> None:
    other = recorded(STAGE, 7, play_plan(STAGE.scenario, 7, (At(3, AddServer(2)), PLAN[1])))
    verdict = verify(replace(run(), checkpoints=other.checkpoints), STAGE)
    assert verdict.truth is Truth.FALSE
    assert verdict.tick == 10
    assert "servers.name" in verdict.differs
    assert "spent" in verdict.differs
    assert "sessions.who" not in verdict.differs
    assert verdict.sentence.startswith("at tick 10 the state differs in servers.")


@pytest.mark.parametrize(
    "changes, tick, sentence",
    [
        ({"seed": 8}, 10, "at tick 10 the state differs in "),
        ({"commands": (*PLAN, At(14, RemoveServer("A")))}, 14, "its command at tick 14 is refused: "),
        ({"commands": (*PLAN, At(25, AddServer(1)))}, None, "its command at tick 25 is refused: "),
        ({"commands": (*PLAN, At(99, AddServer(1)))}, 99, "it has a command at tick 99, behind its end"),
        ({"ticks": 24}, 24, "it claims to be finished; at tick 24 the game is not over"),
        ({"ticks": 26}, 25, "it claims 26 ticks; the game is over after 25"),
        ({"ending": Ending.GIVEN_UP}, 25, "it claims to be given up; at tick 25 the game is over"),
        ({"checkpoints": run().checkpoints[:1]}, 20, "its checkpoint at tick 20 is missing"),
        (
            {"checkpoints": (*run().checkpoints, Checkpoint(21, "a", "b"))},
            21,
            "it has a checkpoint at tick 21, where none is taken",
        ),
        ({"used": (Use(26, Aid.HINT),)}, None, "what it says was used does not fit its ticks"),
        ({"split_ms": (1, 2)}, None, "its real times do not fit its waves"),
        ({"split_ms": (2,), "real_ms": 1}, None, "its real times do not fit its waves"),
        ({"real_ms": 1}, None, "the real times of its waves are missing"),
    ],
)
def test_what_does_not_hold_is_told(changes: dict[str, Any], tick: int | None, sentence: str) -> None:
    verdict = verify(replace(run(), **changes), STAGE)
    assert verdict.truth is Truth.FALSE
    assert verdict.sentence.startswith(sentence)
    assert tick is None or verdict.tick == tick


def test_a_claim_stands_beside_what_is_real() -> None:
    true = run()
    assert true.claims is not None
    metrics = replace(true.claims.metrics, cost=1)
    verdict = verify(replace(true, claims=replace(true.claims, metrics=metrics, stars=3)), STAGE)
    assert verdict.differs == ("cost", "stars")
    assert (verdict.claimed, verdict.real) == ("1", str(true.claims.metrics.cost))
    assert verdict.sentence == f"it claims cost 1; played again it is {true.claims.metrics.cost}"
