"""The Pareto front, and by how much a plan misses its stars."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scalegame.analysis.search.pareto import Front, Objectives, PlanOutcome, key_of, shortfall
from scalegame.engine import At, Connect, Metric, OrderPlace, SessionPlace, play
from scalegame.engine.decisions.metrics import stars_of
from scalegame.engine.scenario import Goal
from tests.analysis.examples import crowd
from tests.runs.games import result

NUMBERS = st.integers(1, 6)


def outcome(time: int, cost: int, commands: int) -> PlanOutcome:
    """Return some plan that costs so much."""
    played = result(time=time, cost=cost, commands=commands)
    return PlanOutcome((), 3, played.score, played.metrics)


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=40))
def test_no_member_is_beaten_and_whatever_was_left_out_is(numbers: list[tuple[int, int, int]]) -> None:
    front = Front(outcome(*each) for each in numbers)
    members = [member.objectives for member in front.members]
    assert not any(one.no_worse(other) for one in members for other in members if one != other)
    assert all(any(member.no_worse(Objectives(*each)) for member in members) for each in numbers)
    assert members == sorted(set(members))


def test_the_front_says_whether_a_plan_is_new_to_it() -> None:
    front = Front()
    assert front.add(outcome(3, 3, 3))
    assert not front.add(outcome(3, 3, 3))
    assert not front.add(outcome(4, 3, 3))
    assert front.add(outcome(2, 9, 3))
    assert len(front) == 2


def test_plans_that_differ_in_what_is_kept_have_different_keys() -> None:
    """A place for sessions and one for orders have the same text."""
    sessions, orders = (key_of((At(3, Connect("all", to)),)) for to in (SessionPlace.SQL, OrderPlace.SQL))
    assert sessions != orders


IDLE = play(crowd(), 1).metrics
LIMITS = st.one_of(st.none(), st.integers(0, 200))


@given(
    st.lists(st.builds(Goal, st.sampled_from(list(Metric)[:3]), LIMITS, LIMITS), min_size=1, max_size=4),
    st.integers(1, 3),
)
def test_nothing_is_short_exactly_when_the_stars_are_there(goals: list[Goal], stars: int) -> None:
    reached = stars_of(tuple(goals), IDLE) >= stars
    assert (shortfall(goals, IDLE, stars) == 0) == reached
