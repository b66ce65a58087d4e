"""The choices in dialogs of later levels: every place, upgrade and setting, with numbers that make sense."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from scalegame.engine.commands import (
    ALL,
    AddStore,
    Command,
    Connect,
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetTimeout,
)
from scalegame.engine.scenario import (
    FilePlace,
    OrderPlace,
    SessionPlace,
    StartServer,
    StoreName,
    WorkPlace,
)
from scalegame.playthrough.actions import settings, wiring
from scalegame.playthrough.actions.choices import Choice
from scalegame.playthrough.actions.places import AWAY
from scalegame.playthrough.scene import BALANCER_NODE
from scalegame.playthrough.selection import Node, NodeKind
from tests.tui.play.samples import RICH, played

A = Node(NodeKind.SERVER, "A")


def values(found: Iterable[Choice[Command]]) -> list[Command]:
    return [choice.value for choice in found]


def test_every_place_outside_a_server_can_be_connected() -> None:
    playthrough = played(0, AddStore(StoreName.OBJECT_STORAGE), AddStore(StoreName.QUEUE), scenario=RICH)
    for _ in range(9):
        playthrough.tick()
    wanted = values(wiring.connections(playthrough, A))
    assert wanted == [Connect(name, place) for name in (ALL, "A") for place in AWAY]


def test_what_needs_a_store_that_is_not_bought_is_refused_once() -> None:
    found = [one for one in wiring.connections(played(0, scenario=RICH), A) if one.refusal]
    assert values(found) == [Connect(ALL, FilePlace.OBJECT_STORAGE), Connect(ALL, WorkPlace.QUEUE)]


def test_a_cookie_is_offered_only_where_the_level_says_so() -> None:
    without = replace(RICH, allowed=RICH.allowed - {"signed_cookie"})
    assert Connect("A", SessionPlace.SIGNED_COOKIE) in values(wiring.connections(played(0, scenario=RICH), A))
    offered = values(wiring.connections(played(0, scenario=without), A))
    assert Connect("A", SessionPlace.SIGNED_COOKIE) not in offered


def test_places_for_what_no_visitor_asks_for_are_not_offered() -> None:
    browsing = tuple(replace(source, mix=(0, 1, 0, 0, 0, 0)) for source in RICH.sources)
    quiet = replace(RICH, sources=browsing, deferrable=(0, 0, 0, 0, 0, 0))
    wanted = values(wiring.connections(played(0, scenario=quiet), A))
    assert wanted
    assert all(isinstance(one, Connect) and isinstance(one.to, SessionPlace) for one in wanted)


def test_catalogue_reads_are_a_reason_to_keep_orders_in_the_database() -> None:
    browsing = tuple(replace(source, mix=(0, 1, 0, 0, 0, 0)) for source in RICH.sources)
    reading = replace(RICH, sources=browsing, reads=(0, 2, 0, 0, 0, 0))
    wanted = values(wiring.connections(played(0, scenario=reading), A))
    assert Connect("A", OrderPlace.SQL) in wanted


def test_of_a_store_only_its_own_places_are_offered() -> None:
    playthrough = played(0, scenario=RICH)
    database = Node(NodeKind.STORE, StoreName.SQL.value)
    wanted = [one for one in values(wiring.connections(playthrough, database)) if isinstance(one, Connect)]
    places = {one.to for one in wanted if one.server != ALL}
    assert places == {SessionPlace.SQL, FilePlace.SQL_BLOB, OrderPlace.SQL}


def test_all_servers_can_go_back_from_the_balancer() -> None:
    playthrough = played(0, Connect(ALL, SessionPlace.REDIS), scenario=RICH)
    for _ in range(20):
        playthrough.tick()
    assert values(wiring.connections(playthrough, BALANCER_NODE))[-1] == Connect(ALL, SessionPlace.SERVER_MEMORY)
    assert Connect(ALL, SessionPlace.SERVER_MEMORY) not in values(wiring.connections(playthrough, A))


def test_moving_sessions_between_stores_says_that_people_are_forgotten() -> None:
    no_orders = tuple(replace(source, mix=(0, 6, 2, 1, 1, 0)) for source in RICH.sources)
    playthrough = played(0, Connect(ALL, SessionPlace.REDIS), scenario=replace(RICH, sources=no_orders))
    for _ in range(20):
        playthrough.tick()
    about = {choice.value: choice.about for choice in wiring.connections(playthrough, A)}
    forgets = "Now in Redis. Restarts A: it will not know who is logged in now."
    assert about[Connect("A", SessionPlace.SQL)] == forgets
    assert about[Connect("A", FilePlace.SQL_BLOB)].endswith("its sessions are in Redis, nobody is logged out.")


def test_the_balancer_offers_all_that_the_level_lets_one_set() -> None:
    playthrough = played(0, scenario=RICH)
    kinds = [type(command) for command in values(settings.balancer(playthrough, BALANCER_NODE))]
    assert list(dict.fromkeys(kinds)) == [SetPolicy, SetHealthCheck, SetTimeout, SetDrain]
    only = replace(RICH, allowed=frozenset({"set_drain"}))
    assert {type(one) for one in values(settings.balancer(played(0, scenario=only), BALANCER_NODE))} == {SetDrain}


def test_no_time_out_is_offered_that_is_longer_than_peoples_patience() -> None:
    hurried = replace(RICH, timeout_us=1_500_000)
    found = values(settings.balancer(played(0, scenario=hurried), BALANCER_NODE))
    assert [one.milliseconds for one in found if isinstance(one, SetTimeout)] == [500, 1000, 0]


def test_rate_limits_are_few_and_follow_what_the_servers_can_do() -> None:
    playthrough = played(3, scenario=RICH)
    found = tuple(settings.limits(playthrough, BALANCER_NODE))
    assert len(found) <= 9
    assert all(isinstance(one.value, SetRateLimit) for one in found)
    can = settings.answerable(RICH, playthrough.view)
    assert 2 * 1000 // 30 < can < 2 * 1000 // 10  # log-ins are the dearest, browsing the cheapest
    about_right = next(one.value for one in found if one.about == "About what your servers can do.")
    assert about_right == SetRateLimit(settings.rounded(can))


@pytest.mark.parametrize("count, text", [(0, 1), (7, 7), (99, 99), (183, 180), (1270, 1300), (96_400, 96_000)])
def test_offered_numbers_are_round(count: int, text: int) -> None:
    assert settings.rounded(count) == text


@pytest.mark.parametrize("servers", [1, 2, 7, 60, 250])
def test_ranges_of_the_autoscaler_are_legal_and_different(servers: int) -> None:
    fleet = replace(RICH, servers=tuple(StartServer(f"s{n}") for n in range(servers)))
    found = tuple(settings.autoscaling(played(0, scenario=fleet), BALANCER_NODE))
    assert [one.value for one in found if not one.refusal and one.value != SetAutoscaler(0, 0)]
    assert len(set(values(found))) == len(found) <= 6
    assert found[-1].value == SetAutoscaler(0, 0)
    assert found[-1].refusal
