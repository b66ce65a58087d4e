"""The search: what it reports is true, it finds the same again, and it sees ways around a lesson."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalegame.analysis.search.branches import Branches, Outlook
from scalegame.analysis.search.ideas import ideas_of
from scalegame.analysis.search.pars import par_from
from scalegame.analysis.search.search import Search
from scalegame.analysis.search.solution import GoOn, Quest, Solution, solve
from scalegame.analysis.search.variation import in_order, varied
from scalegame.content.pars import Par
from scalegame.engine import Plan, Scenario, play
from scalegame.engine.commands import Command
from scalegame.engine.scenario import Goal, Metric
from scalegame.runs.headless import play_plan
from tests.analysis.examples import IN_TIME, crowd, lesson, plan_of
from tests.depth import examples
from tests.orders import commands
from tests.strategies import scenarios

# They play hundreds of games each: a change of the engine shows in its own tests first.
pytestmark = pytest.mark.deep


def at_most(plans: int) -> GoOn:
    """Return what stops a search after so many plans."""
    return lambda tried, _: tried < plans


@pytest.fixture(scope="module")
def solution() -> Solution:
    """Return what is found without a look at the level's plans."""
    return solve(Quest(lesson(), 1, from_scratch=True), at_most(250))


def test_the_search_gets_every_star_from_scratch_and_is_as_good_as_the_reference(solution: Solution) -> None:
    assert solution.stars == 3
    assert solution.unmatched == ()
    assert set(solution.matched) == {"time", "cost", "commands"}
    assert max(solution.matched.values()) <= solution.tried == 250


def test_every_plan_replays_to_exactly_what_is_reported(solution: Solution) -> None:
    assert solution.front
    for tried in solution.front:
        played = play_plan(crowd(), 1, tried.outcome.plan)
        assert played.refused == ()
        assert (played.result.stars, played.result.score) == (tried.outcome.stars, tried.outcome.score)
        assert played.result.metrics == tried.outcome.metrics
        others = [play(crowd(), seed, tried.outcome.plan).stars for seed in range(2, 12)]
        assert tried.holds == sum(stars >= 3 for stars in others)


def test_no_plan_of_the_front_is_beaten_by_another(solution: Solution) -> None:
    objectives = [tried.outcome.objectives for tried in solution.front]
    assert not any(one.no_worse(other) for one in objectives for other in objectives if one is not other)


def test_the_same_number_of_plans_finds_the_same() -> None:
    first, second = (solve(Quest(lesson(), 2), at_most(60)) for _ in range(2))
    assert first == second


def test_the_level_s_own_plans_are_where_the_search_begins() -> None:
    found = solve(Quest(lesson(), 1), at_most(0))
    assert [tried.outcome.plan for tried in found.front] == [IN_TIME]
    assert found.unmatched == ()


def test_nothing_found_is_said_and_not_made_up() -> None:
    hopeless = replace(crowd(), goals=(Goal(Metric.TIME, 1, None),))
    found = solve(Quest(replace(lesson(), scenario=hopeless), 1), at_most(30))
    assert (found.stars, found.front, found.ways) == (0, (), ())
    assert found.unmatched == ("time", "cost", "commands")


def test_fewer_stars_are_reported_when_more_cannot_be_had() -> None:
    no_gold = replace(crowd(), goals=(Goal(Metric.FAILED_REQUESTS, 100, 20), Goal(Metric.TIME, None, 1)))
    quest = Quest(replace(lesson(), scenario=no_gold), 1)
    assert solve(quest, at_most(30)).stars == 2
    assert solve(replace(quest, stars=3), at_most(30)).front == ()
    assert solve(replace(quest, stars=1), at_most(30)).stars == 1


def test_a_way_around_the_lesson_is_found() -> None:
    """The level claims to teach a policy and can be won without one."""
    around = replace(lesson(), teaches=("set_policy",))
    (way,) = solve(Quest(around, 1), at_most(20)).ways
    assert way.avoiding == "set_policy"
    assert way.tried.outcome.stars >= 2
    assert not any(at.command.verb == "set_policy" for at in way.tried.outcome.plan)


