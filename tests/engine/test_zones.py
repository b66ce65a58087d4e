"""Zones: where servers stand, and what an outage takes down with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Refusal, Scenario
from scalegame.engine.commands import AddServer
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Autoscaler,
    Incident,
    IncidentKind,
    SessionPlace,
    StartServer,
    StoreName,
    Wiring,
)
from scalegame.engine.view import EventKind, ServerState
from tests.engine.builders import SMALL, do, finish, level, run, server, stocked, when

SHARED = Wiring(sessions=SessionPlace.REDIS)


def outage(zone: str = "a", at: int = 5, ticks: int = 10) -> Incident:
    return Incident(IncidentKind.ZONE_OUTAGE, at, zone, ticks=ticks)


def zoned(*servers: str | StartServer, incidents: tuple[Incident, ...] = (), zones: str = "ab") -> Scenario:
    """Return a level with these servers in zones whose names are letters."""
    scenario = level(*servers or ("A", "B", "C", "D"), arrivals=[2] * 40, incidents=incidents)
    return replace(scenario, zones=tuple(zones))


def states(game: Game, ticks: int, name: str) -> list[ServerState]:
    """Run ticks and return the state of a server after each."""
    return [(game.step(), server(game, name).state)[1] for _ in range(ticks)]


def test_no_server_can_be_ordered_while_every_zone_is_dark() -> None:
    game = Game(zoned("A", zones="a", incidents=(outage(at=3),)), 1)
    run(game, 4)
    assert game.give(AddServer()) == Refusal("zone_down", "Every zone is dark; no server can start.")
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
