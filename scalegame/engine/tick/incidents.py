"""Phases 2 and 3: waves start, and what they bring strikes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalegame.engine.catalog import STORES, STRIKES
from scalegame.engine.decisions.incident_targets import due_incidents, subjects, target
from scalegame.engine.decisions.routing import patience
from scalegame.engine.draws import Stream, below, draw_all, positions
from scalegame.engine.integers import indices_of
from scalegame.engine.scenario import AT_SERVERS, Incident, IncidentKind, Persistence, StoreName
from scalegame.engine.state.ledger import Ledger
from scalegame.engine.state.world import IN_COOKIE, IN_REDIS, NOWHERE, Server, World
from scalegame.engine.tick.effects import evict, lose, release
from scalegame.engine.tick.fleet_changes import crash
from scalegame.engine.units import MICROSECONDS_PER_TICK, WHOLE
from scalegame.engine.view import EventKind, FailureCause, LossCause, ServerState, StoreState


def start_due_waves(world: World, ledger: Ledger) -> None:
    """Start the waves whose time has come."""
    starts, waves = world.wave_starts, world.scenario.waves
    while len(starts) < len(waves):
        # A wave follows the one before it, unless the player calls it early.
        if starts and starts[-1] + len(waves[len(starts) - 1].arrivals) > world.tick:
            return
        start_wave(world, ledger)


def start_wave(world: World, ledger: Ledger) -> None:
    """Start the next wave now."""
    number = len(world.wave_starts)
    world.wave_starts.append(world.tick)
    ledger.event(EventKind.WAVE_STARTED, count=number + 1, detail=world.scenario.waves[number].title)


def strike(world: World, ledger: Ledger) -> None:
    """Carry out the incidents of this tick: those of the waves, then those that were ordered."""
    ordered, world.ordered = world.ordered, []
    for incident in ordered:
        if incident.kind is IncidentKind.SPIKE:
            # The visitors of a wave's own spikes are in its numbers.
            world.surge = _worse(world, world.surge, incident.per_mille, world.tick + incident.ticks)
    for subject, incident in (*due_incidents(world), *subjects(world, ordered)):
        if incident.kind in AT_SERVERS:
            index = target(world, incident, subject)
            if index is not None:
                _strike_server(world, ledger, incident, index)
        else:
            _strike_service(world, ledger, incident, subject)


def _strike_server(world: World, ledger: Ledger, incident: Incident, index: int) -> None:
    server = world.servers[index]
    match incident.kind:
        case IncidentKind.SLOW:
            ledger.event(EventKind.SERVER_SLOW, server.name, incident.ticks, str(incident.per_mille))
            _slow_down(world, ledger, index, incident)
        case IncidentKind.FREEZE:
            ledger.event(EventKind.SERVER_FROZEN, server.name, incident.ticks)
            _freeze(world, ledger, index, incident)
        case IncidentKind.LEAK if server.born >= world.tick - incident.ticks:
            ledger.event(EventKind.LEAK_AVOIDED, server.name)
        case IncidentKind.CRASH_LOOP:
            crash(world, ledger, index, loops=incident.count, loop_after=incident.ticks)
        case _:
            crash(world, ledger, index)


def _strike_service(world: World, ledger: Ledger, incident: Incident, subject: int) -> None:
    until = world.tick + incident.ticks
    share = str(incident.per_mille)
    match incident.kind:
        case IncidentKind.SPIKE:
            ledger.event(EventKind.SPIKE, count=incident.ticks, detail=share)
        case IncidentKind.WHALE:
            world.whale = _worse(world, world.whale, incident.per_mille, until)
            ledger.event(EventKind.WHALE, count=incident.ticks, detail=share)
        case IncidentKind.RETRY_STORM:
            world.storm = _worse(world, world.storm, incident.count, until)
            ledger.event(EventKind.RETRY_STORM, count=incident.ticks, detail=str(incident.count))
        case IncidentKind.BAN:
            _ban(world, ledger, incident, subject)
        case IncidentKind.ROLLING_DEPLOY:
            ledger.event(EventKind.ROLLING_DEPLOY)
            world.rollout += [(index, None) for index, each in enumerate(world.servers) if not each.gone]
        case IncidentKind.ZONE_OUTAGE:
            _darken(world, ledger, incident.server, until)
        case IncidentKind.REDIS_FULL:
            _squeeze(world, ledger, incident)
        case _:
            _fail_store(world, ledger, STRIKES[incident.kind], 0)


def _worse(world: World, lasting: tuple[int, int], strength: int, until: int) -> tuple[int, int]:
    """Return a spell's strength and end; of two that overlap the worse and the longer counts."""
    before, end = lasting if world.tick < lasting[1] else (0, 0)
    return max(before, strength), max(end, until)


def _slow_down(world: World, ledger: Ledger, index: int, incident: Incident) -> None:
    """Take capacity away. Of two slow spells the worse and the longer counts; who waits too long now gives up."""
    server = world.servers[index]
    until = max(server.slow_until, world.tick + incident.ticks)
    set_capacity(world, index, replace(server, slow=min(server.slow, incident.per_mille), slow_until=until))
    _give_up(world, ledger, index)


