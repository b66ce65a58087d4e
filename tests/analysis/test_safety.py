"""Safety is never held against anybody, missing safety is named, and sessions in memory are never hired."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalegame.analysis.assessment.grades import Assessment, Criterion, Grade, Recommendation, assess_game
from scalegame.analysis.assessment.safety import Bought, Guard, Risk, gives_up_a_guard
from scalegame.analysis.whatif.changes import Removed, Shifted
from scalegame.content.generated.interview import interview
from scalegame.content.level import REFERENCE, Level
from scalegame.content.levels import load_level, shipped_levels
from scalegame.engine import At, Plan, Scenario
from scalegame.engine.commands import AddReplica, AddServer, AddStore, Connect, SetPolicy, SetRedis
from scalegame.engine.scenario import (
    Goal,
    IncidentKind,
    Metric,
    Persistence,
    Policy,
    SessionPlace,
    StoreName,
)
from scalegame.playthrough.account import interviewer
from scalegame.wording import units
from tests.depth import examples

# They play hundreds of games each: a change of the engine shows in its own tests first.
pytestmark = pytest.mark.deep

LEVEL = load_level(shipped_levels() / "16-the-interview.json")
BEST = LEVEL.plans[REFERENCE]
REDIS, SQL = StoreName.REDIS, StoreName.SQL


def assessed(plan: Plan, level: Level = LEVEL, scenario: Scenario | None = None) -> Assessment:
    """Judge ``plan`` on an interview, or on a change of its scenario."""
    return assess_game(scenario or level.scenario, level.seed, tuple(sorted(plan, key=lambda at: at.tick)))


def told(assessment: Assessment, criterion: Criterion) -> str:
    """Return the evidence of one criterion in words."""
    return " ".join(next(one.evidence for one in interviewer.told(assessment) if one.criterion is criterion))


def spared(kind: IncidentKind) -> Scenario:
    """Return the campaign's interview without incidents of one kind."""
    waves = tuple(
        replace(wave, incidents=tuple(one for one in wave.incidents if one.kind is not kind))
        for wave in LEVEL.scenario.waves
    )
    return replace(LEVEL.scenario, waves=waves)


def limited(cost: int, gold: int, scenario: Scenario = LEVEL.scenario) -> Scenario:
    """Return a scenario with other limits on cost, in dollars."""
    others = tuple(goal for goal in scenario.goals if goal.metric is not Metric.COST)
    return replace(scenario, goals=(*others, Goal(Metric.COST, cost * 100_000, gold * 100_000)))


def in_memory(level: Level, policy: Policy, extra: int) -> Plan:
    """Return the answer of an interview but for sessions: these stay in memory, and ``policy`` binds people."""
    rest = [at for at in level.plans[REFERENCE] if not _is_about_sessions(at)]
    more = [At(42, AddServer(extra))] if extra else []
    return (*rest, At(0, SetPolicy(policy)), *more)


def _is_about_sessions(at: At) -> bool:
    match at.command:
        case AddStore(store) | AddReplica(store):
            return store is REDIS
        case Connect(_, to):
            return to is SessionPlace.REDIS
        case SetPolicy():
            return True
        case _:
            return False


@given(
    st.integers(0, 10_000),
    st.sampled_from([Policy.STICKY_COOKIE, Policy.SOURCE_HASH, Policy.ROUND_ROBIN]),
    st.integers(0, 1),
)
@settings(max_examples=examples(4, 12))
def test_sessions_in_memory_are_never_hired(number: int, policy: Policy, extra: int) -> None:
    level = interview(number)
    assessment = assessed(in_memory(level, policy, extra), level)
    assert assessment.recommendation is Recommendation.NOT_YET
    assert assessment.of(Criterion.SESSIONS).grade in (Grade.WEAK, Grade.NOT_SHOWN)
    assert "sessions never left the servers' memory" in interviewer.recommendation(assessment)


@pytest.mark.parametrize("number", [1, 2])
def test_sticky_cookies_with_all_else_right_are_not_hired(number: int) -> None:
    """Everything but sessions is where it belongs, and few enough are logged out to pass the first interview."""
    level = interview(number)
    assert assessed(in_memory(level, Policy.STICKY_COOKIE, 0), level).recommendation is Recommendation.NOT_YET


def test_in_the_campaigns_interview_neither() -> None:
    assert assessed(in_memory(LEVEL, Policy.STICKY_COOKIE, 0)).recommendation is Recommendation.NOT_YET


def test_sessions_that_nobody_could_move_are_judged_by_who_was_logged_out() -> None:
    allowed = LEVEL.scenario.allowed - {"redis", "sql", "signed_cookie"}
    assessment = assessed((), scenario=replace(LEVEL.scenario, allowed=frozenset(allowed)))
    assert not assessment.evidence.stays_in_memory
    assert assessed(()).evidence.stays_in_memory


def test_one_server_more_than_the_crowd_needs_is_affordable_and_still_gold() -> None:
    """The interviewer advises it; a player who follows and buys the replica at once gets everything."""
    plan = [replace(at, tick=9) if isinstance(at.command, AddReplica) else at for at in BEST]
    more = [At(40, AddServer(4)) if isinstance(at.command, AddServer) else at for at in plan]
    assessment = assessed(tuple(more))
    assert assessment.evidence.result.stars == 3
    assert assessment.of(Criterion.COST).grade is Grade.STRONG
    assert "one more than it needs" in next(
        one.advice for one in interviewer.told(assessment) if one.criterion is Criterion.LOAD
    )


