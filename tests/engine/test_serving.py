"""First come, first served, one worker, a bounded queue: the fast path equals a plain simulation."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scalegame.engine.decisions.serving import TURNED_AWAY, Queues, serve
from scalegame.engine.draws import Integers
from tests.depth import examples

SECOND = 1_000_000


@dataclass
class Worker:
    """One server served by hand: the leaving times of who is inside, and when it is free."""

    limit: int
    inside: list[int] = field(default_factory=list)
    free: int = 0

    def take(self, now: int, service: int) -> int:
        """Serve one request: at most ``limit`` may wait beside the one being served."""
        self.inside = [leaving for leaving in self.inside if leaving > now]
        if len(self.inside) > self.limit:
            return TURNED_AWAY
        self.free = max(self.free, now) + service
        self.inside.append(self.free)
        return self.free


@dataclass
class Case:
    """Workers with what is inside them, and requests (server, arrival, service) in order of time."""

    workers: list[Worker]
    requests: list[tuple[int, int, int]]

    def queues(self) -> Queues:
        return Queues(
            np.array([worker.free for worker in self.workers]),
            np.array([worker.limit for worker in self.workers]),
            [np.array(worker.inside, np.int64) for worker in self.workers],
        )

    def column(self, number: int) -> Integers:
        return np.array([request[number] for request in self.requests], np.int64)

    def served(self) -> list[int]:
        return [int(each) for each in serve(self.queues(), self.column(0), self.column(1), self.column(2))]

    def by_hand(self) -> list[int]:
        return [self.workers[server].take(now, service) for server, now, service in self.requests]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw up to four servers, half full already, and up to 40 requests of one tick, many at once."""
    workers = []
    for _ in range(draw(st.integers(1, 4))):
        limit = draw(st.sampled_from((0, 1, 2, 5, 100)))
        gaps = draw(st.lists(st.integers(1, 400_000), max_size=min(limit + 1, 6)))
        inside = np.cumsum(gaps, dtype=np.int64).tolist()
        workers.append(Worker(limit, inside, inside[-1] if inside else 0))
    moments = st.one_of(st.integers(0, SECOND - 1), st.sampled_from((0, 1000, 500_000, SECOND - 1)))
    request = st.tuples(st.integers(0, len(workers) - 1), moments, st.sampled_from((1, 900, 1000, 30_000, 300_000)))
    requests = draw(st.lists(request, min_size=1, max_size=40))
    return Case(workers, sorted(requests, key=lambda each: each[1]))


@settings(max_examples=examples(150, 800), deadline=None)
@given(cases())
@example(Case([Worker(0)], [(0, 0, 5), (0, 5, 5), (0, 9, 5), (0, 10, 5)]))
@example(Case([Worker(1, [3, 5], 5), Worker(100)], [(0, 2, 10), (1, 2, 10), (0, 3, 10), (0, 4, 10)]))
def test_serving_equals_a_plain_simulation(case: Case) -> None:
    assert case.served() == case.by_hand()


@settings(max_examples=examples(60, 240), deadline=None)
@given(cases())
def test_nobody_is_served_before_arriving_or_before_those_ahead(case: Case) -> None:
    """Each answer takes at least its service, and a server's answers leave in the order of arrival."""
    last: dict[int, int] = {}
    for (server, now, service), leave in zip(case.requests, case.served(), strict=True):
        if leave != TURNED_AWAY:
            assert leave >= now + service
            assert leave >= last.get(server, 0) + service
            last[server] = leave


def test_a_free_server_starts_at_once() -> None:
    assert Case([Worker(10)], [(0, 100, 30), (0, 500, 30)]).served() == [130, 530]


def test_a_busy_server_makes_people_wait_their_turn() -> None:
    assert Case([Worker(10)], [(0, 100, 30), (0, 110, 30), (0, 111, 30)]).served() == [130, 160, 190]


def test_the_queue_of_the_tick_before_comes_first() -> None:
    assert Case([Worker(10, [700], 700)], [(0, 100, 30), (0, 900, 30)]).served() == [730, 930]


def test_a_full_queue_turns_away_and_takes_people_again_when_somebody_leaves() -> None:
    """One is served, two wait; the fourth is turned away, and the place that is free at 30 goes to the fifth."""
    case = Case([Worker(2)], [(0, 0, 30), (0, 1, 30), (0, 2, 30), (0, 29, 30), (0, 30, 30)])
    assert case.served() == [30, 60, 90, TURNED_AWAY, 120]


def test_who_is_turned_away_delays_nobody() -> None:
    case = Case([Worker(0)], [(0, 0, 30), (0, 10, 1000), (0, 30, 30)])
    assert case.served() == [30, TURNED_AWAY, 60]


def test_servers_do_not_wait_for_each_other() -> None:
    case = Case([Worker(5), Worker(5)], [(0, 0, SECOND), (1, 1, 10), (0, 2, 10), (1, 3, 10)])
    assert case.served() == [SECOND, 11, SECOND + 10, 21]
