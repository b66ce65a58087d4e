"""The hash of a world's canonical state: games of one scenario with the same digest go on in the same way."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from operator import attrgetter
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from scalegame.engine.integers import indices_of
from scalegame.engine.scenario import Wiring
from scalegame.engine.state.canonical import FORMATS, Content, Fields, Plain, digest_of, plain, settings
from scalegame.engine.state.world import COLUMNS, NONE, PER_SERVER, Server, World
from scalegame.engine.units import MICROSECONDS_PER_TICK

_SEED_BITS = (1 << 64) - 1
#: A digest is taken after every this many ticks.
DIGEST_EVERY = 10

#: ``FORMATS`` for NumPy.
_TYPES = {name: np.dtype("<" + letter) for name, letter in FORMATS.items()}

_COUNTERS = (
    "tick", "spent", "commands", "turn", "added", "online", "logged_in", "lost", "requests_total", "failed",
    "imbalance_over", "imbalance_base", "cool_until", "demand", "deploy_drain", "touched", "retried", "rejected",
)  # fmt: skip
#: Parts of a server that are fields of their own, or are several.
_SERVER_PARTS = tuple(part.name for part in fields(Server) if part.name not in ("type", "wiring"))
_STORE_PARTS = (
    "name", "state", "until", "used", "operations", "eviction", "persistence", "replicas", "pooler", "squeezed",
    "squeezed_until",
)  # fmt: skip


#: Hexadecimal digits of a field's mark.
MARK_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state before ``tick``: its ``digest``, and a short mark of each field, all in one text.

    The digest proves that two states are the same; where they are not, the marks tell which fields differ.
    """

    tick: int
    digest: str
    marks: str


def state_digest(world: World) -> str:
    """Hash everything that ``canonical`` says of ``world``."""
    return digest_of(canonical(world))


def checkpoint(world: World) -> Checkpoint:
    """Return what a run keeps of the present state."""
    state = tuple(canonical(world))
    marks = "".join(f"{crc32(content) & 0xFFFF:0{MARK_DIGITS}x}" for _, content in state)
    return Checkpoint(world.tick, digest_of(state), marks)


def field_names(world: World) -> tuple[str, ...]:
    """Return the names of the fields, in the order of a checkpoint's marks."""
    return tuple(name for name, _ in canonical(world))


def canonical(world: World) -> Fields:
    """Yield ``world`` field by field: settings, servers, stores, live sessions in order of arrival; sums at the end.

    What can no longer matter is left out: who has left, which requests have been answered, since when a queue is empty.
    The contents are buffers of the world where that is possible: use them before the world changes.
    """
    yield "seed", plain([world.seed & _SEED_BITS])
    yield "wave_starts", plain(world.wave_starts)
    yield "storm", plain(world.storm)
    yield "whale", plain(world.whale)
    yield "zones_down", plain(world.zones_down)
    yield "zones_down.until", plain(world.zones_down.values())
    yield from settings("limit", world.limit)
    yield from settings("autoscaler", world.autoscaler)
    yield from settings("balancer", world.balancer)
    yield from settings("template", world.template)
    yield from _servers(world)
    stores = sorted(world.stores.values(), key=lambda store: store.name)
    for name in _STORE_PARTS:
        yield f"stores.{name}", plain(getattr(store, name) for store in stores)
    yield "stores.coming", plain(due for store in stores for due in (*store.coming, -1))
    yield "rollout.server", plain(index for index, _ in world.rollout)
    yield "rollout.keep", plain(place.duty if place else "" for _, place in world.rollout)
    yield "rollout.to", plain(place.value if place else "" for _, place in world.rollout)
    sessions = world.sessions
    alive = sessions.alive[: sessions.size]
    # While nobody has left, there is no need to copy the columns.
    live = slice(sessions.size) if alive.all() else indices_of(alive)
    for name in COLUMNS:
        yield _column(f"sessions.{name}", getattr(sessions, name)[live])
    used = indices_of(world.latency)
    yield _column("latency", world.latency[: used[-1] + 1 if len(used) else 0])
    for name in _COUNTERS:
        yield name, plain([getattr(world, name)])
    yield from _ordered(world)


def _ordered(world: World) -> Fields:
    """Yield ordered traffic and incidents; nothing where there never were any."""
    if world.traffic != NONE or world.surge[1] or world.extra:
        yield "traffic", plain([world.traffic, *world.surge, world.extra])
    if world.ordered:
        yield "ordered", plain(value for incident in world.ordered for value in astuple(incident))


def _servers(world: World) -> Fields:
    def parts(name: str, values: list[Plain]) -> tuple[str, Content]:
        return f"servers.{name}", plain(values)

    servers = world.servers
    yield parts("type", [server.type.name for server in servers])
    for part in fields(Wiring):
        yield parts(f"wiring.{part.name}", [getattr(server.wiring, part.name).value for server in servers])
    for name in _SERVER_PARTS:
        yield parts(name, list(map(attrgetter(name), servers)))
    now = world.tick * MICROSECONDS_PER_TICK
    for name in PER_SERVER:
        column = getattr(world, name)
        yield _column(f"servers.{name}", np.maximum(column, now) if name == "free" else column)
    inside = [(leaving[leaving > now], counts[leaving > now]) for leaving, counts in world.inflight]
    yield _column("servers.inside", np.array([len(leaving) for leaving, _ in inside], np.int64))
    yield _column("inside.leaving", np.concatenate([leaving for leaving, _ in inside]))
    yield _column("inside.counts", np.concatenate([counts for _, counts in inside]))


def _column(name: str, values: NDArray[np.generic]) -> tuple[str, Content]:
    return name, np.ascontiguousarray(values, _TYPES[name]).data
