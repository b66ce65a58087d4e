"""The moment each request leaves its server: first come, first served, one worker, a bounded queue.

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
from numpy.typing import NDArray

from scalegame.engine.decisions.balancing import Rotation
from scalegame.engine.draws import Integers
from scalegame.engine.integers import (
    counts_of,
    greatest_from,
    indices_of,
    least_from,
    order_of,
    repeated,
    running_sum,
    up_to,
)
from scalegame.engine.scenario import Balancer, Policy
from scalegame.engine.units import MICROSECONDS_PER_TICK

#: A request that found the queue full.
TURNED_AWAY = -1
#: Keeps the segments of different servers apart in one running maximum; above any time in a tick's batch (1e16 µs).
_LIFTS = up_to(1 << 8) << 54
#: Longer than any service, and still harmless when multiplied with a queue's limit.
_ENDLESS = 1 << 42
#: A count above this belongs to a server that cannot be chosen.
_CLOSED = _ENDLESS // 2


@dataclass(frozen=True, slots=True)
class Queues:
    """The queues of the servers when the tick begins, one entry a server, times from its start in µs.

    ``free`` is when the old queue is worked off (below 0: it is), ``limit`` how many may wait beside the one being
    served, ``leaving`` the leaving times of the requests still inside, ascending.
    """

    free: Integers
    limit: Integers
    leaving: list[Integers]


def serve(queues: Queues, server: Integers, arrival: Integers, service: Integers) -> Integers:
    """Return when each request leaves (µs from the tick's start) or ``TURNED_AWAY``.

    The three arrays have one entry a request in order of time: server index, arrival and service time in µs.
    """
    leave = np.empty(len(server), np.int64)
    # Numbers of eight bits are sorted by counting; a fleet has no more than 256 servers.
    order = order_of(server.astype(np.uint8))
    a, s = arrival[order], service[order]
    length = counts_of(server)
    owner = indices_of(length)
    length = length[owner]
    first = running_sum(length) - length
    done = running_sum(s)
    before = done - s
    # The sums run on over all servers, which changes no difference between two requests of one.
    head = a - before
    head[first] = np.maximum(head[first], queues.free[owner] - before[first])
    lifted = repeated(_LIFTS[: len(owner)], length)
    head += lifted
    left = np.maximum.accumulate(head, out=head)
    left -= lifted
    left += done
    leave[order] = left

    # Where there is room for all at once, nobody is turned away.
    most = max(map(len, queues.leaving))
    if not np.count_nonzero(length > queues.limit[owner] - most):
        return leave
    # k waiting requests are at least k services of waiting, so a shorter longest wait turns nobody away.
    done = left - s
    done -= a
    longest = greatest_from(done, first)
    shortest = least_from(s, first)
    if any(len(inside) > 1 for inside in queues.leaving):
        shortest = np.minimum(shortest, _shortest_inside(queues, owner))
    for index in indices_of(longest >= queues.limit[owner] * shortest).tolist():
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
        """Admit a request that arrives ``now``; returns when it leaves or ``TURNED_AWAY``."""
        if self.connections(now) > self.limit:
            return TURNED_AWAY
        self.free = max(self.free, now) + service
        self.inside.append(self.free)
        return self.free


@dataclass(frozen=True, slots=True)
class Ask:
    """Requests for a load-aware policy in order of time, one entry each.

    ``first`` and ``second`` are two different drawn candidates (``power_of_two``); ``cost[server][kind]`` is in work
    units, ``capacity`` of each server in work units a tick. ``patience`` (µs) is how long a request hangs at a frozen
    server. ``tries`` is how many requests each server may leave unanswered before passive checks close it.
    """

    arrival: Integers
    kind: NDArray[np.uint8]
    first: Integers
    second: Integers
    cost: list[list[int]]
    capacity: list[int]
    patience: int
    gives_up: bool
    tries: list[int]


@dataclass(frozen=True, slots=True)
class Served:
    """The servers of load-aware requests and the moments they leave (µs, ``TURNED_AWAY``), one entry each.

    ``delay`` (µs) was spent on a frozen server before or trying a dead one. ``refused`` counts requests by server
    that found it dead or gave up waiting for it; ``turn`` is the position after the last one chosen.
    """

    server: Integers
    leave: Integers
    delay: Integers
    refused: list[int]
    turn: int


def serve_by_load(balancer: Balancer, queues: Queues, rotation: Rotation, turn: int, ask: Ask) -> Served:
    """Route and serve one request at a time by open connections.

    Least connections gives a tie to the server whose turn comes next, power of two to the first drawn. A dead server
    has no connections and so attracts requests until the balancer notices, as measured with HAProxy; with
    ``redispatch`` they go to the living one with the fewest.
    """
    line = _Counter(balancer, queues, rotation, ask)
    anyone = int(rotation.candidates[0])
    for now, kind, one, two in zip(
        ask.arrival.tolist(), ask.kind.tolist(), ask.first.tolist(), ask.second.tolist(), strict=True
    ):
        line.clear(now)
        if balancer.policy is Policy.LEAST_CONNECTIONS:
            best = _next_with_fewest(line.seen, turn)
        else:
            best = one if line.seen[one] <= line.seen[two] else two
        if line.seen[best] >= _CLOSED:
            # Passive checks have closed both that were drawn; when they have closed all, a dead one has to do.
            best = _next_with_fewest(line.seen, turn)
        turn = line.send(best if line.seen[best] < _CLOSED else anyone, turn, now, kind)
    return Served(
        np.array(line.chosen, np.int64),
        np.array(line.leave, np.int64),
        np.array(line.delay, np.int64),
        line.refused,
        turn,
    )


class _Counter:
    """The open connections of every server, request by request: one heap of leaving times, and a count each.

    ``seen`` is the count as a policy compares it, ``living`` the same among those a redispatched request can go to;
    who cannot be chosen counts as endlessly busy.
    """

    def __init__(self, balancer: Balancer, queues: Queues, rotation: Rotation, ask: Ask) -> None:
        self.balancer, self.ask = balancer, ask
        self.alive, self.hung = rotation.alive.tolist(), rotation.hung.tolist()
        self.free, self.limit = queues.free.tolist(), queues.limit.tolist()
        inside = [len(leaving) for leaving in queues.leaving]
        self.seen = [n if is_open else _ENDLESS for n, is_open in zip(inside, rotation.open.tolist(), strict=True)]
        # Whoever gave up on a frozen server is not sent to another one.
        answers = (rotation.alive & ~rotation.hung) if ask.gives_up else rotation.alive
        self.living = [n if good else _ENDLESS for n, good in zip(self.seen, answers.tolist(), strict=True)]
        self.heap = [(time, i) for i, leaving in enumerate(queues.leaving) for time in leaving.tolist()]
        heapify(self.heap)
        self.refused = [0] * len(inside)
        self.chosen: list[int] = []
        self.leave: list[int] = []
        self.delay: list[int] = []

    def clear(self, now: int) -> None:
        """Drop the requests that have left by ``now``."""
        heap = self.heap
        while heap and heap[0][0] <= now:
            gone = heappop(heap)[1]
            self.seen[gone] -= 1
            self.living[gone] -= 1

    def send(self, best: int, turn: int, now: int, kind: int) -> int:
        """Send a request to ``best``, or on to another one; returns the position after the one it ends at."""
        delay = 0
        hangs = self.hung[best] and self.ask.gives_up
        if hangs or not self.alive[best]:
            is_closed = self.seen[best] >= _CLOSED
            self._refuse(best)
            if not (hangs or is_closed or self.balancer.redispatch):
                delay = self.balancer.retries * MICROSECONDS_PER_TICK
            elif self.balancer.redispatch and min(self.living) < _CLOSED:
                if hangs:
                    self._enter(best, now + self.ask.patience)
                    delay = self.ask.patience
                best = _next_with_fewest(self.living, turn)
        self.chosen.append(best)
        self.delay.append(delay)
        self.leave.append(self._serve(best, now, kind))
        return best + 1

    def _serve(self, best: int, now: int, kind: int) -> int:
        if not self.alive[best]:
            return TURNED_AWAY
        if self.hung[best]:
            # One µs more than anybody waits: it counts as too late.
            leave = now + self.ask.patience + 1
        elif self.seen[best] > self.limit[best]:
            return TURNED_AWAY
        else:
            work = self.ask.cost[best][kind] * MICROSECONDS_PER_TICK // self.ask.capacity[best]
            leave = self.free[best] = max(self.free[best], now) + work
        self._enter(best, leave)
        return leave

    def _enter(self, index: int, leave: int) -> None:
        heappush(self.heap, (leave, index))
        self.seen[index] += 1
        self.living[index] += 1

    def _refuse(self, index: int) -> None:
        """Count a request that got no answer; with passive checks such a server soon gets none any more."""
        self.refused[index] += 1
        if self.refused[index] >= self.ask.tries[index]:
            self.seen[index] = self.living[index] = _ENDLESS


def _next_with_fewest(counts: list[int], turn: int) -> int:
    """Return the first index from ``turn`` on, going round, that has the smallest count."""
    turn %= len(counts)
    fewest = min(counts)
    later = counts[turn:]
    return turn + later.index(fewest) if fewest in later else counts.index(fewest)
