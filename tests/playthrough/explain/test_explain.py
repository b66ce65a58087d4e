"""The answers of ``why?`` about each part of the service."""

from __future__ import annotations

import pytest

from scalegame.engine.commands import AddStore, Connect, DrainServer
from scalegame.engine.scenario import SessionPlace, StoreName
from scalegame.playthrough.explain import explain
from scalegame.playthrough.scene import BALANCER_NODE
from scalegame.playthrough.selection import Node, NodeKind
from tests.tui.play.samples import played

A = Node(NodeKind.SERVER, "A")
B = Node(NodeKind.SERVER, "B")
REDIS = Node(NodeKind.STORE, StoreName.REDIS.value)


def test_a_quiet_server_is_told_to_be_well() -> None:
    told = explain(played(0), A)
    assert told[0] == "A is up."
    assert told[-1] == "Nobody was logged out here and no request failed."


def test_a_server_with_sessions_in_memory_is_told_to_be_alone_with_them() -> None:
    playthrough = played(5)
    held = playthrough.view.servers[0].held
    assert any(f"{held} people" in line and "no other server knows them" in line for line in explain(playthrough, A))


def test_a_crashed_server_tells_its_losses_with_cause_and_time() -> None:
    told = explain(played(22), B)
    assert told[0].startswith("B is down")
    assert any(line.startswith("0:20  ") and "Only its memory knew them." in line for line in told)


def test_a_draining_server_says_so() -> None:
    assert explain(played(1, DrainServer("A")), A)[0].startswith("A is draining")


def test_the_balancer_tells_its_policy_and_its_checks() -> None:
    told = explain(played(10), BALANCER_NODE)
    assert told[0] == "Round robin: Each request goes to the next server in turn."
    assert any("2 checks" in line for line in told)
    assert any(line.startswith("The busiest is ") for line in told)


def test_a_store_not_bought_says_so() -> None:
    assert "You do not have it. s opens the stores." in explain(played(0), REDIS)


def test_a_store_tells_who_uses_it() -> None:
    playthrough = played(9, AddStore(StoreName.REDIS))
    assert "Nobody uses it: connect a server with c." in explain(playthrough, REDIS)
    playthrough.give(Connect("A", SessionPlace.REDIS))
    playthrough.tick()
    assert "Connected to it: A." in explain(playthrough, REDIS)


@pytest.mark.parametrize("tick", [0, 21, 35, 60])
def test_every_part_can_be_explained_at_any_time(tick: int) -> None:
    playthrough = played(tick, AddStore(StoreName.REDIS))
    for node in (A, B, BALANCER_NODE, REDIS, Node(NodeKind.STORE, StoreName.SQL.value)):
        assert all(line for line in explain(playthrough, node))
