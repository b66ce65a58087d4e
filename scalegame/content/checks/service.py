"""The checks of the service against the catalog: names that exist, stores that are there, settings with a use."""

from __future__ import annotations

from collections.abc import Iterator

from scalegame.content.build.names import size_of
from scalegame.content.build.service import parts_of, store_specs, wiring_of, work_of
from scalegame.content.checks.shared import (
    SIGNED_COOKIE,
    check_known,
    check_order,
    check_twice,
    reachable_stores,
)
from scalegame.content.reader.diagnostics import Complaints
from scalegame.content.reader.json_reader import JsonPath
from scalegame.content.reader.phrases import quoted
from scalegame.content.schema import limits
from scalegame.content.schema.catalog import RedisPart, ReplicatedPart, SqlPart
from scalegame.content.schema.fields import Part, per_mille
from scalegame.content.schema.level import LevelPart
from scalegame.content.schema.traffic import RollingDeployPart
from scalegame.engine.catalog import store_of
from scalegame.engine.scenario import DEFAULT_SERVER_TYPES, Duty, SessionPlace, StoreName
from scalegame.engine.units import WHOLE


def check_service(level: LevelPart, complaints: Complaints) -> None:
    """Report everything about the start and the catalog that contradicts itself or can never matter."""
    _servers(level, complaints)
    _wiring(level, complaints)
    _autoscaler(level, complaints)
    _stores(level, complaints)
    _deferrable(level, complaints)
    for path, reason in _unused(level):
        complaints.say(path, f"{quoted(str(path[-1]))} has no effect: {reason}")


def deploys(level: LevelPart) -> bool:
    """Whether any server can be deployed in this level."""
    incidents = [incident for wave in level.waves for incident in wave.incidents]
    return not {"connect", "cause_incident"}.isdisjoint(level.allowed) or any(
        isinstance(incident, RollingDeployPart) for incident in incidents
    )


def _servers(level: LevelPart, complaints: Complaints) -> None:
    groups = level.start.servers
    types = sorted({*(kind.name for kind in DEFAULT_SERVER_TYPES), *level.catalog.servers})
    check_twice(level.zones, ("zones",), complaints)
    for number, group in enumerate(groups):
        path: JsonPath = ("start", "servers", number)
        check_known(group.type, types, "type of server", (*path, "type"), complaints)
        if group.zone is not None:
            check_known(group.zone, level.zones, "zone", (*path, "zone"), complaints)
        if group.names and group.count not in (None, len(group.names)):
            complaints.say((*path, "count"), f'"count" is {group.count}, but "names" has {len(group.names)}')
    total = sum(size_of(group) for group in groups)
    if total > limits.MAX_SERVERS:
        complaints.say(
            ("start", "servers"), f"there are {total:,} servers at the start; at most {limits.MAX_SERVERS} are allowed"
        )
    seen: set[str] = set()
    for number, group in enumerate(groups):
        check_twice(group.names or (), ("start", "servers", number, "names"), complaints, seen)
    check_known(level.catalog.added_server, types, "type of server", ("catalog", "added_server"), complaints)


def _wiring(level: LevelPart, complaints: Complaints) -> None:
    start = level.start
    check_twice(start.stores, ("start", "stores"), complaints)
    for place in wiring_of(start).places:
        store = store_of(place)
        if store is not None and store not in start.stores:
            kept = place.duty is not Duty.WORK
            sentence = f"{place.duty} are kept in {place}" if kept else "slow work goes to the queue"
            path: JsonPath = ("start", place.duty.value)
            complaints.say(path, f'{sentence}, so "stores" in "start" must hold {quoted(store)}')


def _autoscaler(level: LevelPart, complaints: Complaints) -> None:
    part = level.start.autoscaler
    path: JsonPath = ("start", "autoscaler")
    check_order(part.minimum, part.maximum, (*path, "min"), complaints)
    if not 0 < per_mille(part.target) <= WHOLE:
        complaints.say(
            (*path, "target"), f'"target" must be more than 0% and at most 100%, but is {quoted(part.target)}'
        )


def _stores(level: LevelPart, complaints: Complaints) -> None:
    specs, reachable = store_specs(level.catalog.stores), reachable_stores(level)
    for store, part in parts_of(level.catalog.stores).items():
        if part is None:
            continue
        path: JsonPath = ("catalog", "stores", store.value)
        spec = specs[store]
        if store not in reachable:
            complaints.say(path, f"{quoted(store)} has no effect: it is neither there nor for sale")
        if isinstance(part, ReplicatedPart) and spec.replicas > spec.most_replicas:
            complaint = f"there are {spec.replicas} replicas, but at most {spec.most_replicas} can be had"
            complaints.say((*path, "replicas"), complaint)
        match part:
            case RedisPart() if part.eviction is not None and not spec.memory:
                complaints.say((*path, "eviction"), '"eviction" has no effect: the memory has no limit')
            case SqlPart() if spec.pooler and not spec.connections:
                complaints.say((*path, "pooler"), '"pooler" has no effect: the connections have no limit')
            case _:
                pass


def _deferrable(level: LevelPart, complaints: Complaints) -> None:
    part = level.catalog.deferrable
    kinds = type(part).model_fields
    for kind, wait, work in zip(kinds, part.model_dump().values(), work_of(level.catalog), strict=True):
        if kind in part.model_fields_set and wait >= work:
            complaint = f"of {work} work units at most {work - 1} can wait, but {quoted(kind)} is {wait}"
            complaints.say(("catalog", "deferrable", kind), complaint)


def _unused(level: LevelPart) -> Iterator[tuple[JsonPath, str]]:
    """Yield settings that can never matter in this level, and why."""
    start, catalog, reachable = level.start, level.catalog, reachable_stores(level)
    said = catalog.model_fields_set
    cookies = start.sessions is SessionPlace.SIGNED_COOKIE or SIGNED_COOKIE in level.allowed
    if "deferrable" in said and StoreName.QUEUE not in reachable:
        yield ("catalog", "deferrable"), "the queue is neither there nor for sale"
    if "reads" in said and StoreName.SQL not in reachable:
        yield ("catalog", "reads"), "SQL is neither there nor for sale"
    if "cookie" in said and not cookies:
        yield ("catalog", "cookie"), "sessions are in no signed cookie, and cannot be connected to one"
    if (
        "autoscaler" in start.model_fields_set
        and not start.autoscaler.maximum
        and "set_autoscaler" not in level.allowed
    ):
        yield ("start", "autoscaler"), '"max" is 0, which turns it off, and set_autoscaler is not allowed'
    if start.deploy_drain and not deploys(level):
        yield ("start", "deploy_drain"), "no server is ever deployed"
    yield from _waiting(("start", "rate_limit"), start.rate_limit, "limit", ("per",))
    health = start.balancer.health
    yield from _waiting(("start", "balancer", "health"), health, "max_fails", ("fail_timeout",))
    for number, source in enumerate(level.sources):
        yield from _waiting(("sources", number), source, "retries", ("retry_after", "backoff"))


def _waiting(path: JsonPath, part: Part, switch: str, fields: tuple[str, ...]) -> Iterator[tuple[JsonPath, str]]:
    """Yield the ``fields`` of a part that somebody set although the ``switch`` before them is 0."""
    if not getattr(part, switch):
        yield from (((*path, field), f'"{switch}" is 0') for field in fields if field in part.model_fields_set)
