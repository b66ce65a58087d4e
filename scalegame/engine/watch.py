"""A ``View`` of the world: what the screen, the trace and bots see of one moment."""

from __future__ import annotations

import numpy as np

from scalegame.engine.metrics import metrics_of
from scalegame.engine.rules import is_over
from scalegame.engine.scenario import MICROSECONDS_PER_TICK, StoreName
from scalegame.engine.view import ServerView, StoreView, View, WaveView
from scalegame.engine.world import Server, World, wave_spans


def view_of(world: World) -> View:
    """Return the state at the end of the last tick."""
    spans = wave_spans(world.scenario, world.wave_starts)
    waves = tuple(
        WaveView(wave.title, start, end, number < len(world.wave_starts), wave.incidents)
        for number, (wave, (start, end)) in enumerate(zip(world.scenario.waves, spans, strict=True))
    )
    lost, failed, badges = _by_place(world)
    return View(
        tick=world.tick,
        end=max(end for _, end in spans),
        over=is_over(world),
        servers=tuple(
            _server(world, i, lost, failed, badges) for i, server in enumerate(world.servers) if not server.gone
        ),
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
                failed=failed.get(store.name, 0),
                logged_out=lost.get(store.name, 0),
            )
            for store in (world.stores[name] for name in StoreName if name in world.stores)
        ),
        balancer=world.balancer,
        template=world.template,
        waves=waves,
        spent=world.spent,
        budget=world.scenario.budget,
        online=world.online,
        arrivals=world.arrivals,
        requests=world.requests,
        metrics=metrics_of(world),
    )


def _by_place(world: World) -> tuple[dict[str, int], dict[str, int], dict[str, tuple[int, str]]]:
    """Return losses, failures and the latest (tick, cause) of either by place."""
    lost: dict[str, int] = {}
    failed: dict[str, int] = {}
    badges: dict[str, tuple[int, str]] = {}
    for loss in world.losses:
        lost[loss.place] = lost.get(loss.place, 0) + loss.count + loss.again
        badges[loss.place] = (loss.tick, loss.cause)
    for failure in world.failures:
        failed[failure.place] = failed.get(failure.place, 0) + failure.count
        if failure.tick > badges.get(failure.place, (-1, ""))[0]:
            badges[failure.place] = (failure.tick, failure.cause)
    return lost, failed, badges


def _server(
    world: World, index: int, lost: dict[str, int], failed: dict[str, int], badges: dict[str, tuple[int, str]]
) -> ServerView:
    server: Server = world.servers[index]
    leaving, _ = world.inflight[index]
    waiting = int(np.count_nonzero(leaving > world.tick * MICROSECONDS_PER_TICK))
    tick, cause = badges.get(server.name, (-1, ""))
    return ServerView(
        name=server.name,
        type=server.type.name,
        state=server.state,
        wiring=server.wiring,
        in_rotation=server.seen_up,
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
        logged_out=lost.get(server.name, 0),
        failed=failed.get(server.name, 0),
        badge=cause,
        badge_tick=tick,
    )
