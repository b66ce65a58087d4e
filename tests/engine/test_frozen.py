"""Frozen servers: they accept connections and answer nothing. Who notices, who gives up, and what a thaw finds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Scenario, play
from scalegame.engine.fleet import checked
from scalegame.engine.scenario import (
    Balancer,
    Check,
    Incident,
    IncidentKind,
    Policy,
    ServerType,
    SessionPlace,
    StoreName,
    Wiring,
)
from scalegame.engine.view import FailureCause
from tests.engine.builders import causes, failed, finish, level, people, run, server, standing, stocked, wired, world_of

SHARED = Wiring(sessions=SessionPlace.REDIS)
FREEZE = Incident(IncidentKind.FREEZE, 3, "A", ticks=10)
#: People who log in, and ask for one thing more long after.
ONCE = people(1, 0, 0, 0, 0, requests=1, think=200)
#: Checks that never take anybody out, so that only time-outs can help.
BLIND = Balancer(fall=99)


def frozen(*names: str, balancer: Balancer = BLIND, freeze: Incident = FREEZE, steady: int = 5) -> Scenario:
    """Return a level with shared sessions in which A freezes while ``steady`` visitors arrive in each tick."""
    servers = [wired(name, SHARED) for name in names or ("A", "B")]
    scenario = level(*servers, arrivals=[steady] * 20, incidents=(freeze,))
    return replace(stocked(scenario, StoreName.REDIS), balancer=balancer)


@pytest.mark.parametrize("policy", Policy)
def test_a_balancer_that_gives_up_first_sends_the_request_on_and_it_is_answered(policy: Policy) -> None:
    """Half a second is lost at the frozen server, and nothing else: the other one answers."""
    scenario = frozen(balancer=replace(BLIND, policy=policy, read_timeout_us=500_000))
    calm = play(replace(scenario, waves=(replace(scenario.waves[0], incidents=()),)), 1)
    game = Game(scenario, 1)
    assert causes(finish(game)) == set()
    assert game.result().metrics.latency[2] >= 500 > calm.metrics.latency[2]


def test_a_client_whose_patience_ends_while_the_balancer_tries_again_is_lost() -> None:
    """The balancer waits 4.99 s at the frozen server; the log-in takes 30 ms more at the other one."""
    scenario = frozen(balancer=replace(BLIND, read_timeout_us=4_990_000), steady=1)
    reports = finish(Game(scenario, 1))
    assert failed(reports, FailureCause.TIMEOUT, "B") > 0
    assert failed(reports, FailureCause.TIMEOUT, "A") == 0


def test_who_hung_at_a_frozen_server_takes_no_room_in_its_queue_once_it_thaws() -> None:
    """Sixty hang there and wait until their time-out, far beyond the queue's four places; then it is free again."""
    kind = ServerType(queue=4)
    freeze = Incident(IncidentKind.FREEZE, 1, "A", ticks=2)
    scenario = level(
        "A", arrivals=[0, 30, 30, 3, 3, 3, 3], kind=kind, incidents=(freeze,), source=people(1, 0, 0, 0, 0)
    )
    game = Game(scenario, 1)
    assert failed(run(game, 3), FailureCause.TIMEOUT, "A") == 60
    assert server(game, "A").queue == 59
    assert causes(finish(game)) == set()


def test_a_server_that_thaws_goes_on_with_what_was_inside() -> None:
    """Four log-ins of a second each are inside when it freezes for three seconds: all of it is done three later."""
    freeze = Incident(IncidentKind.FREEZE, 1, "A", ticks=3)
    game = Game(level("A", arrivals=(4, *[0] * 9), kind=ServerType(capacity=30), incidents=(freeze,)), 1)
    game.step()
    before = int(world_of(game).free[0])
    run(game, 3)
    assert (world_of(game).free[0], server(game, "A").frozen) == (before + 3_000_000, False)


@pytest.mark.parametrize("read_timeout_us, given_up", [(0, 0), (3_000_000, 2), (2_000_000, 4)])
def test_people_inside_a_server_that_freezes_are_given_up_by_the_balancer_first(
    read_timeout_us: int, given_up: int
) -> None:
    """Four log-ins would be answered 2.1, 2.6, 3.1 and 3.6 s later; clients would wait for 5 s."""
    freeze = Incident(IncidentKind.FREEZE, 1, "A", ticks=2)
    scenario = level("A", arrivals=(5, 0), kind=ServerType(capacity=60), incidents=(freeze,), source=ONCE)
    game = Game(replace(scenario, balancer=Balancer(read_timeout_us=read_timeout_us)), 1)
    game.step()
    assert failed([game.step()], FailureCause.TIMEOUT, "A") == given_up


def test_turning_checks_off_forgets_the_failures_they_had_counted() -> None:
    """Two of three checks had failed and one was hanging; when checks are turned on again they begin with none."""
    half = replace(standing("A"), frozen_until=99, checks=2, hanging=True)
    off = checked(half, Balancer(check=Check.NONE), 5)
    assert (off.checks, off.hanging, off.seen_up) == (0, False, True)
