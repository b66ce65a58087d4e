"""Which server a request goes to: each policy as a pure function of the rotation and the requests.

Sources: nginx ``hash`` and ``ip_hash`` (a dead server keeps its slot, its people try other slots), HAProxy's
map-based ``source`` (modulo the servers that are up), Karger's ring for ``consistent_hash``, Mitzenmacher's two
choices for ``power_of_two``. The policies that look at load are decided one request at a time in ``serving.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scalegame.engine.draws import Draws, Integers, Stream, below, draw_all, mix, mix_all
from scalegame.engine.scenario import Balancer, Policy
from scalegame.engine.world import NONE, Flags, Server

#: How often a modulo hash tries another slot before it falls back to any living server (as nginx does).
HASH_TRIES = 20
#: Policies that need the number of open connections at the moment of each request.
LOAD_AWARE = (Policy.LEAST_CONNECTIONS, Policy.POWER_OF_TWO)
#: Policies that tie a client's address to a server.
HASHED = (Policy.SOURCE_HASH, Policy.CONSISTENT_HASH)

_ADDRESS_STEP = 0x9E3779B97F4A7C15
_TRY_STEP = 0xC2B2AE3D27D4EB4F


@dataclass(frozen=True, slots=True)
class Rotation:
    """Who can be chosen: server indices in ascending order, and flags over all servers.

    ``candidates`` are believed up and take new people; ``slots`` is what a modulo hash counts; ``open``
    marks the candidates, ``keeps`` those that may go on serving the people they know (draining ones too),
    ``alive`` those that really answer.
    """

    candidates: Integers
    slots: Integers
    open: Flags
    keeps: Flags
    alive: Flags


@dataclass(frozen=True, slots=True)
class Callers:
    """The requests to route, in order of time: one entry each.

    ``position`` is where their draws lie, ``address`` the client's, ``cookie`` the server its cookie names.
    """

    position: Draws
    address: Draws
    cookie: Integers


def rotation(servers: list[Server], balancer: Balancer) -> Rotation:
    """Return what the balancer believes and what is true."""
    alive = np.array([s.alive for s in servers], np.bool_)
    keeps = np.array([s.seen_up and not s.gone for s in servers], np.bool_)
    taking = np.array([s.seen_up and not s.gone and s.state != "draining" for s in servers], np.bool_)
    kept = np.array([s.joined and not s.gone for s in servers], np.bool_)
    slots = kept if balancer.keep_dead_slots else taking
    return Rotation(taking.nonzero()[0], slots.nonzero()[0], taking, keeps, alive)


def choose(balancer: Balancer, seed: int, turn: int, rotation: Rotation, callers: Callers) -> tuple[Integers, int]:
    """Return each request's server index and the round-robin position afterwards.

    Every policy but the load-aware ones. ``NONE`` where there is no server to choose.
    """
    candidates, count = rotation.candidates, len(callers.position)
    if not len(candidates):
        if balancer.policy is not Policy.STICKY_COOKIE:
            return np.full(count, NONE, np.int64), turn
        known = (callers.cookie != NONE) & rotation.keeps[callers.cookie]
        return np.where(known, callers.cookie, NONE), turn
    match balancer.policy:
        case Policy.RANDOM:
            return candidates[below(draw_all(seed, Stream.ROUTE, callers.position), len(candidates))], turn
        case Policy.SOURCE_HASH:
            return _source_hash(balancer, seed, rotation, callers), turn
        case Policy.CONSISTENT_HASH:
            return _ring(balancer, rotation, callers.address), turn
        case Policy.STICKY_COOKIE:
            chosen = callers.cookie.copy()
            fresh = (chosen == NONE) | ~rotation.keeps[chosen]
            strangers = int(np.count_nonzero(fresh))
            if strangers:
                chosen[fresh] = candidates[(turn + np.arange(strangers)) % len(candidates)]
            return chosen, turn + strangers
        case _:
            return candidates[(turn + np.arange(count)) % len(candidates)], turn + count


def redispatch(seed: int, rotation: Rotation, callers: Callers, chosen: Integers) -> Integers:
    """Return ``chosen`` with requests that met a dead server sent on to a living one, drawn evenly.

    A request for which nobody is alive keeps its dead server.
    """
    dead = ~rotation.alive[chosen] & (chosen != NONE)
    living = (rotation.open & rotation.alive).nonzero()[0]
    if not np.count_nonzero(dead) or not len(living):
        return chosen
    draws = draw_all(seed, Stream.REDISPATCH, callers.position[dead])
    moved = chosen.copy()
    moved[dead] = living[below(draws, len(living))]
    return moved


def _source_hash(balancer: Balancer, seed: int, rotation: Rotation, callers: Callers) -> Integers:
    """Hash the address modulo the slots; a slot that takes nobody is hashed again with the try's number."""
    slots = rotation.slots
    usable = rotation.open & rotation.alive if balancer.redispatch else rotation.open
    chosen = np.full(len(callers.address), NONE, np.int64)
    if balancer.keep_dead_slots and usable.any():
        open_calls = np.arange(len(chosen))
        for attempt in range(HASH_TRIES):
            target = slots[_slot(callers.address[open_calls], attempt, len(slots))]
            good = usable[target]
            chosen[open_calls[good]] = target[good]
            open_calls = open_calls[~good]
            if not len(open_calls):
                return chosen
        living = np.flatnonzero(usable)
        draws = draw_all(seed, Stream.ROUTE, callers.position[open_calls])
        chosen[open_calls] = living[below(draws, len(living))]
        return chosen
    return rotation.candidates[_slot(callers.address, 0, len(rotation.candidates))]


def _slot(address: Draws, attempt: int, count: int) -> Integers:
    hashed = mix_all(address * np.uint64(_ADDRESS_STEP) + np.uint64(mix(attempt * _TRY_STEP)))
    return ((hashed >> np.uint64(32)) % np.uint64(count)).view(np.int64)


def _ring(balancer: Balancer, rotation: Rotation, address: Draws) -> Integers:
    """Return the owner of the first ring point at or after each address's hash."""
    members = (rotation.open & rotation.alive).nonzero()[0] if balancer.redispatch else rotation.candidates
    if not len(members):
        members = rotation.candidates
    owner, position = _ring_of(tuple(members.tolist()), balancer.ring_points)
    hashed = mix_all(address * np.uint64(_ADDRESS_STEP))
    return owner[np.searchsorted(position, hashed) % len(owner)]


@lru_cache(maxsize=64)
def _ring_of(members: tuple[int, ...], points: int) -> tuple[Integers, Draws]:
    """Return the ring's points in ascending order: whose each is, and where it lies."""
    owner = np.repeat(np.array(members), points)
    number = np.tile(np.arange(points, dtype=np.uint64), len(members))
    position = mix_all(owner.astype(np.uint64) * np.uint64(_TRY_STEP) + number * np.uint64(_ADDRESS_STEP))
    order = np.argsort(position, kind="stable")
    return owner[order], position[order]