def _freeze(world: World, ledger: Ledger, index: int, incident: Incident) -> None:
    """Stop a server in the middle of its work: what is inside leaves later by the time it is frozen."""
    server = world.servers[index]
    until = max(server.frozen_until, world.tick + incident.ticks)
    longer = (until - max(server.frozen_until, world.tick)) * MICROSECONDS_PER_TICK
    now = world.tick * MICROSECONDS_PER_TICK
    leaving, counts = world.inflight[index]
    world.inflight[index] = (np.where(leaving > now, leaving + longer, leaving), counts)
    world.free[index] += longer if world.free[index] > now else 0
    world.servers[index] = replace(server, frozen_until=until)
    _give_up(world, ledger, index)


def thaw(world: World, index: int) -> None:
    """Thaw a server: it goes on with its old work; requests that hung there meanwhile delay nobody."""
    leaving, counts = world.inflight[index]
    world.inflight[index] = (np.minimum(leaving, world.free[index]), counts)


def _give_up(world: World, ledger: Ledger, index: int) -> None:
    """Fail the requests inside a server whose answer will now come too late."""
    leaving, counts = world.inflight[index]
    wait = patience(world.scenario, world.balancer)
    late = counts & (leaving > world.tick * MICROSECONDS_PER_TICK + wait)
    ledger.failure(FailureCause.TIMEOUT, world.servers[index].name, int(np.count_nonzero(late)))
    world.inflight[index] = (leaving, counts & ~late)


def set_capacity(world: World, index: int, server: Server) -> None:
    """Change a server's speed; what is in its queue takes longer or shorter from now on, or from when it thaws on."""
    works_on = max(world.tick, server.frozen_until) * MICROSECONDS_PER_TICK
    old, new = world.servers[index].capacity, server.capacity
    leaving, counts = world.inflight[index]
    world.inflight[index] = (
        np.where(leaving > works_on, works_on + (leaving - works_on) * old // new, leaving),
        counts,
    )
    free = int(world.free[index])
    world.free[index] = works_on + (free - works_on) * old // new if free > works_on else free
    world.servers[index] = server


def _ban(world: World, ledger: Ledger, incident: Incident, subject: int) -> None:
    """Ban a share of the people online; the service deletes their sessions wherever it keeps them."""
    people = world.sessions
    online = indices_of(people.alive[: people.size] & ~people.banned[: people.size])
    n = np.full(len(online), subject, np.uint64)
    draws = draw_all(world.seed, Stream.BAN, positions(people.who[online].astype(np.uint64), n))
    banned = online[below(draws, WHOLE) < incident.per_mille]
    people.banned[banned] = True
    release(world, banned[people.place[banned] != IN_COOKIE])
    ledger.event(EventKind.BAN, count=len(banned), detail=str(incident.per_mille))


def _darken(world: World, ledger: Ledger, zone: str, until: int) -> None:
    """Take a zone down with its servers, and the stores' primaries if it is the first; or keep it down for longer."""
    lit = zone not in world.zones_down
    world.zones_down[zone] = max(until, world.zones_down.get(zone, 0))
    ledger.event(EventKind.ZONE_DOWN, zone, until - world.tick)
    for index, server in enumerate(world.servers):
        if server.zone == zone and not server.gone:
            if server.state is ServerState.DOWN:
                world.servers[index] = replace(server, until=max(server.until, until))
            else:
                crash(world, ledger, index)
    if zone == world.scenario.zones[0]:
        for kind in STORES.values():
            if kind.replicated:
                _stay_down(world, kind.name, until)
                if lit:
                    _fail_store(world, ledger, kind.name, until - world.tick)


def _stay_down(world: World, name: StoreName, until: int) -> None:
    """Keep a primary that is down already down until its zone is back, unless a replica is taking over."""
    store = world.stores.get(name)
    if store is not None and store.state is StoreState.DOWN and not store.coming:
        world.stores[name] = replace(store, until=max(store.until, until))


def _squeeze(world: World, ledger: Ledger, incident: Incident) -> None:
    """Take a part of Redis's memory for something else; of two such spells the worse and the longer counts."""
    redis = world.stores.get(StoreName.REDIS)
    if redis is None or not redis.spec.memory:
        return
    until = max(redis.squeezed_until, world.tick + incident.ticks)
    squeezed = max(redis.squeezed, incident.per_mille)
    world.stores[redis.name] = replace(redis, squeezed=squeezed, squeezed_until=until)
    ledger.event(EventKind.STORE_SQUEEZED, redis.name, incident.ticks, str(incident.per_mille))
    evict(world, ledger)


def _fail_store(world: World, ledger: Ledger, name: StoreName, ticks: int) -> None:
    """Kill a store's primary for ``ticks`` ticks, or as long as a restart takes. A replica takes over."""
    store = world.stores.get(name)
    if store is None or store.state is not StoreState.UP:
        return
    spec = store.spec
    back = world.tick + max(ticks, spec.restart)
    if store.replicas:
        ledger.event(EventKind.STORE_FAILOVER, name, spec.failover)
        until = world.tick + spec.failover
        coming = (*store.coming, back + spec.replica_lead)
        world.stores[name] = replace(
            store, state=StoreState.DOWN, until=until, replicas=store.replicas - 1, coming=coming
        )
        return
    ledger.event(EventKind.STORE_DOWN, name, back - world.tick)
    world.stores[name] = replace(store, state=StoreState.DOWN, until=back)
    if name is StoreName.REDIS and store.persistence is Persistence.NONE:
        people = world.sessions
        gone = indices_of(people.place[: people.size] == IN_REDIS)
        lose(world, ledger, gone, LossCause.STORE_RESTART, name)
        people.place[gone] = NOWHERE
        world.stores[name] = replace(world.stores[name], used=0)
