"""A measured cell as a scenario: the words of ``truth.json`` looked up in tables, one for each field.

A word that is missing here is a cell that the engine cannot play yet; ``PENDING`` says what it waits for.

Time is stretched: four ticks are one second of the measurement, so that half-second checks and an outage of 1.5 s
are whole numbers. The engine does not know how long a tick is; only service times scale with it, and here the
servers are fast.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scalegame.engine import At, Plan, Scenario
from scalegame.engine.commands import AddServer, DrainServer
from scalegame.engine.fleet import DOWN_TICKS
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Balancer,
    FilePlace,
    Incident,
    IncidentKind,
    Policy,
    Rejected,
    ServerType,
    SessionPlace,
    Source,
    StartServer,
    StoreName,
    Wave,
    Wiring,
)
from scalegame.engine.tick.follow import LOGIN_AGAIN_TICKS
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

#: nginx with its defaults takes a server that refused one request out at once.
NGINX = Balancer(interval=1, fall=1, rise=1)
#: HAProxy with inter 500ms fall 2 rise 2.
HAPROXY = Balancer(interval=TICKS_PER_SECOND // 2, fall=2, rise=2)

BALANCERS = {
    "round robin (default)": replace(NGINX, policy=Policy.ROUND_ROBIN),
    "ip_hash": replace(NGINX, policy=Policy.SOURCE_HASH),
    "hash $remote_addr (modulo)": replace(NGINX, policy=Policy.SOURCE_HASH),
    "hash $remote_addr consistent (ketama, 160 points/server)": replace(
        NGINX, policy=Policy.CONSISTENT_HASH, ring_points=160
    ),
    "random two least_conn": replace(NGINX, policy=Policy.POWER_OF_TWO),
    "least_conn": replace(NGINX, policy=Policy.LEAST_CONNECTIONS),
    "balance roundrobin": replace(HAPROXY, policy=Policy.ROUND_ROBIN),
    "balance leastconn": replace(HAPROXY, policy=Policy.LEAST_CONNECTIONS),
    "balance source, hash-type map-based (default)": replace(HAPROXY, policy=Policy.SOURCE_HASH, keep_dead_slots=False),
    "balance source, hash-type map-based sdbm avalanche": replace(
        HAPROXY, policy=Policy.SOURCE_HASH, keep_dead_slots=False
    ),
    "balance source, hash-type consistent, weight 1 (default)": replace(
        HAPROXY, policy=Policy.CONSISTENT_HASH, ring_points=16
    ),
    "balance source, hash-type consistent, weight 100": replace(
        HAPROXY, policy=Policy.CONSISTENT_HASH, ring_points=1600
    ),
    "roundrobin + cookie insert indirect nocache (sticky)": replace(HAPROXY, policy=Policy.STICKY_COOKIE),
}
STATES = {"RAM dict per server": SessionPlace.SERVER_MEMORY, "Redis 7.0.15": SessionPlace.REDIS}

_PEOPLE = Source("people", addresses=ADDRESSES, share=1, requests=(ENDLESS, ENDLESS), think=1, mix=(0, 1, 0, 0, 0, 0))
TRAFFICS = {
    "uniform": (_PEOPLE,),
    "whale": (replace(_PEOPLE, share=7), replace(_PEOPLE, name="whale", share=3, addresses=1)),
}
FILES = {"": FilePlace.LOCAL_DISK, "local": FilePlace.LOCAL_DISK, "shared": FilePlace.OBJECT_STORAGE}

NOTHING = "none"
CRASH = "kill -9 S2 at t=0 of post phase, no restart"
RESTART = "kill -9 S2 at 0 s, restarted (RAM empty) at 3 s"
SCALE_OUT = "S5 added by config reload"
DRAIN = "HAProxy set server s2 state drain"
MARKED_DOWN = "S2 marked 'down' in nginx config, reload"
REDIS_KILL = "redis kill -9 at 0 s, restarted empty at 1.5 s"
FAULTS = (NOTHING, CRASH, RESTART, SCALE_OUT, DRAIN, MARKED_DOWN, REDIS_KILL)
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


def pending(cell: Cell) -> str:
    """Return what of ``cell`` the engine cannot express yet; empty if it can be played."""
    words = (
        (cell.balancer, BALANCERS),
        (cell.state, STATES),
        (cell.traffic, TRAFFICS),
        (cell.avatar, FILES),
        (cell.fault, FAULTS),
    )
    missing = [word for word, known in words if word not in known]
    if cell.fault == RESTART and "nginx" in cell.software:
        missing.append("passive checks")
    return ", ".join(missing)


def setup(cell: Cell) -> Setup:
    """Return ``cell`` as a game that can be played; raises ``KeyError`` if the engine cannot express it."""
    think = max(1, round(cell.seconds * TICKS_PER_SECOND / cell.before))
    phase = round(cell.seconds * TICKS_PER_SECOND)
    fault = LOGINS + phase
    if cell.fault in (CRASH, RESTART):
        fault |= 1  # halfway between two of HAProxy's checks: the mean of when real servers die
    after = phase + _pauses_of_logins(cell) if cell.after else 0
    wiring = Wiring(sessions=STATES[cell.state], files=FILES[cell.avatar])
    mix = (0, 0, 0, 0, 1, 0) if cell.avatar else (0, 1, 0, 0, 0, 0)
    rejected = Rejected.LOGIN_AGAIN if cell.again else Rejected.INSIST
    balancer = replace(BALANCERS[cell.balancer], redispatch=cell.redispatch)
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
        store_specs={
            name: replace(spec, capacity=0, memory=0, restart=REDIS_AWAY) for name, spec in DEFAULT_STORES.items()
        },
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
    return (Incident(IncidentKind.REDIS_RESTART, fault),) if cell.fault == REDIS_KILL else ()


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
