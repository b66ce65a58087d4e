"""Cattle: the autoscaler orders them, retires them and replaces the dead; nobody nurses anybody."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from scalegame.engine import Game, Refusal, Scenario
from scalegame.engine.bounds import MOST_SERVERS
from scalegame.engine.commands import (
    AddServer,
    Command,
    Connect,
    RemoveServer,
    RestartServer,
    SetAutoscaler,
    UndrainServer,
)
from scalegame.engine.decisions.servers import DOWN_TICKS
from scalegame.engine.reasons import Reason
from scalegame.engine.scenario import (
    Autoscaler,
    Balancer,
    Incident,
    IncidentKind,
    Policy,
    SessionPlace,
    StartServer,
    StoreName,
    Wiring,
)
from scalegame.engine.view import EventKind, LossCause, ServerState
from tests.engine.builders import SMALL, causes, do, finish, level, lost, people, run, server, stocked, when, world_of

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


def wanted(game: Game, scaler: Autoscaler) -> int:
    """Return the least number of cattle with which the demand is at most ``target`` of all capacity."""
    demand, count = world_of(game).demand, scaler.minimum
    pets = sum(each.capacity for each in game.view().servers if not each.cattle)
    while count < scaler.maximum and demand * 1000 > scaler.target * (pets + count * SMALL.capacity):
        count += 1
    return count


@pytest.mark.parametrize("pets", [(), ("A",), ("A", "B")])
def test_it_orders_what_the_demand_needs_beside_the_pets(pets: tuple[str, ...]) -> None:
    """A rush on one server: each time it looks it has as many as the demand wants, and then it waits."""
    scaler = replace(SCALER, target=300)
    game = Game(herd(*pets, *cattle("c1"), scaler=scaler, arrivals=[30] * 20), 1)
    ordered = []
    while not game.over:
        before = names(game)
        report = game.step()
        if new := when([report], EventKind.SERVER_ORDERED):
            ordered.append(report.tick)
            assert len(names(game)) - len(pets) == wanted(game, scaler)
            assert len(names(game)) == len(before) + len(new)
    assert len(ordered) > 1
    assert all(later - sooner >= scaler.cool_down for sooner, later in pairwise(ordered))


def test_demand_is_a_running_mean_of_the_work_that_servers_accept() -> None:
    """Three parts of the old value, one of the new."""
    game, demand = Game(herd(arrivals=[9] * 12), 1), 0
    while not game.over:
        work = int(world_of(game).work.sum())
        game.step()
        demand = (3 * demand + work) // 4
        assert world_of(game).demand == demand
    assert demand > 200


def test_it_takes_the_newest_away_one_at_a_time_when_the_rush_is_over() -> None:
    """Night: one goes every five ticks, the last ordered first, until the minimum stands there."""
    game = Game(herd(*cattle("c1", "c2", "c3", "c4"), arrivals=[0] * 30), 1)
    reports = finish(game)
    going = [event for each in reports for event in each.events if event.kind is EventKind.SERVER_RETIRING]
    assert [(event.tick, event.place) for event in going] == [(0, "c4"), (5, "c3"), (10, "c2")]
    assert names(game) == ["c1"]


def test_a_server_that_goes_drains_first_and_leaves_when_nobody_needs_it() -> None:
    """People whose cookie names it are served until they are done; nobody is logged out."""
    visit = people(1, 0, 0, 0, 0, requests=4, think=1)
    scaler = Autoscaler(2, 6, cool_down=50, drain=40)
    game = Game(herd(scaler=scaler, arrivals=(6, *[0] * 49), source=visit), 1)
    game.step()
    do(game, SetAutoscaler(1, 6))
    report = game.step()
    assert when([report], EventKind.SERVER_RETIRING, "c2") == [1]
    assert server(game, "c2").held == 3
    reports = finish(game)
    assert when(reports, EventKind.SERVER_DRAINED, "c2") == when(reports, EventKind.SERVER_REMOVED, "c2") != []
    assert causes(reports) == set()


def test_a_server_that_goes_waits_for_its_people_no_longer_than_the_drain() -> None:
    """People who are still remembered there after six ticks are logged out with it."""
    game = retiring()
    held = server(game, "c2").held
    reports = run(game, 6)
    assert when(reports, EventKind.SERVER_REMOVED, "c2") == [3 + 6]
    assert lost(reports, LossCause.SERVER_REMOVED, "c2") == held > 0


def test_the_minimum_is_kept_whatever_the_cool_down() -> None:
    """A long cool-down has just begun when the player removes one of the last two."""
    game = Game(herd(*cattle("c1", "c2", "c3"), scaler=Autoscaler(2, 6, cool_down=100), arrivals=[0] * 20), 1)
    assert when([game.step()], EventKind.SERVER_RETIRING, "c3") == [0]
    do(game, RemoveServer("c2"))
    assert when([game.step()], EventKind.SERVER_ORDERED, "s001") == [1]


def test_a_new_setting_is_acted_on_at_once() -> None:
    """It has just retired one and would have waited for a hundred ticks; the next goes when the player says so."""
    game = Game(herd(*cattle("c1", "c2", "c3"), scaler=Autoscaler(1, 6, cool_down=100), arrivals=[0] * 20), 1)
    assert when(run(game, 5), EventKind.SERVER_RETIRING) == [0]
    do(game, SetAutoscaler(1, 5))
    assert when(run(game, 5), EventKind.SERVER_RETIRING, "c2") == [5]


def test_it_orders_no_more_than_the_maximum() -> None:
    scaler = Autoscaler(1, 2, target=100, cool_down=2)
    game = Game(herd(*cattle("c1"), scaler=scaler, arrivals=[30] * 20), 1)
    finish(game)
    assert names(game) == ["c1", "s001"]


def test_it_spends_no_more_than_the_budget() -> None:
    """There is money for two, and upkeep eats into it: one is ordered."""
    scenario = herd(*cattle("c1"), scaler=Autoscaler(3, 6), arrivals=[0] * 20)
    game = Game(replace(scenario, budget=2 * SMALL.price), 1)
    game.step()
    assert names(game) == ["c1", "s001", "s002"]
    poor = Game(replace(scenario, budget=2 * SMALL.price - 1), 1)
    finish(poor)
    assert names(poor) == ["c1", "s001"]


def test_an_autoscaler_that_is_off_touches_nothing() -> None:
    """Cattle that crash boot again like pets."""
    game = Game(herd(scaler=Autoscaler(), incidents=(crash("c1"),)), 1)
    reports = finish(game)
    assert when(reports, EventKind.SERVER_UP, "c1") == [5 + DOWN_TICKS + SMALL.boot]
    assert names(game) == ["c1", "c2"]


def test_pets_are_neither_retired_nor_replaced() -> None:
    game = Game(herd("A", "B", scaler=Autoscaler(0, 6, cool_down=1), incidents=(crash("A"),)), 1)
    finish(game)
    assert names(game) == ["A", "B"]


def test_servers_that_are_ordered_are_cattle_from_the_template() -> None:
    """The player orders s001, the autoscaler s002; both are alike."""
    template = Wiring(SessionPlace.REDIS)
    game = Game(replace(herd("A", scaler=Autoscaler(2, 6)), template=template), 1)
    do(game, AddServer())
    game.step()
    ordered = [(each.name, each.cattle, each.wiring) for each in game.view().servers[1:]]
    assert ordered == [("s001", True, template), ("s002", True, template)]


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


def crash(name: str, at: int = 5) -> Incident:
    return Incident(IncidentKind.CRASH, at, name)


def test_cattle_that_crash_are_thrown_away_and_replaced_at_once() -> None:
    """Cool-down or not; the new one is paid for, boots and follows the template."""
    game = Game(herd(incidents=(crash("c1"),), scaler=replace(SCALER, minimum=2)), 1)
    before = run(game, 5)
    spent = game.view().spent + game.view().upkeep
    report = game.step()
    assert when(before, EventKind.SERVER_ORDERED) == []
    assert when([report], EventKind.SERVER_REPLACED, "c1") == when([report], EventKind.SERVER_ORDERED, "s001") == [5]
    assert names(game) == ["c2", "s001"]
    assert game.view().spent == spent + SMALL.price
    assert (server(game, "s001").state, server(game, "s001").until) == (ServerState.BOOTING, SMALL.boot - 1)


@pytest.mark.parametrize("lacking", ["money", "room"])
def test_cattle_that_nothing_can_replace_boot_again_by_themselves(lacking: str) -> None:
    """Rather the old server than none: no fleet dies out because the money or the places are used up."""
    scenario = herd(incidents=(crash("c1"), crash("c2")), scaler=replace(SCALER, minimum=2))
    game = Game(replace(scenario, budget=0 if lacking == "money" else 10**12), 1)
    if lacking == "room":
        do(game, AddServer(MOST_SERVERS - 2))
        for number in range(1, MOST_SERVERS - 1):
            do(game, RemoveServer(f"s{number:03d}"))
    reports = run(game, 12)
    assert when(reports, EventKind.SERVER_REPLACED) == []
    assert [(each.name, each.state) for each in game.view().servers] == [("c1", ServerState.UP), ("c2", ServerState.UP)]


def test_dead_cattle_above_the_maximum_are_not_replaced() -> None:
    game = Game(herd(*cattle("c1", "c2", "c3"), scaler=Autoscaler(2, 2, cool_down=50), incidents=(crash("c1", 0),)), 1)
    report = game.step()
    assert when([report], EventKind.SERVER_REMOVED, "c1") == [0]
    assert when([report], EventKind.SERVER_ORDERED) == when([report], EventKind.SERVER_REPLACED) == []
    assert names(game) == ["c2", "c3"]


def test_nobody_is_retired_while_no_other_server_is_in_rotation() -> None:
    """c1 is starting again: c2, the newest, would be the one to go, but it serves alone until c1 is back."""
    game = Game(herd(scaler=replace(SCALER, minimum=2)), 1)
    run(game, 3)
    do(game, RestartServer("c1"))
    do(game, SetAutoscaler(1, 6))
    reports = run(game, 8)
    assert when(reports, EventKind.SERVER_UP, "c1") == when(reports, EventKind.SERVER_RETIRING, "c2") == [7]


def test_the_last_server_that_stays_cannot_be_removed_while_another_retires() -> None:
    game = retiring()
    assert game.give(RemoveServer("c1")) == Refusal(Reason.LAST_SERVER, ("c1",))
    do(game, RemoveServer("c2"))
    assert game.give(RemoveServer("c1")) == Refusal(Reason.LAST_SERVER, ("c1",))
