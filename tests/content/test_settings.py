"""Settings that contradict each other or can never matter, incidents that cannot happen, commands that cannot work."""

from __future__ import annotations

import pytest

from tests.content.example import Steps, place_of, problems, short, written

#: Fields that change or are added to the short level.
Fields = dict[str, object]

INCIDENT: Steps = ("waves", 0, "incidents", 0)
PLAN: Steps = ("plans", "a", 0)
SQL = {"servers": [{}], "stores": ["sql"]}
REDIS = {"servers": [{}], "stores": ["redis"]}


def start(**fields: object) -> Fields:
    return {"start": {"servers": [{}], **fields}}


def store(name: str, **fields: object) -> Fields:
    """Return the fields of a level that has a store with these settings."""
    return {"start": {"servers": [{}], "stores": [name]}, "catalog": {"stores": {name: fields}}}


def source(**fields: object) -> Fields:
    return {"sources": [fields]}


def incident(**fields: object) -> Fields:
    wave = {"title": "All day", "ticks": 20, "arrivals": [[0, 1]], "incidents": [{"at": 3, **fields}]}
    return {"waves": [wave]}


def plan(*allowed: str, **fields: object) -> Fields:
    return {"allowed": list(allowed), "plans": {"a": [fields]}}


def expect(fields: Fields, where: Steps, message: str) -> None:
    """Check that this one mistake is told, at exactly this place."""
    level = short(**fields)
    told = [(problem.line, problem.column, problem.message) for problem in problems(written(level))]
    assert told == [(*place_of(level, where), message)]


@pytest.mark.parametrize(
    "fields, where, message",
    [
        (start(servers=[{"zone": "b"}]), ("start", "servers", 0, "zone"), 'there is no zone "b"; there is only a'),
        ({"zones": ["a", "b", "a"]}, ("zones", 2), '"a" is there twice'),
        (
            start(sessions="sql"),
            ("start", "sessions"),
            'sessions are kept in sql, so "stores" in "start" must hold "sql"',
        ),
        (
            start(files="sql_blob"),
            ("start", "files"),
            'files are kept in sql_blob, so "stores" in "start" must hold "sql"',
        ),
        (
            start(work="queue"),
            ("start", "work"),
            'slow work goes to the queue, so "stores" in "start" must hold "queue"',
        ),
        (
            start(autoscaler={"min": 3, "max": 2}),
            ("start", "autoscaler", "min"),
            '"min" is 3, which is more than "max", 2',
        ),
        (
            start(autoscaler={"max": 2, "target": "0%"}),
            ("start", "autoscaler", "target"),
            '"target" must be more than 0% and at most 100%, but is "0%"',
        ),
        (
            start(autoscaler={"max": 2, "target": "100.1%"}),
            ("start", "autoscaler", "target"),
            '"target" must be more than 0% and at most 100%, but is "100.1%"',
        ),
        (source(addresses=3, networks=4), ("sources", 0, "networks"), "there are 4 networks, but only 3 addresses"),
        (
            source(addresses=509, networks=2),
            ("sources", 0, "networks"),
            "so many networks have room for 508 addresses, but there are 509",
        ),
        (
            source(addresses=9, networks=8, last_octet=1),
            ("sources", 0, "networks"),
            "so many networks have room for 8 addresses that end in 1, but there are 9",
        ),
        (
            store("redis", replicas=2),
            ("catalog", "stores", "redis", "replicas"),
            "there are 2 replicas, but at most 1 can be had",
        ),
        (
            store("sql", replicas=2, most_replicas=1),
            ("catalog", "stores", "sql", "replicas"),
            "there are 2 replicas, but at most 1 can be had",
        ),
        (
            {"start": {"servers": [{}], "stores": ["queue"]}, "catalog": {"deferrable": {"upload": 25}}},
            ("catalog", "deferrable", "upload"),
            'of 25 work units at most 24 can wait, but "upload" is 25',
        ),
    ],
)
def test_a_contradiction_is_told_at_its_place(fields: Fields, where: Steps, message: str) -> None:
    expect(fields, where, message)


