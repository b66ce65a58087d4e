"""The same service as SimPy processes: one process a visitor, one resource a server.

It simulates what the engine simulates in its steady state, and nothing more: a visitor logs in, pauses,
asks; the balancer takes the next server; the request queues, is worked on, looks its session up in
Redis and counts its latency. Chance comes from ``random``, as SimPy's own examples do it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Generator
from itertools import count, cycle

import simpy

from benchmarks.steady import ARRIVING, MIX, REDIS_LATENCY_US, SEED, SERVERS, THINK, WARM_UP, Pace, server_type
from scalegame.engine.scenario import DEFAULT_WORK, Kind

REDIS_LATENCY = REDIS_LATENCY_US / 1_000_000


class Service:
    """Servers, balancer, sessions in Redis and the counters."""

    def __init__(self, sessions: int) -> None:
        """Stand the service up for ``sessions`` people."""
        self.environment = simpy.Environment()
        self.servers = [simpy.Resource(self.environment) for _ in range(SERVERS)]
        self.turn = cycle(self.servers)
        self.capacity = server_type(sessions).capacity
        self.redis: dict[int, bool] = {}
        self.latency: dict[int, int] = {}
        self.requests = 0
        self.chance = random.Random(SEED)  # noqa: S311 - a simulation, no secret
        self.names = count()

    def arrivals(self, sessions: int) -> Generator[simpy.Event, None, None]:
        """Start ``sessions`` visits, evenly over the first ticks."""
        pause = ARRIVING / sessions
        for _ in range(sessions):
            self.environment.process(self.visit(next(self.names)))
            yield self.environment.timeout(pause)

    def visit(self, visitor: int) -> Generator[simpy.Event, None, None]:
        """Live one visitor: log in, then think and ask until the visit is over."""
        yield from self.ask(visitor, Kind.LOGIN)
        self.redis[visitor] = True
        for _ in range(self.chance.randint(200, 400)):
            yield self.environment.timeout(0.5 + self.chance.expovariate(1 / (THINK - 0.5)))
            yield from self.ask(visitor, self.chance.choices(list(Kind), MIX)[0])
        del self.redis[visitor]

    def ask(self, visitor: int, kind: Kind) -> Generator[simpy.Event, None, None]:
        """Send one request through the balancer to a server and to Redis."""
        self.requests += 1
        asked = self.environment.now
        with next(self.turn).request() as worker:
            yield worker
            yield self.environment.timeout(DEFAULT_WORK[kind] / self.capacity)
        yield self.environment.timeout(REDIS_LATENCY)
        if kind is not Kind.LOGIN and visitor not in self.redis:
            raise RuntimeError(f"visitor {visitor} was logged out")
        milliseconds = int((self.environment.now - asked) * 1000)
        self.latency[milliseconds] = self.latency.get(milliseconds, 0) + 1


def simpy_pace(sessions: int, ticks: int) -> Pace:
    """Measure SimPy over ``ticks`` simulated seconds with ``sessions`` people online."""
    service = Service(sessions)
    service.environment.process(service.arrivals(sessions))
    service.environment.run(until=WARM_UP)
    before = service.requests
    started = time.process_time()
    service.environment.run(until=WARM_UP + ticks)
    return Pace(service.requests - before, time.process_time() - started)
