"""From a level file to the engine's values: every unit, exactly."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from scalegame.content.build.names import name_groups
from scalegame.content.schema.service import ServersPart
from scalegame.engine.commands import (
    ALL,
    AddPooler,
    AddReplica,
    AddServer,
    AddStore,
    At,
    CauseIncident,
    Connect,
    DrainServer,
    NextWave,
    RemoveServer,
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetRedis,
    SetTimeout,
    SetTraffic,
    UndrainServer,
)
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Autoscaler,
    Balancer,
    Check,
    Eviction,
    FilePlace,
    Goal,
    Incident,
    IncidentKind,
    LimitPer,
    Metric,
    OrderPlace,
    Persistence,
    Policy,
    RateLimit,
    Rejected,
    Scenario,
    SessionPlace,
    Source,
    StartServer,
    StoreName,
    StoreSpec,
    Wave,
    Wiring,
    WorkPlace,
)
from scalegame.engine.scenario import ServerType as Type
from tests.content.example import FULL, SHORT, load, short, written


def test_the_service_at_the_start() -> None:
    scenario = load(FULL).scenario
    wiring = Wiring(sessions=SessionPlace.REDIS, work=WorkPlace.QUEUE)
    assert scenario.level == "everything-at-once"
    assert scenario.budget == 51_250_000
    assert scenario.balancer == Balancer(
        Policy.SOURCE_HASH, redispatch=False, interval=2, fall=3, rise=2, keep_dead_slots=False, ring_points=40,
        mixing=False, hash_network=True, check=Check.HTTP, max_fails=4, fail_timeout=7, retries=3,
        read_timeout_us=1_200_000,
    )  # fmt: skip
    assert scenario.zones == ("a", "b")
    assert scenario.lives == 1_000_000
    assert scenario.servers == (
        StartServer("mars", "large", wiring),
        StartServer("venus", "large", wiring),
        StartServer("A", "tiny", wiring, zone="b"),
        StartServer("s001", "small", wiring, cattle=True),
        StartServer("s002", "small", wiring, cattle=True),
    )
    assert scenario.template == wiring
    assert scenario.stores == (StoreName.REDIS, StoreName.QUEUE)
    assert scenario.limit == RateLimit(90, LimitPer.ADDRESS)
    assert scenario.autoscaler == Autoscaler(2, 6, 625, 8, 4)
    assert scenario.deploy_drain == 6
    assert {"sql", "signed_cookie", "set_drain"} <= scenario.allowed
    assert scenario.policies == (Policy.ROUND_ROBIN, Policy.STICKY_COOKIE)


def test_the_catalog() -> None:
    scenario = load(FULL).scenario
    assert scenario.server_type("tiny") == Type("tiny", 250, 20, 50, 9, 3, 1_250_000, 2_500, pool=5)
    assert scenario.server_type("small") == Type()
    assert scenario.work == (40, 11, 13, 26, 9, 21)
    assert scenario.deferrable == (1, 2, 3, 25, 4, 12)
    assert scenario.reads == (2, 3, 1, 4, 5, 6)
    assert (scenario.cookie_base, scenario.cookie_item, scenario.cookie_work, scenario.shared_key) == (
        600,
        250,
        3,
        False,
    )
    assert scenario.timeout_us == 2_500_000
    assert scenario.added_type == "tiny"


def test_the_stores_of_the_catalog() -> None:
    specs = load(FULL).scenario.store_specs
    assert specs[StoreName.REDIS] == StoreSpec(
        5_500_000, 20_000, 4, 900, 800, 1_500, 6, 10, Eviction.ALLKEYS_LRU, Persistence.AOF, aof_upkeep=3_000,
        replicas=1, most_replicas=2, replica_price=5_000_000, replica_upkeep=15_000, replica_lead=9, failover=3,
    )  # fmt: skip
    assert specs[StoreName.SQL] == replace(
        DEFAULT_STORES[StoreName.SQL], capacity=700, restart=12, connections=40, pooler=False, pooler_price=1_500_000,
        pooler_lead=4, pooler_us=250, blob_operations=8, most_replicas=3, replica_price=8_000_000,
        replica_upkeep=25_000, replica_lead=14, failover=5,
    )  # fmt: skip
    for name, changed in (
        (StoreName.OBJECT_STORAGE, {"price": 2_500_000, "capacity": 300}),
        (StoreName.CDN, {"upkeep": 1_000, "lead": 7}),
        (StoreName.QUEUE, {"latency_us": 3_000, "capacity": 800, "memory": 5_000}),
    ):
        assert asdict(specs[name]) == {**asdict(DEFAULT_STORES[name]), **changed}


def test_a_pooler_can_stand_there_from_the_start() -> None:
    level = short(start={"servers": [{}], "stores": ["sql"]}, catalog={"stores": {"sql": {"pooler": True}}})
    assert load(written(level)).scenario.store_specs[StoreName.SQL].pooler


@pytest.mark.parametrize("work, waits", [(30, 20), (20, 19), (1, 0)])
def test_what_a_queue_takes_over_shrinks_with_the_work(work: int, waits: int) -> None:
    scenario = load(written(short(catalog={"work": {"upload": work}}))).scenario
    assert scenario.deferrable == (0, 0, 0, waits, 0, 10)


def test_the_traffic() -> None:
    scenario = load(FULL).scenario
    assert scenario.sources == (
        Source("homes", 300, 7, (3, 9), 4, (0, 5, 4, 3, 2, 1), Rejected.INSIST, 300, 1, 2, 3, backoff=True),
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
        Incident(IncidentKind.CRASH_LOOP, 46, "A", 4, count=3),
        Incident(IncidentKind.FREEZE, 47, "random_server", 5),
        Incident(IncidentKind.ZONE_OUTAGE, 48, "b", 6),
        Incident(IncidentKind.ROLLING_DEPLOY, 49),
        Incident(IncidentKind.REDIS_FULL, 50, "", 7, 500),
        Incident(IncidentKind.SQL_FAILOVER, 51),
        Incident(IncidentKind.WHALE, 52, "", 8, 300),
        Incident(IncidentKind.BAN, 53, per_mille=25),
        Incident(IncidentKind.RETRY_STORM, 54, "", 9, count=4),
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
    assert plans["everything"] == (
        At(0, AddStore(StoreName.CDN)),
        At(1, AddStore(StoreName.SQL)),
        At(2, AddReplica(StoreName.REDIS)),
        At(3, SetRedis(Eviction.NOEVICTION)),
        At(4, SetRedis(Persistence.NONE)),
        At(5, SetRateLimit(80, LimitPer.SERVICE)),
        At(6, SetAutoscaler(1, 4)),
        At(7, SetHealthCheck(Check.NONE)),
        At(8, SetTimeout(900)),
        At(9, SetDrain(11)),
        At(10, SetTraffic(5)),
        At(11, CauseIncident(Incident(IncidentKind.SLOW, 0, "venus", 6, 400))),
        At(12, CauseIncident(Incident(IncidentKind.ZONE_OUTAGE, 0, "b", 3))),
        At(13, CauseIncident(Incident(IncidentKind.RETRY_STORM, 0, ticks=5, count=2))),
        At(22, AddPooler()),
        At(23, Connect(ALL, SessionPlace.SQL)),
        At(24, Connect("A", FilePlace.SQL_BLOB)),
        At(25, Connect("A", SessionPlace.SIGNED_COOKIE)),
        At(26, Connect("A", WorkPlace.INLINE)),
    )
    # The texts of some places are equal; only the type tells what is kept there.
    kept = [type(given.command.to) for given in plans["everything"] if isinstance(given.command, Connect)]
    assert kept == [SessionPlace, FilePlace, SessionPlace, WorkPlace]


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
    assert level.assessed


def test_what_a_short_level_leaves_out_has_sensible_values() -> None:
    level = load(SHORT)
    assert (level.briefing, level.hints, level.idea, dict(level.plans)) == (("Go.",), (), "", {})
    assert not level.assessed
    assert [server.name for server in level.scenario.servers] == ["A"]
    assert level.scenario.sources == (Source("homes", 400, 1, (5, 15), 5, (0, 1, 0, 0, 0, 0)),)
    assert level.scenario.budget == 0


def test_what_a_level_leaves_out_is_as_the_engine_has_it() -> None:
    """Every default of a level file stands in the engine as well; this is what keeps the two together."""
    scenario = load(SHORT).scenario
    assert scenario == Scenario(
        level="short",
        budget=0,
        servers=(StartServer("A"),),
        waves=(Wave("All day", (1,) * 20),),
        sources=(Source("homes", addresses=400, share=1, requests=(5, 15), think=5, mix=(0, 1, 0, 0, 0, 0)),),
        goals=(Goal(Metric.SESSION_LOSS, 50, None),),
    )
    plan = [{"do": "set_rate_limit", "limit": 3}]
    level = short(allowed=["set_rate_limit"], plans={"a": plan})
    assert load(written(level)).plans["a"] == (At(0, SetRateLimit(3)),)


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


def test_what_is_only_told_leaves_the_digest_as_it_is() -> None:
    told = {"title": "Other", "teaser": "Other", "briefing": "Other", "hints": ["a", "b", "c"], "number": 99}
    told |= {"assessed": False, "debrief": {"idea": "Other", "picture": ["A ── B"]}}
    whole = json.loads(FULL)
    other = load(written(whole | told))
    assert (other.title, other.assessed) == ("Other", False)
    assert other.digest == load(FULL).digest
    assert load(written(whole | {"budget": 7})).digest != other.digest


@pytest.mark.parametrize(
    "groups, names",
    [
        ([{}], ["A"]),
        ([{"count": 2}], ["A", "B"]),
        ([{"names": ["A"]}, {}], ["A", "B"]),
        ([{"count": 3}], ["zeus", "apollo", "hermes"]),
        ([{"names": ["apollo"]}, {"count": 3}], ["apollo", "zeus", "hermes", "athena"]),
        ([{"count": 1}, {"names": ["web"]}, {"count": 1}], ["A", "web", "B"]),
        ([{"count": 2, "cattle": True}], ["s001", "s002"]),
        ([{"count": 1}, {"count": 1, "cattle": True}, {"count": 1}], ["A", "s001", "B"]),
        ([{"names": ["web"], "cattle": True}], ["web"]),
    ],
)
def test_servers_without_names_get_some(groups: list[dict[str, object]], names: list[str]) -> None:
    parts = [ServersPart.model_validate(group) for group in groups]
    assert [name for group in name_groups(parts) for name in group] == names


def test_many_servers_have_numbers() -> None:
    (names, more) = name_groups([ServersPart(count=40), ServersPart(count=2, cattle=True)])
    assert (names[0], names[-1], len(set(names))) == ("s001", "s040", 40)
    assert more == ["s041", "s042"]
