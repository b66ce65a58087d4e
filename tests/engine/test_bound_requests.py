"""Requests that belong to a server, by a cookie or a map-based hash, wait for it when it is dead, as in HAProxy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scalegame.engine import Game, Scenario
from scalegame.engine.decisions.balancing import Callers, choose, rotation
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
from scalegame.engine.view import FailureCause
from tests.engine.builders import causes, failed, finish, level, run, server, standing, stocked, wired, world_of

CRASH = Incident(IncidentKind.CRASH, 10, "A")
SHARED = Wiring(SessionPlace.REDIS)
COOKIE = Balancer(Policy.STICKY_COOKIE, retries=3)
MAP = Balancer(Policy.SOURCE_HASH, keep_dead_slots=False, retries=3)
BOUND = pytest.mark.parametrize("balancer", [COOKIE, MAP], ids=["cookie", "map"])


def service(balancer: Balancer, crash: Incident = CRASH) -> Scenario:
    """Return a level with shared sessions, so that only waiting and failures show, and long boots."""
    scenario = level(*(wired(name, SHARED) for name in "ABC"), arrivals=(90, *[0] * 59), incidents=(crash,))
    kind = replace(scenario.server_types[0], capacity=10**6, boot=20)
    return replace(stocked(scenario, StoreName.REDIS), balancer=balancer, server_types=(kind,))


def waits(game: Game, ticks: int = 1) -> dict[int, int]:
    """Run ticks and return how many answers took so many whole seconds."""
    before = world_of(game).latency.copy()
    run(game, ticks)
    new = world_of(game).latency - before
    seconds = np.arange(len(new)) // 1000
    return {int(s): int(new[seconds == s].sum()) for s in np.unique(seconds[new > 0])}


def bound_to_a(game: Game) -> int:
    """Return how many requests of the tick that was just run would have been A's."""
    return int(world_of(game).answered[0])


@BOUND
@pytest.mark.parametrize("interval, fall, seconds", [(1, 2, 1), (1, 3, 2), (2, 2, 2)])
def test_a_request_goes_elsewhere_when_the_checks_have_noticed(
    balancer: Balancer, interval: int, fall: int, seconds: int
) -> None:
    """The first check fails in the tick of the crash; one or two more are needed, and the retries last so long."""
    game = Game(service(replace(balancer, interval=interval, fall=fall)), 1)
    run(game, 10)
    spread = waits(game)
    assert set(spread) == {0, seconds}
    assert spread[seconds] > 5
    assert causes(finish(game)) == set()


@BOUND
def test_once_the_checks_have_noticed_nobody_waits(balancer: Balancer) -> None:
    """Two seconds after the crash A is out of rotation."""
    game = Game(service(replace(balancer, fall=2)), 1)
    run(game, 11)
    assert set(waits(game, 10)) == {0}


def test_a_cookie_is_redispatched_when_its_retries_are_used_up() -> None:
    """Nobody notices for long: after two seconds of the three that retries could take, another server answers."""
    game = Game(service(replace(COOKIE, fall=50)), 1)
    run(game, 10)
    spread = waits(game)
    assert set(spread) == {0, 2}
    assert causes(finish(game)) == set()


def test_a_map_based_hash_fails_when_its_retries_are_used_up() -> None:
    """Its slot is A's as long as A is believed up, so redispatch finds A again."""
    game = Game(service(replace(MAP, fall=50)), 1)
    run(game, 10)
    report = game.step()
    assert failed([report], FailureCause.SERVER_DOWN, "A") == bound_to_a(game) > 5
    assert causes([report]) == {"server_down"}


@BOUND
def test_without_redispatch_bound_requests_fail_after_all_retries(balancer: Balancer) -> None:
    """Three seconds later the client knows, and plans what it does next."""
    game = Game(service(replace(balancer, redispatch=False, fall=50)), 1)
    run(game, 10)
    due = due_in(game)
    report = game.step()
    assert failed([report], FailureCause.SERVER_DOWN, "A") == bound_to_a(game) > 5
    pauses = world_of(game).sessions.due[:90][due] - 10
    assert pauses.min() >= 1
    assert sorted(pauses)[-bound_to_a(game)] >= 1 + 3


