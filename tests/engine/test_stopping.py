"""The fate of requests inside a server that stops or slows down."""

from __future__ import annotations

import pytest

from scalegame.engine import Game
from scalegame.engine.commands import Command, Connect, RemoveServer, RestartServer
from scalegame.engine.scenario import Incident, IncidentKind, Scenario, ServerType, SessionPlace, StoreName
from scalegame.engine.units import MICROSECONDS_PER_TICK
from scalegame.engine.view import EventKind, FailureCause, ServerState
from tests.engine.builders import do, failed, finish, level, run, server, stocked, when, world_of

#: A server that cannot keep up: a hundred people at once, each log-in 30 ms of a tenth of a core.
WEAK = ServerType(capacity=100, boot=4, deploy=2)


def crowded(*incidents: Incident) -> Game:
    """Return a service of two weak servers, five ticks into a crowd that fills their queues."""
    scenario: Scenario = level("A", "B", arrivals=(100, *[0] * 59), kind=WEAK, incidents=incidents)
    game = Game(stocked(scenario, StoreName.REDIS), 1)
    run(game, 5)
    assert server(game, "A").queue > 0
    return game


@pytest.mark.parametrize(
    "command",
    [RestartServer("A"), RemoveServer("A"), Connect("A", SessionPlace.REDIS)],
    ids=["restart", "remove", "deploy"],
)
def test_a_server_that_stops_takes_no_queue_along(command: Command) -> None:
    game = crowded()
    do(game, command)
    leaving, counts = world_of(game).inflight[0]
    assert (len(leaving), len(counts)) == (0, 0)
    assert world_of(game).free[0] == game.tick * MICROSECONDS_PER_TICK


def test_a_restart_fails_what_is_inside_and_a_deploy_lets_it_finish() -> None:
    restarted, deployed = crowded(), crowded()
    do(restarted, RestartServer("A"))
    do(deployed, Connect("A", SessionPlace.REDIS))
    assert failed([restarted.step()], FailureCause.SERVER_DOWN, "A") > 0
    assert failed([deployed.step()], FailureCause.SERVER_DOWN, "A") == 0


def test_a_restarted_slow_server_is_not_held_up_by_the_past() -> None:
    """At a thousandth of its speed the queue would take minutes; a restart forgets it."""
    game = crowded(Incident(IncidentKind.SLOW, 4, "A", ticks=50, per_mille=1))
    assert world_of(game).free[0] > (game.tick + 60) * MICROSECONDS_PER_TICK
    do(game, RestartServer("A"))
    run(game, 4)
    assert (server(game, "A").state, server(game, "A").slow) == (ServerState.BOOTING, False)
    assert world_of(game).free[0] <= game.tick * MICROSECONDS_PER_TICK


def test_of_two_slow_spells_the_worse_and_the_longer_counts() -> None:
    """A mild spell on top of a bad one must not heal the server early."""
    bad = Incident(IncidentKind.SLOW, 3, "A", ticks=20, per_mille=100)
    mild = Incident(IncidentKind.SLOW, 5, "A", ticks=2, per_mille=900)
    game = Game(level("A", "B", incidents=(bad, mild)), 1)
    run(game, 10)
    assert (server(game, "A").slow, server(game, "A").capacity) == (True, 100)
    reports = finish(game)
    assert when(reports, EventKind.SERVER_RECOVERED, "A") == [23]


def test_people_inside_a_server_that_freezes_give_up() -> None:
    """Their answers were seconds away; at a thousandth of the speed nobody waits that long."""
    frozen = Incident(IncidentKind.SLOW, 1, "A", ticks=50, per_mille=1)
    game = Game(level("A", "B", arrivals=(100, *[0] * 59), incidents=(frozen,)), 1)
    game.step()
    inside = int(world_of(game).inflight[0][1].sum())
    assert inside > 10
    reports = run(game, 1)
    assert inside - 1 <= failed(reports, FailureCause.TIMEOUT, "A")


def test_a_slow_server_that_crashes_did_not_recover() -> None:
    slow = Incident(IncidentKind.SLOW, 3, "A", ticks=50, per_mille=500)
    crash = Incident(IncidentKind.CRASH, 6, "A")
    reports = finish(Game(level("A", "B", incidents=(slow, crash)), 1))
    assert when(reports, EventKind.SERVER_RECOVERED, "A") == []
    assert when(reports, EventKind.SERVER_UP, "A") == [12]
