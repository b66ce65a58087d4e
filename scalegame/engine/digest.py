"""The canonical state as bytes, and its hash: games of one scenario with the same digest go on in the same way."""

from __future__ import annotations

from hashlib import sha256

import numpy as np

from scalegame.engine.scenario import Wiring
from scalegame.engine.world import COLUMNS, PER_SERVER, World

_DIGITS = 32
_SEED_BITS = (1 << 64) - 1
#: A digest is taken after every this many ticks.
DIGEST_EVERY = 10


def state_digest(world: World) -> str:
    """Hash ``world``: counters, servers, stores, then the columns of live sessions in order of arrival."""
    book = sha256()
    b = world.balancer
    counters = (
        world.seed & _SEED_BITS, world.tick, world.spent, world.commands, world.turn, world.added, world.online,
        world.logged_in, world.lost,
        world.requests_total, world.failed, world.imbalance_over, world.imbalance_base, *world.wave_starts,
        str(b.policy), b.redispatch, b.interval, b.fall, b.rise, b.keep_dead_slots, b.ring_points,
    )  # fmt: skip
    book.update(repr(counters).encode())
    book.update(repr(_wiring(world.template)).encode())
    for s in world.servers:
        row = (
            s.name,
            s.type.name,
            _wiring(s.wiring),
            str(s.state),
            s.until,
            s.seen_up,
            s.checks,
            s.joined,
            s.slow,
            s.slow_until,
        )
        book.update(repr((*row, s.born, s.drained, s.gone)).encode())
    for store in sorted(world.stores.values(), key=lambda store: store.name):
        book.update(repr((str(store.name), str(store.state), store.until, store.used)).encode())
    book.update(repr([(index, str(place)) for index, place in world.rollout]).encode())
    for name in PER_SERVER:
        book.update(getattr(world, name).astype("<i8", copy=False).tobytes())
    for leaving, counts in world.inflight:
        book.update(leaving.astype("<i8", copy=False).tobytes() + counts.tobytes())
    used = world.latency.nonzero()[0]
    book.update(world.latency[: used[-1] + 1 if len(used) else 0].astype("<i8", copy=False).tobytes())
    sessions = world.sessions
    live = np.flatnonzero(sessions.alive[: sessions.size])
    for name in COLUMNS:
        column = getattr(sessions, name)[live]
        book.update(column.astype(column.dtype.newbyteorder("<"), copy=False).tobytes())
    return book.hexdigest()[:_DIGITS]


def _wiring(wiring: Wiring) -> tuple[str, str, str]:
    return str(wiring.sessions), str(wiring.files), str(wiring.orders)
