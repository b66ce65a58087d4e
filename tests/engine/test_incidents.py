"""Incidents: whom each strikes, what it destroys, how long it lasts, and how it is avoided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scalegame.engine import At, Game, Scenario, play
from scalegame.engine.commands import AddServer, Connect, NextWave, RestartServer
from scalegame.engine.decisions.servers import DOWN_TICKS
from scalegame.engine.draws import Stream, draw, one_below
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Balancer,
    Incident,
    IncidentKind,
    Policy,
    ServerType,
    SessionPlace,
    StoreName,
    Target,
    Wave,
    Wiring,
)
from scalegame.engine.view import EventKind, FailureCause, LossCause, ServerState, StoreState
from tests.engine.builders import (
    SMALL,
    causes,
    do,
    failed,
    finish,
    level,
    lost,
    people,
    run,
    server,
    stocked,
    store,
    when,
    wired,
    world_of,
)

SHARED = Wiring(sessions=SessionPlace.REDIS)


def sticky(scenario: Scenario) -> Scenario:
    """Return a level where people stay with their server, so that only incidents can log them out."""
    return replace(scenario, balancer=replace(scenario.balancer, policy=Policy.STICKY_COOKIE))


def watched(game: Game, ticks: int) -> Iterator[int]:
    """Run ticks and yield the number of each when it is over."""
    return (game.step().tick for _ in range(ticks))


def crash(name: str, at: int = 5) -> Incident:
    return Incident(IncidentKind.CRASH, at, name)


def test_a_crash_by_name_destroys_what_only_that_server_remembered() -> None:
    game = Game(sticky(level(incidents=(crash("A"),))), 1)
    run(game, 5)
    held = server(game, "A").held
    report = game.step()
    assert held == 10
    assert lost([report], LossCause.SERVER_CRASH, "A") == held
    assert when([report], EventKind.SERVER_CRASHED, "A") == [5]
    assert server(game, "A").held == 0
    assert (server(game, "A").badge, server(game, "A").badge_tick) == ("server_crash", 5)
    assert lost(finish(game), LossCause.SERVER_CRASH) == 0


def test_a_crashed_server_lies_there_then_boots_then_is_up() -> None:
    game = Game(level(incidents=(crash("A"),)), 1)
    states = {tick: server(game, "A").state for tick in watched(game, 14)}
    down = [tick for tick, state in states.items() if state is ServerState.DOWN]
    booting = [tick for tick, state in states.items() if state is ServerState.BOOTING]
    assert down == [5 + i for i in range(DOWN_TICKS)]
    assert booting == [7 + i for i in range(SMALL.boot)]
    assert states[11] is ServerState.UP


def test_incidents_strike_before_servers_are_up_and_before_health_checks() -> None:
    """s001 is up in tick 4, too late for the crash of tick 4; the crash of A is noticed by that tick's check."""
    scenario = level("A", "B", incidents=(crash("s001", 4), crash("A", 4)))
    game = Game(replace(scenario, balancer=Balancer(fall=1)), 1)
    do(game, AddServer())
    reports = run(game, 5)
    assert when(reports, EventKind.SERVER_CRASHED) == [4]
    assert server(game, "s001").state is ServerState.UP
    assert (server(game, "A").state, server(game, "A").in_rotation) == (ServerState.DOWN, False)


@pytest.mark.parametrize("seed", range(6))
def test_the_busiest_server_of_the_last_tick_is_struck(seed: int) -> None:
    """The one that answered most; the oldest of equals."""
    game = Game(sticky(level("A", "B", "C", incidents=(crash(Target.BUSIEST, 9),))), seed)
    run(game, 9)
    busiest = max(game.view().servers, key=lambda each: each.requests).name
    assert when([game.step()], EventKind.SERVER_CRASHED, busiest) == [9]


def test_a_random_server_is_drawn_by_the_seed_from_those_alive() -> None:
    """A is dead already, so one of the other three is drawn; over many seeds each of them."""
    struck = set()
    for seed in range(30):
        game = Game(level("A", "B", "C", "D", incidents=(crash("A", 1), crash(Target.RANDOM, 2))), seed)
        report = run(game, 3)[2]
        (event,) = [event for event in report.events if event.kind is EventKind.SERVER_CRASHED]
        assert event.place == ("B", "C", "D")[one_below(draw(seed, Stream.INCIDENT, 1), 3)]
        struck.add(event.place)
    assert struck == {"B", "C", "D"}


