"""From a level file to the engine's values: every unit, exactly."""

from __future__ import annotations

import json

import pytest

from scalegame.content.names import name_groups
from scalegame.content.schema import ServersPart
from scalegame.engine.commands import (
    ALL,
    AddServer,
    AddStore,
    At,
    Connect,
    DrainServer,
    NextWave,
    RemoveServer,
    SetPolicy,
    UndrainServer,
)
from scalegame.engine.scenario import (
    Balancer,
    Goal,
    Incident,
    IncidentKind,
    Metric,
    OrderPlace,
    Policy,
    Rejected,
    SessionPlace,
    Source,
    StartServer,
    StoreName,
    StoreSpec,
    Wiring,
)
from scalegame.engine.scenario import ServerType as Type
from tests.content.example import FULL, SHORT, load, written


def test_the_service_at_the_start() -> None:
    scenario = load(FULL).scenario
    wiring = Wiring(sessions=SessionPlace.REDIS)
    assert scenario.level == "everything-at-once"
    assert scenario.budget == 51_250_000
    assert scenario.balancer == Balancer(
        Policy.SOURCE_HASH, redispatch=False, interval=2, fall=3, rise=2, keep_dead_slots=False, ring_points=40
    )
    assert scenario.servers == (
        StartServer("mars", "large", wiring),
        StartServer("venus", "large", wiring),
        StartServer("A", "tiny", wiring),
    )
    assert scenario.template == wiring
    assert scenario.stores == (StoreName.REDIS,)
    assert "sql" in scenario.allowed
    assert scenario.policies == (Policy.ROUND_ROBIN, Policy.STICKY_COOKIE)


def test_the_catalog() -> None:
    scenario = load(FULL).scenario
    assert scenario.server_type("tiny") == Type("tiny", 250, 20, 50, 9, 3, 1_250_000, 2_500)
    assert scenario.server_type("small") == Type()
    assert scenario.store_specs[StoreName.REDIS] == StoreSpec(5_500_000, 20_000, 4, 900, 800, 1_500, 6, 10)
    assert scenario.work == (40, 11, 13, 26, 9, 21)
    assert scenario.timeout_us == 2_500_000
    assert scenario.added_type == "tiny"


def test_the_traffic() -> None:
    scenario = load(FULL).scenario
    assert scenario.sources == (
        Source("homes", 300, 7, (3, 9), 4, (0, 5, 4, 3, 2, 1), Rejected.INSIST),
        Source("office", 1, 3, (5, 15), 5, (0, 1, 0, 0, 0, 0)),
    )
    morning, noon = scenario.waves
    assert (morning.title, len(morning.arrivals), noon.arrivals) == ("Morning", 60, (4,) * 30)
    assert morning.incidents == (
        Incident(IncidentKind.CRASH, 10, "busiest_server"),
        Incident(IncidentKind.SLOW, 20, "venus", 12, 300),
        Incident(IncidentKind.LEAK, 30, "A", 20),
        Incident(IncidentKind.REDIS_RESTART, 40),
        Incident(IncidentKind.SPIKE, 45, "", 10, 2500),
    )


def test_the_goals() -> None:
    assert load(FULL).scenario.goals == (
        Goal(Metric.SESSION_LOSS, 50, 0),
        Goal(Metric.LOAD_IMBALANCE, 250, 125),
        Goal(Metric.FAILED_REQUESTS, 20, 10),
        Goal(Metric.LATENCY_P95, 500, 200),
        Goal(Metric.COST, 45_000_000, 40_025_000),
        Goal(Metric.TIME, 90, 80),
        Goal(Metric.COMMANDS, 9, 4),
    )


def test_the_plans() -> None:
    plans = load(FULL).plans
    assert plans["reference"] == (
        At(0, AddStore(StoreName.SQL)),
        At(20, Connect(ALL, OrderPlace.SQL)),
        At(25, SetPolicy(Policy.STICKY_COOKIE)),
        At(30, DrainServer("mars")),
        At(31, UndrainServer("mars")),
        At(40, NextWave()),
    )
    assert plans["tempting"] == (At(5, AddServer(2)), At(30, RemoveServer("s002")))


def test_the_texts() -> None:
    level = load(FULL)
    assert (level.number, level.title, level.teaser, level.seed) == (
        99, "Everything at once", "Every field a level can have.", 7,
    )  # fmt: skip
    assert level.briefing == ("One paragraph.", "And another one.")
    assert level.hints == ("Look.", "Think of the database.", "Buy it, then connect everyone.")
    assert (level.idea, level.interview) == ("State belongs somewhere.", "Where would you keep it?")
    assert (level.quiz[0].choices, level.quiz[0].answer) == (("Here", "There"), 1)
    assert level.teaches == ("sql", "sticky_cookie")


def test_what_a_short_level_leaves_out_has_sensible_values() -> None:
    level = load(SHORT)
    assert (level.briefing, level.hints, level.idea, dict(level.plans)) == (("Go.",), (), "", {})
    assert [server.name for server in level.scenario.servers] == ["A"]
    assert level.scenario.sources == (Source("homes", 400, 1, (5, 15), 5, (0, 1, 0, 0, 0, 0)),)
    assert level.scenario.balancer == Balancer()
    assert level.scenario.budget == 0


def test_commands_of_a_plan_come_in_the_order_of_their_ticks() -> None:
    whole = json.loads(SHORT)
    whole |= {
        "allowed": ["add_server"],
        "plans": {"late": [{"at": 9, "do": "next_wave"}, {"at": 3, "do": "add_server"}]},
    }
    assert [given.tick for given in load(written(whole)).plans["late"]] == [3, 9]


def test_the_digest_is_of_what_a_level_says_not_of_how_it_is_written() -> None:
    whole = json.loads(FULL)
    turned = {key: whole[key] for key in reversed(whole) if key != "$schema"} | {"budget": 512.50}
    assert load(written(turned)).digest == load(FULL).digest
    assert load(FULL.replace(b'"seed": 7', b'"seed": 8')).digest != load(FULL).digest


@pytest.mark.parametrize(
    "groups, names",
    [
        ([{}], ["A"]),
        ([{"count": 2}], ["A", "B"]),
        ([{"names": ["A"]}, {}], ["A", "B"]),
        ([{"count": 3}], ["zeus", "apollo", "hermes"]),
        ([{"names": ["apollo"]}, {"count": 3}], ["apollo", "zeus", "hermes", "athena"]),
        ([{"count": 1}, {"names": ["web"]}, {"count": 1}], ["A", "web", "B"]),
    ],
)
def test_servers_without_names_get_some(groups: list[dict[str, object]], names: list[str]) -> None:
    parts = [ServersPart.model_validate(group) for group in groups]
    assert [name for group in name_groups(parts) for name in group] == names


def test_many_servers_are_cattle_with_numbers() -> None:
    (names,) = name_groups([ServersPart(count=40)])
    assert (names[0], names[-1], len(set(names))) == ("s001", "s040", 40)
