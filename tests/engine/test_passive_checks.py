"""Passive checks: the balancer learns from the requests that a server refuses, as nginx does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Scenario
from scalegame.engine.scenario import (
    Balancer,
    Check,
    Incident,
    IncidentKind,
    Policy,
    SessionPlace,
    StoreName,
    Wiring,
)
from scalegame.engine.view import FailureCause, ServerState
from tests.engine.builders import SMALL, causes, failed, finish, level, run, server, stocked, wired, world_of

SHARED = Wiring(sessions=SessionPlace.REDIS)
CRASH = Incident(IncidentKind.CRASH, 5, "A")
#: No active checks and no second chance: whatever meets a dead server fails, so failures count meetings.
PASSIVE = Balancer(check=Check.NONE, redispatch=False, max_fails=3, fail_timeout=5)
#: Policies that spread requests whoever makes them.
SPREADING = (Policy.ROUND_ROBIN, Policy.RANDOM, Policy.LEAST_CONNECTIONS, Policy.POWER_OF_TWO)


def service(
    *names: str, balancer: Balancer = PASSIVE, incidents: tuple[Incident, ...] = (CRASH,), steady: int = 10
) -> Scenario:
    """Return a level with shared sessions whose servers answer in microseconds and take long to boot."""
    servers = [wired(name, SHARED) for name in names or ("A", "B", "C")]
    kind = replace(SMALL, capacity=10**6, boot=10)
    scenario = level(*servers, arrivals=[steady] * 40, incidents=incidents, kind=kind)
    return replace(stocked(scenario, StoreName.REDIS), balancer=balancer)


@pytest.mark.parametrize("policy", Policy)
def test_a_server_that_has_refused_so_many_is_kept_out_at_once(policy: Policy) -> None:
    """The fourth request of the very same tick goes elsewhere, and five ticks long everybody's does."""
    game = Game(service(balancer=replace(PASSIVE, policy=policy)), 1)
    assert causes(run(game, 5)) == set()
    assert failed([game.step()], FailureCause.SERVER_DOWN, "A") == 3
    assert (server(game, "A").out, server(game, "A").in_rotation) == (True, False)
    assert causes(run(game, 5)) == set()


@pytest.mark.parametrize("policy", SPREADING)
def test_after_the_time_out_it_is_tried_again(policy: Policy) -> None:
    """A is dead until tick 17: three requests find that out in tick 5, and a single one asks again in tick 11."""
    game = Game(service(balancer=replace(PASSIVE, policy=policy)), 1)
    refused = [failed([report], FailureCause.SERVER_DOWN, "A") for report in run(game, 25)]
    assert refused == [{5: 3, 11: 1}.get(tick, 0) for tick in range(25)]
    assert server(game, "A").state is ServerState.UP
    assert server(game, "A").requests > 0


def test_refusals_add_up_over_ticks() -> None:
    """One or two people a tick: three meet the dead server, one by one, and meanwhile it has begun to boot."""
    scenario = service("A", "B", steady=1, balancer=replace(PASSIVE, fail_timeout=50))
    game = Game(replace(scenario, sources=(replace(scenario.sources[0], requests=(1, 1)),)), 1)
    refused = [failed([report], FailureCause.SERVER_DOWN, "A") for report in run(game, 16)]
    assert sum(refused) == 3
    assert max(refused) < 3


def test_a_request_that_is_answered_clears_the_count() -> None:
    """A freezes for two ticks; what was counted then is gone with its first answer."""
    freeze = Incident(IncidentKind.FREEZE, 5, "A", ticks=2)
    balancer = replace(PASSIVE, read_timeout_us=100_000, max_fails=999)
    game = Game(service(balancer=balancer, incidents=(freeze,)), 1)
    assert [(game.step(), world_of(game).servers[0].fails)[1] > 0 for _ in range(9)] == [
        *[False] * 5, True, True, False, False,
    ]  # fmt: skip


def test_with_redispatch_nobody_notices() -> None:
    """Those who find out are sent on, the rest never come there."""
    game = Game(service(balancer=replace(PASSIVE, redispatch=True)), 1)
    assert causes(run(game, 16)) == set()
    assert failed(finish(game), FailureCause.SERVER_DOWN) == 0


def test_when_all_are_kept_out_nobody_serves() -> None:
    """Both crash and are refused: newcomers find no server until the time-out is over."""
    both = (CRASH, replace(CRASH, server="B"))
    game = Game(service("A", "B", incidents=both), 1)
    reports = run(game, 11)
    assert failed(reports[5:6], FailureCause.SERVER_DOWN) == reports[5].requests
    for report in reports[6:]:
        assert failed([report], FailureCause.NO_SERVER, "balancer") == report.requests > 0


def test_whose_cookie_names_a_server_that_is_kept_out_goes_elsewhere_for_good() -> None:
    """New people come to A when it is back; its old ones have B's cookie now."""
    balancer = replace(PASSIVE, policy=Policy.STICKY_COOKIE, redispatch=True)
    game = Game(service("A", "B", balancer=balancer), 1)
    run(game, 5)
    before = world_of(game).sessions.cookie[:50].tolist()
    run(game, 20)
    assert server(game, "A").state is ServerState.UP
    assert min(before.count(0), before.count(1)) > 15
    assert world_of(game).sessions.cookie[:50].tolist() == [1] * 50


@pytest.mark.parametrize("policy", Policy)
def test_a_frozen_server_that_the_balancer_gives_up_on_is_kept_out_from_the_next_tick(policy: Policy) -> None:
    """In the tick of the freeze nobody knows yet: each request that goes there waits for the time-out."""
    freeze = Incident(IncidentKind.FREEZE, 5, "A", ticks=20)
    balancer = replace(PASSIVE, policy=policy, read_timeout_us=500_000, max_fails=2)
    game = Game(service(balancer=balancer, incidents=(freeze,)), 1)
    run(game, 5)
    report = game.step()
    assert failed([report], FailureCause.TIMEOUT, "A") == server(game, "A").requests >= 2
    assert server(game, "A").out
    assert causes(run(game, 6)) == set(), "its time-out is counted from the end of the requests' own"
    assert failed([game.step()], FailureCause.TIMEOUT, "A") == 1, "a single request tries it again"


def test_a_balancer_that_waits_as_long_as_clients_learns_nothing_from_a_frozen_server() -> None:
    freeze = Incident(IncidentKind.FREEZE, 5, "A", ticks=20)
    game = Game(service(incidents=(freeze,)), 1)
    reports = run(game, 20)
    assert all(failed([report], FailureCause.TIMEOUT, "A") for report in reports[5:])
    assert not server(game, "A").out


def test_power_of_two_passes_over_closed_servers_even_if_it_has_drawn_two_of_them() -> None:
    """A and B die in one tick: three requests each find that out, and C answers all others."""
    both = (CRASH, replace(CRASH, server="B"))
    balancer = replace(PASSIVE, policy=Policy.POWER_OF_TWO)
    for seed in range(5):
        game = Game(service("A", "B", "C", balancer=balancer, incidents=both), seed)
        run(game, 5)
        report = game.step()
        assert failed([report], FailureCause.SERVER_DOWN) == 6
        assert server(game, "C").requests == report.requests - 6
