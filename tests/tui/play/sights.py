"""Services of later levels, played to a moment at which there is something to see."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine.commands import (
    AddReplica,
    Command,
    SetAutoscaler,
    SetHealthCheck,
    SetRateLimit,
)
from scalegame.engine.scenario import (
    Check,
    Eviction,
    FilePlace,
    Incident,
    IncidentKind,
    OrderPlace,
    Persistence,
    Scenario,
    SessionPlace,
    StartServer,
    StoreName,
    Wave,
    Wiring,
    WorkPlace,
)
from tests.tui.play.samples import RICH

Plan = dict[int, tuple[Command, ...]]

_REDIS = Wiring(sessions=SessionPlace.REDIS)
_GOOD = Wiring(sessions=SessionPlace.REDIS, files=FilePlace.OBJECT_STORAGE)

#: B froze, then its zone went dark; people retry what fails, and a limiter stands before it all.
EDGE = replace(
    RICH,
    sources=(replace(RICH.sources[0], retries=3, mix=(0, 6, 2, 2, 6, 0)),),
    zones=("a", "b"),
    stores=(StoreName.REDIS, StoreName.OBJECT_STORAGE, StoreName.CDN),
    servers=(StartServer("A", wiring=_GOOD), StartServer("B"), StartServer("s001", wiring=_GOOD, cattle=True)),
    template=_GOOD,
    waves=(
        Wave(
            "Morning",
            (8,) * 60,
            (
                Incident(IncidentKind.FREEZE, at=15, server="B", ticks=20),
                Incident(IncidentKind.RETRY_STORM, at=18, ticks=30, count=5),
                Incident(IncidentKind.ZONE_OUTAGE, at=30, server="b", ticks=20),
            ),
        ),
    ),
)
EDGE_PLAN: Plan = {
    0: (SetAutoscaler(1, 4), SetRateLimit(40), AddReplica(StoreName.REDIS)),
    20: (SetHealthCheck(Check.HTTP),),
}

_SQL = Wiring(sessions=SessionPlace.SQL, orders=OrderPlace.SQL, work=WorkPlace.QUEUE)
_SPECS = RICH.store_specs

#: Six servers share a hundred connections, Redis is small and squeezed, a worker is slow, ares crashes again and again.
CROWDED = replace(
    RICH,
    sources=(replace(RICH.sources[0], mix=(0, 6, 2, 2, 4, 2)),),
    stores=(StoreName.REDIS, StoreName.SQL, StoreName.QUEUE),
    servers=(
        *(StartServer(name, wiring=replace(_SQL, sessions=SessionPlace.REDIS)) for name in ("zeus", "apollo")),
        *(StartServer(name, wiring=_SQL) for name in ("hermes", "athena", "ares", "hera")),
    ),
    store_specs={
        **_SPECS,
        StoreName.REDIS: replace(
            _SPECS[StoreName.REDIS], memory=60, eviction=Eviction.ALLKEYS_LRU, persistence=Persistence.AOF
        ),
        StoreName.QUEUE: replace(_SPECS[StoreName.QUEUE], capacity=60, memory=2000),
    },
    waves=(
        Wave(
            "Morning",
            (12,) * 60,
            (
                Incident(IncidentKind.REDIS_FULL, at=15, ticks=20, per_mille=500),
                Incident(IncidentKind.CRASH_LOOP, at=20, server="ares", ticks=5, count=4),
                Incident(IncidentKind.SQL_FAILOVER, at=25),
            ),
        ),
    ),
)
CROWDED_PLAN: Plan = {0: (AddReplica(StoreName.SQL),)}


def herd(count: int) -> Scenario:
    """Return a fleet of cattle in three zones, of which the second goes dark."""
    servers = tuple(StartServer(f"s{n:03}", wiring=_REDIS, cattle=True) for n in range(1, count + 1))
    outage = Incident(IncidentKind.ZONE_OUTAGE, at=10, server="b", ticks=30)
    wave = Wave("Morning", (60,) * 60, (outage,))
    return replace(RICH, zones=("a", "b", "c"), servers=servers, template=_REDIS, waves=(wave,))