def test_winning_by_doing_nothing_is_a_way_around_the_lesson() -> None:
    easy = replace(crowd(), goals=(Goal(Metric.TIME, 1000, None),))
    way = solve(Quest(replace(lesson(), scenario=easy, teaches=()), 1), at_most(5)).ways[0]
    assert (way.avoiding, way.tried.outcome.plan) == ("", ())


def test_a_level_in_which_nothing_can_be_done_ends_the_search() -> None:
    bare = replace(crowd(), allowed=frozenset(), policies=(), waves=crowd().waves[:1])
    search = Search(replace(lesson(), scenario=bare, plans={}), 1, ())
    while not search.exhausted:
        search.step()
    assert search.front == ()


def test_par_values_are_the_least_of_the_front(solution: Solution) -> None:
    par = par_from(solution)
    assert par == Par(1, par.front)
    assert par.time == min(tried.outcome.metrics.time for tried in solution.front)
    assert par.cost == min(tried.outcome.metrics.cost for tried in solution.front)
    assert par.commands == min(tried.outcome.metrics.commands for tried in solution.front)


PLANS = st.lists(st.tuples(st.integers(0, 500), commands()), max_size=5)


@settings(max_examples=examples(3, 20))
@given(scenarios(), st.lists(PLANS, min_size=2, max_size=4))
def test_going_on_from_a_kept_state_ends_like_playing_from_the_start(
    scenario: Scenario, several: list[list[tuple[int, Command]]]
) -> None:
    """Each plan is played after others, once more, and with the beginning of the one before."""
    end = ideas_of(scenario).end
    branches = Branches(scenario, 7)
    before: Plan = ()
    for pairs in several:
        mixed = in_order([*(at for at in before if at.tick < end // 2), *plan_of(end, pairs)])
        for plan in (mixed, mixed, plan_of(end, pairs)):
            outcome, played = branches.play(plan), play_plan(scenario, 7, plan)
            assert outcome is not None
            assert (outcome.plan, outcome.metrics) == (played.given, played.result.metrics)
        before = mixed


@settings(max_examples=examples(4, 20))
@given(scenarios(), PLANS)
def test_what_is_certain_in_the_middle_of_a_game_holds_at_its_end(
    scenario: Scenario, pairs: list[tuple[int, Command]]
) -> None:
    seen: list[Outlook] = []
    plan = plan_of(ideas_of(scenario).end, pairs)

    def look(outlook: Outlook) -> bool:
        seen.append(outlook)
        return False

    outcome = Branches(scenario, 7).play(plan, look)
    assert seen
    assert outcome is not None
    for outlook in seen:
        assert outlook.least.no_worse(outcome.objectives)
        assert outlook.lost <= outcome.metrics.sessions_lost


@settings(max_examples=examples(4, 20))
@given(scenarios(), PLANS, st.integers(0, 1000))
def test_a_varied_plan_is_a_plan(scenario: Scenario, pairs: list[tuple[int, Command]], chance: int) -> None:
    ideas = ideas_of(scenario)
    plan = plan_of(ideas.end, pairs)
    for _ in range(10):
        plan = varied(plan, plan[:2], ideas, Random(chance))  # noqa: S311 - no secret
        ticks = [at.tick for at in plan]
        assert ticks == sorted(ticks)
        assert all(0 <= tick < ideas.end for tick in ticks)


@settings(max_examples=examples(4, 20))
@given(scenarios())
def test_ideas_are_what_the_level_allows(scenario: Scenario) -> None:
    ideas = ideas_of(scenario)
    assert len(set(ideas.moments)) == len(ideas.moments)
    assert all(0 <= moment < ideas.end for moment in ideas.moments)
    offered = {"undrain_server": "drain_server", "add_store": None, "next_wave": None}
    verbs = {offered.get(command.verb, command.verb) for command in ideas.commands} - {None}
    assert verbs <= scenario.allowed
