"""Waits equal Lindley's recursion to the microsecond: within a batch, over ticks, and through a whole game."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalegame.engine import Game
from scalegame.engine.decisions.serving import Queues, serve
from scalegame.engine.draws import Integers, Stream, below, draw_all, positions
from scalegame.engine.scenario import Policy
from scalegame.engine.units import MICROSECONDS_PER_TICK
from tests.depth import examples
from tests.engine.builders import world_of
from tests.engine.theory.observing import ENDLESS, strangers, watch

# Theory and real software hold what the second engine holds in every run, more slowly.
pytestmark = pytest.mark.deep


def lindley(first: int, arrival: list[int], service: list[int]) -> list[int]:
    """Return each wait at one server, the first being ``first`` (Lindley 1952).

    The next wait is max(0, W + S − A), where A is the time between the two arrivals.
    """
    waits = [first]
    for now, after, busy in zip(arrival, arrival[1:], service, strict=False):
        waits.append(max(0, waits[-1] + busy - (after - now)))
    return waits[: len(arrival)]


def waits_of(free: Integers, server: Integers, arrival: Integers, service: Integers) -> Integers:
    """Return what the engine makes of requests at servers with endless queues that are ``free`` at these times."""
    nobody = [np.zeros(0, np.int64)] * len(free)
    limits = np.full(len(free), ENDLESS)
    return serve(Queues(free, limits, nobody), server, arrival, service) - service - arrival


@settings(max_examples=examples(80, 400), deadline=None)
@given(
    st.integers(0, 3_000_000),
    st.lists(st.tuples(st.integers(0, MICROSECONDS_PER_TICK - 1), st.integers(1, 400_000)), min_size=1, max_size=60),
)
def test_one_batch_follows_the_recursion(free: int, requests: list[tuple[int, int]]) -> None:
    requests.sort(key=lambda each: each[0])
    arrival, service = (np.array(column, np.int64) for column in zip(*requests, strict=True))
    found = waits_of(np.array([free]), np.zeros(len(arrival), np.int64), arrival, service)
    expected = lindley(max(0, free - requests[0][0]), arrival.tolist(), service.tolist())
    assert found.tolist() == expected


def test_a_great_fleet_under_heavy_load_follows_the_recursion() -> None:
    """A hundred thousand requests at 256 servers, a tenth more work than they can do, in one batch."""
    rng = np.random.default_rng(5)
    count, servers = 100_000, 256
    arrival = np.sort(rng.integers(0, MICROSECONDS_PER_TICK, count))
    server, service = rng.integers(0, servers, count), rng.integers(1, 5_600, count)
    found = waits_of(np.zeros(servers, np.int64), server, arrival, service)
    assert found.max() > 50_000
    for number in range(servers):
        here = server == number
        assert found[here].tolist() == lindley(0, arrival[here].tolist(), service[here].tolist())


@dataclass(frozen=True)
class Level:
    """``counts`` people a tick make one request of ``work`` each of servers that can do ``capacity`` a tick."""

    counts: list[int]
    servers: int
    capacity: int
    work: int
    places: int
    seed: int

    def game(self) -> Game:
        scenario = strangers(
            self.counts, self.work, servers=self.servers, policy=Policy.ROUND_ROBIN, queue=self.places - 1
        )
        kind = replace(scenario.server_types[0], capacity=self.capacity)
        return Game(replace(scenario, server_types=(kind,)), self.seed)

    def arrivals(self) -> list[int]:
        """Return when people come, in order, in µs from the start: at a moment drawn within their tick."""
        who = np.arange(sum(self.counts), dtype=np.uint64)
        draws = draw_all(self.seed, Stream.MOMENT, positions(who, np.zeros_like(who)))
        tick = np.repeat(np.arange(len(self.counts)), self.counts)
        moments = tick * MICROSECONDS_PER_TICK + below(draws, MICROSECONDS_PER_TICK)
        return sorted(moments.tolist())

    def served(self, arrivals: list[int]) -> list[tuple[int, int]]:
        """Return when those come and leave who find a place at one server; knows of no ticks."""
        service = self.work * MICROSECONDS_PER_TICK // self.capacity
        answers: list[tuple[int, int]] = []
        for now in arrivals:
            inside = [leave for _, leave in answers[-self.places :] if leave > now]
            if len(inside) < self.places:
                answers.append((now, max([now, *inside]) + service))
        return answers


levels = st.builds(
    Level,
    counts=st.lists(st.integers(0, 25), min_size=1, max_size=8),
    servers=st.integers(1, 4),
    capacity=st.sampled_from((333, 1000, 999_999)),
    work=st.integers(1, 20),
    places=st.sampled_from((1, 2, 5, ENDLESS)),
    seed=st.integers(0, 2**63),
)


@settings(max_examples=examples(15, 40), deadline=None)
@given(levels)
def test_a_game_follows_the_recursion_of_its_arrivals(level: Level) -> None:
    """Every latency, everyone turned away and everyone inside at the end of each tick, with queues of any length."""
    arrivals = level.arrivals()
    expected = [level.served(arrivals[number :: level.servers]) for number in range(level.servers)]
    game = level.game()
    seen = watch(game)
    latencies = sorted((leave - come) // 1000 for answers in expected for come, leave in answers)
    counted = world_of(game).latency
    assert np.repeat(np.arange(len(counted)), counted).tolist() == latencies
    assert seen.blocked.sum() == len(arrivals) - len(latencies)
    ends = range(MICROSECONDS_PER_TICK, (len(level.counts) + 1) * MICROSECONDS_PER_TICK, MICROSECONDS_PER_TICK)
    inside = [[sum(come < end < leave for come, leave in answers) for answers in expected] for end in ends]
    assert seen.inside.tolist() == inside


def test_the_recursion_is_no_formality() -> None:
    """A server that starts afresh at each tick has other waits: people of the tick before are in the way."""
    level = Level([20] * 8, 1, 1000, 60, ENDLESS, 1)
    arrivals = level.arrivals()
    ticks = [[each for each in arrivals if each // MICROSECONDS_PER_TICK == tick] for tick in range(8)]
    afresh = sum(leave - come for tick in ticks for come, leave in level.served(tick))
    assert afresh < 0.7 * sum(leave - come for come, leave in level.served(arrivals))


@pytest.mark.parametrize("capacity, work, microseconds", [(1000, 30, 30_000), (333, 10, 30_030), (999_999, 1, 1)])
def test_a_service_is_cut_to_whole_microseconds(capacity: int, work: int, microseconds: int) -> None:
    """The only error of a service time: less than one microsecond."""
    game = Level([1], 1, capacity, work, ENDLESS, 1).game()
    seen = watch(game)
    assert seen.sojourn.tolist() == [microseconds // 1000]
