"""Ideas to try in a level: single commands, and ideas that take several, from all that the level allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scalegame.engine.catalog import PLACES, REPLICATED, store_of
from scalegame.engine.commands import (
    ALL,
    AddPooler,
    AddReplica,
    AddServer,
    AddStore,
    Command,
    Connect,
    DrainServer,
    NextWave,
    RemoveServer,
    RestartServer,
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetRedis,
    SetTimeout,
    UndrainServer,
)
from scalegame.engine.enums import (
    Check,
    Duty,
    Eviction,
    LimitPer,
    Persistence,
    Place,
    SessionPlace,
    StoreName,
)
from scalegame.engine.scenario import Scenario

#: Commands with the ticks after which each is given.
Idea = tuple[tuple[int, Command], ...]

_COUNTS = (1, 2, 3, 5, 8)
_FLEETS = ((1, 2), (1, 4), (2, 4), (2, 6))
_DRAINS = (10, 20, 40)
_TIMEOUTS = (500, 1000, 2000)
_LIMITS_PER_ADDRESS = (2, 5, 10, 20)
#: A rate limit for all, in per mille of the requests that the first servers can bear.
_LIMITS_PER_SERVICE = (700, 1000, 1500, 3000)
_WORK_OF_A_REQUEST = 11
#: Named servers beyond these are not tried one by one.
_MOST_NAMED, _MOST_ADDED = 8, 3
_GRID = 10
_BEFORE = (40, 30, 20, 10, 5, 0)


@dataclass(frozen=True, slots=True)
class Ideas:
    """The things to try in a level: ``commands``, ``ideas`` of several commands, and good ``moments`` for them.

    ``end`` is the tick at which the level is over if no wave is called early.
    """

    commands: tuple[Command, ...]
    ideas: tuple[Idea, ...]
    moments: tuple[int, ...]
    end: int


def ideas_of(scenario: Scenario) -> Ideas:
    """Return what is worth trying in ``scenario``, in a fixed order."""
    commands = tuple(dict.fromkeys(_commands(scenario)))
    ideas = (*(((0, command),) for command in commands), *_ideas(scenario))
    end = sum(len(wave.arrivals) for wave in scenario.waves)
    return Ideas(commands, ideas, tuple(sorted(set(_moments(scenario, end)))), end)


def _commands(scenario: Scenario) -> Iterator[Command]:
    allowed = scenario.allowed
    if "add_server" in allowed:
        yield from map(AddServer, _COUNTS)
    yield from _about_servers(scenario)
    for store in StoreName:
        if store.value in allowed and store not in scenario.stores:
            yield AddStore(store)
    if "connect" in allowed:
        for place in _places(scenario):
            yield from (Connect(server, place) for server in (ALL, *_named(scenario)))
    yield from _about_stores(scenario)
    yield from _settings(scenario)
    if len(scenario.waves) > 1:
        yield NextWave()


def _named(scenario: Scenario) -> list[str]:
    return [server.name for server in scenario.servers[:_MOST_NAMED]]


def _about_servers(scenario: Scenario) -> Iterator[Command]:
    allowed, named = scenario.allowed, _named(scenario)
    grows = "add_server" in allowed or "set_autoscaler" in allowed or scenario.autoscaler.maximum > 0
    added = [f"s{number:03d}" for number in range(1, _MOST_ADDED + 1)] if grows else []
    if "remove_server" in allowed:
        yield from map(RemoveServer, dict.fromkeys((*named, *added)))
    if "restart_server" in allowed:
        yield from map(RestartServer, named)
    if "drain_server" in allowed:
        yield from map(DrainServer, named)
        yield from map(UndrainServer, named)


def _has(scenario: Scenario, store: StoreName) -> bool:
    return store in scenario.stores or store.value in scenario.allowed


def _places(scenario: Scenario) -> Iterator[Place]:
    """Yield the places that servers do not use at the start and can be connected to."""
    for place in PLACES:
        store = store_of(place)
        if place is SessionPlace.SIGNED_COOKIE and place.value not in scenario.allowed:
            continue
        if (store is None or _has(scenario, store)) and scenario.template.rewired(place) != scenario.template:
            yield place


def _about_stores(scenario: Scenario) -> Iterator[Command]:
    allowed = scenario.allowed
    for store in REPLICATED:
        spec = scenario.store_specs[store]
        if "add_replica" in allowed and _has(scenario, store) and spec.most_replicas > spec.replicas:
            yield AddReplica(store)
    if "add_pooler" in allowed and _has(scenario, StoreName.SQL):
        yield AddPooler()
    if "set_redis" in allowed and _has(scenario, StoreName.REDIS):
        yield from map(SetRedis, (*Eviction, *Persistence))


def _settings(scenario: Scenario) -> Iterator[Command]:
    allowed, fleet = scenario.allowed, max(1, len(scenario.servers))
    if "set_policy" in allowed:
        yield from map(SetPolicy, scenario.policies)
    if "set_health_check" in allowed:
        yield from map(SetHealthCheck, Check)
    if "set_drain" in allowed:
        yield from map(SetDrain, _DRAINS)
    if "set_timeout" in allowed:
        yield from map(SetTimeout, _TIMEOUTS)
    if "set_autoscaler" in allowed:
        yield from (SetAutoscaler(least * fleet, most * fleet) for least, most in _FLEETS)
    if "set_rate_limit" in allowed:
        bearable = sum(scenario.server_type(server.type).capacity for server in scenario.servers) // _WORK_OF_A_REQUEST
        yield from (SetRateLimit(max(1, bearable * share // 1000)) for share in _LIMITS_PER_SERVICE)
        yield from (SetRateLimit(limit, LimitPer.ADDRESS) for limit in _LIMITS_PER_ADDRESS)


def _ideas(scenario: Scenario) -> Iterator[Idea]:
    """Yield ideas of several commands: a store with all servers connected, with a replica; all stores at once."""
    if "connect" not in scenario.allowed:
        return
    deploys = 2 + sum(scenario.server_type(server.type).deploy for server in scenario.servers)
    everything: list[tuple[int, Command]] = []
    duties: set[Duty] = set()
    ready = 0
    for place in _places(scenario):
        store = store_of(place)
        if store is None or store in scenario.stores:
            continue
        lead = scenario.store_specs[store].lead
        bought: Idea = ((0, AddStore(store)), (lead, Connect(ALL, place)))
        yield bought
        if "add_replica" in scenario.allowed and scenario.store_specs[store].most_replicas:
            yield (*bought, (lead, AddReplica(store)))
        if place.duty not in duties:
            duties.add(place.duty)
            ready = max(ready + deploys if everything else 0, lead)
            everything += [(0, AddStore(store)), (ready, Connect(ALL, place))]
    if len(duties) > 1:
        yield tuple(everything)


def _moments(scenario: Scenario, end: int) -> Iterator[int]:
    """Yield ticks at which something may be done in time: before waves, peaks and incidents, and now and then."""
    start = 0
    for wave in scenario.waves:
        peak = start + wave.arrivals.index(max(wave.arrivals))
        strikes = (start + incident.at for incident in wave.incidents)
        for tick in (start, peak, *strikes):
            yield from (tick - lead for lead in _BEFORE if 0 <= tick - lead < end)
        start += len(wave.arrivals)
    yield from range(0, end, _GRID)
