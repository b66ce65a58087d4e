"""The trace of a tick: what a service of many parts shows, and what a simple one leaves out."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine.scenario import (
    Autoscaler,
    Balancer,
    Eviction,
    Persistence,
    RateLimit,
    StoreName,
    Wiring,
)
from scalegame.engine.view import ServerState, ServerView, StoreState, StoreView, TickReport, View
from scalegame.runs.report import PlainObject, plain_tick
from tests.runs.games import result

SERVER = ServerView(
    name="A", type="small", state=ServerState.UP, wiring=Wiring(), in_rotation=True, started=-1, until=0,
    capacity=1000, slow=False, load=250, requests=7, queue=2, queue_limit=100, held=40, memory=1000, files=0, orders=0,
    logged_out=0, log_outs=0, failed=0, badge="", badge_tick=-1, zone="a", cattle=False, frozen=False,
    looping=False, out=False, retiring=False, connections=0, pool=0,
)  # fmt: skip
STORE = StoreView(
    name=StoreName.OBJECT_STORAGE, state=StoreState.UP, until=0, operations=9, capacity=0, used=3, memory=0,
    latency_us=30_000, failed=0, logged_out=0, log_outs=0, eviction=Eviction.NOEVICTION, persistence=Persistence.NONE,
    replicas=0, coming=0, pooler=False, connections=0, connection_limit=0, squeezed=False,
)  # fmt: skip
SQL = replace(STORE, name=StoreName.SQL, replicas=2, connections=25, connection_limit=40)


def traced(servers: tuple[ServerView, ...], stores: tuple[StoreView, ...]) -> PlainObject:
    view = View(
        tick=5, end=60, over=False, servers=servers, stores=stores, balancer=Balancer(), template=Wiring(), waves=(),
        spent=0, budget=0, upkeep=0, unserved=0, unserved_tick=-1, online=12, arrivals=3, requests=7,
        metrics=result().metrics, limit=RateLimit(), limited=0, retried=4, rejected=2, autoscaler=Autoscaler(),
        zones_down=(), deploy_drain=0, traffic=-1, lives=0,
    )  # fmt: skip
    return plain_tick(TickReport(4, 3, 7, 2, (), (), (), ""), view)


def test_a_simple_service_shows_what_is_asked_answered_and_held() -> None:
    assert traced((SERVER,), (STORE,)) == {
        "tick": 4,
        "arrivals": 3,
        "requests": 7,
        "rejected": 2,
        "retried": 4,
        "online": 12,
        "servers": [{"name": "A", "state": "up", "answered": 7, "sessions": 40, "queue": 2, "load": 0.25}],
        "stores": [{"name": "object_storage", "state": "up", "operations": 9, "used": 3}],
        "losses": [],
        "failures": [],
    }


def test_servers_in_several_zones_say_where_they_stand() -> None:
    assert [server["zone"] for server in servers(SERVER, replace(SERVER, zone="b"))] == ["a", "b"]


def test_connections_are_told_where_they_are_limited() -> None:
    wired = replace(SERVER, name="B", pool=20, connections=15)
    assert [server.get("connections") for server in servers(SERVER, wired, stores=(SQL,))] == [None, 15]
    endless = replace(SQL, connections=0, connection_limit=0)
    assert [server.get("connections") for server in servers(SERVER, wired, stores=(endless,))] == [None, None]
    assert stores(SQL, endless) == [{"replicas": 2, "connections": 25}, {"replicas": 2}]


def test_redis_has_replicas_as_well() -> None:
    assert stores(replace(STORE, name=StoreName.REDIS)) == [{"replicas": 0}]


def servers(*views: ServerView, stores: tuple[StoreView, ...] = ()) -> list[PlainObject]:
    """Return the servers of the trace."""
    found = traced(views, stores)["servers"]
    assert isinstance(found, list)
    return found


def stores(*views: StoreView) -> list[PlainObject]:
    """Return what the trace says of stores beside what it says of every one."""
    found = traced((SERVER,), views)["stores"]
    assert isinstance(found, list)
    common = {"name", "state", "operations", "used"}
    return [{key: value for key, value in store.items() if key not in common} for store in found]
