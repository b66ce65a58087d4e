"""Third hints can be followed to the letter: what they say, as a plan that the screens offer, wins the level."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from scalegame.content.level import Level
from scalegame.engine.commands import (
    ALL,
    AddPooler,
    AddReplica,
    AddServer,
    AddStore,
    Command,
    Connect,
    DrainServer,
    RemoveServer,
    RestartServer,
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetRedis,
    SetTimeout,
)
from scalegame.engine.scenario import (
    Check,
    Eviction,
    FilePlace,
    OrderPlace,
    Policy,
    SessionPlace,
    StoreName,
)
from scalegame.playthrough.actions import table
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.selection import Node, NodeKind
from tests.campaign import LEVELS
from tests.depth import every

REDIS, SQL, S3 = StoreName.REDIS, StoreName.SQL, StoreName.OBJECT_STORAGE
BALANCER = Node(NodeKind.BALANCER, "balancer")


@dataclass(frozen=True, slots=True)
class Step:
    """A step that a hint advises: the words of it, its time in ticks, and the command."""

    said: str
    at: int
    command: Command


#: Where a hint says "before", the last moment; where it says "at once", the first.
STEPS: dict[str, list[Step]] = {
    "the-local-bartender": [Step("Pause at about 0:30, select A and press R.", 30, RestartServer("A"))],
    "the-second-bartender": [Step("Press b at once and choose the sticky cookie", 0, SetPolicy(Policy.STICKY_COOKIE))],
    "married-to-a-server": [
        Step("Choose the sticky cookie at once (b).", 0, SetPolicy(Policy.STICKY_COOKIE)),
        Step("At about 1:00 select hermes and drain it (d)", 60, DrainServer("hermes")),
    ],
    "make-it-stateless": [
        Step("Press s and buy Redis at once.", 0, AddStore(REDIS)),
        Step("after 8 seconds, press c and connect all servers to it", 8, Connect(ALL, SessionPlace.REDIS)),
    ],
    "any-register-will-do": [Step("At about 0:35 press a three times", 35, AddServer()) for _ in range(3)],
    "the-missing-avatar": [
        Step("Press s and buy object storage at once.", 0, AddStore(S3)),
        Step("After 5 seconds press c and connect all servers to it", 5, Connect(ALL, FilePlace.OBJECT_STORAGE)),
    ],
    "the-reshuffle": [
        Step("Press s at once and buy Redis", 0, AddStore(REDIS)),
        Step("at 0:08 press c and connect all servers", 8, Connect(ALL, SessionPlace.REDIS)),
        Step("Then choose round robin (b)", 8, SetPolicy(Policy.ROUND_ROBIN)),
        Step("At about 0:55 press a for the fifth server", 55, AddServer()),
    ],
    "stateless-is-not-dataless": [
        Step("Press s and buy both stores at once.", 0, AddStore(REDIS)),
        Step("Press s and buy both stores at once.", 0, AddStore(SQL)),
        Step("At 0:08 press c and connect all servers to Redis", 8, Connect(ALL, SessionPlace.REDIS)),
        Step("at about 0:22 connect all servers to the database", 22, Connect(ALL, OrderPlace.SQL)),
    ],
    "redis-is-a-server-too": [
        Step("Press s at once and let Redis refuse log-ins when it is full.", 0, SetRedis(Eviction.NOEVICTION)),
        Step("Before 2:20 buy a replica (s again)", 139, AddReplica(REDIS)),
    ],
    "the-sealed-envelope": [
        Step(
            "At about 1:20 press c and connect all servers to the signed cookie.",
            80,
            Connect(ALL, SessionPlace.SIGNED_COOKIE),
        ),
        Step("at about 1:40, choose round robin (b)", 100, SetPolicy(Policy.ROUND_ROBIN)),
    ],
    "too-many-connections": [
        Step("Press s and buy the pooler at about 0:30", 30, AddPooler()),
        Step("then order two servers (a a)", 30, AddServer()),
        Step("then order two servers (a a)", 30, AddServer()),
        Step("At about 0:40 buy a replica of the database", 40, AddReplica(SQL)),
    ],
    "deploy-day": [
        Step("Press b at once and let servers drain for up to 30 s before each deploy.", 0, SetDrain(30)),
        Step("Order one server (a) before 0:45.", 44, AddServer()),
        Step("At about 2:52, when the last deploy is nearly done, drain apollo (d)", 172, DrainServer("apollo")),
        Step("remove it (x) before 3:15", 194, RemoveServer("apollo")),
    ],
    "cattle": [Step("Press A at once and let it keep between 4 and 8 servers.", 0, SetAutoscaler(4, 8))],
    "the-slow-one": [
        Step("Press b three times: least connections", 0, SetPolicy(Policy.LEAST_CONNECTIONS)),
        Step("the HTTP health check", 0, SetHealthCheck(Check.HTTP)),
        Step("and 1 s for an answer", 0, SetTimeout(1000)),
    ],
    "the-stampede": [Step("Before 1:10 press l and choose the limit", 69, SetRateLimit(90))],
    "the-interview": [
        Step("At once press s and buy Redis, the database and object storage.", 0, AddStore(REDIS)),
        Step("At once press s and buy Redis, the database and object storage.", 0, AddStore(SQL)),
        Step("At once press s and buy Redis, the database and object storage.", 0, AddStore(S3)),
        Step("Connect all servers (c) to object storage at 0:05", 5, Connect(ALL, FilePlace.OBJECT_STORAGE)),
        Step("to Redis at 0:12", 12, Connect(ALL, SessionPlace.REDIS)),
        Step("to the database at 0:20", 20, Connect(ALL, OrderPlace.SQL)),
        *(Step("Order three servers (a a a) at 0:40.", 40, AddServer()) for _ in range(3)),
        Step("Before 2:30 buy a replica of Redis (s)", 149, AddReplica(REDIS)),
    ],
}


def selected(command: Command) -> Node:
    """Return what a player has selected when giving ``command``: the server that it names, or the balancer."""
    match command:
        case RestartServer(name) | DrainServer(name) | RemoveServer(name):
            return Node(NodeKind.SERVER, name)
        case _:
            return BALANCER


def offered(playthrough: Playthrough, command: Command) -> bool:
    """Return whether a key or a choice of a dialog gives ``command`` now, and nothing is in its way."""
    node = selected(command)
    keys = [one.command for one in table.offers(playthrough, node) if not one.refusal and one.command.order]
    orders = [one.order(playthrough, node) for one in keys if one.order]
    picks = [one.choice.value for one in table.picks(playthrough, node) if not one.choice.refusal]
    return command in orders + picks


@pytest.mark.parametrize("level", every(4, LEVELS), ids=lambda level: level.id)
def test_the_third_hint_can_be_followed_and_wins(level: Level) -> None:
    playthrough = Playthrough(level, level.seed)
    for step in STEPS[level.id]:
        assert step.said in level.hints[2]
        while playthrough.view.tick < step.at:
            playthrough.tick()
        assert offered(playthrough, step.command), step.said
        playthrough.give(step.command)
    while not playthrough.over:
        playthrough.tick()
    assert playthrough.result.won