@pytest.mark.parametrize("name", ["nobody", "B"])
def test_an_incident_that_finds_no_living_server_does_nothing(name: str) -> None:
    """B is dead already when it is struck again."""
    game = Game(level("A", "B", incidents=(crash("B", 2), crash(name, 3))), 1)
    assert when(finish(game), EventKind.SERVER_CRASHED) == [2]


def test_requests_inside_a_crashing_server_fail_there_and_are_counted_once() -> None:
    """On a server of 10 units a tick a log-in takes 3 s: it is inside when the crash comes."""
    slow = ServerType(capacity=10)
    game = Game(level("A", arrivals=(1, 0, 0, 0, 0), kind=slow, incidents=(crash("A", 1),)), 1)
    reports = run(game, 2)
    assert failed(reports, FailureCause.SERVER_DOWN, "A") == 1
    assert lost(reports, LossCause.SERVER_CRASH, "A") == 1
    assert server(game, "A").queue == 0


def test_a_crash_empties_the_queue() -> None:
    """Thirty seconds of log-ins are inside when the server dies; whoever comes after its boot waits for nobody."""
    kind = ServerType(capacity=20, boot=1)
    visit = people(1, 0, 0, 0, 0, requests=1)
    arrivals = (20, 0, 0, 0, 0, 0, 1, 0, 0)
    game = Game(level("A", arrivals=arrivals, kind=kind, incidents=(crash("A", 1),), source=visit), 1)
    assert failed(run(game, 2), FailureCause.TIMEOUT) > 10
    assert failed(finish(game), FailureCause.TIMEOUT) == 0
    assert server(game, "A").state is ServerState.UP


def test_a_request_that_failed_already_does_not_fail_again_in_a_crash() -> None:
    """The log-in finds the memory full; that it was still inside when the server died is no second failure."""
    tiny = ServerType(capacity=10, memory=0)
    game = Game(level("A", arrivals=(1, 0, 0, 0, 0), kind=tiny, incidents=(crash("A", 1),)), 1)
    assert causes(run(game, 2)) == {"memory_full"}
    assert game.result().metrics.requests_failed == 1


def test_an_order_inside_a_crashing_server_is_one_failure() -> None:
    """The only check-out was never answered: it failed, and there is no second request to blame for its order."""
    source = people(0, 0, 0, 0, 1, requests=1, think=1)
    game = Game(level("A", arrivals=(1, *[0] * 20), kind=ServerType(capacity=10), source=source), 1)
    while not server(game, "A").orders:
        game.step()
    struck = (crash("A", game.tick),)
    result = play(level("A", arrivals=(1, *[0] * 20), kind=ServerType(capacity=10), source=source, incidents=struck), 1)
    assert result.metrics.requests == 2
    assert result.metrics.requests_failed == 1


def test_a_slow_server_has_a_fraction_of_its_capacity_for_a_while() -> None:
    incident = Incident(IncidentKind.SLOW, 5, "A", ticks=4, per_mille=50)
    game = Game(level("A", incidents=(incident,)), 1)
    seen = [(server(game, "A").capacity, server(game, "A").slow) for _ in watched(game, 12)]
    assert seen == [(1000, False)] * 5 + [(50, True)] * 4 + [(1000, False)] * 3
    reports = run(Game(level("A", incidents=(incident,)), 1), 12)
    assert when(reports, EventKind.SERVER_SLOW, "A") == [5]
    assert when(reports, EventKind.SERVER_RECOVERED, "A") == [9]


def test_a_slow_server_makes_people_wait_and_logs_nobody_out() -> None:
    incident = Incident(IncidentKind.SLOW, 5, "A", ticks=20, per_mille=100)
    calm, slow = play(level("A"), 1), play(level("A", incidents=(incident,)), 1)
    assert slow.metrics.latency[1] > 5 * calm.metrics.latency[1]
    assert slow.losses == ()


def test_what_is_in_the_queue_takes_longer_when_the_server_slows_down() -> None:
    """Five log-ins of 1.5 s each are inside when the server falls to a tenth: what is left takes ten times as long."""
    incident = Incident(IncidentKind.SLOW, 1, "A", ticks=60, per_mille=100)
    game = Game(level("A", arrivals=(5, *[0] * 60), kind=ServerType(capacity=20), incidents=(incident,)), 1)
    game.step()
    before = int(world_of(game).free[0])
    game.step()
    assert before > 6_000_000
    assert world_of(game).free[0] == 1_000_000 + 10 * (before - 1_000_000)


