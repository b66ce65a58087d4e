"""The published numbers: what each metric means, on cases small enough to work out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from scalegame.engine import Game
from scalegame.engine.decisions.metrics import metrics_of
from scalegame.engine.scenario import Balancer, Incident, IncidentKind, Metric, Policy
from scalegame.engine.state.world import LATENCY_BINS
from scalegame.engine.tick.accounting import WINDOW
from scalegame.engine.view import Metrics, ServerState
from tests.engine.builders import finish, level, people, run, world_of

NOTHING = Metrics(
    sessions=0,
    sessions_lost=0,
    requests=0,
    requests_failed=0,
    imbalance_over=0,
    imbalance_base=0,
    latency=(0, 0, 0),
    cost=0,
    time=0,
    commands=0,
)


def test_shares_are_per_mille_rounded_down() -> None:
    metrics = replace(NOTHING, sessions=3, sessions_lost=2, requests=7, requests_failed=1)
    assert (metrics.session_loss, metrics.failed_requests) == (666, 142)
    assert replace(NOTHING, imbalance_over=20, imbalance_base=40).load_imbalance == 500


def test_shares_of_nothing_are_zero() -> None:
    assert (NOTHING.session_loss, NOTHING.failed_requests, NOTHING.load_imbalance) == (0, 0, 0)


def test_every_goal_has_its_number() -> None:
    metrics = Metrics(10, 1, 100, 2, 3, 10, (11, 22, 33), 44, 55, 66)
    values = {metric: metrics.value(metric) for metric in Metric}
    assert values == {
        Metric.SESSION_LOSS: 100,
        Metric.LOAD_IMBALANCE: 300,
        Metric.FAILED_REQUESTS: 20,
        Metric.LATENCY_P95: 22,
        Metric.COST: 44,
        Metric.TIME: 55,
        Metric.COMMANDS: 66,
    }


@pytest.mark.parametrize(
    "milliseconds, expected",
    [
        ([], (0, 0, 0)),
        ([7], (7, 7, 7)),
        (range(1, 101), (50, 95, 99)),
        (range(1, 201), (100, 190, 198)),
        ([1, 2], (1, 2, 2)),
        ([5] * 94 + [80] * 6, (5, 80, 80)),
        ([5] * 95 + [80] * 5, (5, 5, 80)),
        ([99_999], (LATENCY_BINS - 1,) * 3),
    ],
)
def test_percentiles_are_nearest_ranks(milliseconds: Sequence[int], expected: tuple[int, int, int]) -> None:
    """The p-th percentile is the smallest latency that at least p % of the answers kept to."""
    world = world_of(Game(level(), 1))
    for value in milliseconds:
        world.latency[min(value, LATENCY_BINS - 1)] += 1
    assert metrics_of(world).latency == expected


def test_the_latency_of_an_idle_server_is_the_service_time() -> None:
    """A log-in takes 30 units on a server of 1000 a tick: 30 ms. Then pages at 10 ms."""
    game = Game(level("A", arrivals=(1, *[0] * 60), source=people(1, 0, 0, 0, 0, requests=30)), 1)
    game.step()
    assert game.view().metrics.latency == (30, 30, 30)
    finish(game)
    assert game.view().metrics.latency == (10, 10, 30)


def windows(game: Game) -> list[list[int]]:
    """Play and return, per window (the last may be short), the requests of each server in service throughout."""
    found = []
    while not game.over:
        requests: dict[str, int] = {}
        present: list[set[str]] = []
        for _ in range(min(WINDOW, game.view().end - game.tick)):
            game.step()
            for each in game.view().servers:
                requests[each.name] = requests.get(each.name, 0) + each.requests
            serving = {s.name for s in game.view().servers if s.state is ServerState.UP and s.in_rotation}
            present.append(serving)
        found.append([requests[name] for name in set.intersection(*present)])
    return found


@pytest.mark.parametrize("policy", [Policy.ROUND_ROBIN, Policy.RANDOM, Policy.CONSISTENT_HASH])
@pytest.mark.parametrize("ticks", [40, 37])
def test_imbalance_compares_the_busiest_with_the_mean_over_windows(policy: Policy, ticks: int) -> None:
    """Busiest ÷ mean − 1 is (busiest · n − total) ÷ total; a server that was away for a tick is left out."""
    crash = Incident(IncidentKind.CRASH, 14, "B")
    scenario = level("A", "B", "C", arrivals=(30, *[0] * (ticks - 1)), incidents=(crash,))
    game = Game(replace(scenario, balancer=Balancer(policy)), 3)
    counts = windows(game)
    metrics = game.result().metrics
    assert len(counts) == -(-ticks // WINDOW)
    assert [len(each) for each in counts][:3] == [3, 2, 3]
    assert metrics.imbalance_base == sum(sum(each) for each in counts)
    assert metrics.imbalance_over == sum(max(each) * len(each) - sum(each) for each in counts)


def test_an_office_behind_one_address_makes_a_hash_lopsided() -> None:
    """Everyone on one server of two is an imbalance of 100 %; round robin shares the same people evenly."""
    office = replace(level(source=replace(people(1, 0, 0, 0, 0), addresses=1)), balancer=Balancer(Policy.SOURCE_HASH))
    lopsided, even = Game(office, 1), Game(replace(office, balancer=Balancer()), 1)
    finish(lopsided)
    finish(even)
    assert lopsided.result().metrics.load_imbalance == 1000
    assert even.result().metrics.load_imbalance <= 20


def test_one_server_is_always_in_balance() -> None:
    game = Game(level("A"), 1)
    finish(game)
    assert game.result().metrics.load_imbalance == 0
    assert game.result().metrics.imbalance_base > 0


def test_a_session_that_is_lost_twice_counts_once() -> None:
    """The metric asks who was hurt, the ledger how often."""
    game = Game(level("A", "B", "C", "D"), 1)
    reports = run(game, 40)
    metrics = game.view().metrics
    again = sum(loss.again for report in reports for loss in report.losses)
    assert metrics.sessions_lost == metrics.sessions == 20
    assert metrics.session_loss == 1000
    assert again > 20
