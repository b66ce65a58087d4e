"""A measured cell as a scenario: the words of ``truth.json`` looked up in tables, one for each field.

Time is stretched: four ticks are one second of the measurement, so that half-second checks and an outage of 1.5 s
are whole numbers. The engine does not know how long a tick is; only service times scale with it, and here the
servers are fast. What the engine counts in ticks or once a tick (a balancer's retries, say) scales as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scalegame.engine import At, Plan, Scenario
from scalegame.engine.commands import AddServer, DrainServer
from scalegame.engine.decisions.servers import DOWN_TICKS
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Balancer,
    Check,
    Eviction,
    FilePlace,
    Incident,
    IncidentKind,
    Persistence,
    Policy,
    Rejected,
    ServerType,
    SessionPlace,
    Source,
    StartServer,
    StoreName,
    StoreSpec,
    Wave,
    Wiring,
)
from scalegame.engine.tick.followups import LOGIN_AGAIN_TICKS
from tests.truth.data import Cell

TICKS_PER_SECOND = 4
USERS = 2000
SERVERS = ("A", "B", "C", "D")
#: Everyone logs in during the first two seconds.
LOGINS = 2 * TICKS_PER_SECOND
#: More requests than anybody makes: nobody leaves.
ENDLESS = 10_000
#: One address each: so many that hardly two people draw the same.
ADDRESSES = 1 << 24
#: Longer than any cell.
NEVER = 1_000

#: nginx with its defaults: no checks of its own; a server that refused one request is left alone for 10 s.
NGINX = Balancer(check=Check.NONE, max_fails=1, fail_timeout=10 * TICKS_PER_SECOND)
#: HAProxy with inter 500ms fall 2 rise 2. Of its three retries, a second apart, the last may go elsewhere.
HAPROXY = Balancer(interval=TICKS_PER_SECOND // 2, fall=2, rise=2, retries=2 * TICKS_PER_SECOND + 1)
_MAP_BASED = replace(HAPROXY, policy=Policy.SOURCE_HASH, keep_dead_slots=False)

BALANCERS = {
    "round robin (default)": replace(NGINX, policy=Policy.ROUND_ROBIN),
    "ip_hash": replace(NGINX, policy=Policy.SOURCE_HASH, hash_network=True),
    "hash $remote_addr (modulo)": replace(NGINX, policy=Policy.SOURCE_HASH),
    "hash $remote_addr consistent (ketama, 160 points/server)": replace(
        NGINX, policy=Policy.CONSISTENT_HASH, ring_points=160
    ),
    "random two least_conn": replace(NGINX, policy=Policy.POWER_OF_TWO),
    "least_conn": replace(NGINX, policy=Policy.LEAST_CONNECTIONS),
    "balance roundrobin": replace(HAPROXY, policy=Policy.ROUND_ROBIN),
    "balance leastconn": replace(HAPROXY, policy=Policy.LEAST_CONNECTIONS),
    "balance source, hash-type map-based (default)": replace(_MAP_BASED, mixing=False),
    "balance source, hash-type map-based sdbm avalanche": _MAP_BASED,
    "balance source, hash-type consistent, weight 1 (default)": replace(
        HAPROXY, policy=Policy.CONSISTENT_HASH, ring_points=16
    ),
    "balance source, hash-type consistent, weight 100": replace(
        HAPROXY, policy=Policy.CONSISTENT_HASH, ring_points=1600
    ),
    "roundrobin + cookie insert indirect nocache (sticky)": replace(HAPROXY, policy=Policy.STICKY_COOKIE),
}
SHARED_KEY = "signed cookie (HMAC), one key for all servers"
STATES = {
    "RAM dict per server": SessionPlace.SERVER_MEMORY,
    "Redis 7.0.15": SessionPlace.REDIS,
    SHARED_KEY: SessionPlace.SIGNED_COOKIE,
    "signed cookie (HMAC), a different key per server": SessionPlace.SIGNED_COOKIE,
}

_PEOPLE = Source("people", addresses=ADDRESSES, share=1, requests=(ENDLESS, ENDLESS), think=1, mix=(0, 1, 0, 0, 0, 0))
TRAFFICS = {
    "uniform": (_PEOPLE,),
    "whale": (replace(_PEOPLE, share=7), replace(_PEOPLE, name="whale", share=3, addresses=1)),
    "few24": (replace(_PEOPLE, addresses=USERS, networks=8),),
    "dot1": (replace(_PEOPLE, last_octet=1),),
}
FILES = {"": FilePlace.LOCAL_DISK, "local": FilePlace.LOCAL_DISK, "shared": FilePlace.OBJECT_STORAGE}

NOTHING = "none"
CRASH = "kill -9 S2 at t=0 of post phase, no restart"
RESTART = "kill -9 S2 at 0 s, restarted (RAM empty) at 3 s"
SCALE_OUT = "S5 added by config reload"
DRAIN = "HAProxy set server s2 state drain"
MARKED_DOWN = "S2 marked 'down' in nginx config, reload"
REDIS_KILL = "redis kill -9 at 0 s, restarted empty at 1.5 s"
REDIS_KILL_AOF = "redis (AOF everysec) kill -9 at 0 s, restarted at 1.5 s"
REDIS_SMALL = "redis maxmemory for about half of the sessions, allkeys-lru, whole run"
#: How many sessions were left in a Redis for about half of them.
SESSIONS_LEFT = 966
#: How long Redis is away.
REDIS_AWAY = 3 * TICKS_PER_SECOND // 2
#: How long a restarted server is away.
SERVER_AWAY = 3 * TICKS_PER_SECOND


@dataclass(frozen=True, slots=True)
class Setup:
    """A cell, ready to play: ``fault`` is the tick at which it strikes.

    ``serving`` are the indices of the servers that should serve after the fault; ``pictures``: everyone has one
    uploaded to the server that logged them in.
    """

    scenario: Scenario
    plan: Plan
    fault: int
    serving: tuple[int, ...]
    pictures: bool


def setup(cell: Cell) -> Setup:
    """Return ``cell`` as a game that can be played."""
    think = max(1, round(cell.seconds * TICKS_PER_SECOND / cell.before))
    phase = round(cell.seconds * TICKS_PER_SECOND)
    fault = LOGINS + phase
    if cell.fault in (CRASH, RESTART):
        fault |= 1  # halfway between two of HAProxy's checks: the mean of when real servers die
    after = phase + _pauses_of_logins(cell) if cell.after else 0
    wiring = Wiring(sessions=STATES[cell.state], files=FILES[cell.avatar])
    mix = (0, 0, 0, 0, 1, 0) if cell.avatar else (0, 1, 0, 0, 0, 0)
    rejected = Rejected.LOGIN_AGAIN if cell.again else Rejected.INSIST
    balancer = BALANCERS[cell.balancer]
    if not cell.redispatch:
        # Measured users asked when their time came, those of the game wait for an answer first. So that nobody misses
        # half of their requests, failures come at once here; how long they take is compared in ``health.py``.
        balancer = replace(balancer, redispatch=False, retries=0)
    if cell.fault == SCALE_OUT:
        balancer = replace(balancer, interval=1, rise=1)  # whoever reads a new configuration believes in it at once
    scenario = Scenario(
        level=cell.id,
        budget=1 << 40,
        servers=tuple(StartServer(name, wiring=wiring) for name in SERVERS),
        waves=(Wave(cell.id, _arrivals(fault + after), _incidents(cell, fault)),),
        sources=tuple(replace(each, think=think, mix=mix, rejected=rejected) for each in TRAFFICS[cell.traffic]),
        goals=(),
        allowed=frozenset({AddServer.verb, DrainServer.verb}),
        balancer=balancer,
        template=wiring,
        stores=(StoreName.REDIS, StoreName.OBJECT_STORAGE),
        server_types=(_server_type(cell),),
        store_specs=_stores(cell),
        shared_key=cell.state == SHARED_KEY,
    )
    return Setup(scenario, _plan(cell, fault), fault, _serving(cell), bool(cell.avatar))


def _pauses_of_logins(cell: Cell) -> int:
    """Return by how many ticks logging in again lengthens the phase after the fault.

    Measured users logged in again at once and in between; in the game the pause before the next request begins anew.
    """
    if not cell.again or cell.fault == NOTHING:
        return 0
    return round(cell.metrics["relogins_per_user"].mean * LOGIN_AGAIN_TICKS)


def _arrivals(ticks: int) -> tuple[int, ...]:
    return (USERS // LOGINS,) * LOGINS + (0,) * (ticks - LOGINS)


def _incidents(cell: Cell, fault: int) -> tuple[Incident, ...]:
    if cell.fault in (CRASH, RESTART):
        return (Incident(IncidentKind.CRASH, fault, "B"),)
    if cell.fault in (REDIS_KILL, REDIS_KILL_AOF):
        return (Incident(IncidentKind.REDIS_RESTART, fault),)
    return ()


def _plan(cell: Cell, fault: int) -> Plan:
    match cell.fault:
        case "S5 added by config reload":
            return (At(fault - 1, AddServer()),)  # it boots in one tick
        case "HAProxy set server s2 state drain" | "S2 marked 'down' in nginx config, reload":
            return (At(fault, DrainServer("B")),)
        case _:
            return ()


def _serving(cell: Cell) -> tuple[int, ...]:
    if cell.fault == SCALE_OUT:
        return (0, 1, 2, 3, 4)
    return (0, 2, 3) if cell.fault in (CRASH, DRAIN, MARKED_DOWN) else (0, 1, 2, 3)


def _server_type(cell: Cell) -> ServerType:
    """Return a server that can bear every user of a cell alone."""
    boot = {CRASH: NEVER, RESTART: SERVER_AWAY - DOWN_TICKS}.get(cell.fault, 1)
    return ServerType(capacity=10_000, queue=10_000, memory=USERS, boot=boot)


def _stores(cell: Cell) -> dict[StoreName, StoreSpec]:
    """Return stores without limits, but for what the cell says of its Redis."""
    specs = {name: replace(spec, capacity=0, memory=0) for name, spec in DEFAULT_STORES.items()}
    redis = replace(specs[StoreName.REDIS], restart=REDIS_AWAY)
    if cell.fault == REDIS_KILL_AOF:
        redis = replace(redis, persistence=Persistence.AOF)
    if cell.fault == REDIS_SMALL:
        redis = replace(redis, memory=SESSIONS_LEFT, eviction=Eviction.ALLKEYS_LRU)
    return {**specs, StoreName.REDIS: redis}
