"""Phases 6 and 7 of a tick as pure functions: which server each request goes to, and when it is answered.

What happens at a server that gives no answer follows measured software: HAProxy's connection retries and
redispatch, nginx's next upstream and passive checks (``max_fails``, ``fail_timeout``), both with time-outs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scalegame.engine.decisions.balancing import HASHED, LOAD_AWARE, Callers, Rotation, choose, elsewhere, rehashed
from scalegame.engine.decisions.health import NEVER, fails_left, ticks_until_noticed
from scalegame.engine.decisions.requests import Batch
from scalegame.engine.decisions.serving import Ask, Queues, serve, serve_by_load
from scalegame.engine.draws import Integers, Stream, below, draw_all
from scalegame.engine.integers import counts_of, indices_of
from scalegame.engine.scenario import Balancer, Policy, Scenario
from scalegame.engine.state.fleet_arrays import FleetArrays
from scalegame.engine.state.world import NONE, Flags, World
from scalegame.engine.units import MICROSECONDS_PER_TICK

_Number = TypeVar("_Number", bound=np.generic)


@dataclass(slots=True)
class Routed:
    """Routed requests, one entry each: ``server``, ``leave`` and ``delay`` as in ``Batch``.

    ``turn`` is the round-robin position afterwards, ``refused`` how many requests each server gave no answer.
    """

    server: Integers
    leave: Integers
    delay: Integers | None
    turn: int
    refused: list[int]


def patience(scenario: Scenario, balancer: Balancer) -> int:
    """Return how long a request may take (µs) before somebody gives up: its client or the balancer."""
    return min(scenario.timeout_us, balancer.read_timeout_us or scenario.timeout_us)


def gives_up(scenario: Scenario, balancer: Balancer) -> bool:
    """Whether the balancer gives up on an answer before the client does."""
    return 0 < balancer.read_timeout_us < scenario.timeout_us


def route_and_serve(world: World, fleet: FleetArrays, batch: Batch) -> int:
    """Fill in ``server``, ``leave``, ``delay`` and ``refused`` of the requests that are still ``ok``.

    Returns the round-robin position afterwards.
    """
    which = None if batch.at_edge == 0 else indices_of(batch.ok)
    by_load = world.balancer.policy in LOAD_AWARE and len(fleet.rotation.candidates)
    routed = (_by_load if by_load else _by_rule)(world, fleet, batch, which)
    batch.refused = routed.refused
    if which is None:
        batch.server, batch.leave, batch.delay = routed.server, routed.leave, routed.delay
        return routed.turn
    batch.server = np.full(len(batch.row), NONE, np.int64)
    batch.leave = batch.leave if len(batch.leave) else np.full(len(batch.row), NONE, np.int64)
    batch.server[which], batch.leave[which] = routed.server, routed.leave
    if routed.delay is not None:
        batch.delay = np.zeros(len(batch.row), np.int64)
        batch.delay[which] = routed.delay
    return routed.turn


def _queues(world: World, fleet: FleetArrays) -> Queues:
    start = world.tick * MICROSECONDS_PER_TICK
    return Queues(
        free=world.free - start,
        limit=fleet.queue,
        leaving=[leaving - start if len(leaving) else leaving for leaving, _ in world.inflight],
    )


def _by_load(world: World, fleet: FleetArrays, batch: Batch, which: Integers | None) -> Routed:
    rotation = fleet.rotation
    first, second = _two_choices(world, batch, rotation)
    ask = Ask(
        arrival=_of(batch.moment, which),
        kind=_of(batch.kind, which),
        first=_of(first, which),
        second=_of(second, which),
        cost=fleet.cost.tolist(),
        capacity=fleet.capacity,
        patience=patience(world.scenario, world.balancer),
        gives_up=gives_up(world.scenario, world.balancer),
        tries=_tries_left(world),
    )
    served = serve_by_load(world.balancer, _queues(world, fleet), rotation, world.turn, ask)
    delay = served.delay if np.count_nonzero(served.delay) else None
    return Routed(served.server, served.leave, delay, served.turn, served.refused)


def _two_choices(world: World, batch: Batch, rotation: Rotation) -> tuple[Integers, Integers]:
    """Return two different candidates per request (twice the same if there is only one)."""
    candidates, count = rotation.candidates, len(rotation.candidates)
    if world.balancer.policy is not Policy.POWER_OF_TWO or count == 1:
        same = np.full(len(batch.row), candidates[0], np.int64)
        return same, same
    first = below(draw_all(world.seed, Stream.ROUTE, batch.position), count)
    skip = below(draw_all(world.seed, Stream.SECOND_ROUTE, batch.position), count - 1) + 1
    return candidates[first], candidates[(first + skip) % count]


def _by_rule(world: World, fleet: FleetArrays, batch: Batch, which: Integers | None) -> Routed:
    rotation = fleet.rotation
    moment, kind = _of(batch.moment, which), _of(batch.kind, which)
    callers = _callers(world, batch, which)
    chosen, turn = choose(world.balancer, world.seed, world.turn, rotation, callers)
    nobody = [0] * len(world.servers)
    if fleet.sound:
        return Routed(chosen, _serve(world, fleet, chosen, moment, kind), None, turn, nobody)
    routed = Routed(chosen, np.full(len(chosen), NONE, np.int64), None, turn, nobody)
    dead = (chosen != NONE) & ~rotation.alive[chosen]
    if np.count_nonzero(dead):
        _meet_the_dead(world, rotation, callers, dead, routed)
    hangs = (routed.server != NONE) & rotation.hung[routed.server]
    if np.count_nonzero(hangs):
        _meet_the_frozen(world, rotation, callers, moment, hangs, routed)
    answered = (routed.server != NONE) & rotation.alive[routed.server] & ~rotation.hung[routed.server]
    if answered.any():
        routed.leave[answered] = _serve(world, fleet, routed.server[answered], moment[answered], kind[answered])
    return routed


def _callers(world: World, batch: Batch, which: Integers | None) -> Callers:
    """Return who asks; address and cookie only for the policies that read them."""
    people, policy = world.sessions, world.balancer.policy
    address, cookie = np.zeros(len(batch.row), np.uint64), np.zeros(len(batch.row), np.int64)
    if policy in HASHED:
        address = batch.due_requests.read(people.address).astype(np.uint64)
    elif policy is Policy.STICKY_COOKIE:
        cookie = batch.due_requests.read(people.cookie).astype(np.int64)
    return Callers(_of(batch.position, which), _of(address, which), _of(cookie, which))


def _serve(world: World, fleet: FleetArrays, server: Integers, moment: Integers, kind: NDArray[np.uint8]) -> Integers:
    return serve(_queues(world, fleet), server, moment, fleet.service.ravel()[fleet.cell(server, kind)])


def _meet_the_dead(world: World, rotation: Rotation, callers: Callers, dead: Flags, routed: Routed) -> None:
    """Send on, delay or leave to fail the requests that meet a dead server; count what passive checks see."""
    balancer = world.balancer
    tries = _attempts(world, routed, dead)
    usable = _answering(world, rotation)
    bound = tries & _is_bound(balancer, callers, routed.server)
    _move(world, rotation, callers, dead & ~tries, usable, routed)
    if balancer.retries and bound.any():
        tries &= ~bound
        _hold_on(world, rotation, callers, bound, usable, routed)
    if balancer.redispatch:
        _move(world, rotation, callers, tries, usable, routed)


def _answering(world: World, rotation: Rotation) -> Flags:
    """Return who can be sent what others did not answer: not those that the balancer would give up on."""
    answering = rotation.open & rotation.alive
    return answering & ~rotation.hung if gives_up(world.scenario, world.balancer) else answering


def _tries_left(world: World) -> list[int]:
    """Return how many requests of this tick each server may leave unanswered before passive checks close it.

    Refusals are seen at once. Time-outs are seen after the tick, but a server that is tried again gets no second
    request before the first is answered.
    """
    if not world.balancer.max_fails:
        return [NEVER] * len(world.servers)
    return [
        fails_left(server, world.balancer) if not server.alive or server.out_until else NEVER
        for server in world.servers
    ]


def _attempts(world: World, routed: Routed, silent: Flags) -> Flags:
    """Return which of the requests at ``silent`` servers get there before passive checks have closed it; count them."""
    counts = counts_of(routed.server[silent], len(world.servers)).tolist()
    tries = silent.copy()
    for index, (count, left) in enumerate(zip(counts, _tries_left(world), strict=True)):
        if count > left:
            here = indices_of(silent & (routed.server == index))
            tries[here[left:]] = False
        routed.refused[index] += min(count, left)
    return tries


def _is_bound(balancer: Balancer, callers: Callers, server: Integers) -> Flags:
    """Return whose requests belong to their server: by its cookie, by a map-based hash, or where none goes on."""
    if not balancer.redispatch:
        return np.ones(len(server), np.bool_)
    match balancer.policy:
        case Policy.STICKY_COOKIE:
            named: Flags = callers.cookie == server
            return named
        case Policy.SOURCE_HASH if not balancer.keep_dead_slots:
            return np.ones(len(server), np.bool_)
        case _:
            return np.zeros(len(server), np.bool_)


def _move(world: World, rotation: Rotation, callers: Callers, which: Flags, usable: Flags, routed: Routed) -> None:
    """Send the requests ``which`` to ``usable`` servers, if there is one."""
    if which.any() and usable.any():
        routed.server[which] = elsewhere(world.balancer, world.seed, rotation, _among(callers, which), usable)


def _hold_on(world: World, rotation: Rotation, callers: Callers, bound: Flags, usable: Flags, routed: Routed) -> None:
    """Try a dead server again each second, as HAProxy does, until the checks notice or the retries are used up."""
    balancer = world.balancer
    seconds = np.array(_seconds_until_noticed(world, routed.refused), np.int64)[routed.server[bound]]
    routed.delay = np.zeros(len(bound), np.int64)
    if not balancer.redispatch:
        routed.delay[bound] = balancer.retries * MICROSECONDS_PER_TICK
        return
    routed.delay[bound] = np.minimum(seconds, balancer.retries - 1) * MICROSECONDS_PER_TICK
    if balancer.policy is Policy.STICKY_COOKIE:
        _move(world, rotation, callers, bound, usable, routed)
        return
    goes_on = bound.copy()
    goes_on[bound] = seconds < balancer.retries
    if goes_on.any() and len(rotation.living):
        routed.server[goes_on] = rehashed(balancer, rotation, _among(callers, goes_on))


def _seconds_until_noticed(world: World, refused: list[int]) -> list[int]:
    """Return how long each server, if dead, would stay in rotation; passive checks know before the first retry."""
    return [
        1 if count >= left else ticks_until_noticed(server, world.balancer, world.tick)
        for server, count, left in zip(world.servers, refused, _tries_left(world), strict=True)
    ]


def _meet_the_frozen(
    world: World, rotation: Rotation, callers: Callers, moment: Integers, hangs: Flags, routed: Routed
) -> None:
    """Hang the requests at frozen servers until somebody gives up; a balancer that does may send them on."""
    balancer, wait = world.balancer, patience(world.scenario, world.balancer)
    if gives_up(world.scenario, balancer):
        tries = _attempts(world, routed, hangs)
        usable = _answering(world, rotation)
        _move(world, rotation, callers, hangs & ~tries, usable, routed)
        if balancer.redispatch and usable.any():
            _move(world, rotation, callers, tries, usable, routed)
            routed.delay = np.zeros(len(moment), np.int64) if routed.delay is None else routed.delay
            routed.delay[tries] += wait
        hangs = hangs & rotation.hung[routed.server]
    # One µs more than anybody waits: it counts as too late.
    routed.leave[hangs] = moment[hangs] + wait + 1


def _among(callers: Callers, which: Flags) -> Callers:
    return Callers(callers.position[which], callers.address[which], callers.cookie[which])


def _of(column: NDArray[_Number], which: Integers | None) -> NDArray[_Number]:
    return column if which is None else column[which]
