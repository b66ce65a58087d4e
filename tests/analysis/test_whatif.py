"""The what-if: its answer is true, is one decision, is never worse, and the same game has the same answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalegame.analysis.proof.prove import Lesson, lesson_of
from scalegame.analysis.search.ideas import ideas_of
from scalegame.analysis.search.pareto import key_of
from scalegame.analysis.search.variation import in_order
from scalegame.analysis.whatif import best_change
from scalegame.analysis.whatif.best_change import WhatIf, what_if
from scalegame.analysis.whatif.changes import Added, Removed, Shifted, begins, brought, changed, decisions, taken
from scalegame.engine import At, Plan, Policy, Scenario, SessionPlace, StoreName, play
from scalegame.engine.commands import ALL, AddReplica, AddServer, AddStore, Command, Connect, RemoveServer, SetPolicy
from scalegame.engine.scenario import Goal, Metric
from scalegame.runs.headless import play_plan
from tests.analysis.examples import IN_TIME, TOO_LATE, crowd, lesson, plan_of
from tests.campaign import LEVELS
from tests.depth import every, examples
from tests.orders import commands
from tests.strategies import scenarios

# They play hundreds of games each: a change of the engine shows in its own tests first.
pytestmark = pytest.mark.deep


def check(lesson: Lesson, seed: int, plan: Plan, found: WhatIf) -> None:
    """Hold an answer against games of its own."""
    own, other = play_plan(lesson.scenario, seed, plan), play_plan(lesson.scenario, seed, found.plan)
    for claimed, played in ((found.own, own), (found.other, other)):
        assert (claimed.stars, claimed.score, claimed.metrics, claimed.plan) == (
            played.result.stars, played.result.score, played.result.metrics, played.given,
        )  # fmt: skip
    assert (other.result.stars, other.result.score) >= (own.result.stars, own.result.score)
    if found.change is None:
        assert key_of(found.plan) == key_of(own.given)
        return
    assert found.plan == changed(own.given, found.change)
    # Not allowed is what the engine refuses.
    assert set(key_of(brought(found.change))) <= set(key_of(found.other.plan))
    gone, new = Counter(key_of(own.given)), Counter(key_of(found.plan))
    gone, new = gone - new, new - gone
    assert gone | new
    match found.change:
        case Added(given):
            assert (gone, new) == (Counter(), Counter(key_of(given)))
        case Removed(given):
            assert (gone, new) == (Counter(key_of(given)), Counter())
        case Shifted(before, after):
            assert [at.command for at in before] == [at.command for at in after]
            assert (gone, new) == (Counter(key_of(before)) - Counter(key_of(after)),
                                   Counter(key_of(after)) - Counter(key_of(before)))  # fmt: skip
    assert max(len(taken(found.change)), len(brought(found.change))) <= 2


GAMES = {
    "nobody acts": (),
    "too late": TOO_LATE,
    "too many": (At(2, AddServer(2)), At(30, AddServer(1))),
    "in time": IN_TIME,
    "taken away": (At(2, AddServer(2)), At(14, RemoveServer("s002"))),
}


@cache
def answer(plan: Plan) -> WhatIf:
    """Return what would have helped in a game of the crowd, searched for once."""
    found = what_if(lesson(), 1, plan)
    assert found is not None
    return found


@pytest.fixture(scope="module", params=list(GAMES.values()), ids=list(GAMES))
def asked(request: pytest.FixtureRequest) -> tuple[Plan, WhatIf]:
    """Return a game of the crowd, and what would have helped in it."""
    plan: Plan = request.param
    return plan, answer(plan)


def test_the_answer_is_true_and_one_decision_and_no_worse(asked: tuple[Plan, WhatIf]) -> None:
    plan, found = asked
    check(lesson(), 1, plan, found)
    assert found.games <= best_change.MOST_GAMES


def test_the_same_game_has_the_same_answer() -> None:
    first, second = (what_if(lesson(), 2, GAMES["taken away"]) for _ in range(2))
    assert first == second


def test_what_was_left_undone_is_added() -> None:
    found = answer(())
    assert isinstance(found.change, Added)
    assert [type(at.command) for at in found.change.given] == [AddServer]
    assert found.own.stars == 0
    assert found.other.stars == 3


def test_what_came_too_late_is_moved_no_further_than_it_must() -> None:
    found = answer(TOO_LATE)
    assert isinstance(found.change, Shifted)
    (tick,) = (at.tick for at in found.change.after)
    assert 0 < tick < TOO_LATE[0].tick
    assert found.other.stars == 3
    later = play(crowd(), 1, (replace(TOO_LATE[0], tick=tick + 1),))
    assert (later.stars, later.score) < (3, found.other.score)


def test_a_game_with_every_star_has_nothing_to_improve() -> None:
    found = answer(IN_TIME)
    assert (found.change, found.other) == (None, found.own)
    assert not found.unneeded


def test_what_was_not_needed_in_a_perfect_game_is_said() -> None:
    found = answer((*IN_TIME, At(30, AddServer(1))))
    assert found.change == Removed((At(30, AddServer(1)),))
    assert found.unneeded
    assert found.own.stars == found.other.stars == 3
    assert found.other.metrics.cost < found.own.metrics.cost


@pytest.mark.parametrize("most, kept", [(2_060_000, True), (2_000_000, False)])
def test_what_breaks_no_limit_that_held_is_preferred_if_it_helps_half_as_much(most: int, kept: bool) -> None:
    """A server from the start helps most, and costs more than it may; somewhat later it helps less, soon not at all."""
    goals = (Goal(Metric.TIME, 1, None), Goal(Metric.COST, most, None))
    found = what_if(replace(lesson(), scenario=replace(crowd(), goals=goals)), 1, ())
    assert found is not None
    assert found.own.stars == found.other.stars == 0
    assert (found.other.metrics.cost <= most) is kept
    best = play(crowd(), 1, (At(0, AddServer(1)),)).score
    assert (best // 2 < found.other.score < best) is kept


def test_nothing_is_said_where_nothing_helps() -> None:
    bare = replace(lesson(), scenario=replace(crowd(), allowed=frozenset(), waves=crowd().waves[:1]), plans={})
    found = what_if(bare, 1, ())
    assert found is not None
    assert found.change is None
    assert found.own.stars == 0


@pytest.mark.parametrize("games", [1, 2, 5])
def test_the_search_can_be_stopped_after_any_game(games: int) -> None:
    told: list[tuple[int, int]] = []

    def go_on(done: int, most: int) -> bool:
        told.append((done, most))
        return done < games

    assert what_if(lesson(), 1, (), go_on) is None
    assert told[-1] == (games, best_change.MOST_GAMES)
    assert told == sorted(told)
    assert [done for done, _ in told].count(games) == 1


def test_in_the_middle_of_a_game_it_can_be_stopped_as_well() -> None:
    """A game of a large level takes long, and whoever leaves does not want to wait for its end."""
    asked = count()
    assert what_if(lesson(), 1, (), lambda _, __: next(asked) < 3) is None
    assert next(asked) == 4


@pytest.mark.parametrize("work, games", [(0, 8), (10_000, 9)])
def test_of_a_large_level_fewer_games_are_played(monkeypatch: pytest.MonkeyPatch, work: int, games: int) -> None:
    monkeypatch.setattr(best_change, "_MOST_WORK", work)
    told: list[int] = []

    def go_on(_: int, most: int) -> bool:
        told.append(most)
        return True

    found = what_if(lesson(), 1, (), go_on)
    assert found is not None
    check(lesson(), 1, (), found)
    assert told[-1] == games
    assert found.games <= games


def test_no_advice_leaves_safety_out() -> None:
    """A replica that nothing called upon and a spare server cost money, and are held against nobody."""
    level = BY_NUMBER[16]
    best = level.plans["reference"]
    plan = in_order([*best, At(30, AddReplica(StoreName.SQL)), At(41, AddServer(1))])
    goals = tuple(goal for goal in level.scenario.goals if goal.metric is not Metric.COST)
    found = what_if(
        replace(lesson_of(level), scenario=replace(level.scenario, goals=goals, budget=80_000_000)), 16, plan
    )
    assert found is not None
    assert found.own.stars == 3
    assert found.unimprovable


BY_NUMBER = {level.number: level for level in LEVELS}
STARS = [(1, "", 0, 3), (4, "", 0, 3), (4, "tempting", 0, 1), (9, "tempting", 0, 3), (4, "reference", 3, 3)]


@pytest.mark.parametrize("number, plan, own, other", every(3, STARS, rows=True))
def test_in_the_campaign_it_helps(number: int, plan: str, own: int, other: int) -> None:
    level = BY_NUMBER[number]
    given = tuple(level.plans.get(plan, ()))
    found = what_if(lesson_of(level), level.seed, given)
    assert found is not None
    check(lesson_of(level), level.seed, given, found)
    assert (found.own.stars, found.other.stars) == (own, other)
    assert (found.change is None) == (own == other == 3)
    assert found.change is None or found.other.score > found.own.score


@settings(max_examples=examples(2, 5))
@given(scenarios(), st.lists(st.tuples(st.integers(0, 500), commands()), max_size=4))
def test_the_answer_is_true_in_any_level(scenario: Scenario, pairs: list[tuple[int, Command]]) -> None:
    plan = plan_of(ideas_of(scenario).end, pairs)
    some = Lesson("any", scenario, {"reference": plan[1:]}, ("add_server",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(best_change, "MOST_GAMES", 22)
        found = what_if(some, 7, plan)
    assert found is not None
    check(some, 7, plan, found)


BUY, STRANGER = At(3, AddStore(StoreName.REDIS)), At(4, SetPolicy(Policy.RANDOM))
TIE = At(12, Connect(ALL, SessionPlace.REDIS))


def test_two_commands_that_need_each_other_are_one_decision() -> None:
    assert list(decisions((BUY, STRANGER, TIE))) == [(BUY, TIE), (BUY,), (STRANGER,), (TIE,)]
    assert (TIE, replace(STRANGER, tick=20)) in list(decisions((TIE, replace(STRANGER, tick=20))))


def test_a_change_changes_a_plan_in_one_place() -> None:
    plan = (BUY, STRANGER, TIE)
    assert changed(plan, Removed((STRANGER,))) == (BUY, TIE)
    assert changed((BUY, TIE), Added((STRANGER,))) == plan
    early = replace(TIE, tick=11)
    assert changed(plan, Shifted((TIE,), (early,))) == (BUY, STRANGER, early)
    assert begins(Shifted((TIE,), (early,))) == 11
    with pytest.raises(ValueError, match="not in list"):
        changed(plan, Removed((early,)))
