"""A ``View`` of the world: what the screen, the trace and bots see of one moment."""

from __future__ import annotations

import numpy as np

from scalegame.engine.decisions.health import takes_people
from scalegame.engine.decisions.legality import is_over, upkeep
from scalegame.engine.decisions.metrics import metrics_of
from scalegame.engine.decisions.servers import uses_sql
from scalegame.engine.decisions.stores import connections_of, has_pooler, latency_of
from scalegame.engine.scenario import StoreName
from scalegame.engine.state.world import Server, Store, Trouble, World, wave_spans
from scalegame.engine.units import MICROSECONDS_PER_TICK
from scalegame.engine.view import BALANCER, LIMITER, ServerView, StoreView, View, WaveView


def view_of(world: World) -> View:
    """Return the state at the end of the last tick."""
    spans = wave_spans(world.scenario, world.wave_starts)
    waves = tuple(
        WaveView(wave.title, start, end, number < len(world.wave_starts), wave.incidents)
        for number, (wave, (start, end)) in enumerate(zip(world.scenario.waves, spans, strict=True))
    )
    unserved = world.troubles.get(BALANCER, Trouble())
    connections = connections_of(world)
    return View(
        tick=world.tick,
        end=max(end for _, end in spans),
        over=is_over(world),
        servers=tuple(_server(world, i, connections[i]) for i, s in enumerate(world.servers) if not s.gone),
        stores=tuple(_store(world, world.stores[name], connections) for name in StoreName if name in world.stores),
        balancer=world.balancer,
        template=world.template,
        waves=waves,
        spent=world.spent,
        budget=world.scenario.budget,
        upkeep=upkeep(world),
        unserved=unserved.failed,
        unserved_tick=unserved.tick,
        online=world.online,
        arrivals=world.arrivals,
        requests=world.requests,
        metrics=metrics_of(world),
        limit=world.limit,
        limited=world.troubles.get(LIMITER, Trouble()).failed,
        retried=world.retried,
        rejected=world.rejected,
        autoscaler=world.autoscaler,
        zones_down=tuple(world.zones_down),
        deploy_drain=world.deploy_drain,
        traffic=world.traffic,
        lives=max(0, world.scenario.lives - world.lost - world.failed),
    )


def _store(world: World, store: Store, connections: list[int]) -> StoreView:
    trouble = world.troubles.get(store.name, Trouble())
    pooler = has_pooler(store, world.tick)
    limit = store.spec.connections if store.kind.takes_connections else 0
    return StoreView(
        name=store.name,
        state=store.state,
        until=max(0, store.until - world.tick),
        operations=store.operations,
        capacity=store.spec.capacity,
        used=store.used,
        memory=store.memory,
        latency_us=latency_of(store, world.tick),
        failed=trouble.failed,
        logged_out=trouble.logged_out,
        log_outs=trouble.log_outs,
        eviction=store.eviction,
        persistence=store.persistence,
        replicas=store.replicas,
        coming=len(store.coming),
        pooler=pooler,
        connections=min(limit, sum(connections)),
        connection_limit=limit,
        squeezed=store.squeezed > 0,
    )


def _server(world: World, index: int, connections: int) -> ServerView:
    server: Server = world.servers[index]
    leaving, _ = world.inflight[index]
    waiting = int(np.count_nonzero(leaving > world.tick * MICROSECONDS_PER_TICK))
    trouble = world.troubles.get(server.name, Trouble())
    return ServerView(
        name=server.name,
        type=server.type.name,
        state=server.state,
        wiring=server.wiring,
        in_rotation=takes_people(server, world.tick),
        started=server.born,
        until=max(0, server.until - world.tick),
        capacity=server.capacity,
        slow=server.slow_until > 0,
        load=int(world.work[index]) * 1000 // server.capacity,
        requests=int(world.answered[index]),
        queue=max(0, waiting - 1),
        queue_limit=server.type.queue,
        held=int(world.held[index]),
        memory=server.type.memory,
        files=int(world.files[index]),
        orders=int(world.orders[index]),
        logged_out=trouble.logged_out,
        log_outs=trouble.log_outs,
        failed=trouble.failed,
        badge=trouble.cause,
        badge_tick=trouble.tick,
        zone=server.zone,
        cattle=server.cattle,
        frozen=server.frozen_until > world.tick,
        looping=server.loops > 0,
        out=server.out_until > world.tick,
        retiring=server.retiring,
        connections=connections,
        pool=server.type.pool if server.alive and uses_sql(server) else 0,
    )
