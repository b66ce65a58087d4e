"""Hypothesis strategies: commands of every sort, settings, plans; legal, not allowed, about what does not exist."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from scalegame.engine.commands import (
    ALL,
    AddPooler,
    AddReplica,
    AddServer,
    AddStore,
    At,
    Command,
    Connect,
    DrainServer,
    NextWave,
    Plan,
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
from scalegame.engine.enums import Place
from scalegame.engine.scenario import (
    Check,
    Eviction,
    FilePlace,
    LimitPer,
    OrderPlace,
    Persistence,
    Policy,
    SessionPlace,
    StoreName,
    WorkPlace,
)
from tests.ordering import ordered_incidents

#: Names a command may use: some exist from the start, some later, some never.
ANY_NAME = ("A", "B", "zeus", "s001", "s002", "nobody", "")
ZONES = ("a", "b")
PLACES: tuple[Place, ...] = (*SessionPlace, *FilePlace, *OrderPlace, *WorkPlace)
#: What a server is connected to a store for.
STORE_PLACES: tuple[tuple[StoreName, Place], ...] = (
    (StoreName.REDIS, SessionPlace.REDIS),
    (StoreName.SQL, SessionPlace.SQL),
    (StoreName.OBJECT_STORAGE, FilePlace.OBJECT_STORAGE),
    (StoreName.SQL, FilePlace.SQL_BLOB),
    (StoreName.SQL, OrderPlace.SQL),
    (StoreName.QUEUE, WorkPlace.QUEUE),
)


@cache
def commands() -> st.SearchStrategy[Command]:
    """Draw any command: legal here, not allowed here, or about servers that do not exist."""
    names = st.sampled_from(ANY_NAME)
    return st.one_of(
        st.builds(AddServer, st.sampled_from((1, 2, 3, 0, -1, 10**9))),
        st.builds(RemoveServer, names),
        st.builds(RestartServer, names),
        st.builds(DrainServer, names),
        st.builds(UndrainServer, names),
        st.builds(AddStore, st.sampled_from(StoreName)),
        st.builds(Connect, st.sampled_from((ALL, ALL, *ANY_NAME)), st.sampled_from(PLACES)),
        st.builds(SetPolicy, st.sampled_from(Policy)),
        st.builds(AddReplica, st.sampled_from(StoreName)),
        st.just(AddPooler()),
        settings(),
        ordered_incidents(ANY_NAME, ZONES),
        st.just(NextWave()),
    )


@cache
def settings() -> st.SearchStrategy[Command]:
    """Draw any setting, also ones that change nothing or are out of bounds."""
    return st.one_of(
        st.builds(SetRedis, st.sampled_from((*Eviction, *Persistence))),
        st.builds(SetRateLimit, st.sampled_from((0, 1, 5, -1, 10**9)), st.sampled_from(LimitPer)),
        st.builds(SetAutoscaler, st.sampled_from((0, 1, 2, -1)), st.sampled_from((0, 1, 3, 10**9))),
        st.builds(SetHealthCheck, st.sampled_from(Check)),
        st.builds(SetTimeout, st.sampled_from((0, 100, 2000, -1, 10**9))),
        st.builds(SetDrain, st.sampled_from((0, 2, 5, -1, 10**9))),
        st.builds(SetTraffic, st.sampled_from((0, 1, 4, 9, -1, 10**9))),
    )


@cache
def plans() -> st.SearchStrategy[Plan]:
    """Draw up to a dozen commands with their ticks, in any order."""
    return st.lists(st.builds(At, st.integers(0, 40), commands()), max_size=12).map(tuple)


@cache
@st.composite
def stories(draw: st.DrawFn, names: tuple[str, ...]) -> Plan:
    """Draw two commands of which the second makes sense after the first, about one of the servers ``names``."""
    name = draw(st.sampled_from(names))
    store, place = draw(st.sampled_from(STORE_PLACES))
    pairs: tuple[tuple[Command, Command], ...] = (
        (AddStore(store), Connect(ALL, place)),
        (AddStore(store), Connect(name, place)),
        (Connect(ALL, place), Connect(ALL, draw(st.sampled_from(PLACES)))),
        (Connect(name, place), Connect(name, draw(st.sampled_from(PLACES)))),
        (DrainServer(name), UndrainServer(name)),
        (DrainServer(name), RemoveServer(name)),
        (RemoveServer(name), AddServer(2)),
        (AddServer(draw(st.integers(1, 3))), RestartServer(name)),
        (SetPolicy(draw(st.sampled_from(Policy))), NextWave()),
        (AddStore(store), AddReplica(store)),
        (AddStore(StoreName.SQL), AddPooler()),
        (Connect(name, place), Connect(name, SessionPlace.SIGNED_COOKIE)),
        (SetDrain(3), Connect(ALL, place)),
        (SetAutoscaler(1, 3), SetAutoscaler(0, 0)),
        (SetTraffic(draw(st.integers(0, 6))), draw(ordered_incidents(ANY_NAME, ZONES))),
        (draw(ordered_incidents(ANY_NAME, ZONES)), draw(ordered_incidents(ANY_NAME, ZONES))),
    )
    first, second = draw(st.sampled_from(pairs))
    tick = draw(st.integers(0, 14))
    return At(tick, first), At(tick + draw(st.integers(0, 10)), second)
