"""Stars and score: the published rules, on every side of every limit."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.engine import play
from scalegame.engine.decisions.metrics import MOST_POINTS, score_in, score_of, score_parts, stars_of
from scalegame.engine.scenario import Goal, Metric
from scalegame.engine.units import MILLICENTS_PER_DOLLAR
from scalegame.engine.view import Metrics
from tests.engine.builders import level

BUDGET = 500 * MILLICENTS_PER_DOLLAR
PLANNED = 100
#: Of 1000 sessions, requests and window requests, so that a count is a share in per mille.
GOOD = Metrics(1000, 0, 1000, 0, 0, 1000, (10, 20, 30), BUDGET // 2, PLANNED // 2, 3)
GOALS = (
    Goal(Metric.SESSION_LOSS, 100, 10),
    Goal(Metric.LOAD_IMBALANCE, 250, 50),
    Goal(Metric.FAILED_REQUESTS, 50, 5),
    Goal(Metric.COST, None, BUDGET),
    Goal(Metric.TIME, 90, None),
)

metrics = st.builds(
    Metrics,
    sessions=st.integers(0, 10**6),
    sessions_lost=st.integers(0, 10**6),
    requests=st.integers(0, 10**6),
    requests_failed=st.integers(0, 10**6),
    imbalance_over=st.integers(0, 10**7),
    imbalance_base=st.integers(0, 10**6),
    latency=st.just((0, 0, 0)),
    cost=st.integers(0, 10**12),
    time=st.integers(0, 10**5),
    commands=st.integers(0, 100),
)


@pytest.mark.parametrize(
    "achieved, stars",
    [
        (GOOD, 3),
        (replace(GOOD, sessions_lost=10, imbalance_over=50, requests_failed=5, cost=BUDGET, time=90), 3),
        (replace(GOOD, sessions_lost=11), 1),
        (replace(GOOD, imbalance_over=51), 1),
        (replace(GOOD, requests_failed=6), 2),
        (replace(GOOD, cost=BUDGET + 1), 2),
        (replace(GOOD, sessions_lost=100, imbalance_over=250, requests_failed=50), 1),
        (replace(GOOD, sessions_lost=101), 0),
        (replace(GOOD, imbalance_over=251), 0),
        (replace(GOOD, requests_failed=51), 0),
        (replace(GOOD, time=91), 0),
        (replace(GOOD, commands=10**6, latency=(10**4,) * 3), 3),
    ],
)
def test_one_star_for_passing_two_for_gold_in_loss_and_balance_three_for_all_gold(
    achieved: Metrics, stars: int
) -> None:
    """A limit itself still passes and is still gold; what has no goal has no influence."""
    assert stars_of(GOALS, achieved) == stars


def test_without_goals_there_is_nothing_to_win() -> None:
    assert stars_of((), GOOD) == 0


def test_two_stars_need_gold_only_where_the_level_sets_it() -> None:
    assert stars_of((Goal(Metric.SESSION_LOSS, 100, None), Goal(Metric.COST, None, 1)), GOOD) == 2


def test_a_game_is_won_with_its_first_star() -> None:
    for limit, won, stars in ((0, False, 0), (10**12, True, 3)):
        result = play(replace(level(), goals=(Goal(Metric.COST, limit, limit),)), 1)
        assert (result.won, result.stars) == (won, stars)


@pytest.mark.parametrize(
    "achieved, points",
    [
        (replace(GOOD, cost=0, time=0), 1000),
        (GOOD, 975),
        (replace(GOOD, cost=BUDGET, time=PLANNED), 950),
        (replace(GOOD, cost=2 * BUDGET, time=2 * PLANNED), 900),
        (replace(GOOD, cost=0, time=0, sessions_lost=100), 810),
        (replace(GOOD, cost=0, time=0, sessions_lost=500), 250),
        (replace(GOOD, sessions_lost=1000), 0),
        (replace(GOOD, cost=0, time=0, requests_failed=100), 500),
        (replace(GOOD, requests_failed=200), 0),
        (replace(GOOD, imbalance_over=500), 925),
        (replace(GOOD, imbalance_over=3000), 875),
        (replace(GOOD, cost=9 * BUDGET), 937),
        (replace(GOOD, time=9 * PLANNED), 937),
        (Metrics(10, 10, 10, 10, 10, 10, (0, 0, 0), 9 * BUDGET, 9 * PLANNED, 0), 0),
    ],
)
def test_the_score_is_the_published_formula(achieved: Metrics, points: int) -> None:
    """1000 × kept² × answered (none at 20 % failed) × (80 % + 10 % even + 5 % thrift + 5 % speed)."""
    assert score_of(achieved, BUDGET, PLANNED) == points


@given(metrics, st.integers(0, 10**12), st.integers(0, 10**5))
def test_a_score_lies_between_0_and_1000(achieved: Metrics, budget: int, planned: int) -> None:
    assert 0 <= score_of(achieved, budget, planned) <= 1000


@given(metrics, st.sampled_from(("sessions_lost", "requests_failed", "imbalance_over", "cost", "time")))
def test_doing_worse_never_scores_more(achieved: Metrics, field: str) -> None:
    values = {
        "sessions_lost": replace(achieved, sessions_lost=achieved.sessions_lost + 100),
        "requests_failed": replace(achieved, requests_failed=achieved.requests_failed + 100),
        "imbalance_over": replace(achieved, imbalance_over=achieved.imbalance_over + 100),
        "cost": replace(achieved, cost=achieved.cost + BUDGET // 10),
        "time": replace(achieved, time=achieved.time + 10),
    }
    worse = values[field]
    assert score_of(worse, BUDGET, PLANNED) <= score_of(achieved, BUDGET, PLANNED)
    assert stars_of(GOALS, worse) <= stars_of(GOALS, achieved)


@given(achieved=metrics, budget=st.integers(0, 10**9), planned=st.integers(0, 10**5))
def test_the_score_is_what_its_parts_leave(achieved: Metrics, budget: int, planned: int) -> None:
    parts = score_parts(achieved, budget, planned)
    assert min(astuple(parts)) >= 0
    assert MOST_POINTS - sum(astuple(parts)) == parts.points == score_of(achieved, budget, planned)


@given(achieved=metrics)
def test_a_part_takes_nothing_where_nothing_went_amiss(achieved: Metrics) -> None:
    spotless = replace(achieved, sessions_lost=0, requests_failed=0, imbalance_over=0, cost=0, time=0)
    assert astuple(score_parts(spotless, BUDGET, PLANNED)) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "achieved, parts",
    [
        (GOOD, (0, 0, 0, 13, 12)),
        (replace(GOOD, sessions_lost=100), (190, 0, 0, 11, 10)),
        (replace(GOOD, sessions_lost=100, requests_failed=10, imbalance_over=200), (190, 41, 15, 10, 10)),
        (replace(GOOD, sessions_lost=1000), (1000, 0, 0, 0, 0)),
    ],
)
def test_each_part_takes_from_what_those_before_it_left(achieved: Metrics, parts: tuple[int, ...]) -> None:
    assert astuple(score_parts(achieved, BUDGET, PLANNED)) == parts


def test_the_score_of_a_result_uses_the_level_budget_and_its_planned_end() -> None:
    scenario = level(arrivals=(20, *[0] * 59))
    result = play(scenario, 1)
    assert result.score == score_of(result.metrics, scenario.budget, 60)
    assert score_in(scenario, result.metrics).points == result.score
