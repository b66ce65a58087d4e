"""A small level for the tests of proofs and searches: too many people for one server, and stores in Redis."""

from __future__ import annotations

from dataclasses import replace

from scalegame.analysis.proof.prove import Lesson
from scalegame.analysis.search.variation import in_order
from scalegame.engine import AddServer, At, Plan, Policy, SessionPlace, StoreName
from scalegame.engine.commands import Command
from scalegame.engine.scenario import Goal, Metric, Scenario, ServerType, Source, Wave, Wiring
from tests.engine.builders import level, stocked, wired

#: A server that does a hundred units of work in a second, so that a handful of people is a crowd.
TINY = ServerType(capacity=100, queue=10, boot=3, price=1_000_000, upkeep=10_000)
PEOPLE = Source("homes", addresses=1000, share=1, requests=(4, 4), think=2, mix=(0, 1, 0, 0, 0, 0))
#: What helps, and what comes too late.
IN_TIME, TOO_LATE = (At(2, AddServer(2)),), (At(25, AddServer(2)),)


def plan_of(end: int, pairs: list[tuple[int, Command]]) -> Plan:
    """Return a plan of commands at their ticks, those after ``end`` moved into the game."""
    return in_order([At(tick % end, command) for tick, command in pairs])


def crowd() -> Scenario:
    """Return a short level of two waves that one server cannot bear and three can."""
    shared = Wiring(sessions=SessionPlace.REDIS)
    base = stocked(level(wired("A", shared), kind=TINY, source=PEOPLE), StoreName.REDIS)
    return replace(
        base,
        template=shared,
        waves=(Wave("Crowd", (0,) * 8 + (3,) * 16), Wave("Rest", (1,) * 16)),
        goals=(Goal(Metric.FAILED_REQUESTS, 100, 20), Goal(Metric.SESSION_LOSS, 200, 100)),
        allowed=frozenset({"add_server", "remove_server", "set_policy"}),
        policies=(Policy.ROUND_ROBIN, Policy.LEAST_CONNECTIONS),
    )


def lesson() -> Lesson:
    """Return a level that teaches to add servers in time."""
    return Lesson("crowd", crowd(), {"reference": IN_TIME, "tempting": TOO_LATE}, ("add_server",))