def test_a_slow_server_that_restarts_is_fast_again() -> None:
    incident = Incident(IncidentKind.SLOW, 2, "A", ticks=30, per_mille=100)
    game = Game(level(incidents=(incident,)), 1)
    run(game, 3)
    do(game, RestartServer("A"))
    assert server(game, "A").capacity == SMALL.capacity


LEAK = Incident(IncidentKind.LEAK, 10, "A", ticks=6)


def test_a_leak_crashes_the_server_in_the_end() -> None:
    reports = finish(Game(level(incidents=(LEAK,)), 1))
    assert when(reports, EventKind.SERVER_CRASHED, "A") == [10]


@pytest.mark.parametrize("command", [RestartServer("A"), Connect("A", SessionPlace.REDIS)], ids=["restart", "deploy"])
def test_a_restart_or_a_deploy_avoids_the_leak(command: RestartServer | Connect) -> None:
    """It was started again within the six ticks that the leak takes."""
    game = Game(stocked(level(incidents=(LEAK,)), StoreName.REDIS), 1)
    run(game, 3)
    do(game, command)
    reports = finish(game)
    assert when(reports, EventKind.LEAK_AVOIDED, "A") == [10]
    assert when(reports, EventKind.SERVER_CRASHED) == []


@pytest.mark.parametrize("up, avoided", [(3, False), (4, True), (9, True)])
def test_a_leak_counts_from_the_last_start_of_the_server(up: int, avoided: bool) -> None:
    """A server that has been up for more than six ticks has leaked enough by tick 10."""
    kind = replace(SMALL, boot=up)
    game = Game(level(kind=kind, incidents=(LEAK,)), 1)
    do(game, RestartServer("A"))
    reports = finish(game)
    assert bool(when(reports, EventKind.LEAK_AVOIDED)) is avoided
    assert bool(when(reports, EventKind.SERVER_CRASHED)) is not avoided


def test_a_new_server_has_not_leaked_yet() -> None:
    game = Game(level(incidents=(replace(LEAK, server="s001"),)), 1)
    do(game, AddServer())
    assert when(finish(game), EventKind.LEAK_AVOIDED, "s001") == [10]


def test_a_redis_restart_logs_everyone_out_and_fails_requests_meanwhile() -> None:
    scenario = stocked(level(wired("A", SHARED), wired("B", SHARED)), StoreName.REDIS)
    incident = Incident(IncidentKind.REDIS_RESTART, 5)
    game = Game(replace(scenario, waves=(replace(scenario.waves[0], incidents=(incident,)),)), 1)
    run(game, 5)
    assert store(game, StoreName.REDIS).used == 20
    report = game.step()
    assert lost([report], LossCause.STORE_RESTART, StoreName.REDIS) == 20
    assert failed([report], FailureCause.STORE_DOWN, StoreName.REDIS) == report.requests > 0
    states = [store(game, StoreName.REDIS).state, *(store(game, StoreName.REDIS).state for _ in watched(game, 6))]
    assert states == [StoreState.DOWN] * DEFAULT_STORES[StoreName.REDIS].restart + [StoreState.UP] * 2
    assert causes(finish(game)) == set()
    assert game.result().metrics.sessions_lost == 20


def test_a_redis_restart_without_redis_hurts_nobody() -> None:
    incident = Incident(IncidentKind.REDIS_RESTART, 5)
    assert play(sticky(level(incidents=(incident,))), 1) == play(sticky(level()), 1)


def test_a_spike_is_told_and_its_people_are_in_the_arrivals_already() -> None:
    incident = Incident(IncidentKind.SPIKE, 5, ticks=10, per_mille=3000)
    reports = finish(Game(level(incidents=(incident,)), 1))
    assert when(reports, EventKind.SPIKE) == [5]
    assert play(level(incidents=(incident,)), 1) == play(level(), 1)


def test_incidents_are_counted_from_the_tick_at_which_their_wave_really_starts() -> None:
    waves = (Wave("One", (1,) * 20), Wave("Two", (1,) * 20, (crash("A", 5),)))
    for plan, expected in (((), 25), ((At(3, NextWave()),), 8)):
        game = Game(replace(level(), waves=waves), 1)
        ticks = []
        while not game.over:
            for at in plan:
                if at.tick == game.tick:
                    do(game, at.command)
            ticks += when([game.step()], EventKind.SERVER_CRASHED)
        assert ticks == [expected]
