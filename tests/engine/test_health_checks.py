"""Active health checks: the balancer finds out that a server died or came back, and its ignorance has a cost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game
from scalegame.engine.decisions.health import checked
from scalegame.engine.scenario import Balancer, Check, Incident, IncidentKind, Policy
from scalegame.engine.state.world import Server
from scalegame.engine.view import FailureCause, LossCause, ServerState
from tests.engine.builders import (
    SMALL,
    causes,
    failed,
    finish,
    homes_of,
    level,
    lost,
    lost_again,
    run,
    server,
    standing,
)

CRASH = Incident(IncidentKind.CRASH, 5, "A")


def beliefs(start: Server, balancer: Balancer, ticks: int) -> list[bool]:
    """Check a server for some ticks and return what the balancer believes after each."""
    seen = []
    for tick in range(ticks):
        start = checked(start, balancer, tick)
        seen.append(start.seen_up)
    return seen


@pytest.mark.parametrize(
    "interval, fall, believed_up",
    [(1, 1, 0), (1, 3, 2), (2, 1, 0), (2, 2, 2), (3, 2, 3), (5, 3, 10)],
)
def test_a_dead_server_stays_in_rotation_until_enough_checks_have_failed(
    interval: int, fall: int, believed_up: int
) -> None:
    """Checks fall on ticks that ``interval`` divides; the ``fall``-th failed one takes the server out."""
    dead = standing("A", state=ServerState.DOWN)
    seen = beliefs(dead, Balancer(interval=interval, fall=fall), 20)
    assert seen == [True] * believed_up + [False] * (20 - believed_up)


@pytest.mark.parametrize("interval, rise, ignored", [(1, 1, 0), (1, 3, 2), (2, 2, 2), (5, 2, 5)])
def test_a_server_that_is_back_waits_for_enough_good_checks(interval: int, rise: int, ignored: int) -> None:
    back = standing("A", seen_up=False, joined=False)
    seen = beliefs(back, Balancer(interval=interval, rise=rise), 20)
    assert seen == [False] * ignored + [True] * (20 - ignored)


def test_checks_have_to_fail_in_a_row() -> None:
    """One good check in between starts the count again."""
    balancer = Balancer(fall=2)
    once = checked(standing("A", state=ServerState.DOWN), balancer, 1)
    healthy = checked(replace(once, state=ServerState.UP), balancer, 2)
    assert (once.checks, healthy.checks, healthy.seen_up) == (1, 0, True)
    assert checked(replace(healthy, state=ServerState.DOWN), balancer, 3).seen_up


def test_without_checks_a_server_is_in_rotation_as_soon_as_it_has_booted_and_stays_there() -> None:
    """Dead, booting or frozen: the balancer never looks. Only who is stopped on purpose is taken out."""
    never = Balancer(check=Check.NONE, rise=9)
    booted = checked(standing("A", seen_up=False, joined=False), never, 1)
    assert (booted.seen_up, booted.joined) == (True, True)
    assert beliefs(standing("A", state=ServerState.DOWN), never, 30) == [True] * 30
    assert beliefs(standing("A", state=ServerState.BOOTING, seen_up=False), never, 30) == [False] * 30
    scenario = replace(level(incidents=(CRASH,)), balancer=never)
    game = Game(scenario, 1)
    seen = []
    while not game.over:
        game.step()
        seen.append(server(game, "A").in_rotation)
    assert all(seen)


def test_a_draining_server_is_healthy() -> None:
    draining = standing("A", state=ServerState.DRAINING)
    assert checked(draining, Balancer(fall=1), 0) == draining


def test_a_server_has_a_hash_slot_from_the_moment_it_is_first_in_rotation() -> None:
    new = standing("A", seen_up=False, joined=False)
    assert not checked(new, Balancer(rise=2), 0).joined
    assert checked(checked(new, Balancer(rise=2), 0), Balancer(rise=2), 1).joined


@pytest.mark.parametrize("policy", Policy)
def test_with_redispatch_a_crash_costs_no_request(policy: Policy) -> None:
    """A request that meets the dead server goes on to a living one, whatever the policy."""
    fast = replace(SMALL, capacity=100_000)
    scenario = level("A", "B", "C", kind=fast, incidents=(CRASH,))
    reports = finish(Game(replace(scenario, balancer=Balancer(policy, interval=3, fall=3)), 1))
    assert failed(reports, FailureCause.SERVER_DOWN) == 0


@pytest.mark.parametrize("policy", Policy)
def test_without_redispatch_requests_fail_until_the_checks_have_noticed(policy: Policy) -> None:
    """The crash at tick 5 is noticed with the second check, at tick 9; it is back only at tick 27."""
    balancer = Balancer(policy, redispatch=False, interval=3, fall=2)
    kind = replace(SMALL, boot=20)
    game = Game(replace(level("A", "B", arrivals=[6] * 30, kind=kind, incidents=(CRASH,)), balancer=balancer), 1)
    reports = finish(game)
    hurt = {failure.tick for report in reports for failure in report.failures}
    assert hurt <= {5, 6, 7, 8}
    assert {5, 8} <= hurt
    assert failed(reports, FailureCause.SERVER_DOWN, "A") == game.result().metrics.requests_failed


def test_a_crash_that_no_check_notices_leaves_the_server_in_rotation() -> None:
    """Down for six ticks between checks that are ten apart: it is called all the time."""
    scenario = level("A", "B", incidents=(CRASH,))
    game = Game(replace(scenario, balancer=Balancer(redispatch=False, interval=10, fall=2)), 1)
    for _ in range(30):
        game.step()
        assert server(game, "A").in_rotation
    assert {failure.tick for failure in game.result().failures} <= set(range(5, 11))


STICKY = replace(
    level("A", "B", "C", arrivals=(30, *[0] * 59), incidents=(CRASH,)), balancer=Balancer(Policy.STICKY_COOKIE)
)


def test_sticky_cookies_lose_exactly_the_dead_servers_people() -> None:
    game = Game(STICKY, 1)
    run(game, 5)
    before = homes_of(game)
    assert sorted(before) == [0] * 10 + [1] * 10 + [2] * 10
    reports = run(game, 15)
    assert causes(reports) - {"server_down"} == {"server_crash"}, "but for requests inside it at that moment"
    assert lost(reports, LossCause.SERVER_CRASH, "A") == 10
    after = homes_of(game)
    assert all(now == home for home, now in zip(before, after, strict=True) if home)


def test_people_of_a_dead_server_find_a_new_home_for_good() -> None:
    """The server that comes back stays empty: nobody's cookie names it any more."""
    game = Game(STICKY, 1)
    run(game, 40)
    assert server(game, "A").in_rotation
    assert server(game, "A").held == 0
    assert server(game, "B").held + server(game, "C").held == game.view().online == 30


def test_round_robin_without_shared_state_forgets_everyone_again_and_again() -> None:
    """On four servers practically everybody is rejected, and most of them more than once."""
    game = Game(level("A", "B", "C", "D"), 1)
    reports = finish(game)
    assert lost(reports, LossCause.WRONG_SERVER) == 20
    assert lost_again(reports, LossCause.WRONG_SERVER) > 40
    assert causes(reports) == {"wrong_server"}