@pytest.mark.parametrize(
    "fields, where, reason",
    [
        (
            {"catalog": {"stores": {"redis": {"eviction": "allkeys_lru"}}}},
            ("catalog", "stores", "redis"),
            "it is neither there nor for sale",
        ),
        (
            store("redis", memory=0, eviction="allkeys_lru"),
            ("catalog", "stores", "redis", "eviction"),
            "the memory has no limit",
        ),
        (
            store("sql", connections=0, pooler=True),
            ("catalog", "stores", "sql", "pooler"),
            "the connections have no limit",
        ),
        (
            {"catalog": {"deferrable": {"upload": 9}}},
            ("catalog", "deferrable"),
            "the queue is neither there nor for sale",
        ),
        ({"catalog": {"reads": {"browse": 1}}}, ("catalog", "reads"), "SQL is neither there nor for sale"),
        (
            {"catalog": {"cookie": {"base": 9}}},
            ("catalog", "cookie"),
            "sessions are in no signed cookie, and cannot be connected to one",
        ),
        (
            start(autoscaler={"target": "50%"}),
            ("start", "autoscaler"),
            '"max" is 0, which turns it off, and set_autoscaler is not allowed',
        ),
        (start(deploy_drain=5), ("start", "deploy_drain"), "no server is ever deployed"),
        (start(rate_limit={"per": "address"}), ("start", "rate_limit", "per"), '"limit" is 0'),
        (
            start(balancer={"health": {"fail_timeout": 5}}),
            ("start", "balancer", "health", "fail_timeout"),
            '"max_fails" is 0',
        ),
        (source(retry_after=5), ("sources", 0, "retry_after"), '"retries" is 0'),
        (source(backoff=True), ("sources", 0, "backoff"), '"retries" is 0'),
    ],
)
def test_a_setting_without_effect_is_told_with_the_reason(fields: Fields, where: Steps, reason: str) -> None:
    expect(fields, where, f'"{where[-1]}" has no effect: {reason}')


@pytest.mark.parametrize(
    "fields, message",
    [
        ({"redis_restart": True}, "Redis cannot restart: it is neither there nor for sale"),
        ({"redis_full": "50%", "ticks": 5}, "Redis cannot run full: it is neither there nor for sale"),
        ({"sql_failover": True}, "SQL cannot fail over: it is neither there nor for sale"),
        ({"zone_outage": "b", "ticks": 5}, 'there is no zone "b"; there is only a'),
        (
            {"crash_loop": "Z", "times": 1, "ticks": 5},
            'there is no server "Z"; there are A, busiest_server, random_server',
        ),
        ({"freeze": "radom_server", "ticks": 5}, 'there is no server "radom_server"; did you mean "random_server"?'),
        ({"whale": "0%", "ticks": 5}, '"whale" must be more than 0% and at most 100%, but is "0%"'),
        ({"ban": "101%"}, '"ban" must be more than 0% and at most 100%, but is "101%"'),
        ({"retry_storm": 11, "ticks": 5}, '"retry_storm" must be at most 10, but is 11'),
    ],
)
def test_an_incident_that_cannot_happen_is_told(fields: Fields, message: str) -> None:
    expect(incident(**fields), (*INCIDENT, next(iter(fields))), message)


@pytest.mark.parametrize(
    "fields, message",
    [
        ({"memory": 0}, "Redis cannot run full: its memory has no limit"),
        ({}, '"redis_full" must be more than 0% and at most 100%, but is "0%"'),
    ],
)
def test_redis_runs_full_only_if_something_is_taken_of_a_memory_with_a_limit(fields: Fields, message: str) -> None:
    share = "40%" if fields else "0%"
    expect(incident(redis_full=share, ticks=5) | store("redis", **fields), (*INCIDENT, "redis_full"), message)


@pytest.mark.parametrize(
    "fields, message",
    [
        ({"allowed": ["connect"]}, "connect is allowed, but there is nothing to connect to"),
        ({"allowed": ["connect", "cdn"]}, "connect is allowed, but there is nothing to connect to"),
        ({"allowed": ["signed_cookie"]}, 'signed_cookie is of no use without "connect" in "allowed"'),
        ({"allowed": ["queue"]}, 'queue is of no use without "connect" in "allowed"'),
        ({"allowed": ["add_replica"]}, "add_replica is allowed, but no store can have one more"),
        (
            {"allowed": ["add_replica"], **store("redis", replicas=1)},
            "add_replica is allowed, but no store can have one more",
        ),
        ({"allowed": ["add_pooler"]}, "add_pooler is allowed, but there is no SQL database, and none can be bought"),
        (
            {"allowed": ["add_pooler"], **store("sql", pooler=True)},
            "add_pooler is allowed, but the pooler is there already",
        ),
        (
            {"allowed": ["add_pooler"], **store("sql", connections=0)},
            "add_pooler is allowed, but SQL's connections have no limit",
        ),
        ({"allowed": ["set_redis"]}, "set_redis is allowed, but there is no Redis, and none can be bought"),
        ({"allowed": ["set_drain"]}, "set_drain is allowed, but no server is ever deployed"),
    ],
)
def test_a_command_that_can_do_nothing_is_not_allowed(fields: Fields, message: str) -> None:
    expect(fields, ("allowed", 0), message)


