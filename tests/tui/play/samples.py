"""A small level of our own, with every command allowed, for the tests of the play screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scalegame.content.levels import Level
from scalegame.engine.commands import CauseIncident, Command, SetTraffic
from scalegame.engine.scenario import (
    Goal,
    Incident,
    IncidentKind,
    Metric,
    Policy,
    Scenario,
    SessionPlace,
    Source,
    StartServer,
    StoreName,
    Wave,
    Wiring,
)
from scalegame.engine.units import MILLICENTS_PER_DOLLAR
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.scene import Scene, look

SEED = 7
EVERYTHING = frozenset(
    {
        "add_server", "remove_server", "restart_server", "drain_server", "connect", "set_policy",
        "redis", "sql", "object_storage",
    }
)  # fmt: skip

#: What only later levels offer.
LATER = frozenset(
    {
        "cdn", "queue", "signed_cookie", "add_replica", "add_pooler", "set_redis",
        "set_rate_limit", "set_autoscaler", "set_health_check", "set_timeout", "set_drain",
    }
)  # fmt: skip

SCENARIO = Scenario(
    level="sample",
    budget=400 * MILLICENTS_PER_DOLLAR,
    servers=(StartServer("A"), StartServer("B")),
    waves=(
        Wave("Morning", (3,) * 30, (Incident(IncidentKind.CRASH, at=20, server="B"),)),
        Wave("Rush", (6,) * 30),
    ),
    sources=(Source("homes", addresses=400, share=1, requests=(4, 9), think=5, mix=(0, 6, 2, 1, 1, 1)),),
    goals=(
        Goal(Metric.SESSION_LOSS, passing=50, gold=10),
        Goal(Metric.LOAD_IMBALANCE, passing=250, gold=100),
        Goal(Metric.COST, passing=None, gold=150 * MILLICENTS_PER_DOLLAR),
    ),
    allowed=EVERYTHING,
    policies=(Policy.ROUND_ROBIN, Policy.LEAST_CONNECTIONS, Policy.STICKY_COOKIE),
)

#: The same service with everything there is in reach, and Redis and the database standing there.
RICH = replace(
    SCENARIO,
    level="rich",
    budget=2_000 * MILLICENTS_PER_DOLLAR,
    allowed=EVERYTHING | LATER,
    stores=(StoreName.REDIS, StoreName.SQL),
)
#: All that any level allows: the player orders visitors and incidents as well.
OPEN = replace(RICH, allowed=RICH.allowed | {SetTraffic.verb, CauseIncident.verb})


def level(
    scenario: Scenario = SCENARIO, *, title: str = "A sample", hints: tuple[str, ...] = ("Look.", "Turn.", "Do it.")
) -> Level:
    """Return a level around ``scenario``."""
    return Level(
        id="sample", number=3, title=title, teaser="", briefing=(), seed=SEED, scenario=scenario, hints=hints, idea="",
        interview="", quiz=(), plans={}, teaches=(), digest="", path=Path("sample.json"),
    )  # fmt: skip


def fleet(count: int) -> Scenario:
    """Return the sample scenario with ``count`` servers, all but the first connected to Redis."""
    redis = Wiring(sessions=SessionPlace.REDIS)
    servers = tuple(StartServer(f"s{n:03}", wiring=redis if n else Wiring()) for n in range(count))
    return replace(SCENARIO, servers=servers, stores=(next(iter(SCENARIO.store_specs)),))


def played(ticks: int, *commands: Command, scenario: Scenario = SCENARIO) -> Playthrough:
    """Return a game of the sample level after ``commands`` at the start and ``ticks`` ticks."""
    playthrough = Playthrough(level(scenario), SEED)
    for command in commands:
        playthrough.give(command)
    for _ in range(ticks):
        playthrough.tick()
    return playthrough


def scene(playthrough: Playthrough) -> Scene:
    """Return what the widgets are handed, with the first server selected."""
    from scalegame.playthrough.selection import Node, NodeKind

    return look(playthrough, Node(NodeKind.SERVER, playthrough.view.servers[0].name))
