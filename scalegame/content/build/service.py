"""Turns what a level file says about the service and the catalog into the engine's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from scalegame.content.build.names import name_groups
from scalegame.content.schema.catalog import (
    CatalogPart,
    ObjectStoragePart,
    QueuePart,
    RedisPart,
    ReplicatedPart,
    ServerTypePart,
    SqlPart,
    StorePart,
    StoresPart,
)
from scalegame.content.schema.fields import microseconds, millicents, per_mille
from scalegame.content.schema.service import AutoscalerPart, BalancerPart, StartPart
from scalegame.engine.scenario import (
    DEFAULT_SERVER_TYPES,
    DEFAULT_STORES,
    Autoscaler,
    Balancer,
    ServerType,
    StartServer,
    StoreName,
    StoreSpec,
    Wiring,
)

#: Work units, operations or weights by ``Kind``.
ByKind = tuple[int, int, int, int, int, int]
_Value = TypeVar("_Value")


def wiring_of(start: StartPart) -> Wiring:
    """Return the wiring of the servers that stand there when the level begins, and of the template."""
    return Wiring(start.sessions, start.files, start.orders, start.work)


def servers_of(start: StartPart) -> tuple[StartServer, ...]:
    """Return the servers that stand there when the level begins, named."""
    wiring = wiring_of(start)
    return tuple(
        StartServer(name, group.type, wiring, group.zone or "", group.cattle)
        for group, names in zip(start.servers, name_groups(start.servers), strict=True)
        for name in names
    )


def balancer_of(part: BalancerPart) -> Balancer:
    """Return the balancer's settings."""
    health = part.health
    return Balancer(
        policy=part.policy,
        redispatch=part.redispatch,
        interval=health.interval,
        fall=health.fall,
        rise=health.rise,
        keep_dead_slots=part.keep_dead_slots,
        ring_points=part.ring_points,
        mixing=part.hash_mixing,
        hash_network=part.hash_network,
        check=health.check,
        max_fails=health.max_fails,
        fail_timeout=health.fail_timeout,
        retries=part.retries,
        read_timeout_us=microseconds(Decimal(part.read_timeout_ms)),
    )


def autoscaler_of(part: AutoscalerPart) -> Autoscaler:
    """Return the autoscaler's settings."""
    return Autoscaler(part.minimum, part.maximum, per_mille(part.target), part.cool_down, part.drain)


def server_types(parts: Mapping[str, ServerTypePart]) -> tuple[ServerType, ...]:
    """Return the game's types of server with a level's changes, then the level's own."""
    types = {kind.name: kind for kind in DEFAULT_SERVER_TYPES}
    for name, part in parts.items():
        base = types.get(name, replace(DEFAULT_SERVER_TYPES[0], name=name))
        types[name] = ServerType(
            name=name,
            capacity=_or(part.capacity, base.capacity),
            queue=_or(part.queue, base.queue),
            memory=_or(part.memory, base.memory),
            boot=_or(part.boot, base.boot),
            deploy=_or(part.deploy, base.deploy),
            price=_money(part.price, base.price),
            upkeep=_money(part.upkeep, base.upkeep),
            pool=_or(part.pool, base.pool),
        )
    return tuple(types.values())


def parts_of(stores: StoresPart) -> dict[StoreName, StorePart | None]:
    """Return what a level says about each store."""
    return {name: getattr(stores, name.value) for name in StoreName}


def store_specs(stores: StoresPart) -> dict[StoreName, StoreSpec]:
    """Return what every store costs and can bear: the game's defaults with a level's changes."""
    return {
        name: DEFAULT_STORES[name] if part is None else _store_spec(part, DEFAULT_STORES[name])
        for name, part in parts_of(stores).items()
    }


def _store_spec(part: StorePart, base: StoreSpec) -> StoreSpec:
    spec = replace(
        base,
        price=_money(part.price, base.price),
        upkeep=_money(part.upkeep, base.upkeep),
        lead=_or(part.lead, base.lead),
        latency_us=_latency(part.latency_ms, base.latency_us),
        request_price=_money(part.request_price, base.request_price),
    )
    if isinstance(part, ReplicatedPart):
        spec = _replicated(part, spec)
    match part:
        case RedisPart():
            return replace(
                spec,
                memory=_or(part.memory, base.memory),
                eviction=_or(part.eviction, base.eviction),
                persistence=_or(part.persistence, base.persistence),
                aof_upkeep=_money(part.aof_upkeep, base.aof_upkeep),
            )
        case SqlPart():
            return replace(
                spec,
                connections=_or(part.connections, base.connections),
                pooler=_or(part.pooler, base.pooler),
                pooler_price=_money(part.pooler_price, base.pooler_price),
                pooler_lead=_or(part.pooler_lead, base.pooler_lead),
                pooler_us=_latency(part.pooler_latency_ms, base.pooler_us),
                blob_operations=_or(part.blob_operations, base.blob_operations),
            )
        case ObjectStoragePart():
            return replace(spec, capacity=_or(part.capacity, base.capacity))
        case QueuePart():
            return replace(spec, capacity=_or(part.capacity, base.capacity), memory=_or(part.memory, base.memory))
        case _:
            return spec


def _replicated(part: ReplicatedPart, base: StoreSpec) -> StoreSpec:
    return replace(
        base,
        capacity=_or(part.capacity, base.capacity),
        restart=_or(part.restart, base.restart),
        replicas=_or(part.replicas, base.replicas),
        most_replicas=_or(part.most_replicas, base.most_replicas),
        replica_price=_money(part.replica_price, base.replica_price),
        replica_upkeep=_money(part.replica_upkeep, base.replica_upkeep),
        replica_lead=_or(part.replica_lead, base.replica_lead),
        failover=_or(part.failover, base.failover),
    )


def work_of(catalog: CatalogPart) -> ByKind:
    """Return the work of each kind of request."""
    work = catalog.work
    return work.login, work.browse, work.cart, work.upload, work.avatar, work.checkout


def deferrable_of(catalog: CatalogPart) -> ByKind:
    """Return what a queue can take over of each kind's work; the defaults shrink with the work."""
    part = catalog.deferrable
    waits = part.login, part.browse, part.cart, part.upload, part.avatar, part.checkout
    login, browse, cart, upload, avatar, checkout = (
        min(wait, work - 1) for wait, work in zip(waits, work_of(catalog), strict=True)
    )
    return login, browse, cart, upload, avatar, checkout


def reads_of(catalog: CatalogPart) -> ByKind:
    """Return how often each kind of request reads the database."""
    reads = catalog.reads
    return reads.login, reads.browse, reads.cart, reads.upload, reads.avatar, reads.checkout


def _or(value: _Value | None, default: _Value) -> _Value:
    return default if value is None else value


def _money(dollars: Decimal | None, default: int) -> int:
    return default if dollars is None else millicents(dollars)


def _latency(milliseconds: Decimal | None, default: int) -> int:
    return default if milliseconds is None else microseconds(milliseconds)
