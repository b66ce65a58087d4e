"""Zones: where servers stand, and what an outage takes down with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Refusal, Scenario
from scalegame.engine.commands import AddServer, Connect, RemoveServer, RestartServer
from scalegame.engine.reasons import Reason
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Autoscaler,
    Balancer,
    Incident,
    IncidentKind,
    Persistence,
    Policy,
    SessionPlace,
    StartServer,
    StoreName,
    Wiring,
)
from scalegame.engine.view import EventKind, FailureCause, LossCause, ServerState, StoreState
from tests.engine.builders import SMALL, do, failed, finish, level, lost, run, server, stocked, store, when, wired

SHARED = Wiring(sessions=SessionPlace.REDIS)


def outage(zone: str = "a", at: int = 5, ticks: int = 10) -> Incident:
    return Incident(IncidentKind.ZONE_OUTAGE, at, zone, ticks=ticks)


def zoned(*servers: str | StartServer, incidents: tuple[Incident, ...] = (), zones: str = "ab") -> Scenario:
    """Return a level with these servers in zones whose names are letters; people stay with their server."""
    scenario = level(*servers or ("A", "B", "C", "D"), arrivals=[2] * 40, incidents=incidents)
    return replace(scenario, zones=tuple(zones), balancer=Balancer(Policy.STICKY_COOKIE))


def states(game: Game, ticks: int, name: str) -> list[ServerState]:
    """Run ticks and return the state of a server after each."""
    return [(game.step(), server(game, name).state)[1] for _ in range(ticks)]


def test_servers_without_a_stated_zone_take_turns() -> None:
    game = Game(zoned("A", StartServer("B", zone="a"), "C", "D", zones="ab"), 1)
    assert [each.zone for each in game.view().servers] == ["a", "a", "a", "b"]


def test_a_new_server_goes_to_the_lit_zone_with_the_fewest() -> None:
    """Four are ordered at once, then two while b is dark; what was removed no longer counts."""
    game = Game(zoned("A", "B", "C", zones="abc", incidents=(outage("b", ticks=30),)), 1)
    do(game, RemoveServer("C"))
    do(game, AddServer(4))
    run(game, 6)
    do(game, AddServer(2))
    zones = [each.zone for each in game.view().servers]
    assert zones == ["a", "b", "c", "a", "b", "c", "a", "c"]


def test_an_outage_crashes_every_server_in_its_zone_and_keeps_it_down() -> None:
    """A and C go dark, with what only they remembered; B and D in the other zone go on."""
    game = Game(zoned(incidents=(outage(ticks=10),)), 1)
    run(game, 5)
    held = [server(game, name).held for name in "AC"]
    report = game.step()
    assert game.view().zones_down == ("a",)
    assert when([report], EventKind.ZONE_DOWN, "a") == when([report], EventKind.SERVER_CRASHED, "A") == [5]
    assert [lost([report], LossCause.SERVER_CRASH, name) for name in "AC"] == held
    assert [server(game, name).state for name in "BD"] == [ServerState.UP] * 2
    dark = states(game, 9, "A")
    booting = states(game, SMALL.boot, "A")
    assert dark == [ServerState.DOWN] * 9
    assert booting == [ServerState.BOOTING] * SMALL.boot
    assert game.view().zones_down == ()
    assert states(game, 1, "C") == [ServerState.UP]


def test_a_short_outage_is_at_least_a_crash() -> None:
    game = Game(zoned(incidents=(outage(ticks=1),)), 1)
    reports = finish(game)
    assert when(reports, EventKind.ZONE_UP) == [6]
    assert when(reports, EventKind.SERVER_UP, "A") == [7 + SMALL.boot]


def test_nothing_can_be_restarted_in_a_dark_zone() -> None:
    game = Game(zoned(incidents=(outage(ticks=10),)), 1)
    run(game, 6)
    assert game.give(RestartServer("A")) == Refusal(Reason.ZONE_DOWN, ("a", "A"))
    do(game, RestartServer("B"))
    run(game, 10)
    assert isinstance(game.quote(RestartServer("A")), Refusal)
    run(game, SMALL.boot)
    do(game, RestartServer("A"))


def test_an_outage_strikes_servers_that_are_booting_or_being_deployed_too() -> None:
    """A is being deployed and s001 boots in zone a; both lie there until it is back, A with its new wiring."""
    scenario = stocked(zoned("A", "B", "D", incidents=(outage(at=1),)), StoreName.REDIS)
    game = Game(replace(scenario, servers=(*scenario.servers[:2], StartServer("D", zone="b"))), 1)
    do(game, AddServer())
    do(game, Connect("A", SessionPlace.REDIS))
    run(game, 2)
    assert [(server(game, each).zone, server(game, each).state) for each in ("A", "s001")] == [
        ("a", ServerState.DOWN)
    ] * 2
    assert server(game, "A").wiring == SHARED
    reports = run(game, 15)
    assert when(reports, EventKind.SERVER_UP, "A") == when(reports, EventKind.SERVER_UP, "s001") == [11 + SMALL.boot]


def test_a_rollout_goes_on_past_the_servers_of_a_dark_zone() -> None:
    """A is in its deploy when its zone goes dark: the rollout rewires C where it lies, and deploys B and D."""
    scenario = stocked(zoned(incidents=(outage(at=1, ticks=30),)), StoreName.REDIS)
    game = Game(scenario, 1)
    do(game, Connect("all", SessionPlace.REDIS))
    reports = run(game, 12)
    assert when(reports, EventKind.DEPLOY_STARTED, "A") == [0]
    assert when(reports, EventKind.DEPLOY_STARTED, "C") == []
    assert when(reports, EventKind.DEPLOY_DONE) == [3, 5]
    assert {server(game, name).wiring for name in "ABCD"} == {SHARED}


def test_cattle_are_replaced_in_a_zone_that_is_lit() -> None:
    scenario = zoned(*(StartServer(name, cattle=True) for name in ("c1", "c2")), incidents=(outage(),))
    game = Game(replace(scenario, autoscaler=Autoscaler(2, 4)), 1)
    run(game, 6)
    assert [(each.name, each.zone) for each in game.view().servers] == [("c2", "b"), ("s001", "b")]


@pytest.mark.parametrize("zone, down", [("a", True), ("b", False)])
@pytest.mark.parametrize("name", [StoreName.REDIS, StoreName.SQL])
def test_primaries_stand_in_the_first_zone(name: StoreName, zone: str, down: bool) -> None:
    """They are down as long as the zone, not as long as a restart."""
    scenario = stocked(zoned(incidents=(outage(zone, ticks=20),)), name)
    game = Game(scenario, 1)
    run(game, 6)
    assert (store(game, name).state is StoreState.DOWN) is down
    assert when(finish(game), EventKind.STORE_UP, name) == [25] * down


def test_a_restart_that_takes_longer_than_the_outage_is_waited_for() -> None:
    spec = replace(DEFAULT_STORES[StoreName.REDIS], restart=12)
    game = Game(stocked(zoned(incidents=(outage(ticks=3),)), StoreName.REDIS, spec), 1)
    assert when(finish(game), EventKind.STORE_UP, StoreName.REDIS) == [17]


def test_a_replica_takes_over_from_a_primary_whose_zone_is_dark() -> None:
    """The old primary is a replica again once its zone is back and it is in sync."""
    spec = replace(DEFAULT_STORES[StoreName.REDIS], replicas=1, failover=2, replica_lead=3)
    scenario = stocked(zoned(wired("A", SHARED), wired("B", SHARED), incidents=(outage(),)), StoreName.REDIS, spec)
    reports = finish(Game(scenario, 1))
    assert when(reports, EventKind.STORE_UP, StoreName.REDIS) == [7]
    assert when(reports, EventKind.REPLICA_READY, StoreName.REDIS) == [15 + 3]
    assert lost(reports, LossCause.STORE_RESTART) == 0


@pytest.mark.parametrize("persistence", Persistence)
def test_redis_in_a_dark_zone_remembers_only_what_it_wrote_down(persistence: Persistence) -> None:
    spec = replace(DEFAULT_STORES[StoreName.REDIS], persistence=persistence)
    scenario = stocked(zoned(wired("A", SHARED), wired("B", SHARED), incidents=(outage(),)), StoreName.REDIS, spec)
    game = Game(scenario, 1)
    run(game, 5)
    used = store(game, StoreName.REDIS).used
    report = game.step()
    assert lost([report], LossCause.STORE_RESTART) == (used if persistence is Persistence.NONE else 0)
    assert failed([report], FailureCause.STORE_DOWN, StoreName.REDIS) > 0


def test_no_server_can_be_ordered_while_every_zone_is_dark() -> None:
    game = Game(zoned("A", zones="a", incidents=(outage(at=3),)), 1)
    run(game, 4)
    assert game.give(AddServer()) == Refusal(Reason.ALL_ZONES_DOWN)
    run(game, 10)
    do(game, AddServer())


def test_cattle_in_the_only_zone_wait_for_it_to_come_back() -> None:
    """There is nowhere to order others: they lie there and boot when the lights are on again."""
    scenario = zoned(StartServer("c1", cattle=True), zones="a", incidents=(outage(ticks=10),))
    game = Game(replace(scenario, autoscaler=Autoscaler(1, 4)), 1)
    reports = run(game, 25)
    assert when(reports, EventKind.SERVER_ORDERED) == when(reports, EventKind.SERVER_REPLACED) == []
    assert when(reports, EventKind.SERVER_UP, "c1") == [15 + SMALL.boot]


@pytest.mark.parametrize("name, incident", [("redis", "redis_restart"), ("sql", "sql_failover")])
def test_a_primary_that_is_restarting_stays_down_as_long_as_its_zone(name: str, incident: str) -> None:
    """The restart alone would be over in tick 10 or 15."""
    store_name = StoreName(name)
    struck = (Incident(IncidentKind(incident), 5), outage(at=6, ticks=20))
    game = Game(stocked(zoned(incidents=struck), store_name), 1)
    assert when(finish(game), EventKind.STORE_UP, store_name) == [26]


def test_a_second_outage_of_a_zone_lasts_until_the_later_end() -> None:
    """For servers and primaries alike."""
    struck = (outage(at=5, ticks=10), outage(at=8, ticks=20))
    game = Game(stocked(zoned(incidents=struck), StoreName.REDIS), 1)
    reports = finish(game)
    assert when(reports, EventKind.ZONE_UP, "a") == when(reports, EventKind.STORE_UP, StoreName.REDIS) == [28]
    assert when(reports, EventKind.SERVER_UP, "A") == [28 + SMALL.boot]


def test_a_replica_that_is_taking_over_stands_in_another_zone() -> None:
    """The failover of tick 5 goes on when the first zone goes dark in tick 6."""
    struck = (Incident(IncidentKind.SQL_FAILOVER, 5), outage(at=6, ticks=20))
    spec = replace(DEFAULT_STORES[StoreName.SQL], replicas=1, failover=4)
    game = Game(stocked(zoned(incidents=struck), StoreName.SQL, spec), 1)
    assert when(finish(game), EventKind.STORE_UP, StoreName.SQL) == [9]


@pytest.mark.parametrize("name", [StoreName.REDIS, StoreName.SQL])
def test_an_outage_that_goes_on_strikes_nothing_a_second_time(name: StoreName) -> None:
    """The replica that took over in tick 7 stands elsewhere, and servers that lie there cannot crash again."""
    spec = replace(DEFAULT_STORES[name], replicas=1, failover=2)
    game = Game(stocked(zoned(incidents=(outage(at=5), outage(at=8, ticks=20))), name, spec), 1)
    reports = finish(game)
    assert when(reports, EventKind.STORE_FAILOVER, name) == [5]
    assert when(reports, EventKind.STORE_DOWN, name) == []
    assert when(reports, EventKind.SERVER_CRASHED, "A") == [5]
    assert when(reports, EventKind.SERVER_UP, "A") == [28 + SMALL.boot]
