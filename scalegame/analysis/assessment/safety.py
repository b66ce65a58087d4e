"""The guards that a player bought against failures, and the single parts whose failure no incident tested. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from scalegame.analysis.assessment.evidence import Evidence
from scalegame.analysis.whatif.changes import Change, Removed, Shifted
from scalegame.engine.commands import AddReplica, AddServer, At, SetRedis
from scalegame.engine.scenario import (
    Duty,
    IncidentKind,
    OrderPlace,
    Persistence,
    Scenario,
    SessionPlace,
    StoreName,
)
from scalegame.engine.view import EventKind, StoreView


class Guard(StrEnum):
    """The guards that can be bought against a failure."""

    REDIS_REPLICA = "a replica of Redis"
    SQL_REPLICA = "a replica of the database"
    LOG = "the append-only file"
    SERVER = "a spare server"


class Risk(StrEnum):
    """A single part whose failure would have hurt, and that never failed in the game."""

    REDIS = "redis"
    DATABASE = "sql"
    SERVER = "server"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Bought:
    """A guard that the game never called upon, with what it cost until the end, in millicents."""

    guard: Guard
    cost: int


_REPLICAS = {StoreName.REDIS: Guard.REDIS_REPLICA, StoreName.SQL: Guard.SQL_REPLICA}
_STORE_FAILS = (EventKind.STORE_DOWN, EventKind.STORE_FAILOVER)
_SERVER_FAILS = (EventKind.SERVER_CRASHED, EventKind.SERVER_SLOW, EventKind.SERVER_FROZEN, EventKind.ZONE_DOWN)
_SERVERS_DIE = frozenset({IncidentKind.CRASH, IncidentKind.CRASH_LOOP, IncidentKind.LEAK, IncidentKind.ZONE_OUTAGE})


def never_needed(evidence: Evidence) -> tuple[Bought, ...]:
    """Return the guards that were bought and never used, since their failure never came.

    A guard of something that was never used guards nothing. Of the servers one is spare at most: the last ordered one,
    if the rest would have borne the busiest moment.
    """
    end = evidence.result.metrics.time
    found: list[Bought] = []
    for at in evidence.given:
        match at.command:
            case AddReplica(store) if store in _REPLICAS and _is_used(evidence, store) and not _failed(evidence, store):
                spec = evidence.scenario.store_specs[store]
                found.append(Bought(_REPLICAS[store], spec.replica_price + spec.replica_upkeep * (end - at.tick)))
            case _:
                pass
    redis = _view_of(evidence, StoreName.REDIS)
    if redis is not None and redis.persistence is Persistence.AOF and not _failed(evidence, StoreName.REDIS):
        spec = evidence.scenario.store_specs[StoreName.REDIS]
        chosen = [at.tick for at in evidence.given if at.command == SetRedis(Persistence.AOF)]
        if chosen and spec.persistence is not Persistence.AOF:
            found.append(Bought(Guard.LOG, spec.aof_upkeep * (end - chosen[-1])))
    orders = [at.tick for at in evidence.given if isinstance(at.command, AddServer)]
    if orders and evidence.bears_one_less:
        kind = evidence.scenario.server_type(evidence.scenario.added_type)
        found.append(Bought(Guard.SERVER, kind.price + kind.upkeep * (end - orders[-1])))
    return tuple(found)


def risks(evidence: Evidence) -> tuple[Risk, ...]:
    """Return the single points of failure that the game never struck, as far as the level offers a remedy."""
    return tuple(_risks(evidence))


def _risks(evidence: Evidence) -> Iterator[Risk]:
    if SessionPlace.REDIS in evidence.places[Duty.SESSIONS] and _stands_alone(evidence, StoreName.REDIS):
        yield Risk.REDIS
    in_sql = (
        SessionPlace.SQL in evidence.places[Duty.SESSIONS],
        OrderPlace.SQL in evidence.places[Duty.ORDERS],
    )
    if any(in_sql) and _stands_alone(evidence, StoreName.SQL):
        yield Risk.DATABASE
    struck = any(stroke.kind in _SERVER_FAILS for stroke in evidence.strokes)
    if AddServer.verb in evidence.scenario.allowed and not struck and not evidence.bears_one_less:
        yield Risk.SERVER
    zones = {server.zone for server in evidence.view.servers} if evidence.view else set()
    dark = any(stroke.kind is EventKind.ZONE_DOWN for stroke in evidence.strokes)
    if len(evidence.scenario.zones) > 1 and len(zones) == 1 and not dark:
        yield Risk.ZONE


def _stands_alone(evidence: Evidence, store: StoreName) -> bool:
    """Return whether a store that is used had no replica though one was to be had, and never failed."""
    view = _view_of(evidence, store)
    offered = AddReplica.verb in evidence.scenario.allowed and evidence.scenario.store_specs[store].most_replicas
    return bool(view and offered and not view.replicas and not view.coming and not _failed(evidence, store))


def _view_of(evidence: Evidence, store: StoreName) -> StoreView | None:
    stores = evidence.view.stores if evidence.view else ()
    return next((view for view in stores if view.name is store), None)


def _is_used(evidence: Evidence, store: StoreName) -> bool:
    view = _view_of(evidence, store)
    return view is not None and bool(view.operations)


def _failed(evidence: Evidence, store: StoreName) -> bool:
    """Return whether a store was struck; the primaries stand in the first zone and go dark with it."""
    zones = evidence.scenario.zones
    return any(
        (stroke.kind in _STORE_FAILS and stroke.place == store)
        or (stroke.kind is EventKind.ZONE_DOWN and stroke.place == zones[0])
        for stroke in evidence.strokes
    )


def gives_up_a_guard(change: Change) -> bool:
    """Return whether ``change`` takes a replica or the append-only file away, or brings it later.

    Such advice is good only for who knows what will fail, and when.
    """
    match change:
        case Removed(given):
            return any(map(_is_guard, given))
        case Shifted(before, after):
            pairs = zip(before, after, strict=True)
            return any(_is_guard(old) and new.tick > old.tick for old, new in pairs)
        case _:
            return False


def _is_guard(at: At) -> bool:
    match at.command:
        case AddReplica():
            return True
        case SetRedis(to):
            return to is Persistence.AOF
        case _:
            return False


def takes_servers(scenario: Scenario, change: Change) -> bool:
    """Return whether ``change`` orders fewer servers where servers die: one of them may have been a spare."""
    mortal = any(one.kind in _SERVERS_DIE for wave in scenario.waves for one in wave.incidents)
    return mortal and isinstance(change, Removed) and any(isinstance(at.command, AddServer) for at in change.given)
