"""Files live on a disk or in object storage, orders in a memory or in SQL: who finds them, and what destroys them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Scenario
from scalegame.engine.commands import Command, Connect, RemoveServer, RestartServer, SetPolicy
from scalegame.engine.scenario import (
    Balancer,
    FilePlace,
    Incident,
    IncidentKind,
    OrderPlace,
    Policy,
    SessionPlace,
    StoreName,
    Wiring,
)
from scalegame.engine.view import EventKind, FailureCause, ServerState
from tests.engine.builders import do, failed, finish, level, people, run, server, stocked, store, wired, world_of

CRASH = Incident(IncidentKind.CRASH, 20, "A")
#: Everybody is known everywhere, so that only files and orders can be missing.
KNOWN = Wiring(sessions=SessionPlace.REDIS)
PICTURES = people(0, 0, 1, 3, 0)
UPLOADS = people(0, 0, 1, 0, 0)
ORDERS = people(0, 0, 0, 0, 1)
STICKY = Balancer(Policy.STICKY_COOKIE)


def service(wiring: Wiring = KNOWN, *names: str, incidents: tuple[Incident, ...] = ()) -> Scenario:
    """Return a level with every store bought but a CDN, which would hide what servers lack."""
    scenario = level(*(wired(name, wiring) for name in names or ("A", "B")), incidents=incidents, source=PICTURES)
    for name in (StoreName.REDIS, StoreName.SQL, StoreName.OBJECT_STORAGE):
        scenario = stocked(scenario, name)
    return scenario


def test_a_picture_on_one_servers_disk_is_missing_on_the_other() -> None:
    game = Game(service(), 1)
    reports = finish(game)
    asked = game.result().metrics.requests
    missing = failed(reports, FailureCause.FILE_MISSING)
    assert missing == game.result().metrics.requests_failed
    # Three in four requests look; who has not uploaded yet looks around instead, hence the wide lower bound.
    assert asked * 3 // 4 // 2 * 6 // 10 < missing < asked * 3 // 4 // 2 * 12 // 10, "about every second look"
    assert {failure.place for failure in game.result().failures} == {"A", "B"}


@pytest.mark.parametrize("policy", [Policy.STICKY_COOKIE, Policy.SOURCE_HASH, Policy.CONSISTENT_HASH])
def test_who_stays_with_a_server_finds_their_picture(policy: Policy) -> None:
    reports = finish(Game(replace(service(), balancer=Balancer(policy)), 1))
    assert failed(reports, FailureCause.FILE_MISSING) == 0


def test_object_storage_finds_every_picture_everywhere() -> None:
    game = Game(service(replace(KNOWN, files=FilePlace.OBJECT_STORAGE)), 1)
    reports = finish(game)
    assert failed(reports, FailureCause.FILE_MISSING) == 0
    assert 0 < store(game, StoreName.OBJECT_STORAGE).used <= 20, "one picture a visitor"
    assert [each.files for each in game.view().servers] == [0, 0]


def test_nobody_looks_for_a_picture_they_never_uploaded() -> None:
    game = Game(replace(service(), sources=(people(0, 0, 0, 1, 0),)), 1)
    assert failed(finish(game), FailureCause.FILE_MISSING) == 0


def test_a_new_picture_takes_the_place_of_the_old_one() -> None:
    """Everyone uploads again and again, on either server, and still has one picture."""
    game = Game(replace(service(), sources=(UPLOADS,)), 1)
    run(game, 30)
    assert sum(each.files for each in game.view().servers) == 20


def test_connecting_to_object_storage_copies_what_is_on_the_disk() -> None:
    game = Game(replace(service(), sources=(UPLOADS,), balancer=STICKY), 1)
    run(game, 20)
    files = server(game, "A").files
    do(game, Connect("A", FilePlace.OBJECT_STORAGE))
    assert files == store(game, StoreName.OBJECT_STORAGE).used == 10
    assert (server(game, "A").files, server(game, "B").files) == (0, 10)


def test_after_the_whole_fleet_is_connected_no_picture_is_missing() -> None:
    game = Game(service(), 1)
    run(game, 20)
    do(game, Connect("all", FilePlace.OBJECT_STORAGE))
    run(game, 5)
    assert failed(finish(game), FailureCause.FILE_MISSING) == 0


def test_connecting_a_server_that_is_down_copies_its_disk_too() -> None:
    """Everyone uploaded one picture and left; A is down when it is connected, but its disk is not forgotten."""
    once = people(0, 0, 1, 0, 0, requests=1)
    game = Game(replace(service(KNOWN, "A", "B", incidents=(CRASH,)), sources=(once,)), 1)
    run(game, 21)
    files = server(game, "A").files
    assert (server(game, "A").state, files > 0) == (ServerState.DOWN, True)
    do(game, Connect("A", FilePlace.OBJECT_STORAGE))
    run(game, 10)
    assert (server(game, "A").state, server(game, "A").files) == (ServerState.UP, 0)
    assert store(game, StoreName.OBJECT_STORAGE).used == files


def test_a_disk_survives_a_crash_and_a_restart() -> None:
    once = people(0, 0, 1, 0, 0, requests=1)
    game = Game(replace(service(KNOWN, "A", "B", incidents=(CRASH,)), sources=(once,)), 1)
    run(game, 20)
    files = server(game, "A").files
    game.step()
    do(game, RestartServer("A"))
    run(game, 10)
    assert server(game, "A").files == files > 0


def test_a_removed_server_takes_its_disk_along() -> None:
    """Pictures that were there are missing for good; a later upload makes no count negative."""
    game = Game(replace(service(), balancer=STICKY), 1)
    run(game, 20)
    do(game, RemoveServer("A"))
    assert failed(finish(game), FailureCause.FILE_MISSING, "B") > 0
    assert (world_of(game).files >= 0).all()


DESTROYERS: list[Command] = [RestartServer("A"), RemoveServer("A"), Connect("A", SessionPlace.SERVER_MEMORY)]


@pytest.mark.parametrize("command", DESTROYERS, ids=lambda command: command.verb)
def test_orders_in_a_servers_memory_are_lost_with_it(command: Command) -> None:
    game = Game(replace(service(), sources=(ORDERS,)), 1)
    run(game, 20)
    orders = server(game, "A").orders
    assert orders > 0
    do(game, command)
    report = game.step()
    assert failed([report], FailureCause.ORDER_LOST, "A") == orders
    remaining = [each.orders for each in game.view().servers if each.name == "A"]
    assert remaining in ([], [0])


def test_a_crash_loses_the_orders_in_memory() -> None:
    game = Game(replace(service(KNOWN, "A", "B", incidents=(CRASH,)), sources=(ORDERS,)), 1)
    run(game, 20)
    orders = server(game, "A").orders
    assert failed([game.step()], FailureCause.ORDER_LOST, "A") == orders > 0


@pytest.mark.parametrize("command", DESTROYERS, ids=lambda command: command.verb)
def test_orders_in_sql_survive_whatever_happens_to_servers(command: Command) -> None:
    game = Game(replace(service(replace(KNOWN, orders=OrderPlace.SQL)), sources=(ORDERS,)), 1)
    run(game, 20)
    before = store(game, StoreName.SQL).used
    do(game, command)
    reports = finish(game)
    assert failed(reports, FailureCause.ORDER_LOST) == 0
    assert store(game, StoreName.SQL).used > before > 0


def test_every_order_taken_is_somewhere() -> None:
    """Each check-out by somebody known makes one order: all requests but the log-ins."""
    game = Game(replace(service(), sources=(ORDERS,)), 1)
    finish(game)
    taken = sum(each.orders for each in game.view().servers)
    assert taken == game.result().metrics.requests - 20


def test_people_who_are_not_known_order_nothing() -> None:
    """Memory and round robin: a check-out counts only where the session is."""
    scenario = replace(service(Wiring()), sources=(ORDERS,))
    stays, forgets = Game(replace(scenario, balancer=STICKY), 1), Game(scenario, 1)
    taken = []
    for game in (stays, forgets):
        finish(game)
        taken.append(sum(each.orders for each in game.view().servers))
    assert 0 < taken[1] < taken[0] // 2


def test_losing_stickiness_loses_pictures_too() -> None:
    """Files on a disk are found only as long as people come back to it."""
    game = Game(replace(service(), balancer=STICKY), 1)
    calm = run(game, 20)
    do(game, SetPolicy(Policy.ROUND_ROBIN))
    assert failed(calm, FailureCause.FILE_MISSING) == 0
    reports = finish(game)
    assert failed(reports, FailureCause.FILE_MISSING) > 0
    assert not any(event.kind is EventKind.SERVER_CRASHED for report in reports for event in report.events)
