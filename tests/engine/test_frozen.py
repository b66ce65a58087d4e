"""Frozen servers: they accept connections and answer nothing. Who notices, who gives up, and what a thaw finds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Quote, Scenario, play
from scalegame.engine.commands import Connect, RestartServer, SetHealthCheck, SetTimeout
from scalegame.engine.decisions.health import checked
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
from scalegame.engine.view import EventKind, FailureCause, LossCause, ServerState
from tests.engine.builders import (
    causes,
    do,
    failed,
    finish,
    level,
    lost,
    people,
    run,
    server,
    standing,
    stocked,
    when,
    wired,
    world_of,
)

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


def beliefs(check: Check, ticks: int = 12, *, interval: int = 1, fall: int = 2) -> list[bool]:
    """Check a frozen server for some ticks and return what the balancer believes after each."""
    start, seen = replace(standing("A"), frozen_until=99), []
    for tick in range(ticks):
        start = checked(start, Balancer(check=check, interval=interval, fall=fall), tick)
        seen.append(start.seen_up)
    return seen


@pytest.mark.parametrize("check", [Check.NONE, Check.TCP])
def test_a_check_that_only_connects_takes_a_frozen_server_for_healthy(check: Check) -> None:
    """The kernel accepts the connection; the program behind it is stuck."""
    assert all(beliefs(check))


@pytest.mark.parametrize("interval, fall, out", [(1, 1, 1), (1, 2, 3), (1, 3, 5), (2, 2, 6), (3, 1, 3)])
def test_a_check_that_asks_for_an_answer_fails_every_second_time(interval: int, fall: int, out: int) -> None:
    """Each check hangs for one interval before it has failed, and only then the next one begins."""
    assert beliefs(Check.HTTP, interval=interval, fall=fall) == [True] * out + [False] * (12 - out)


def test_a_frozen_server_comes_back_into_rotation_when_it_thaws() -> None:
    freeze = replace(FREEZE, ticks=8)
    game = Game(frozen(balancer=Balancer(check=Check.HTTP, fall=2, rise=2), freeze=freeze), 1)
    seen = [(game.step(), server(game, "A").in_rotation)[1] for _ in range(15)]
    assert seen == [True] * 6 + [False] * 6 + [True] * 3
    reports = finish(Game(frozen(freeze=freeze), 1))
    assert (when(reports, EventKind.SERVER_FROZEN, "A"), when(reports, EventKind.SERVER_RECOVERED, "A")) == ([3], [11])


@pytest.mark.parametrize("policy", [Policy.ROUND_ROBIN, Policy.RANDOM, Policy.SOURCE_HASH, Policy.STICKY_COOKIE])
def test_who_is_sent_to_a_frozen_server_waits_until_they_give_up(policy: Policy) -> None:
    """It stays in rotation, its part of the people fails, and nobody is logged out."""
    game = Game(frozen(balancer=replace(BLIND, policy=policy)), 1)
    run(game, 3)
    report = game.step()
    assert failed([report], FailureCause.TIMEOUT, "A") == server(game, "A").requests > 0
    assert server(game, "B").requests > 0
    assert server(game, "A").frozen
    assert causes([report, *finish(game)]) == {"timeout"}


@pytest.mark.parametrize("policy", [Policy.LEAST_CONNECTIONS, Policy.POWER_OF_TWO])
def test_policies_that_look_at_connections_avoid_a_frozen_server(policy: Policy) -> None:
    """Requests that hang there count, in this tick and in the next ones: a few find out for all."""
    blind, looking = (
        failed(finish(Game(frozen("A", "B", "C", balancer=replace(BLIND, policy=each)), 1)), FailureCause.TIMEOUT)
        for each in (Policy.ROUND_ROBIN, policy)
    )
    assert 0 < looking < blind // 4


def test_the_time_out_of_a_shorter_tempered_balancer_frees_its_connections_sooner() -> None:
    """Without redispatch the request fails as well, but after half a second."""
    game = Game(frozen(balancer=replace(BLIND, redispatch=False, read_timeout_us=500_000)), 1)
    run(game, 6)
    hanging = server(game, "A").queue
    patient = Game(frozen(balancer=replace(BLIND, redispatch=False)), 1)
    run(patient, 6)
    assert hanging < server(patient, "A").queue // 2
    assert failed(finish(game), FailureCause.TIMEOUT, "A") > 0


def test_when_everybody_is_frozen_there_is_nobody_to_send_requests_on_to() -> None:
    both = (FREEZE, replace(FREEZE, server="B"))
    scenario = frozen(balancer=replace(BLIND, read_timeout_us=500_000))
    game = Game(replace(scenario, waves=(replace(scenario.waves[0], incidents=both),)), 1)
    run(game, 3)
    report = game.step()
    assert failed([report], FailureCause.TIMEOUT) >= report.requests > 0


def test_a_slow_answer_is_not_sent_on_when_the_balancer_gives_up_on_it() -> None:
    """It was being worked on: the balancer closes the connection and reports a time-out."""
    slow = Incident(IncidentKind.SLOW, 3, "A", ticks=10, per_mille=10)
    game = Game(frozen(balancer=replace(BLIND, read_timeout_us=500_000), freeze=slow), 1)
    reports = finish(game)
    assert failed(reports, FailureCause.TIMEOUT, "A") > 0
    assert failed(reports, FailureCause.TIMEOUT, "B") == 0


def test_the_player_sets_the_time_out_and_the_checks_during_the_game() -> None:
    """Both hold from the next tick on, for nothing."""
    game = Game(frozen(freeze=replace(FREEZE, ticks=17)), 1)
    assert failed(run(game, 6), FailureCause.TIMEOUT, "A") > 0
    assert do(game, SetTimeout(200)) == Quote()
    reports = run(game, 4)
    assert causes(reports) == set()
    assert when(reports, EventKind.SETTING, "set_timeout") == [6]
    assert do(game, SetHealthCheck(Check.HTTP)) == Quote()
    assert game.view().balancer == replace(BLIND, read_timeout_us=200_000, check=Check.HTTP)
    do(game, SetTimeout(0))
    assert failed([game.step()], FailureCause.TIMEOUT, "A") > 0


@pytest.mark.parametrize("command", [RestartServer("A"), Connect("A", SessionPlace.SERVER_MEMORY)])
def test_a_frozen_server_that_is_started_again_answers(command: RestartServer | Connect) -> None:
    game = Game(frozen(freeze=replace(FREEZE, ticks=17)), 1)
    run(game, 5)
    do(game, command)
    run(game, 5)
    assert (server(game, "A").state, server(game, "A").frozen) == (ServerState.UP, False)
    assert failed(finish(game), FailureCause.TIMEOUT) == 0


def test_a_frozen_server_keeps_its_memory() -> None:
    """People whose sessions are only there are still known after the thaw."""
    scenario = level("A", arrivals=[2] * 30, incidents=(replace(FREEZE, ticks=4),))
    game = Game(replace(scenario, balancer=BLIND), 1)
    run(game, 3)
    held = server(game, "A").held
    run(game, 4)
    assert server(game, "A").held == held == 6
    assert game.view().metrics.sessions_lost == 0


def test_a_crash_ends_a_freeze() -> None:
    """A server that boots again after a crash is not frozen any more."""
    crash = Incident(IncidentKind.CRASH, 5, "A")
    game = Game(level("A", "B", incidents=(replace(FREEZE, ticks=30), crash)), 1)
    reports = run(game, 12)
    assert (server(game, "A").state, server(game, "A").frozen) == (ServerState.UP, False)
    assert when(reports, EventKind.SERVER_RECOVERED) == []
    assert lost(reports, LossCause.SERVER_CRASH, "A") > 0


def test_two_freezes_last_until_the_later_end() -> None:
    """And what was inside waits for both."""
    first, second = Incident(IncidentKind.FREEZE, 1, "A", ticks=4), Incident(IncidentKind.FREEZE, 2, "A", ticks=6)
    scenario = level("A", arrivals=(4, *[0] * 19), kind=ServerType(capacity=30), incidents=(first, second), source=ONCE)
    game = Game(scenario, 1)
    game.step()
    before = int(world_of(game).free[0])
    reports = run(game, 15)
    assert when(reports, EventKind.SERVER_RECOVERED, "A") == [8]
    assert int(world_of(game).free[0]) == before + 7_000_000


def test_a_slow_spell_that_is_over_before_the_thaw_changes_nothing() -> None:
    """A frozen server does no work, so it cannot do less of it."""
    slow = Incident(IncidentKind.SLOW, 5, "A", ticks=3, per_mille=200)
    scenario = frozen("A")
    scenario = replace(scenario, timeout_us=10**9, server_types=(replace(scenario.server_types[0], capacity=120),))
    wave = replace(scenario.waves[0], incidents=(FREEZE, slow))
    assert play(scenario, 1).metrics.latency[2] > 0
    assert play(replace(scenario, waves=(wave,)), 1).metrics == play(scenario, 1).metrics
