"""Commands as plain values and back: nothing is lost, and nothing else is taken for a command."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.engine import commands
from scalegame.engine.catalog import PLACES
from scalegame.engine.codec import command_of, plain_command, plain_plan, plan_of
from scalegame.engine.commands import (
    ALL,
    AddPooler,
    AddReplica,
    AddServer,
    AddStore,
    At,
    CauseIncident,
    Command,
    Connect,
    DrainServer,
    NextWave,
    RemoveServer,
    RestartServer,
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
from scalegame.engine.commands.fields import fields_of
from scalegame.engine.commands.traffic import TAKES
from scalegame.engine.scenario import (
    Check,
    Eviction,
    FilePlace,
    Incident,
    IncidentKind,
    LimitPer,
    OrderPlace,
    Persistence,
    Policy,
    SessionPlace,
    StoreName,
    WorkPlace,
)

NAMES = st.sampled_from([ALL, "A", "zeus", "s001"])
NUMBERS = st.integers(0, 1_000_000)


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    """Draw an incident as it can be ordered: with what its kind takes, and nothing else."""
    kind = draw(st.sampled_from(IncidentKind))
    takes = TAKES[kind]
    return Incident(
        kind,
        0,
        server=draw(NAMES) if "server" in takes else "",
        ticks=draw(NUMBERS) if "ticks" in takes else 0,
        per_mille=draw(NUMBERS) if "per_mille" in takes else 1000,
        count=draw(NUMBERS) if "count" in takes else 0,
    )


EACH: dict[type[Command], st.SearchStrategy[Command]] = {
    AddServer: st.builds(AddServer, st.integers(1, 9)),
    RemoveServer: st.builds(RemoveServer, NAMES),
    RestartServer: st.builds(RestartServer, NAMES),
    DrainServer: st.builds(DrainServer, NAMES),
    UndrainServer: st.builds(UndrainServer, NAMES),
    AddStore: st.builds(AddStore, st.sampled_from(StoreName)),
    Connect: st.builds(Connect, NAMES, st.sampled_from([*SessionPlace, *FilePlace, *OrderPlace, *WorkPlace])),
    SetPolicy: st.builds(SetPolicy, st.sampled_from(Policy)),
    NextWave: st.just(NextWave()),
    AddReplica: st.builds(AddReplica, st.sampled_from(StoreName)),
    AddPooler: st.just(AddPooler()),
    SetRedis: st.builds(SetRedis, st.sampled_from([*Eviction, *Persistence])),
    SetRateLimit: st.builds(SetRateLimit, NUMBERS, st.sampled_from(LimitPer)),
    SetAutoscaler: st.builds(SetAutoscaler, NUMBERS, NUMBERS),
    SetHealthCheck: st.builds(SetHealthCheck, st.sampled_from(Check)),
    SetTimeout: st.builds(SetTimeout, NUMBERS),
    SetDrain: st.builds(SetDrain, NUMBERS),
    SetTraffic: st.builds(SetTraffic, NUMBERS),
    CauseIncident: st.builds(CauseIncident, incidents()),
}
COMMANDS = st.one_of(*EACH.values())


def test_every_command_is_written_and_read() -> None:
    assert set(EACH) == set(commands.COMMANDS)


@given(COMMANDS)
def test_a_command_comes_back_from_json_as_it_was(command: Command) -> None:
    back = command_of(json.loads(json.dumps(plain_command(command))))
    assert back == command


@given(COMMANDS)
def test_a_command_needs_no_right_that_its_class_does_not_name(command: Command) -> None:
    assert command.rights() <= set(type(command).possible_rights())


def test_a_place_in_a_field_is_a_text_in_files() -> None:
    (to,) = (field for field in fields_of(Connect) if field.name == "to")
    assert to.of(Connect(ALL, FilePlace.LOCAL_DISK)) == "local_disk"


def test_a_session_in_a_servers_memory_is_no_order_there() -> None:
    sessions, orders = Connect("A", SessionPlace.SERVER_MEMORY), Connect("A", OrderPlace.SERVER_MEMORY)
    assert sessions != orders
    assert plain_command(sessions) | {"keep": "orders"} == plain_command(orders)
    assert len({*SessionPlace, *FilePlace, *OrderPlace, *WorkPlace}) == len(PLACES)


@given(st.lists(st.builds(At, st.integers(0, 99), COMMANDS), max_size=8))
def test_a_plan_comes_back_in_the_order_of_its_ticks(plan: list[At]) -> None:
    assert plan_of(plain_plan(tuple(plan))) == tuple(sorted(plan, key=lambda at: at.tick))


def test_what_a_command_looks_like() -> None:
    assert plain_plan((At(12, Connect(ALL, SessionPlace.REDIS)), At(13, AddStore(StoreName.SQL)))) == [
        {"at": 12, "do": "connect", "server": "all", "to": "redis"},
        {"at": 13, "do": "add_sql"},
    ]
    assert plain_command(Connect("A", OrderPlace.SERVER_MEMORY))["keep"] == "orders"
    assert plain_command(SetAutoscaler(1, 3)) == {"do": "set_autoscaler", "min": 1, "max": 3}
    assert plain_command(SetTimeout(5)) == {"do": "set_timeout", "ms": 5}
    assert plain_command(SetRateLimit(5)) == {"do": "set_rate_limit", "limit": 5, "per": "service"}


def test_what_may_be_left_out() -> None:
    assert command_of({"do": "set_rate_limit", "limit": 5}) == SetRateLimit(5, LimitPer.SERVICE)
    assert command_of({"do": "add_server"}) == AddServer(1)


def test_a_servers_memory_means_sessions_unless_told_otherwise() -> None:
    command = command_of({"do": "connect", "server": "A", "to": "server_memory"})
    assert isinstance(command, Connect)
    assert isinstance(command.to, SessionPlace)


@pytest.mark.parametrize(
    "plain, words",
    [
        ({}, 'a text in "do"'),
        ({"do": "dance"}, "no command 'dance'"),
        ({"do": "remove_server"}, 'a text in "server"'),
        ({"do": "remove_server", "server": 3}, 'a text in "server"'),
        ({"do": "add_server", "count": "2"}, '"count" must be a whole number'),
        ({"do": "add_server", "count": True}, '"count" must be a whole number'),
        ({"do": "add_server", "count": -1}, '"count" must be a whole number'),
        ({"do": "set_policy", "policy": "best"}, "no policy 'best'"),
        ({"do": "add_replica", "store": "moon"}, "there is no store 'moon'"),
        ({"do": "set_redis", "to": "moon"}, "Redis has no setting 'moon'"),
        ({"do": "set_redis"}, 'a text in "to"'),
        ({"do": "set_health_check", "check": "udp"}, "there is no health check 'udp'"),
        ({"do": "set_rate_limit", "limit": 5, "per": "moon"}, "there is no rate limit per 'moon'"),
        ({"do": "set_rate_limit"}, '"limit" must be a whole number'),
        ({"do": "set_autoscaler", "min": 1, "maximum": 2}, '"max" must be a whole number'),
        ({"do": "set_timeout", "milliseconds": 5}, '"ms" must be a whole number'),
        ({"do": "cause_incident", "incident": "moon"}, "there is no incident 'moon'"),
        ({"do": "cause_incident", "incident": "crash", "server": "A", "count": 1}, 'takes no "count"'),
        ({"do": "connect", "server": "A", "to": "moon"}, "cannot keep anything in 'moon'"),
        ({"do": "connect", "server": "A", "to": "redis", "keep": "files"}, "cannot keep files in 'redis'"),
        ({"do": "connect", "server": "A", "to": "redis", "keep": "cats"}, "sessions, files, orders, work, not 'cats'"),
        ({"do": "connect", "server": "A", "to": "redis", "keep": []}, "not []"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(plain: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        command_of(plain)
