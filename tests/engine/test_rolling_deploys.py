"""Rolling deploys: one server after another, each drained first if so ordered, and never while nobody else serves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Quote, Refusal, Scenario
from scalegame.engine.commands import (
    AddServer,
    Connect,
    DrainServer,
    RemoveServer,
    RestartServer,
    SetDrain,
    UndrainServer,
)
from scalegame.engine.scenario import (
    Autoscaler,
    Balancer,
    Check,
    Incident,
    IncidentKind,
    OrderPlace,
    Policy,
    SessionPlace,
    StartServer,
    StoreName,
    Wiring,
)
from scalegame.engine.view import EventKind, LossCause, ServerState
from tests.engine.builders import causes, do, finish, level, lost, people, run, server, stocked, when

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


def test_a_rolling_deploy_takes_one_server_after_another() -> None:
    """Each as soon as the one before is in rotation again; two ticks each."""
    game = Game(service(), 1)
    reports = finish(game)
    assert when(reports, EventKind.ROLLING_DEPLOY) == [5]
    assert [when(reports, EventKind.DEPLOY_STARTED, name) for name in "ABC"] == [[5], [7], [9]]
    assert [when(reports, EventKind.DEPLOY_DONE, name) for name in "ABC"] == [[7], [9], [11]]
    assert {server(game, name).wiring for name in "ABC"} == {Wiring()}


def test_a_rolling_deploy_waits_until_the_checks_have_seen_the_server_before() -> None:
    """Three good checks take two ticks more."""
    reports = finish(Game(service(balancer=replace(STICKY, rise=3)), 1))
    assert when(reports, EventKind.DEPLOY_STARTED) == [5, 9, 13]


def test_a_deploy_empties_the_memory_of_a_server_that_did_not_drain() -> None:
    game = Game(service(), 1)
    run(game, 5)
    held = server(game, "A").held
    report = game.step()
    assert lost([report], LossCause.DEPLOY, "A") == held > 0
    assert (server(game, "A").state, server(game, "A").in_rotation) == (ServerState.DEPLOYING, False)


def test_with_shared_sessions_a_rolling_deploy_costs_nothing() -> None:
    """The lesson of deploy day: nobody has to wait for anybody when servers remember nothing."""
    scenario = service()
    shared = tuple(replace(each, wiring=Wiring(SessionPlace.REDIS)) for each in scenario.servers)
    assert causes(finish(Game(replace(scenario, servers=shared), 1))) == set()


def test_with_time_to_drain_a_rolling_deploy_logs_nobody_out() -> None:
    """A server is deployed in the tick in which the last of its people has gone."""
    game = Game(service(drain=40), 1)
    reports = finish(game)
    assert causes(reports) == set()
    assert when(reports, EventKind.SERVER_DRAINING, "A") == [5]
    for name in "ABC":
        assert when(reports, EventKind.DEPLOY_STARTED, name) == when(reports, EventKind.SERVER_DRAINED, name) != []


def test_who_is_still_there_when_the_time_is_up_is_logged_out() -> None:
    """Three ticks are not enough for visits of about seven."""
    game = Game(service(drain=3), 1)
    run(game, 8)
    held = server(game, "A").held
    report = game.step()
    assert when([report], EventKind.DEPLOY_STARTED, "A") == [5 + 3]
    assert lost([report], LossCause.DEPLOY, "A") == held > 0


def test_a_draining_server_takes_nobody_new_and_serves_its_own() -> None:
    game = Game(service("A", "B", drain=20), 1)
    run(game, 6)
    assert (server(game, "A").state, server(game, "A").in_rotation) == (ServerState.DRAINING, False)
    held = [server(game, "A").held]
    while held[-1]:
        game.step()
        held.append(server(game, "A").held)
    assert held == sorted(held, reverse=True)


@pytest.mark.parametrize("drain, started", [(0, 5), (10, 5)])
def test_a_server_that_serves_alone_is_deployed_without_draining(drain: int, started: int) -> None:
    """Draining would leave newcomers with nobody for longer than the deploy does."""
    reports = finish(Game(service("A", drain=drain), 1))
    assert when(reports, EventKind.SERVER_DRAINING) == []
    assert when(reports, EventKind.DEPLOY_STARTED, "A") == [started]


def test_the_player_can_change_how_long_servers_drain() -> None:
    """It counts for the servers whose turn comes later: A has begun to drain for 40 ticks."""
    game = Game(service("A", "B", drain=40), 1)
    run(game, 6)
    assert do(game, SetDrain(0)) == Quote()
    assert game.view().deploy_drain == 0
    reports = finish(game)
    assert when(reports, EventKind.SERVER_DRAINED, "A") == when(reports, EventKind.DEPLOY_STARTED, "A") != []
    assert when(reports, EventKind.SERVER_DRAINING, "B") == []
    assert lost(reports, LossCause.DEPLOY, "B") > 0


def test_connecting_one_server_drains_it_first_as_well() -> None:
    game = Game(service("A", "B", drain=20, incidents=()), 1)
    run(game, 5)
    do(game, Connect("A", SessionPlace.REDIS))
    assert when([game.step()], EventKind.SERVER_DRAINING, "A") == [5]
    assert server(game, "A").wiring == Wiring()
    reports = run(game, 25)
    assert server(game, "A").wiring == Wiring(SessionPlace.REDIS)
    assert lost(reports, LossCause.DEPLOY) == 0


def test_two_changes_of_one_server_are_two_deploys() -> None:
    scenario = stocked(service("A", "B", drain=20, incidents=()), StoreName.SQL)
    game = Game(scenario, 1)
    for to in (SessionPlace.REDIS, OrderPlace.SQL, SessionPlace.REDIS):
        do(game, Connect("A", to))
    reports = run(game, 40)
    assert len(when(reports, EventKind.DEPLOY_STARTED, "A")) == 2
    assert server(game, "A").wiring == Wiring(SessionPlace.REDIS, orders=OrderPlace.SQL)


def test_a_rollout_passes_over_a_server_that_was_removed_or_is_starting() -> None:
    """A is taken away while it drains, B is restarted: it starts with the new wiring, and C is next."""
    game = Game(service("A", "B", "C", "D", drain=30, incidents=()), 1)
    run(game, 5)
    do(game, Connect("all", SessionPlace.REDIS))
    game.step()
    do(game, RemoveServer("A"))
    do(game, RestartServer("B"))
    report = game.step()
    assert when([report], EventKind.SERVER_DRAINING) == when([report], EventKind.SERVER_DRAINING, "C") == [6]
    assert (server(game, "B").state, server(game, "B").wiring) == (ServerState.BOOTING, Wiring(SessionPlace.REDIS))


def test_a_server_that_is_undrained_in_its_rollout_begins_to_drain_anew() -> None:
    """The player cannot stop a deploy that is due; the server has the full time again."""
    game = Game(service("A", "B", drain=2), 1)
    run(game, 6)
    do(game, UndrainServer("A"))
    reports = run(game, 10)
    assert when(reports, EventKind.SERVER_DRAINING, "A") == [6]
    assert when(reports, EventKind.DEPLOY_STARTED, "A") == [6 + 2]


def test_servers_ordered_during_a_rollout_follow_the_template_and_are_not_deployed_again() -> None:
    """s001 is the player's, s002 the autoscaler's, which adds its cattle while pets are being deployed."""
    game = Game(replace(service("A", "B", incidents=()), autoscaler=Autoscaler(2, 4)), 1)
    do(game, Connect("all", SessionPlace.REDIS))
    do(game, AddServer())
    reports = run(game, 20)
    assert when(reports, EventKind.DEPLOY_STARTED) == [0, 2]
    assert {each.wiring for each in game.view().servers} == {Wiring(SessionPlace.REDIS)}
    assert len(game.view().servers) == 4


def test_cattle_that_the_autoscaler_takes_away_in_a_rollout_are_passed_over() -> None:
    """c3 is retired in the tick in which the rollout begins; c1 and c2 are deployed, and the rollout ends."""
    servers = tuple(StartServer(name, cattle=True) for name in ("c1", "c2", "c3"))
    scenario = replace(service(incidents=(replace(DEPLOY, at=0),)), servers=servers)
    game = Game(replace(scenario, autoscaler=Autoscaler(2, 4, drain=1)), 1)
    reports = run(game, 20)
    assert when(reports, EventKind.SERVER_REMOVED, "c3") == [1]
    assert when(reports, EventKind.DEPLOY_STARTED) == [0, 2]
    assert not isinstance(game.quote(Connect("all", SessionPlace.REDIS)), Refusal)


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
