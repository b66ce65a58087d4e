"""When each request leaves its server: first come, first served, one worker, a bounded queue.

The fast path is Lindley's recursion (1952) in closed form over sorted arrays: request i leaves at
``S_i + max(F, max_{j ≤ i}(a_j − S_{j−1}))`` with S the running sum of service times, a the arrivals and F when the
old queue is worked off. It holds as long as nobody is turned away; servers where the queue may overflow, and
policies that look at open connections, are simulated one request at a time.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np

from scalegame.engine.balancing import Rotation
from scalegame.engine.draws import Integers
from scalegame.engine.scenario import MICROSECONDS_PER_TICK, Balancer, Policy

#: A request that found the queue full.
TURNED_AWAY = -1
#: Keeps the segments of different servers apart in one running maximum; above any time in a tick's batch (1e16 µs).
_LIFT = 1 << 54
#: Longer than any service, and still harmless when multiplied with a queue's limit.
_ENDLESS = 1 << 42


@dataclass(frozen=True, slots=True)
class Queues:
    """What the servers have before them when the tick begins, one entry a server, times from its start in µs.

    ``free`` is when the old queue is worked off, ``limit`` how many may wait beside the one being served,
    ``leaving`` the leaving times of the requests still inside, ascending.
    """

    free: Integers
    limit: Integers
    leaving: list[Integers]


def serve(queues: Queues, server: Integers, arrival: Integers, service: Integers) -> Integers:
    """Return when each request leaves (µs from the tick's start) or ``TURNED_AWAY``.

    The three arrays have one entry a request in order of time: server index, arrival and service time in µs.
    """
    leave = np.empty(len(server), np.int64)
    order = server.astype(np.uint16).argsort(kind="stable")
    a, s = arrival[order], service[order]
    length = np.bincount(server)
    owner = length.nonzero()[0]
    length = length[owner]
    first = length.cumsum() - length
    done = s.cumsum()
    before = done - s
    origin = before[first].repeat(length)
    head = a - before + origin
    head[first] = np.maximum(head[first], queues.free[owner])
    lift = (np.arange(len(owner)) * _LIFT).repeat(length)
    head += lift
    start = np.maximum.accumulate(head) - lift
    left = start + done - origin
    leave[order] = left

    # k waiting requests are at least k services of waiting, so a shorter longest wait turns nobody away.
    longest = np.maximum.reduceat(left - s - a, first)
    shortest = np.minimum.reduceat(s, first)
    if any(len(inside) > 1 for inside in queues.leaving):
        shortest = np.minimum(shortest, _shortest_inside(queues, owner))
    for index in (longest >= queues.limit[owner] * shortest).nonzero()[0].tolist():
        which = order[first[index] : first[index] + length[index]]
        number = int(owner[index])
        line = _Line(int(queues.free[number]), int(queues.limit[number]), queues.leaving[number])
        leave[which] = [
            line.enter(*pair) for pair in zip(arrival[which].tolist(), service[which].tolist(), strict=True)
        ]
    return leave


def _shortest_inside(queues: Queues, owner: Integers) -> Integers:
    """Return, per server in ``owner``, the shortest service still inside (huge when fewer than two are)."""
    return np.array(
        [np.diff(inside).min() if len(inside := queues.leaving[n]) > 1 else _ENDLESS for n in owner.tolist()], np.int64
    )


class _Line:
    """One server's queue, request by request."""

    def __init__(self, free: int, limit: int, leaving: Integers) -> None:
        self.free, self.limit = free, limit
        self.inside: deque[int] = deque(leaving.tolist())

    def connections(self, now: int) -> int:
        """Return how many requests are inside at ``now``."""
        inside = self.inside
        while inside and inside[0] <= now:
            inside.popleft()
        return len(inside)

    def enter(self, now: int, service: int) -> int:
        """Let a request in that arrives ``now``; returns when it leaves or ``TURNED_AWAY``."""
        if self.connections(now) > self.limit:
            return TURNED_AWAY
        self.free = max(self.free, now) + service
        self.inside.append(self.free)
        return self.free


@dataclass(frozen=True, slots=True)
class Ask:
    """Requests for a load-aware policy in order of time, one entry each.

    ``first`` and ``second`` are two different drawn candidates (``power_of_two``); ``work`` in work units.
    """

    arrival: Integers
    work: Integers
    first: Integers
    second: Integers


def serve_by_load(
    balancer: Balancer, queues: Queues, rotation: Rotation, capacity: list[int], turn: int, ask: Ask
) -> tuple[Integers, Integers, int]:
    """Route and serve one request at a time by open connections.

    Least connections gives a tie to the server whose turn comes next, power of two to the first drawn.

    Returns each request's server, when it leaves, and the position after the last one chosen. A dead server has no
    connections and so attracts requests until the balancer notices, as measured with HAProxy; with ``redispatch`` they
    go to the living one with the fewest.
    """
    if balancer.policy is Policy.LEAST_CONNECTIONS:
        return _by_fewest(balancer, queues, rotation, capacity, turn, ask)
    alive = rotation.alive.tolist()
    living = (rotation.open & rotation.alive).nonzero()[0].tolist()
    lines = [_Line(int(queues.free[i]), int(queues.limit[i]), queues.leaving[i]) for i in range(len(capacity))]
    chosen: list[int] = []
    leave: list[int] = []
    for now, work, one, two in zip(
        ask.arrival.tolist(), ask.work.tolist(), ask.first.tolist(), ask.second.tolist(), strict=True
    ):
        best = one if lines[one].connections(now) <= lines[two].connections(now) else two
        if balancer.redispatch and not alive[best] and living:
            best = min(living, key=lambda i: (lines[i].connections(now), (i - turn) % len(lines)))
        turn = best + 1
        chosen.append(best)
        service = work * MICROSECONDS_PER_TICK // capacity[best]
        leave.append(lines[best].enter(now, service) if alive[best] else TURNED_AWAY)
    return np.array(chosen, np.int64), np.array(leave, np.int64), turn


def _by_fewest(
    balancer: Balancer, queues: Queues, rotation: Rotation, capacity: list[int], turn: int, ask: Ask
) -> tuple[Integers, Integers, int]:
    """Least connections: one heap of leaving times, and per server a count, so that a choice is one look at a list."""
    alive, free, limit = rotation.alive.tolist(), queues.free.tolist(), queues.limit.tolist()
    inside = [len(leaving) for leaving in queues.leaving]
    # Who cannot be chosen counts as endlessly busy.
    seen = [n if is_open else _ENDLESS for n, is_open in zip(inside, rotation.open.tolist(), strict=True)]
    living = [n if is_alive else _ENDLESS for n, is_alive in zip(seen, alive, strict=True)]
    anyone = min(living) < _ENDLESS
    heap = [(time, i) for i, leaving in enumerate(queues.leaving) for time in leaving.tolist()]
    heapify(heap)
    chosen: list[int] = []
    leave: list[int] = []
    for now, work in zip(ask.arrival.tolist(), ask.work.tolist(), strict=True):
        while heap and heap[0][0] <= now:
            gone = heappop(heap)[1]
            seen[gone] -= 1
            living[gone] -= 1
        best = _next_with_fewest(seen, turn)
        if balancer.redispatch and anyone and not alive[best]:
            best = _next_with_fewest(living, turn)
        turn = best + 1
        chosen.append(best)
        if not alive[best] or seen[best] > limit[best]:
            leave.append(TURNED_AWAY)
            continue
        free[best] = max(free[best], now) + work * MICROSECONDS_PER_TICK // capacity[best]
        leave.append(free[best])
        heappush(heap, (free[best], best))
        seen[best] += 1
        living[best] += 1
    return np.array(chosen, np.int64), np.array(leave, np.int64), turn


def _next_with_fewest(counts: list[int], turn: int) -> int:
    """Return the first index from ``turn`` on, going round, that has the smallest count."""
    turn %= len(counts)
    fewest = min(counts)
    later = counts[turn:]
    return turn + later.index(fewest) if fewest in later else counts.index(fewest)
