"""Services whose theory is known, and what can be seen of them tick by tick."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scalegame.engine import Game
from scalegame.engine.scenario import (
    Balancer,
    Policy,
    Scenario,
    ServerType,
    SessionPlace,
    Source,
    StartServer,
    StoreName,
    StoreSpec,
    Wiring,
)
from scalegame.engine.units import MICROSECONDS_PER_TICK
from scalegame.engine.view import FailureCause
from tests.engine.builders import level, stocked, world_of
from tests.engine.theory.sampling import Counts, Numbers

#: A queue that never fills, a client that never gives up, memory for everyone.
ENDLESS, PATIENT_US, ROOMY = 100_000, 10**12, 10**7
#: A store that is always there, at once and for nothing: sessions in it are never lost.
FREE_STORE = StoreSpec(price=0, upkeep=0, lead=0, capacity=0, memory=0, latency_us=0)
#: A request is counted in the millisecond below; a wait above zero ends anywhere in 0 … 999 µs of one.
LOST_BY_ROUNDING = 0.4995
#: People who log in and are gone: with requests (0, 0) each makes the one request.
STRANGERS = Source("strangers", addresses=1000, share=1, requests=(0, 0), think=1, mix=(0, 1, 0, 0, 0, 0))


def poisson_counts(rate: float, ticks: int, seed: int) -> Counts:
    """Return how many come in each tick if they come as a Poisson process of ``rate`` a tick."""
    return np.random.default_rng(seed).poisson(rate, ticks)


def service_of(
    source: Source,
    counts: Counts | list[int],
    *,
    servers: int = 1,
    policy: Policy = Policy.RANDOM,
    work: tuple[int, int, int, int, int, int],
    queue: int = ENDLESS,
) -> Scenario:
    """Return a fleet of equal servers (1,000 work units a tick, so one unit is 1 ms) that ``counts`` people visit.

    Sessions are kept in a store that costs nothing, so that nobody is ever turned away for being forgotten.
    """
    wiring = Wiring(sessions=SessionPlace.REDIS)
    kind = ServerType(queue=queue, memory=ROOMY)
    fleet = (StartServer(f"s{number}", wiring=wiring) for number in range(servers))
    scenario = stocked(
        level(*fleet, arrivals=np.asarray(counts).tolist(), kind=kind, source=source), StoreName.REDIS, FREE_STORE
    )
    return replace(scenario, work=work, timeout_us=PATIENT_US, balancer=Balancer(policy))


def strangers(
    counts: Counts | list[int], service: int, *, servers: int = 1, policy: Policy = Policy.RANDOM, queue: int = ENDLESS
) -> Scenario:
    """Return a fleet where each visitor makes one request of ``service`` ms."""
    work = (service, 1, 1, 1, 1, 1)
    return service_of(STRANGERS, counts, servers=servers, policy=policy, work=work, queue=queue)


@dataclass(frozen=True)
class Seen:
    """Observations of a game after its warm-up, one entry a tick.

    ``sojourn`` is the total time (ms, each rounded down) between request and answer of the ``answered`` requests
    made in the tick; ``requests`` counts those made, ``blocked`` those that met a full queue. ``inside`` (a column a
    server) are in service or waiting at the tick's end, and ``online`` people are in the middle of their visit. What
    players see of each server is there when asked for: ``sent`` requests, and the ``queue`` at the tick's end.
    """

    sojourn: Counts
    answered: Counts
    requests: Counts
    blocked: Counts
    online: Counts
    inside: Counts
    sent: Counts
    queue: Counts

    def waits(self, service: float, busy: float) -> Numbers:
        """Return the total wait (ms) of each tick's requests, given the mean service and how many must wait."""
        total: Numbers = self.sojourn - self.answered * (service - LOST_BY_ROUNDING * busy)
        return total


def watch(game: Game, warm_up: int = 0, *, views: bool = False) -> Seen:
    """Play ``game`` to its end and return what was seen after ``warm_up`` ticks; ``views`` asks for every server's."""
    world = world_of(game)
    totals: list[tuple[int, int, int, int, int]] = []
    servers: list[tuple[list[int], list[int], list[int]]] = []
    milliseconds = np.arange(len(world.latency))
    before = world.latency.copy()
    while not game.over:
        report = game.step()
        latency = world.latency - before
        before = world.latency.copy()
        assert latency[-1] == 0, "somebody waited longer than can be counted"
        blocked = sum(each.count for each in report.failures if each.cause is FailureCause.OVERLOAD)
        totals.append((int(latency @ milliseconds), int(latency.sum()), report.requests, blocked, world.online))
        end = game.tick * MICROSECONDS_PER_TICK
        inside = [int(np.count_nonzero(leaving > end)) for leaving, _ in world.inflight]
        shown = game.view().servers if views else ()
        servers.append((inside, [each.requests for each in shown], [each.queue for each in shown]))
    columns = np.array(totals[warm_up:], np.int64).T
    by_server = (np.array([row[number] for row in servers[warm_up:]], np.int64) for number in range(3))
    return Seen(*columns, *by_server)
