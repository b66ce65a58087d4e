"""A ``View`` of the world: what the screen, the trace and bots see of one moment."""

from __future__ import annotations

import numpy as np

from scalegame.engine.metrics import metrics_of
from scalegame.engine.requests import BALANCER
from scalegame.engine.rules import is_over, upkeep
from scalegame.engine.scenario import MICROSECONDS_PER_TICK, StoreName
from scalegame.engine.view import ServerState, ServerView, StoreView, View, WaveView
from scalegame.engine.world import Server, Trouble, World, wave_spans


def view_of(world: World) -> View:
    """Return the state at the end of the last tick."""
    spans = wave_spans(world.scenario, world.wave_starts)
    waves = tuple(
        WaveView(wave.title, start, end, number < len(world.wave_starts), wave.incidents)
        for number, (wave, (start, end)) in enumerate(zip(world.scenario.waves, spans, strict=True))
    )
    unserved = world.troubles.get(BALANCER, Trouble())
    return View(
        tick=world.tick,
        end=max(end for _, end in spans),
        over=is_over(world),
        servers=tuple(_server(world, i) for i, server in enumerate(world.servers) if not server.gone),
        stores=tuple(
            StoreView(
                name=store.name,
                state=store.state,
                until=max(0, store.until - world.tick),
                operations=store.operations,
                capacity=store.spec.capacity,
                used=store.used,
                memory=store.spec.memory,
                latency_us=store.spec.latency_us,
                failed=world.troubles.get(store.name, Trouble()).failed,
                logged_out=world.troubles.get(store.name, Trouble()).logged_out,
            )
            for store in (world.stores[name] for name in StoreName if name in world.stores)
        ),
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
    )


def _server(world: World, index: int) -> ServerView:
    server: Server = world.servers[index]
    leaving, _ = world.inflight[index]
    waiting = int(np.count_nonzero(leaving > world.tick * MICROSECONDS_PER_TICK))
    trouble = world.troubles.get(server.name, Trouble())
    return ServerView(
        name=server.name,
        type=server.type.name,
        state=server.state,
        wiring=server.wiring,
        in_rotation=server.seen_up and server.state is not ServerState.DRAINING,
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
        failed=trouble.failed,
        badge=trouble.cause,
        badge_tick=trouble.tick,
    )
