"""Turns a checked level file into the engine's scenario: friendly units become whole numbers, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from scalegame.content.build import service
from scalegame.content.build.arrivals import Point, Spike, arrivals
from scalegame.content.schema.commands import MovePart
from scalegame.content.schema.fields import microseconds, millicents, per_mille, thousandths
from scalegame.content.schema.level import DollarsGoalPart, GoalsPart, LevelPart, NumberGoalPart, ShareGoalPart
from scalegame.content.schema.traffic import (
    BanPart,
    CrashLoopPart,
    CrashPart,
    FreezePart,
    IncidentPart,
    LeakPart,
    RedisFullPart,
    RedisRestartPart,
    RetryStormPart,
    RollingDeployPart,
    SlowPart,
    SourcePart,
    SpikePart,
    SqlFailoverPart,
    WavePart,
    WhalePart,
    ZoneOutagePart,
)
from scalegame.engine.codec import plan_of
from scalegame.engine.commands import Plan
from scalegame.engine.scenario import Goal, Incident, IncidentKind, Metric, RateLimit, Scenario, Source, Wave


def scenario_of(level: LevelPart) -> Scenario:
    """Return the scenario of a level that passed every check."""
    start, catalog = level.start, level.catalog
    cookie = catalog.cookie
    return Scenario(
        level=level.id,
        budget=millicents(level.budget),
        servers=service.servers_of(start),
        waves=tuple(wave_of(wave) for wave in level.waves),
        sources=tuple(_source(source) for source in level.sources),
        goals=_goals(level.goals),
        allowed=frozenset(level.allowed),
        policies=tuple(level.policies),
        balancer=service.balancer_of(start.balancer),
        template=service.wiring_of(start),
        stores=tuple(start.stores),
        server_types=service.server_types(catalog.servers),
        store_specs=service.store_specs(catalog.stores),
        work=service.work_of(catalog),
        timeout_us=microseconds(Decimal(catalog.timeout_ms)),
        added_type=catalog.added_server,
        deferrable=service.deferrable_of(catalog),
        reads=service.reads_of(catalog),
        cookie_base=cookie.base,
        cookie_item=cookie.item,
        cookie_work=cookie.work,
        shared_key=cookie.shared_key,
        zones=tuple(level.zones),
        limit=RateLimit(start.rate_limit.limit, start.rate_limit.per),
        autoscaler=service.autoscaler_of(start.autoscaler),
        deploy_drain=start.deploy_drain,
        lives=level.lives,
    )


def wave_of(wave: WavePart) -> Wave:
    """Return a wave with its visitors counted."""
    points = tuple(Point(int(tick), Fraction(rate)) for tick, rate in wave.arrivals)
    spikes = tuple(
        Spike(incident.at, incident.ticks, Fraction(incident.spike))
        for incident in wave.incidents
        if isinstance(incident, SpikePart)
    )
    return Wave(
        wave.title, _visitors(wave.ticks, points, spikes), tuple(_incident(incident) for incident in wave.incidents)
    )


#: A level is checked and then built, and both count its visitors; exact fractions are the dearest part of reading it.
_visitors = lru_cache(maxsize=64)(arrivals)


def plan_from(moves: Sequence[MovePart]) -> Plan:
    """Return a plan of the engine; its commands stand in the order of their ticks."""
    return plan_of(move.model_dump(by_alias=True) for move in moves)


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
        networks=part.networks,
        last_octet=part.last_octet,
        retries=part.retries,
        retry_after=part.retry_after,
        backoff=part.backoff,
    )


def _incident(part: IncidentPart) -> Incident:
    match part:
        case CrashPart():
            return Incident(IncidentKind.CRASH, part.at, part.crash)
        case CrashLoopPart():
            return Incident(IncidentKind.CRASH_LOOP, part.at, part.crash_loop, part.ticks, count=part.times)
        case SlowPart():
            return Incident(IncidentKind.SLOW, part.at, part.slow, part.ticks, per_mille(part.capacity))
        case FreezePart():
            return Incident(IncidentKind.FREEZE, part.at, part.freeze, part.ticks)
        case LeakPart():
            return Incident(IncidentKind.LEAK, part.at, part.leak, part.ticks)
        case ZoneOutagePart():
            return Incident(IncidentKind.ZONE_OUTAGE, part.at, part.zone_outage, part.ticks)
        case RollingDeployPart():
            return Incident(IncidentKind.ROLLING_DEPLOY, part.at)
        case _:
            return _incident_elsewhere(part)


def _incident_elsewhere(
    part: RedisRestartPart | RedisFullPart | SqlFailoverPart | SpikePart | WhalePart | BanPart | RetryStormPart,
) -> Incident:
    # Those that strike a store or the people.
    match part:
        case RedisRestartPart():
            return Incident(IncidentKind.REDIS_RESTART, part.at)
        case RedisFullPart():
            return Incident(IncidentKind.REDIS_FULL, part.at, ticks=part.ticks, per_mille=per_mille(part.redis_full))
        case SqlFailoverPart():
            return Incident(IncidentKind.SQL_FAILOVER, part.at)
        case SpikePart():
            return Incident(IncidentKind.SPIKE, part.at, ticks=part.ticks, per_mille=thousandths(part.spike))
        case WhalePart():
            return Incident(IncidentKind.WHALE, part.at, ticks=part.ticks, per_mille=per_mille(part.whale))
        case BanPart():
            return Incident(IncidentKind.BAN, part.at, per_mille=per_mille(part.ban))
        case RetryStormPart():
            return Incident(IncidentKind.RETRY_STORM, part.at, ticks=part.ticks, count=part.retry_storm)


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