def due_in(game: Game) -> list[int]:
    """Return who makes a request in the coming tick."""
    entries = world_of(game).calendar.get(game.tick, [])
    return sorted(int(entry) & (1 << 40) - 1 for each in entries for entry in each)


@pytest.mark.parametrize("balancer", [replace(COOKIE, retries=0), replace(MAP, retries=0)], ids=["cookie", "map"])
def test_without_retries_bound_requests_go_on_at_once(balancer: Balancer) -> None:
    game = Game(service(replace(balancer, fall=50)), 1)
    run(game, 10)
    assert set(waits(game)) == {0}
    assert causes(finish(game)) == set()


@pytest.mark.parametrize("balancer", [
    Balancer(Policy.ROUND_ROBIN, retries=3), Balancer(Policy.RANDOM, retries=3),
    Balancer(Policy.CONSISTENT_HASH, retries=3), Balancer(Policy.SOURCE_HASH, keep_dead_slots=True, retries=3),
    Balancer(Policy.LEAST_CONNECTIONS, retries=3),
], ids=lambda balancer: balancer.policy)  # fmt: skip
def test_requests_that_are_bound_to_nobody_go_on_at_once(balancer: Balancer) -> None:
    """The next in turn, the next point of the ring, the next slot."""
    game = Game(service(replace(balancer, fall=50)), 1)
    run(game, 10)
    assert set(waits(game)) == {0}
    assert causes(finish(game)) == set()


def test_newcomers_have_no_cookie_and_do_not_wait() -> None:
    """The balancer deals a third of them to dead A, which is nobody's in particular."""
    scenario = service(replace(COOKIE, fall=50), replace(CRASH, at=0))
    game = Game(scenario, 1)
    assert set(waits(game)) == {0}
    assert server(game, "A").requests == 0


def test_who_was_redispatched_has_the_cookie_of_the_new_server() -> None:
    """They wait once, not with every request."""
    game = Game(service(replace(COOKIE, fall=50)), 1)
    run(game, 10)
    due = due_in(game)
    game.step()
    cookies = world_of(game).sessions.cookie
    assert 0 not in {int(cookies[row]) for row in due}


def test_a_hash_goes_to_its_slot_among_the_rest() -> None:
    """A's people go where they belong once A is out of rotation; those of B and C stay where they are until then."""
    game = Game(service(replace(MAP, fall=2)), 1)
    run(game, 10)
    due = due_in(game)
    game.step()
    address = world_of(game).sessions.address[:90].astype(np.uint64)[due]
    people = Callers(np.zeros(len(due), np.uint64), address, np.full(len(due), -1))
    believed, true = (
        choose(MAP, 1, 0, rotation([standing("A", seen_up=seen), standing("B"), standing("C")], MAP, 10), people)[0]
        for seen in (True, False)
    )
    expected = np.where(believed == 0, true, believed)
    assert world_of(game).answered.tolist() == np.bincount(expected, minlength=3).tolist()
    assert np.count_nonzero(believed == 0) > 5


def test_an_answer_that_comes_too_late_for_its_client_fails_at_the_new_server() -> None:
    """Two seconds of retries are more than this client waits."""
    scenario = replace(service(replace(COOKIE, fall=50)), timeout_us=1_500_000)
    game = Game(scenario, 1)
    run(game, 10)
    report = game.step()
    assert causes([report]) == {"timeout"}
    assert failed([report], FailureCause.TIMEOUT, "A") == 0


@pytest.mark.parametrize("check", [Check.TCP, Check.NONE])
def test_a_balancer_that_never_looks_uses_up_its_retries(check: Check) -> None:
    game = Game(service(replace(COOKIE, check=check, fall=2)), 1)
    run(game, 10)
    assert set(waits(game)) == {0, 1 if check is Check.TCP else 2}
