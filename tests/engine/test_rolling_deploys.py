"""Rolling deploys: one server after another, each drained first if so ordered, and never the last in service."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine import Game, Scenario
from scalegame.engine.commands import Connect, DrainServer
from scalegame.engine.scenario import (
    Balancer,
    Check,
    Incident,
    IncidentKind,
    Policy,
    SessionPlace,
    StoreName,
)
from scalegame.engine.view import EventKind, LossCause, ServerState
from tests.engine.builders import causes, do, level, lost, people, run, server, stocked, when

DEPLOY = Incident(IncidentKind.ROLLING_DEPLOY, 5)
STICKY = Balancer(Policy.STICKY_COOKIE)
#: People who stay for about six ticks.
SHORT = people(1, 0, 0, 0, 0, requests=3)


def service(
    *names: str, drain: int = 0, incidents: tuple[Incident, ...] = (DEPLOY,), balancer: Balancer = STICKY
) -> Scenario:
    """Return a level with Redis in which people stay with their server for a while."""
    scenario = level(*names or ("A", "B", "C"), arrivals=[2] * 60, incidents=incidents, source=SHORT)
    return replace(stocked(scenario, StoreName.REDIS), balancer=balancer, deploy_drain=drain)


def test_a_server_that_the_player_drains_already_has_the_usual_time_before_its_deploy() -> None:
    """Its people may stay until it is empty or the ten ticks are up, whichever way the deploy is ordered."""
    for command in (Connect("A", SessionPlace.REDIS), Connect("all", SessionPlace.REDIS)):
        game = Game(service("A", "B", drain=10, incidents=()), 1)
        run(game, 5)
        do(game, DrainServer("A"))
        do(game, command)
        reports = run(game, 10)
        assert server(game, "A").held == 0
        assert lost(reports, LossCause.DEPLOY, "A") == 0
        assert when(reports, EventKind.DEPLOY_STARTED, "A") == when(reports, EventKind.SERVER_DRAINED, "A") != []


def test_a_rollout_waits_for_a_server_that_passive_checks_keep_out() -> None:
    """A crashed in tick 2 and was refused; it is up again in tick 8 but out of rotation until tick 13."""
    crash = Incident(IncidentKind.CRASH, 2, "A")
    balancer = Balancer(check=Check.NONE, max_fails=1, fail_timeout=10)
    game = Game(service("A", "B", incidents=(crash, replace(DEPLOY, at=9)), balancer=balancer), 1)
    reports = run(game, 9)
    assert (server(game, "A").state, server(game, "A").out) == (ServerState.UP, True)
    reports = run(game, 8)
    assert when(reports, EventKind.DEPLOY_STARTED, "A") == [13]
    assert causes(reports) <= {"wrong_server", "deploy"}
