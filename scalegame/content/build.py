"""Turns a checked level file into the engine's scenario: friendly units become whole numbers, exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from scalegame.content.fields import microseconds, millicents, per_mille, thousandths
from scalegame.content.names import name_groups
from scalegame.content.schema import (
    BalancerPart,
    CatalogPart,
    DollarsGoalPart,
    GoalsPart,
    LevelPart,
    NumberGoalPart,
    ServerTypePart,
    ShareGoalPart,
    SourcePart,
    StorePart,
    WavePart,
)
from scalegame.content.schema_moves import (
    CrashPart,
    IncidentPart,
    LeakPart,
    MovePart,
    RedisRestartPart,
    SlowPart,
    SpikePart,
)
from scalegame.content.traffic import Point, Spike, arrivals
from scalegame.engine.commands import Plan
from scalegame.engine.plain import plan_of
from scalegame.engine.scenario import (
    DEFAULT_SERVER_TYPES,
    DEFAULT_STORES,
    Balancer,
    Goal,
    Incident,
    IncidentKind,
    Metric,
    Scenario,
    ServerType,
    Source,
    StartServer,
    StoreName,
    StoreSpec,
    Wave,
    Wiring,
)


def scenario_of(level: LevelPart) -> Scenario:
    """Return the scenario of a level that passed every check."""
    start, catalog = level.start, level.catalog
    wiring = Wiring(start.sessions, start.files, start.orders)
    return Scenario(
        level=level.id,
        budget=millicents(level.budget),
        servers=tuple(
            StartServer(name, group.type, wiring)
            for group, names in zip(start.servers, name_groups(start.servers), strict=True)
            for name in names
        ),
        waves=tuple(wave_of(wave) for wave in level.waves),
        sources=tuple(_source(source) for source in level.sources),
        goals=_goals(level.goals),
        allowed=frozenset(level.allowed),
        policies=tuple(level.policies),
        balancer=_balancer(start.balancer),
        template=wiring,
        stores=tuple(start.stores),
        server_types=_server_types(catalog.servers),
        store_specs=_store_specs(catalog.stores),
        work=_work(catalog),
        timeout_us=microseconds(Decimal(catalog.timeout_ms)),
        added_type=catalog.added_server,
    )


def wave_of(wave: WavePart) -> Wave:
    """Return a wave with its visitors counted."""
    points = [Point(int(tick), Fraction(rate)) for tick, rate in wave.arrivals]
    spikes = [
        Spike(incident.at, incident.ticks, Fraction(incident.spike))
        for incident in wave.incidents
        if isinstance(incident, SpikePart)
    ]
    visitors = arrivals(wave.ticks, points, spikes)
    return Wave(wave.title, visitors, tuple(_incident(incident) for incident in wave.incidents))


def plan_from(moves: Sequence[MovePart]) -> Plan:
    """Return a plan of the engine; its commands stand in the order of their ticks."""
    return plan_of(move.model_dump() for move in moves)


def _balancer(part: BalancerPart) -> Balancer:
    return Balancer(
        policy=part.policy,
        redispatch=part.redispatch,
        interval=part.health.interval,
        fall=part.health.fall,
        rise=part.health.rise,
        keep_dead_slots=part.keep_dead_slots,
        ring_points=part.ring_points,
    )


def _server_types(parts: Mapping[str, ServerTypePart]) -> tuple[ServerType, ...]:
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
            price=base.price if part.price is None else millicents(part.price),
            upkeep=base.upkeep if part.upkeep is None else millicents(part.upkeep),
        )
    return tuple(types.values())


def _store_specs(parts: Mapping[StoreName, StorePart]) -> dict[StoreName, StoreSpec]:
    return {name: _store_spec(parts.get(name, StorePart()), base) for name, base in DEFAULT_STORES.items()}


def _store_spec(part: StorePart, base: StoreSpec) -> StoreSpec:
    return StoreSpec(
        price=base.price if part.price is None else millicents(part.price),
        upkeep=base.upkeep if part.upkeep is None else millicents(part.upkeep),
        lead=_or(part.lead, base.lead),
        capacity=_or(part.capacity, base.capacity),
        memory=_or(part.memory, base.memory),
        latency_us=base.latency_us if part.latency_ms is None else microseconds(part.latency_ms),
        restart=_or(part.restart, base.restart),
        request_price=base.request_price if part.request_price is None else millicents(part.request_price),
    )


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _work(catalog: CatalogPart) -> tuple[int, int, int, int, int, int]:
    work = catalog.work
    return work.login, work.browse, work.cart, work.upload, work.avatar, work.checkout


def _source(part: SourcePart) -> Source:
    does = part.does
    least, most = part.requests
    return Source(
        name=part.name,
        addresses=part.addresses,
        share=part.share,
        requests=(least, most),
        think=part.think,
        mix=(0, does.browse, does.cart, does.upload, does.avatar, does.checkout),
        rejected=part.rejected,
    )


def _incident(part: IncidentPart) -> Incident:
    match part:
        case CrashPart():
            return Incident(IncidentKind.CRASH, part.at, part.crash)
        case SlowPart():
            return Incident(IncidentKind.SLOW, part.at, part.slow, part.ticks, per_mille(part.capacity))
        case LeakPart():
            return Incident(IncidentKind.LEAK, part.at, part.leak, part.ticks)
        case RedisRestartPart():
            return Incident(IncidentKind.REDIS_RESTART, part.at)
        case SpikePart():
            return Incident(IncidentKind.SPIKE, part.at, ticks=part.ticks, per_mille=thousandths(part.spike))


def _goals(goals: GoalsPart) -> tuple[Goal, ...]:
    parts = {
        Metric.SESSION_LOSS: goals.session_loss,
        Metric.LOAD_IMBALANCE: goals.load_imbalance,
        Metric.FAILED_REQUESTS: goals.failed_requests,
        Metric.LATENCY_P95: goals.latency_p95,
        Metric.COST: goals.cost,
        Metric.TIME: goals.time,
        Metric.COMMANDS: goals.commands,
    }
    return tuple(goal_of(metric, part) for metric, part in parts.items() if part is not None)


def goal_of(metric: Metric, part: ShareGoalPart | DollarsGoalPart | NumberGoalPart) -> Goal:
    """Return a goal in the engine's unit for ``metric``."""
    return Goal(metric, _limit(part.passing), _limit(part.gold))


def _limit(limit: str | Decimal | int | None) -> int | None:
    match limit:
        case str():
            return per_mille(limit)
        case Decimal():
            return millicents(limit)
        case _:
            return limit
