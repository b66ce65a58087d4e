"""The answers of ``why?`` about states that only later levels know, and what the panel lists as in force."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine.commands import AddReplica, SetAutoscaler, SetDrain, SetRateLimit, SetTimeout
from scalegame.engine.scenario import (
    Autoscaler,
    Balancer,
    Check,
    Eviction,
    Incident,
    IncidentKind,
    LimitPer,
    Persistence,
    SessionPlace,
    StartServer,
    StoreName,
    Wiring,
    WorkPlace,
)
from scalegame.engine.view import ServerState, StoreState
from scalegame.playthrough.explain import explain
from scalegame.playthrough.explain.servers import server_told
from scalegame.playthrough.explain.stores import store_told
from scalegame.playthrough.scene import AUTOSCALER_NODE, BALANCER_NODE
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.play.active_settings import in_force
from scalegame.tui.play.side_panel import panel
from tests.tui.play.by_hand import with_every_server, with_server, with_store, with_view
from tests.tui.play.samples import RICH, SCENARIO, played, scene

Changes = dict[str, object]


def told_of_b(changes: Changes, balancer: Balancer | None = None) -> str:
    """Return what is said of server B with ``changes``."""
    now = with_server(scene(played(3, scenario=RICH)), "B", **changes)
    view = replace(now.view, balancer=balancer or now.view.balancer)
    return "\n".join(server_told(view.servers[1], view))


def told_of_store(name: StoreName, changes: Changes, *, failing_over: bool = False) -> str:
    """Return what is said of a store with ``changes``."""
    playthrough = played(3, scenario=replace(RICH, stores=tuple(StoreName)))
    playthrough._view = with_store(scene(playthrough), name, **changes).view  # noqa: SLF001 - hard to play one's way to
    playthrough.failing_over = frozenset({name} if failing_over else ())
    return "\n".join(store_told(name, playthrough))


def test_a_frozen_server_shows_what_each_health_check_makes_of_it() -> None:
    tcp = told_of_b({"frozen": True}, Balancer(check=Check.TCP))
    assert "accepts requests and answers none" in tcp
    assert "Its TCP health check is content with that" in tcp
    assert "will take it out soon" in told_of_b({"frozen": True}, Balancer(check=Check.HTTP))
    assert "Nobody checks it" in told_of_b({"frozen": True}, Balancer(check=Check.NONE))
    assert "has taken it out" in told_of_b({"frozen": True, "in_rotation": False}, Balancer(check=Check.HTTP))


def test_a_dead_server_that_nobody_checks_stays_in_rotation() -> None:
    told = told_of_b({"state": ServerState.DOWN, "in_rotation": True}, Balancer(check=Check.NONE))
    assert "never looks" in told


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"out": True, "in_rotation": False}, "It is tried again 10 s after the last."),
        ({"looping": True, "state": ServerState.BOOTING}, "It is in a crash loop"),
        ({"retiring": True, "state": ServerState.DRAINING}, "B retires"),
        ({"state": ServerState.DEPLOYING, "until": 4}, "B is being deployed; it is back in 0:04."),
        ({"wiring": Wiring(sessions=SessionPlace.SIGNED_COOKIE)}, "nobody can take it back"),
        ({"wiring": Wiring(sessions=SessionPlace.SQL)}, "every request asks it"),
        ({"wiring": Wiring(work=WorkPlace.QUEUE)}, "leaves slow work to the queue"),
    ],
)
def test_a_server_tells_its_state(changes: dict[str, object], words: str) -> None:
    assert words in told_of_b(changes)


def test_a_server_in_a_dark_zone_says_so_instead_of_counting_down() -> None:
    now = with_view(scene(played(1, scenario=replace(RICH, zones=("a", "b")))), zones_down=("b",))
    now = with_server(now, "B", state=ServerState.DOWN, until=9)
    told = list(server_told(now.view.servers[1], now.view))
    assert told[0] == "B stands in zone b, which is dark. It boots when the zone is back."


def test_connections_say_who_holds_them() -> None:
    now = with_every_server(scene(played(1, scenario=RICH)), pool=20, connections=20)
    now = with_server(with_store(now, "sql", connections=20, connection_limit=20), "B", connections=0)
    told = "\n".join(server_told(now.view.servers[1], now.view))
    assert "It got no connection to the database: 1 other server holds 20." in told
    assert "It holds 20 connections" in "\n".join(server_told(now.view.servers[0], now.view))
    pooled = with_store(now, "sql", pooler=True).view
    assert "connection" not in "\n".join(server_told(pooled.servers[1], pooled))


def test_the_database_says_for_whom_no_connection_is_left() -> None:
    playthrough = played(1, scenario=RICH)
    now = with_every_server(scene(playthrough), pool=50, connections=50)
    now = with_server(with_store(now, "sql", connections=50, connection_limit=50), "B", connections=0)
    playthrough._view = now.view  # noqa: SLF001 - a moment that is hard to play one's way to
    told = explain(playthrough, Node(NodeKind.STORE, "sql"))
    assert "No connection is left: 1 server holds all 50. Too few for B." in told


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"memory": 60, "used": 60, "eviction": Eviction.ALLKEYS_LRU}, "every log-in pushes somebody else out"),
        ({"memory": 60, "used": 60}, "nobody can log in (noeviction)"),
        ({"eviction": Eviction.ALLKEYS_LRU}, "it will forget who was away longest"),
        ({"squeezed": True}, "Something else takes a part of its memory"),
        ({"persistence": Persistence.AOF}, "keeps everything over a restart"),
        ({}, "everyone would be logged out"),
        ({"replicas": 1}, "1 replica is in sync"),
        ({"coming": 1}, "1 replica is copying"),
    ],
)
def test_redis_tells_its_state(changes: dict[str, object], words: str) -> None:
    assert words in told_of_store(StoreName.REDIS, changes)


def test_what_keeps_redis_safe_silences_the_warning() -> None:
    assert "everyone would be logged out" not in told_of_store(StoreName.REDIS, {"persistence": Persistence.AOF})
    assert "everyone would be logged out" not in told_of_store(StoreName.REDIS, {"replicas": 1})


def test_a_failover_is_told_apart_from_a_restart() -> None:
    down: Changes = {"state": StoreState.DOWN, "until": 3}
    assert "It restarts and is back in 0:03" in told_of_store(StoreName.SQL, down)
    assert "a replica takes over in 0:03" in told_of_store(StoreName.SQL, down, failing_over=True)


def test_a_queue_and_a_cdn_tell_what_they_do() -> None:
    assert "its worker keeps up" in told_of_store(StoreName.QUEUE, {})
    assert "3 s behind. The queue is 50% full" in told_of_store(
        StoreName.QUEUE, {"used": 30, "capacity": 10, "memory": 60}
    )
    assert "needs no connecting" in told_of_store(StoreName.CDN, {})


def test_the_balancer_tells_what_is_set() -> None:
    commands = (SetRateLimit(5, LimitPer.ADDRESS), SetTimeout(1000), SetDrain(30))
    playthrough = played(2, *commands, scenario=replace(RICH, balancer=Balancer(max_fails=3, fail_timeout=8)))
    told = "\n".join(explain(playthrough, BALANCER_NODE))
    for words in (
        "lets 5 requests a second through for each address",
        "waits 1 s for an answer, then asks another server",
        "drain for up to 30 s before each deploy",
        "leaves 3 requests unanswered is kept out for 8 s",
    ):
        assert words in told


def test_the_balancer_tells_what_the_limiter_turned_away_and_how_many_came_again() -> None:
    playthrough = played(9, SetRateLimit(1), scenario=RICH)
    assert "The rate limiter turned" in "\n".join(explain(playthrough, BALANCER_NODE))
    playthrough._view = replace(playthrough.view, retried=7)  # noqa: SLF001 - as above
    assert "7 of them retries" in "\n".join(explain(playthrough, BALANCER_NODE))


def test_a_balancer_that_checks_nobody_says_so() -> None:
    unchecked = replace(RICH, balancer=Balancer(check=Check.NONE))
    assert any(
        "It checks no server by itself" in line for line in explain(played(0, scenario=unchecked), BALANCER_NODE)
    )


def test_the_autoscaler_tells_its_range_and_who_is_a_pet() -> None:
    servers = (StartServer("zeus"), StartServer("s001", cattle=True))
    playthrough = played(1, SetAutoscaler(1, 4), scenario=replace(RICH, servers=servers))
    told = "\n".join(explain(playthrough, AUTOSCALER_NODE))
    assert "between 1 and 4 servers, so that they are busy to about 60%" in told
    assert "Now there are 1, of which 1 take new people." in told
    assert "zeus is a pet" in told
    assert explain(played(0, scenario=RICH), AUTOSCALER_NODE) == ["The autoscaler is off."]


def test_simple_levels_have_nothing_in_force() -> None:
    now = scene(played(3))
    assert in_force(now) == []
    assert "In force" not in panel(now, 42, 40).text


def test_what_is_in_force_stands_in_the_panel() -> None:
    storm = Incident(IncidentKind.RETRY_STORM, at=50, ticks=5, count=2)
    waves = (replace(SCENARIO.waves[0], incidents=(storm,)), SCENARIO.waves[1])
    scenario = replace(RICH, waves=waves, zones=("a", "b"), autoscaler=Autoscaler(2, 8))
    playthrough = played(2, SetRateLimit(200), SetTimeout(500), SetDrain(30), scenario=scenario)
    now = with_view(scene(playthrough), zones_down=("b",), retried=120, requests=310, limited=31)
    text = panel(now, 42, 40).text
    for words in (
        "In force",
        "310/s, of which 120 retries",
        "200/s, 31 turned away",
        "2–8 servers, now ",
        "TCP every 1 s, 2 to fall",
        "after 500 ms",
        "after up to 30 s of draining",
        "✖ dark",
    ):
        assert words in text


def test_a_session_knows_which_store_is_failing_over() -> None:
    strike = Incident(IncidentKind.SQL_FAILOVER, at=20)
    waves = (replace(SCENARIO.waves[0], incidents=(strike,)), SCENARIO.waves[1])
    scenario = replace(RICH, waves=waves)
    playthrough = played(22, AddReplica(StoreName.SQL), scenario=scenario)
    assert playthrough.failing_over == {"sql"}
    assert played(28, AddReplica(StoreName.SQL), scenario=scenario).failing_over == frozenset()
    assert played(22, scenario=scenario).failing_over == frozenset()
