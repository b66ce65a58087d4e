"""The balancer's policies: each a pure function from the rotation and the requests to their servers.

Sources: nginx ``hash`` and ``ip_hash`` (a dead server keeps its slot, its people try other slots), HAProxy's
map-based ``source`` (modulo the servers that are up), Karger's ring for ``consistent_hash``, Mitzenmacher's two
choices for ``power_of_two``. The policies that look at load are decided one request at a time in ``serving.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scalegame.engine.decisions.health import believed_up, takes_people
from scalegame.engine.draws import Draws, Integers, Stream, below, draw_all, mix, mix_all
from scalegame.engine.integers import indices_of, order_of, places_in, up_to
from scalegame.engine.scenario import Balancer, Policy
from scalegame.engine.state.world import NONE, Flags, Server

#: The times that a modulo hash tries another slot before it falls back to any living server (as nginx does).
HASH_TRIES = 20
#: Policies that need the number of open connections at the moment of each request.
LOAD_AWARE = (Policy.LEAST_CONNECTIONS, Policy.POWER_OF_TWO)
#: Policies that tie a client's address to a server.
HASHED = (Policy.SOURCE_HASH, Policy.CONSISTENT_HASH)

_ADDRESS_STEP = 0x9E3779B97F4A7C15
_TRY_STEP = 0xC2B2AE3D27D4EB4F
#: Points and addresses must not be hashed alike, or the first addresses would be the first server's points.
_POINT_STEP, _POINT_SALT = 0xA0761D6478BD642F, 0xE7037ED1A0B428DB
#: The bits of an address's last octet.
_OCTET = np.uint64(8)


@dataclass(frozen=True, slots=True)
class Rotation:
    """The servers that can be chosen: indices in ascending order, and flags over all servers.

    ``candidates`` are believed up and take new people; ``slots`` is what a modulo hash counts; ``open``
    marks the candidates, ``keeps`` those that may go on serving the people they know (draining ones too),
    ``alive`` those that really run and ``hung`` those among them that are frozen.
    """

    candidates: Integers
    slots: Integers
    open: Flags
    keeps: Flags
    alive: Flags
    hung: Flags

    @property
    def living(self) -> Integers:
        """Indices of the candidates that really run."""
        return indices_of(self.open & self.alive)


@dataclass(frozen=True, slots=True)
class Callers:
    """The requests to route, in order of time: one entry each.

    ``position`` is where their draws lie, ``address`` the client's, ``cookie`` the server its cookie names.
    """

    position: Draws
    address: Draws
    cookie: Integers


def rotation(servers: list[Server], balancer: Balancer, tick: int) -> Rotation:
    """Return what the balancer believes at ``tick`` and what is true."""
    alive = np.array([s.alive for s in servers], np.bool_)
    keeps = np.array([believed_up(s, tick) for s in servers], np.bool_)
    taking = np.array([takes_people(s, tick) for s in servers], np.bool_)
    slots = taking
    if balancer.keep_dead_slots:
        slots = np.array([s.joined and not s.gone for s in servers], np.bool_)
    hung = np.array([s.frozen_until > 0 for s in servers], np.bool_) & alive
    return Rotation(indices_of(taking), indices_of(slots), taking, keeps, alive, hung)


def choose(balancer: Balancer, seed: int, turn: int, rotation: Rotation, callers: Callers) -> tuple[Integers, int]:
    """Return each request's server index, as far as the balancer knows, and the round-robin position afterwards.

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
            return _source_hash(balancer, seed, rotation, callers, rotation.open), turn
        case Policy.CONSISTENT_HASH:
            return _ring(balancer, candidates, callers.address), turn
        case Policy.STICKY_COOKIE:
            chosen = callers.cookie.copy()
            fresh = (chosen == NONE) | ~rotation.keeps[chosen]
            strangers = int(np.count_nonzero(fresh))
            if strangers:
                chosen[fresh] = candidates[(turn + up_to(strangers)) % len(candidates)]
            return chosen, turn + strangers
        case _:
            # As often around as it takes, cut to length.
            start = turn % len(candidates)
            rounds = (start + count) // len(candidates) + 1
            return candidates.reshape(1, -1).repeat(rounds, axis=0).ravel()[start : start + count], turn + count


def elsewhere(balancer: Balancer, seed: int, rotation: Rotation, callers: Callers, usable: Flags) -> Integers:
    """Return where requests go whose server gave no answer: to a ``usable`` one, of which there must be one.

    A hash that keeps dead slots tries its next slots and a ring goes on to its next point; the rest is drawn evenly.
    """
    if balancer.policy is Policy.SOURCE_HASH and balancer.keep_dead_slots:
        return _source_hash(balancer, seed, rotation, callers, usable)
    living = indices_of(usable)
    if balancer.policy is Policy.CONSISTENT_HASH:
        return _ring(balancer, living, callers.address)
    return living[below(draw_all(seed, Stream.REDISPATCH, callers.position), len(living))]


def rehashed(balancer: Balancer, rotation: Rotation, callers: Callers) -> Integers:
    """Return each request's slot in a map-based hash that has noticed who is dead."""
    living = rotation.living
    return living[_slot(balancer, callers.address, 0, len(living))]


def _source_hash(balancer: Balancer, seed: int, rotation: Rotation, callers: Callers, usable: Flags) -> Integers:
    """Hash the address modulo the slots; a slot that takes nobody is hashed again with the try's number."""
    if not balancer.keep_dead_slots:
        return rotation.candidates[_slot(balancer, callers.address, 0, len(rotation.candidates))]
    slots = rotation.slots
    chosen = np.full(len(callers.address), NONE, np.int64)
    open_calls = up_to(len(chosen))
    for attempt in range(HASH_TRIES):
        target = slots[_slot(balancer, callers.address[open_calls], attempt, len(slots))]
        good = usable[target]
        chosen[open_calls[good]] = target[good]
        open_calls = open_calls[~good]
        if not len(open_calls):
            return chosen
    living = indices_of(usable)
    draws = draw_all(seed, Stream.ROUTE, callers.position[open_calls])
    chosen[open_calls] = living[below(draws, len(living))]
    return chosen


def _slot(balancer: Balancer, address: Draws, attempt: int, count: int) -> Integers:
    key = address >> _OCTET if balancer.hash_network else address
    if not balancer.mixing and not attempt:
        return (key % np.uint64(count)).view(np.int64)
    hashed = mix_all(key * np.uint64(_ADDRESS_STEP) + np.uint64(mix(attempt * _TRY_STEP)))
    return ((hashed >> np.uint64(32)) % np.uint64(count)).view(np.int64)


def _ring(balancer: Balancer, members: Integers, address: Draws) -> Integers:
    """Return the owner of the first ring point at or after each address's hash."""
    owner, position = _ring_of(tuple(members.tolist()), balancer.ring_points)
    hashed = mix_all(address * np.uint64(_ADDRESS_STEP))
    return owner[places_in(position, hashed) % len(owner)]


@lru_cache(maxsize=64)
def _ring_of(members: tuple[int, ...], points: int) -> tuple[Integers, Draws]:
    """Return the ring's points in ascending order: whose each is, and where it lies."""
    owner = np.repeat(np.array(members, np.int64), points)
    number = np.tile(np.arange(points, dtype=np.uint64), len(members))
    position = mix_all(
        owner.astype(np.uint64) * np.uint64(_TRY_STEP) + number * np.uint64(_POINT_STEP) + np.uint64(_POINT_SALT)
    )
    order = order_of(position)
    return owner[order], position[order]
