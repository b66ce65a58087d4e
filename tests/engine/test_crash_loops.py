"""Crash loops: a server that comes up only to die again, until somebody replaces what is on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Scenario
from scalegame.engine.commands import Connect, RemoveServer, RestartServer
from scalegame.engine.decisions.servers import DOWN_TICKS
from scalegame.engine.scenario import Autoscaler, Balancer, Incident, IncidentKind, SessionPlace, StartServer, StoreName
from scalegame.engine.view import EventKind, ServerState
from tests.engine.builders import SMALL, do, finish, level, run, server, stocked, when

#: From the first crash on it is down, boots, runs for three ticks and crashes again.
LOOP = Incident(IncidentKind.CRASH_LOOP, 2, "A", ticks=3, count=3)
ROUND = DOWN_TICKS + SMALL.boot + 3


def looping(*more: Incident, loop: Incident = LOOP) -> Scenario:
    """Return a level with Redis in which A falls into a crash loop in tick 2."""
    return stocked(level("A", "B", arrivals=[2] * 60, incidents=(loop, *more)), StoreName.REDIS)


def test_a_crash_loop_crashes_a_server_again_so_long_after_each_start() -> None:
    """Once, and three times more, then it stays up."""
    game = Game(looping(), 1)
    crashes = when(finish(game), EventKind.SERVER_CRASHED, "A")
    assert crashes == [2, 2 + ROUND, 2 + 2 * ROUND, 2 + 3 * ROUND]
    assert (server(game, "A").state, server(game, "A").looping) == (ServerState.UP, False)


def test_a_server_in_a_crash_loop_says_so() -> None:
    game = Game(looping(), 1)
    run(game, 2)
    assert not server(game, "A").looping
    game.step()
    assert server(game, "A").looping


@pytest.mark.parametrize("state, ticks", [("down", 1), ("booting", 3), ("up", 7)])
@pytest.mark.parametrize("how", ["connect", "rolling deploy"])
def test_a_deploy_ends_a_crash_loop(state: str, ticks: int, how: str) -> None:
    """Also of a server that is not running: it simply starts with the new version."""
    deploy = (Incident(IncidentKind.ROLLING_DEPLOY, 2 + ticks),) if how == "rolling deploy" else ()
    game = Game(looping(*deploy), 1)
    run(game, 2 + ticks)
    assert (server(game, "A").state, server(game, "A").looping) == (state, True)
    if how == "connect":
        do(game, Connect("A", SessionPlace.REDIS))
    game.step()
    assert not server(game, "A").looping
    assert when(finish(game), EventKind.SERVER_CRASHED) == []
    assert server(game, "A").state is ServerState.UP


def test_a_restart_does_not_end_a_crash_loop() -> None:
    """The fault is in what it runs, and it runs the same again."""
    game = Game(looping(), 1)
    run(game, 9)
    do(game, RestartServer("A"))
    assert when(finish(game), EventKind.SERVER_CRASHED, "A")[0] == 9 + SMALL.boot + 3


def test_a_removed_server_crashes_no_more() -> None:
    game = Game(looping(), 1)
    run(game, 9)
    do(game, RemoveServer("A"))
    assert when(finish(game), EventKind.SERVER_CRASHED) == []


def test_another_crash_in_between_is_none_of_those_to_come() -> None:
    crash = Incident(IncidentKind.CRASH, 9, "A")
    crashes = when(finish(Game(looping(crash), 1)), EventKind.SERVER_CRASHED, "A")
    assert crashes == [2, 9, 9 + ROUND, 9 + 2 * ROUND, 9 + 3 * ROUND]


def test_cattle_in_a_crash_loop_are_replaced_and_the_loop_goes_with_them() -> None:
    """The template is sound: the new server does not crash."""
    servers = (StartServer("A", cattle=True), StartServer("B"))
    game = Game(replace(looping(), servers=servers, autoscaler=Autoscaler(1, 2)), 1)
    reports = finish(game)
    assert when(reports, EventKind.SERVER_CRASHED) == when(reports, EventKind.SERVER_REPLACED, "A") == [2]
    assert not server(game, "s001").looping


def test_a_rollout_does_not_wait_for_a_server_that_keeps_crashing() -> None:
    """A is up in tick 8, not yet in rotation, and dead again in tick 11: then it is B's turn all the same."""
    game = Game(replace(looping(), balancer=Balancer(fall=1, rise=9), deploy_drain=1), 1)
    run(game, 8)
    do(game, Connect("B", SessionPlace.REDIS))
    reports = run(game, 12)
    assert when(reports, EventKind.DEPLOY_STARTED, "B") == [11]