def test_a_replica_that_was_never_called_upon_is_safety_and_no_waste() -> None:
    assessment = assessed((*BEST, At(30, AddReplica(SQL))))
    assert assessment.guards == (Bought(Guard.SQL_REPLICA, 13_000_000),)
    assert assessment.evidence.result.metrics.cost > 62_000_000
    assert assessment.of(Criterion.COST).grade is Grade.STRONG
    assert "$130 of it bought safety: a replica of the database. It is no waste" in told(assessment, Criterion.COST)


def test_a_replica_that_was_called_upon_is_no_guard_left_over() -> None:
    assert assessed(BEST).guards == ()


def test_a_spare_server_is_no_waste_and_a_second_one_may_be() -> None:
    """The answer costs $527; gold is set just above it."""
    tight = limited(700, 530)
    one, two = (assessed((*BEST, At(41, AddServer(count))), scenario=tight) for count in (1, 2))
    assert [bought.guard for bought in one.guards] == [Guard.SERVER]
    assert one.of(Criterion.COST).grade is Grade.STRONG
    assert two.of(Criterion.COST).grade is not Grade.STRONG


def test_the_append_only_file_is_safety() -> None:
    scenario = spared(IncidentKind.REDIS_RESTART)
    scenario = replace(scenario, allowed=scenario.allowed | {"set_redis"})
    plan = tuple(at for at in BEST if not isinstance(at.command, AddReplica))
    assessment = assessed((*plan, At(30, SetRedis(Persistence.AOF))), scenario=scenario)
    upkeep = scenario.store_specs[REDIS].aof_upkeep
    assert assessment.guards == (Bought(Guard.LOG, upkeep * 200),)


def test_beyond_the_budget_is_weak_and_is_told_with_how_much_and_what_for() -> None:
    """Interview 4 sells nothing, so a database and its replica are there for nothing."""
    level = interview(4)
    plan = (*level.plans[REFERENCE], At(30, AddStore(SQL)), At(60, AddReplica(SQL)), At(61, AddServer(2)))
    assessment = assessed(plan, level)
    assert assessment.evidence.result.metrics.cost > level.scenario.budget
    assert assessment.of(Criterion.COST).grade is Grade.WEAK
    over = units.money(assessment.evidence.result.metrics.cost - level.scenario.budget)
    text = told(assessment, Criterion.COST)
    assert f"That is {over} over the budget." in text
    assert "The database and its replica were bought and never used." in text
    assert "no merit" not in text
    assert Guard.SQL_REPLICA not in [bought.guard for bought in assessment.guards]


def test_beyond_the_budget_is_weak_whoever_was_turned_away() -> None:
    assessment = assessed(BEST[:4], scenario=limited(100, 50))
    assert assessment.evidence.result.metrics.failed_requests > 100
    assert assessment.of(Criterion.COST).grade is Grade.WEAK


@pytest.mark.parametrize(
    "scenario, plan, risks",
    [
        (LEVEL.scenario, BEST, (Risk.DATABASE,)),
        (LEVEL.scenario, (*BEST, At(30, AddReplica(SQL))), ()),
        (spared(IncidentKind.REDIS_RESTART), BEST, (Risk.DATABASE,)),
        (
            spared(IncidentKind.REDIS_RESTART),
            tuple(at for at in BEST if not isinstance(at.command, AddReplica)),
            (Risk.REDIS, Risk.DATABASE),
        ),
        (spared(IncidentKind.CRASH), BEST, (Risk.DATABASE, Risk.SERVER)),
        (
            spared(IncidentKind.CRASH),
            (*BEST, At(41, AddServer(1))),
            (Risk.DATABASE,),
        ),
        (replace(LEVEL.scenario, zones=("a", "b")), (), (Risk.ZONE,)),
        (replace(LEVEL.scenario, allowed=LEVEL.scenario.allowed - {"add_replica"}), BEST, ()),
    ],
    ids=["sql alone", "none", "redis kept safe", "both alone", "none to spare", "spare", "one zone", "no remedy"],
)
def test_what_could_have_failed_and_did_not_is_named(scenario: Scenario, plan: Plan, risks: tuple[Risk, ...]) -> None:
    assessment = assessed(plan, scenario=scenario)
    assert assessment.risks == risks
    sentences = interviewer.risks(assessment)
    assert len(sentences) == len(risks)
    assert all(sentence.startswith("Risk: ") for sentence in sentences)


AT_30, AT_90 = At(30, AddReplica(REDIS)), At(90, AddReplica(REDIS))


@pytest.mark.parametrize(
    "change, gives_up",
    [
        (Removed((AT_30,)), True),
        (Shifted((AT_30,), (AT_90,)), True),
        (Shifted((AT_90,), (AT_30,)), False),
        (Removed((At(3, SetRedis(Persistence.AOF)),)), True),
        (Removed((At(3, SetRedis(Persistence.NONE)),)), False),
        (Removed((At(3, AddServer(1)),)), False),
    ],
)
def test_who_takes_a_guard_away_or_brings_it_later_gives_it_up(change: Removed | Shifted, gives_up: bool) -> None:
    assert gives_up_a_guard(change) is gives_up
