"""Shortcuts for many at once change no result: blocks of visitors, arrays of servers, sorting by counting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalegame.engine import Game, Plan, Scenario, play
from scalegame.engine.state import due_requests, visitors
from scalegame.engine.state.due_requests import DueRequests, appointments
from scalegame.engine.state.fleet_arrays import FleetArrays, LatestFleet
from tests.depth import examples
from tests.engine.builders import level, world_of
from tests.orders import plans
from tests.strategies import scenarios, seeds

#: Calls of one tick: how many µs after its start, and by which visitor; no visitor calls twice.
CALLS = st.lists(st.tuples(st.integers(0, 999_999), st.integers(0, 2**21)), min_size=1, unique_by=lambda call: call[1])
CROWDED = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 300)), min_size=1, unique_by=lambda call: call[1])


def a_block_for_each_visitor(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(visitors, "BLOCK", 1)


def every_tick_has_many_calls(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(due_requests, "MANY", 0)


def no_fleet_is_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(FleetArrays, "holds", lambda _fleet, _world: False)


@pytest.mark.parametrize("without", [a_block_for_each_visitor, every_tick_has_many_calls, no_fleet_is_kept])
@settings(max_examples=examples(10, 32), deadline=None)
@given(scenario=scenarios(), plan=plans(), seed=seeds)
def test_a_shortcut_changes_no_game(
    without: Callable[[pytest.MonkeyPatch], None], scenario: Scenario, plan: Plan, seed: int
) -> None:
    usual = play(scenario, seed, plan)
    with pytest.MonkeyPatch.context() as patch:
        without(patch)
        assert play(scenario, seed, plan) == usual


@given(st.one_of(CALLS, CROWDED))
def test_many_calls_are_put_in_order_like_few(drawn: list[tuple[int, int]]) -> None:
    moment, number = (np.array(column, np.int64) for column in zip(*drawn, strict=True))
    column = np.arange(2**21 + 1, dtype=np.uint32)[::-1].copy()
    with pytest.MonkeyPatch.context() as patch:
        every_tick_has_many_calls(patch)
        many = DueRequests.of(appointments(moment, number), 0)
    assert list(zip(many.moment.tolist(), many.row.tolist(), strict=True)) == sorted(drawn)
    assert many.number.tolist() == many.row.tolist()
    assert many.read(column).tolist() == column[many.row].tolist()
    many.write(column, np.arange(len(drawn)))
    assert column[many.row].tolist() == list(range(len(drawn)))


def test_rows_are_counted_from_the_first_visitor_who_is_still_there() -> None:
    entries = appointments(np.array([5, 3]), np.array([107, 109]))
    assert DueRequests.of(entries, 100).row.tolist() == [9, 7]


def test_a_fleet_holds_until_a_server_or_the_balancer_changes() -> None:
    world = world_of(Game(level("A", "B"), 1))
    latest = LatestFleet()
    first = latest.of(world)
    world.tick += 1
    assert latest.of(world) is first
    world.servers[0] = replace(world.servers[0], slow=500)
    second = latest.of(world)
    assert second.capacity == [500, 1000]
    world.balancer = replace(world.balancer, keep_dead_slots=False)
    assert latest.of(world) is not second


def test_a_fleet_holds_no_longer_than_a_server_is_kept_out_and_not_before_it_was_made() -> None:
    world = world_of(Game(level("A", "B"), 1))
    world.servers[0] = replace(world.servers[0], out_until=2)
    fleet = FleetArrays.of(world)
    assert fleet.rotation.candidates.tolist() == [1]
    world.tick = 1
    assert fleet.holds(world)
    world.tick = 2
    assert not fleet.holds(world)
    later = FleetArrays.of(world)
    assert later.rotation.candidates.tolist() == [0, 1]
    world.tick = 1
    assert not later.holds(world)
