"""The game as a whole: it ends, it repeats itself, its copies live their own lives, its readers agree with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from scalegame.engine import At, Game, Plan, Refusal, Scenario, play
from scalegame.engine.commands import AddServer, CauseIncident, Connect, NextWave, RemoveServer, SetTraffic
from scalegame.engine.reasons import Reason
from scalegame.engine.scenario import Policy, SessionPlace, StoreName, Wave
from scalegame.engine.state.digest import DIGEST_EVERY
from tests.depth import examples
from tests.engine.builders import do, finish, level, run, stocked
from tests.orders import plans
from tests.strategies import scenarios, seeds

GAMES = settings(max_examples=examples(10, 32), deadline=None)


@GAMES
@given(scenarios(), seeds, plans())
def test_the_same_input_gives_the_same_result(scenario: Scenario, seed: int, plan: Plan) -> None:
    assert play(scenario, seed, plan) == play(scenario, seed, plan)


@GAMES
@given(scenarios(), seeds, plans(), plans())
def test_a_copy_continues_identically_and_independently(scenario: Scenario, seed: int, plan: Plan, other: Plan) -> None:
    """A copy made in mid-game, before the commands of a tick have taken effect, ends as the original does."""
    game = Game(scenario, seed)
    run(game, 4)
    for at in plan[:3]:
        game.give(at.command)
    twin, decoy = game.copy(), game.copy()
    before = game.digest()
    for at in other:
        decoy.give(at.command)
    finish(decoy)
    assert game.digest() == before
    assert finish(game) == finish(twin)
    assert game.result() == twin.result()


@GAMES
@given(scenarios(), seeds, plans())
def test_every_game_ends_at_the_latest_when_planned(scenario: Scenario, seed: int, plan: Plan) -> None:
    result = play(scenario, seed, plan)
    assert 1 <= result.metrics.time <= sum(len(wave.arrivals) for wave in scenario.waves)


@GAMES
@given(scenarios(), seeds, plans())
def test_views_agree_with_metrics_and_reports(scenario: Scenario, seed: int, plan: Plan) -> None:
    """Everything readers see of a moment is one consistent picture."""
    game = Game(scenario, seed)
    while not game.over:
        for at in plan:
            if at.tick == game.tick:
                game.give(at.command)
        report = game.step()
        view = game.view()
        assert (view.tick, view.over) == (game.tick, game.over) == (report.tick + 1, game.over)
        assert (view.arrivals, view.requests) == (report.arrivals, report.requests)
        assert (view.spent, view.tick) == (view.metrics.cost, view.metrics.time)
        assert view.metrics == game.result().metrics
        assert sum(each.requests for each in view.servers) <= report.requests
        assert sum(each.failed for each in view.servers) <= view.metrics.requests_failed
        assert len({each.name for each in view.servers}) == len(view.servers) >= 1
        assert view.end == max(wave.end for wave in view.waves) == len(game.forecast())
        if not any(isinstance(at.command, SetTraffic | CauseIncident) for at in plan):  # A spike brings more.
            assert sum(game.forecast()) == sum(sum(wave.arrivals) for wave in scenario.waves)
        assert bool(report.digest) == (game.tick % DIGEST_EVERY == 0)
        assert report.digest in ("", game.digest())


def test_the_view_changes_nothing() -> None:
    game = Game(level(), 1)
    run(game, 5)
    before = game.digest()
    assert game.view() == game.view()
    assert game.forecast()[0] == 20
    assert game.digest() == before


def test_a_game_that_is_over_takes_no_step_and_no_command() -> None:
    game = Game(level(arrivals=[1] * 5), 1)
    finish(game)
    with pytest.raises(RuntimeError, match="over"):
        game.step()
    assert game.quote(AddServer()) == game.give(AddServer()) == Refusal(Reason.OVER)


def test_only_the_lowest_64_bits_of_a_seed_count() -> None:
    assert play(level(), 7).digest == play(level(), 7 + 2**64).digest == play(level(), 7 - 2**64).digest
    assert play(level(), 7).digest != play(level(), 8).digest


def test_a_plan_is_given_in_order_of_ticks_and_skips_what_is_refused() -> None:
    late, early = At(9, RemoveServer("B")), At(3, AddServer())
    result = play(level(), 1, (late, At(4, RemoveServer("nobody")), early))
    assert result.metrics.commands == 2
    assert result == play(level(), 1, (early, late))


def test_commands_of_one_tick_are_given_in_the_order_of_the_plan() -> None:
    """Only one of two servers can be removed, and it is the first named."""
    result = play(level(), 1, (At(0, RemoveServer("A")), At(0, RemoveServer("B"))))
    assert result.digest == play(level(), 1, (At(0, RemoveServer("A")),)).digest


def test_the_digest_tells_policies_apart() -> None:
    digests = set()
    for policy in Policy:
        scenario = level(arrivals=[0] * 5)
        digests.add(Game(replace(scenario, balancer=replace(scenario.balancer, policy=policy)), 1).digest())
    assert len(digests) == len(Policy)


def test_the_digest_tells_templates_apart() -> None:
    """Rewiring the only server and rewiring the fleet differ in what the next server will do."""
    scenario = stocked(level("A"), StoreName.REDIS)
    one, fleet = Game(scenario, 1), Game(scenario, 1)
    do(one, Connect("A", SessionPlace.REDIS))
    do(fleet, Connect("all", SessionPlace.REDIS))
    run(one, 10)
    run(fleet, 10)
    assert one.view().template != fleet.view().template
    assert one.digest() != fleet.digest()


def two_waves(first: int = 10, second: int = 10, waves: int = 2) -> Scenario:
    parts = (Wave("One", (1,) * first), Wave("Two", (2,) * second), Wave("Three", (3,) * second))
    return replace(level(), waves=parts[:waves])


def test_a_wave_called_early_starts_at_once_and_the_level_ends_sooner() -> None:
    game = Game(two_waves(), 1)
    run(game, 4)
    do(game, NextWave())
    assert [(wave.start, wave.end, wave.started) for wave in game.view().waves] == [(0, 10, True), (4, 14, True)]
    assert [report.arrivals for report in finish(game)] == [3] * 6 + [2] * 4
    assert game.result().metrics.time == 14


def test_calling_at_the_start_brings_two_waves_at_once() -> None:
    result = play(two_waves(), 1, (At(0, NextWave()),))
    assert result.metrics.time == 10


def test_calling_a_wave_in_the_very_tick_it_is_due_changes_nothing_about_it() -> None:
    """The last wave is due now and starts by itself: there is nothing left to call."""
    game = Game(two_waves(), 1)
    run(game, 10)
    game.give(NextWave())
    finish(game)
    assert game.result().metrics.time == 20


def test_calling_when_a_wave_is_due_starts_the_one_after_it_too() -> None:
    game = Game(two_waves(waves=3), 1)
    run(game, 10)
    do(game, NextWave())
    assert game.step().arrivals == 5


def test_a_short_wave_called_early_does_not_end_the_one_before_it() -> None:
    assert play(two_waves(first=20, second=3), 1, (At(2, NextWave()),)).metrics.time == 20
