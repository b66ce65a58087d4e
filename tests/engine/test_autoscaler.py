"""Cattle: the autoscaler orders them, retires them and replaces the dead; nobody nurses anybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Scenario
from scalegame.engine.commands import Command, Connect, RestartServer, SetAutoscaler, UndrainServer
from scalegame.engine.scenario import (
    Autoscaler,
    Balancer,
    Incident,
    IncidentKind,
    Policy,
    SessionPlace,
    StartServer,
    StoreName,
)
from scalegame.engine.view import EventKind, ServerState
from tests.engine.builders import do, finish, level, run, server, stocked, when

#: Between one and six servers of 1,000 units, each to be used by half.
SCALER = Autoscaler(1, 6, target=500, cool_down=5, drain=4)


def cattle(*names: str) -> list[StartServer]:
    """Return cattle that stand there from the start."""
    return [StartServer(name, cattle=True) for name in names]


def herd(*start: str | StartServer, scaler: Autoscaler = SCALER, **more: object) -> Scenario:
    """Return a level with Redis, an autoscaler and people who stay with their server."""
    scenario = stocked(level(*(start or cattle("c1", "c2")), **more), StoreName.REDIS)  # type: ignore[arg-type]
    return replace(scenario, autoscaler=scaler, balancer=Balancer(Policy.STICKY_COOKIE))


def names(game: Game) -> list[str]:
    """Return the servers that stand there, oldest first."""
    return [each.name for each in game.view().servers]


def retiring(**more: object) -> Game:
    """Return a game in which c2, whom people still remember, is being retired."""
    game = Game(herd(scaler=Autoscaler(2, 6, target=500, cool_down=50, drain=6), arrivals=(6, *[0] * 59), **more), 1)
    run(game, 3)
    assert server(game, "c2").held
    do(game, SetAutoscaler(1, 6))
    game.step()
    assert (server(game, "c2").state, server(game, "c2").retiring) == (ServerState.DRAINING, True)
    return game


@pytest.mark.parametrize("command", [RestartServer("c2"), Connect("c2", SessionPlace.REDIS), UndrainServer("c2")])
def test_a_retiring_server_that_the_player_starts_again_stays(command: Command) -> None:
    """It is one of the herd again, and the autoscaler does not forget about it."""
    game = retiring()
    do(game, command)
    run(game, 8)
    assert (server(game, "c2").state, server(game, "c2").retiring) == (ServerState.UP, False)
    reports = finish(game)
    assert when(reports, EventKind.SERVER_RETIRING) != []
    assert names(game) == ["c1"]


def test_a_retiring_server_that_crashes_is_gone() -> None:
    """It was to go anyway: it does not boot again, and nobody orders another one for it."""
    game = retiring(incidents=(Incident(IncidentKind.CRASH, 4, "c2"),))
    reports = finish(game)
    assert when(reports, EventKind.SERVER_REMOVED, "c2") == [4]
    assert when(reports, EventKind.SERVER_UP) == []
    assert names(game) == ["c1"]


def test_a_rollout_passes_over_a_server_that_is_retiring() -> None:
    """Nobody needs c1 when the deploys of all begin: it goes in the next tick, and only A is deployed."""
    servers = (StartServer("c1", cattle=True), StartServer("A"))
    deploy = Incident(IncidentKind.ROLLING_DEPLOY, 0)
    game = Game(herd(*servers, scaler=Autoscaler(0, 6), arrivals=[0] * 20, incidents=(deploy,)), 1)
    reports = finish(game)
    assert when(reports, EventKind.SERVER_RETIRING, "c1") == [0]
    assert when(reports, EventKind.SERVER_REMOVED, "c1") == [1]
    assert when(reports, EventKind.DEPLOY_STARTED) == when(reports, EventKind.DEPLOY_STARTED, "A") == [0]