@pytest.mark.parametrize(
    "fields",
    [
        {"allowed": ["connect", "signed_cookie"]},
        {"allowed": ["connect"], **start(sessions="signed_cookie"), "catalog": {"cookie": {"shared_key": False}}},
        {"allowed": ["cdn"]},
        {"allowed": ["set_drain"], **incident(rolling_deploy=True)},
        {"allowed": ["set_autoscaler"], **start(autoscaler={"target": "50%"})},
        {"allowed": ["set_redis", "add_replica", "redis", "connect"]},
        {"allowed": ["add_pooler", "add_replica"], "start": SQL},
        {"zones": ["a", "b"], **incident(zone_outage="b", ticks=5)},
        incident(ban="100%"),
        source(addresses=508, networks=2),
        store("redis", replicas=1),
    ],
)
def test_what_can_matter_is_no_mistake(fields: Fields) -> None:
    assert problems(written(short(**fields))) == ()


@pytest.mark.parametrize(
    "fields, field, message",
    [
        (
            plan("set_autoscaler", do="set_autoscaler", min=4, max=3),
            "min",
            '"min" is 4, which is more than "max", 3',
        ),
        (
            plan("add_replica", do="add_replica", store="sql") | {"start": REDIS},
            "store",
            "there is no sql in this level, and none can be bought",
        ),
        (
            {
                **plan("add_replica", do="add_replica", store="redis"),
                "start": {"servers": [{}], "stores": ["redis", "sql"]},
                "catalog": {"stores": {"redis": {"most_replicas": 0}}},
            },
            "store",
            'redis can have no more replicas: its "most_replicas" are there from the start',
        ),
        (
            plan("connect", do="connect", server="A", to="signed_cookie") | {"start": REDIS},
            "to",
            'connect to signed_cookie is not allowed in this level: "allowed" does not hold "signed_cookie"',
        ),
        (
            plan("connect", do="connect", server="A", to="sql_blob") | {"start": REDIS},
            "to",
            "there is no sql in this level, and none can be bought",
        ),
        (
            plan("connect", do="connect", server="all", to="queue") | {"start": REDIS},
            "to",
            "there is no queue in this level, and none can be bought",
        ),
        (
            plan("connect", do="connect", server="all", to="sql", keep="work") | {"start": SQL},
            "keep",
            "a server cannot keep work in 'sql'",
        ),
        (
            plan(do="set_timeout", ms=5),
            "do",
            'set_timeout is not allowed in this level: "allowed" does not hold "set_timeout"',
        ),
        (
            plan("set_redis", do="set_redis", to="volatile_lru") | {"start": REDIS},
            "to",
            '"to" must be one of noeviction, allkeys_lru, none, aof, not "volatile_lru"; did you mean "allkeys_lru"?',
        ),
    ],
)
def test_a_command_that_can_never_work_is_told(fields: Fields, field: str, message: str) -> None:
    expect(fields, (*PLAN, field), message)


def test_a_setting_of_another_store_is_answered_with_its_owners() -> None:
    memory, misspelt = problems(written(short(**store("sql", memory=5, pooller=True))))
    assert memory.message == 'unknown field "memory"; among the stores only redis, queue can have it'
    assert misspelt.message == 'unknown field "pooller"; did you mean "pooler"?'


REMOVAL = [{"do": "add_server", "count": 2}, {"at": 9, "do": "remove_server", "server": "s003"}]
VERBS = ["add_server", "remove_server"]


@pytest.mark.parametrize("fields", [{}, incident(crash="A")])
def test_a_plan_names_only_servers_that_it_orders(fields: Fields) -> None:
    fields = {**fields, "allowed": VERBS, "plans": {"a": REMOVAL}}
    expect(fields, ("plans", "a", 1, "server"), 'there is no server "s003"; did you mean "s002"?')


@pytest.mark.parametrize("fields", [start(autoscaler={"max": 4}), {"allowed": [*VERBS, "set_autoscaler"]}])
def test_an_autoscaler_orders_servers_with_later_numbers(fields: Fields) -> None:
    fields = {"allowed": VERBS, "plans": {"a": REMOVAL}, **fields}
    assert problems(written(short(**fields))) == ()
    unheard = [{"do": "remove_server", "server": "s257"}]
    expect({**fields, "plans": {"a": unheard}}, ("plans", "a", 0, "server"), 'there is no server "s257"; there are A')
