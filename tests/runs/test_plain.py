"""Commands as plain values and back: nothing is lost, and nothing else is taken for a command."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.engine.codec import command_of, plain_command, plain_plan, plan_of
from scalegame.engine.commands import (
    ALL,
    AddServer,
    AddStore,
    At,
    Command,
    Connect,
    DrainServer,
    NextWave,
    RemoveServer,
    RestartServer,
    SetPolicy,
    UndrainServer,
)
from scalegame.engine.scenario import FilePlace, OrderPlace, Policy, SessionPlace, StoreName

NAMES = st.sampled_from([ALL, "A", "zeus", "s001"])
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(AddServer, st.integers(1, 9)),
    st.builds(RemoveServer, NAMES),
    st.builds(RestartServer, NAMES),
    st.builds(DrainServer, NAMES),
    st.builds(UndrainServer, NAMES),
    st.builds(AddStore, st.sampled_from(StoreName)),
    st.builds(Connect, NAMES, st.sampled_from([*SessionPlace, *FilePlace, *OrderPlace])),
    st.builds(SetPolicy, st.sampled_from(Policy)),
    st.just(NextWave()),
)


@given(COMMANDS)
def test_a_command_comes_back_from_json_as_it_was(command: Command) -> None:
    back = command_of(json.loads(json.dumps(plain_command(command))))
    assert back == command
    if isinstance(command, Connect) and isinstance(back, Connect):
        # The places in a server's memory are equal texts; only their type tells what is kept there.
        assert type(back.to) is type(command.to)


@given(st.lists(st.builds(At, st.integers(0, 99), COMMANDS), max_size=8))
def test_a_plan_comes_back_in_the_order_of_its_ticks(plan: list[At]) -> None:
    assert plan_of(plain_plan(tuple(plan))) == tuple(sorted(plan, key=lambda at: at.tick))


def test_what_a_command_looks_like() -> None:
    assert plain_plan((At(12, Connect(ALL, SessionPlace.REDIS)), At(13, AddStore(StoreName.SQL)))) == [
        {"at": 12, "do": "connect", "server": "all", "to": "redis"},
        {"at": 13, "do": "add_sql"},
    ]
    assert plain_command(Connect("A", OrderPlace.SERVER_MEMORY))["keep"] == "orders"


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
        ({"do": "connect", "server": "A", "to": "moon"}, "cannot keep anything in 'moon'"),
        ({"do": "connect", "server": "A", "to": "redis", "keep": "files"}, "cannot keep files in 'redis'"),
        ({"do": "connect", "server": "A", "to": "redis", "keep": "cats"}, "sessions, files, orders, work, not 'cats'"),
        ({"do": "connect", "server": "A", "to": "redis", "keep": []}, "not []"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(plain: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        command_of(plain)
