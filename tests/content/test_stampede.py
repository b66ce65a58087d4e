"""The stampede: its own answer wins, played as it says; a limit set beforehand wins; servers alone do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalegame.content.level import REFERENCE
from scalegame.content.levels import load_level, shipped_levels
from scalegame.engine import At, Plan
from scalegame.engine.commands import AddServer, SetRateLimit
from scalegame.engine.scenario import IncidentKind, Metric, StoreName
from scalegame.engine.view import FailureCause, Result, TickReport
from scalegame.playthrough.actions.settings import answerable
from scalegame.playthrough.playthrough import Playthrough
from scalegame.runs.headless import Played, play_plan
from tests.depth import every, examples

# They play hundreds of games each: a change of the engine shows in its own tests first.
pytestmark = pytest.mark.deep

LEVEL = load_level(shipped_levels() / "15-the-stampede.json")
ANSWER = LEVEL.plans["answer"]
#: The tick at which Redis goes down: ten seconds into the second wave.
[DOWN] = [
    len(LEVEL.scenario.waves[0].arrivals) + incident.at
    for incident in LEVEL.scenario.waves[1].incidents
    if incident.kind is IncidentKind.REDIS_RESTART
]
BACK = DOWN + LEVEL.scenario.store_specs[StoreName.REDIS].restart
CAN = answerable(LEVEL.scenario, Playthrough(LEVEL, LEVEL.seed).view)
END = sum(len(wave.arrivals) for wave in LEVEL.scenario.waves)


def played(plan: Plan, seed: int = LEVEL.seed) -> tuple[Played, list[TickReport]]:
    """Play ``plan``; returns the game and what happened in each tick."""
    reports: list[TickReport] = []
    return play_plan(LEVEL.scenario, seed, plan, lambda _, report: reports.append(report)), reports


def outcome(plan: Plan, seed: int = LEVEL.seed) -> Result:
    """Play ``plan``, of which nothing may be refused."""
    game, _ = played(plan, seed)
    assert not game.refused
    return game.result


def failed(report: TickReport, cause: FailureCause) -> int:
    """Return how many requests failed in a tick for that cause."""
    return sum(failure.count for failure in report.failures if failure.cause is cause)


@pytest.mark.parametrize("shift", [-3, 0, 3])
@pytest.mark.parametrize("seed", every(4, range(1, 6)))
def test_its_own_answer_wins_though_it_begins_somewhat_earlier_or_later(seed: int, shift: int) -> None:
    assert outcome(tuple(replace(at, tick=at.tick + shift) for at in ANSWER), seed).won


def test_the_plan_is_what_the_answer_says() -> None:
    """Load is shed after Redis is back, down to half of it; it rises when answers are in time, and slowly."""
    assert "I shed load, half of it or more, until answers are in time again, then let it rise" in LEVEL.interview
    _, reports = played(ANSWER)
    limits = [at.command.limit for at in ANSWER if isinstance(at.command, SetRateLimit)]
    assert len(limits) == len(ANSWER)
    assert ANSWER[0].tick >= BACK
    assert 2 * limits[0] <= CAN
    assert limits == sorted(set(limits))
    assert limits[-1] == CAN
    assert failed(reports[ANSWER[0].tick - 1], FailureCause.TIMEOUT)
    for rise in ANSWER[1:]:
        assert not failed(reports[rise.tick - 1], FailureCause.TIMEOUT)


@pytest.mark.parametrize("at", [0, 30, DOWN - 1, DOWN])
def test_a_limit_set_beforehand_gets_every_star(at: int) -> None:
    assert outcome(tuple(replace(one, tick=at) for one in LEVEL.plans[REFERENCE])).stars == 3


@pytest.mark.parametrize("limit", [CAN, CAN * 3 // 2])
def test_once_the_queues_are_long_it_is_too_late_for_the_limit_that_would_have_done(limit: int) -> None:
    assert not outcome((At(BACK + 2, SetRateLimit(limit)),)).won


@given(st.lists(st.tuples(st.integers(0, END - 1), st.integers(1, 4)), min_size=1, max_size=3))
@settings(max_examples=examples(4, 12))
def test_servers_alone_lose_whenever_they_come_and_however_many(orders: list[tuple[int, int]]) -> None:
    plan = tuple(At(tick, AddServer(count)) for tick, count in sorted(orders))
    assert not played(plan)[0].result.won


@pytest.mark.parametrize("tick", [0, 45, DOWN])
@pytest.mark.parametrize("seed", every(2, [1, 2]))
def test_two_servers_can_be_paid_for_and_are_eaten_by_the_storm(seed: int, tick: int) -> None:
    assert "You have money for two more servers." in LEVEL.briefing[-1]
    result = outcome((At(tick, AddServer(2)),), seed)
    assert result.metrics.cost <= LEVEL.scenario.budget
    most = next(goal.passing for goal in LEVEL.scenario.goals if goal.metric is Metric.FAILED_REQUESTS)
    assert most is not None
    assert result.metrics.failed_requests > most
    assert outcome((At(0, AddServer(3)),), seed).metrics.cost > LEVEL.scenario.budget


def test_in_the_storm_servers_do_what_the_limiters_dialog_says_they_can() -> None:
    """Full queues take in as much as leaves them."""
    _, reports = played(())
    storm = reports[BACK + 10 : BACK + 60]
    let_in = sum(report.requests - failed(report, FailureCause.OVERLOAD) for report in storm)
    assert let_in == pytest.approx(CAN * len(storm), rel=0.02)
    assert f"about what your servers can do: {CAN}/s" in LEVEL.hints[2]
