"""Tracks: what is raced against is what the engine played, and it touches nobody else's game."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from scalegame.engine.commands import AddServer, At, Plan, RemoveServer, RestartServer
from scalegame.engine.drive import play
from scalegame.engine.game import Game
from scalegame.engine.view import TickReport
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.race.track import Track, TrackRow, track_of_plan, track_of_run
from scalegame.runs.run import Ending
from tests.depth import examples
from tests.orders import plans
from tests.runs.games import Quiet
from tests.strategies import scenarios

STAGE = Quiet(waves=2)
PLAN = (At(3, AddServer(1)), At(12, RestartServer("A")))


def test_a_plan_and_the_run_of_it_leave_the_same_track() -> None:
    run = recorded(STAGE, 7, play_plan(STAGE.scenario, 7, PLAN))
    assert track_of_run(run, STAGE.scenario) == track_of_plan(PLAN, STAGE.scenario, 7)


@settings(max_examples=examples(8, 24), deadline=None)
@given(st.data())
def test_a_track_ends_as_the_engine_does(data: st.DataObject) -> None:
    scenario = data.draw(scenarios())
    plan: Plan = data.draw(plans())
    track = track_of_plan(plan, scenario, 3)
    result = play(scenario, 3, plan)
    assert track.result == result
    assert len(track.rows) == track.splits[-1] == result.metrics.time
    assert len(track.splits) == len(scenario.waves) or (scenario.lives and len(track.splits) < len(scenario.waves))
    assert sum(row.requests for row in track.rows) == result.metrics.requests
    assert (track.rows[-1].cost, track.rows[-1].commands) == (result.metrics.cost, result.metrics.commands)
    assert track.failed[-1] == sum(failure.count for failure in result.failures)
    assert track.lost[-1] == sum(loss.count for loss in result.losses)


def test_rows_say_where_it_stood_before_a_tick() -> None:
    seen: list[TickReport] = []
    play_plan(STAGE.scenario, 7, PLAN, lambda _, report: seen.append(report))
    track = track_of_plan(PLAN, STAGE.scenario, 7)
    assert track.at(0) is None
    assert track.at(1) == track.rows[0]
    assert track.at(10_000) == track.rows[-1]
    assert [row.requests for row in track.rows] == [report.requests for report in seen]
    assert list(track.failed) == list(accumulate(sum(one.count for one in report.failures) for report in seen))


def test_an_unfinished_run_has_a_track_as_far_as_it_went() -> None:
    run = recorded(STAGE, 7, play_plan(STAGE.scenario, 7, PLAN))
    half = track_of_run(replace(run, ending=Ending.OPEN, ticks=27, claims=None), STAGE.scenario)
    assert len(half.rows) == 27
    assert half.splits == (25,)
    assert not half.over


def test_what_the_engine_refuses_is_told() -> None:
    track = track_of_plan((At(2, RemoveServer("A")),), STAGE.scenario, 7)
    assert [refused.at.tick for refused in track.refused] == [2]


def test_a_track_of_nothing_has_no_place() -> None:
    empty = Track((), (), over=False, result=Game(STAGE.scenario, 7).result())
    assert empty.at(5) is None
    assert empty.lost == ()


def test_another_seed_leaves_another_track() -> None:
    rows: tuple[TrackRow, ...] = track_of_plan(PLAN, STAGE.scenario, 7).rows
    assert rows != track_of_plan(PLAN, STAGE.scenario, 8).rows
