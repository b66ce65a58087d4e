"""Least connections and power of two, one request at a time, against a plain restatement of both."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scalegame.engine.decisions.balancing import rotation
from scalegame.engine.decisions.health import NEVER
from scalegame.engine.decisions.serving import TURNED_AWAY, Ask, Queues, serve_by_load
from scalegame.engine.scenario import Balancer, Policy
from scalegame.engine.view import ServerState
from tests.depth import examples
from tests.engine.builders import standing

CAPACITY = 1000
#: The kinds of request here are told apart by their work alone.
WORK = [1, 10, 30, 250]
Columns = NDArray[np.int64]
Answer = tuple[list[int], list[int]]


def ask(moment: Columns, kind: NDArray[np.uint8], first: Columns, second: Columns, capacity: list[int]) -> Ask:
    """Return requests that nobody gives up on, for servers of these capacities."""
    everywhere = [WORK] * len(capacity)
    any_number = [NEVER] * len(capacity)
    return Ask(moment, kind, first, second, everywhere, capacity, patience=10**9, gives_up=False, tries=any_number)


@dataclass
class Desk:
    """A fleet served by hand. ``dead`` servers are still believed up."""

    servers: int
    dead: set[int]
    limit: int
    turn: int = 0
    inside: dict[int, list[int]] = field(default_factory=dict)

    def connections(self, server: int, now: int) -> int:
        return sum(leaving > now for leaving in self.inside.get(server, []))

    def fewest(self, among: list[int], now: int) -> int:
        """Return who has the fewest open connections; of equals the one whose turn comes next."""
        order = [(self.turn + k) % self.servers for k in range(self.servers)]
        return min((s for s in order if s in among), key=lambda s: self.connections(s, now))

    def take(self, server: int, now: int, work: int) -> int:
        """Serve a request, unless the server is dead or its queue is full."""
        if server in self.dead or self.connections(server, now) > self.limit:
            return TURNED_AWAY
        kept = self.inside.setdefault(server, [])
        kept.append(max([now, *kept[-1:]]) + work * 1000)
        return kept[-1]


@dataclass(frozen=True)
class Rush:
    """Requests (moment, work, two drawn servers) of one tick on a fleet of equal servers."""

    servers: int
    dead: frozenset[int]
    limit: int
    requests: list[tuple[int, int, int, int]]

    def by_engine(self, balancer: Balancer) -> Answer:
        fleet = [
            standing(f"s{i}", state=ServerState.DOWN if i in self.dead else ServerState.UP) for i in range(self.servers)
        ]
        idle = Queues(
            np.zeros(self.servers, np.int64),
            np.full(self.servers, self.limit),
            [np.zeros(0, np.int64)] * self.servers,
        )
        moment, work, first, second = (np.array([each[i] for each in self.requests], np.int64) for i in range(4))
        kind = np.array([WORK.index(each) for each in work], np.uint8)
        asked = ask(moment, kind, first, second, [CAPACITY] * self.servers)
        served = serve_by_load(balancer, idle, rotation(fleet, balancer, 0), 0, asked)
        return [int(each) for each in served.server], [int(each) for each in served.leave]

    def by_hand(self, balancer: Balancer) -> Answer:
        desk = Desk(self.servers, set(self.dead), self.limit)
        living = [s for s in range(self.servers) if s not in self.dead]
        chosen, leave = [], []
        for now, work, one, two in self.requests:
            if balancer.policy is Policy.POWER_OF_TWO:
                best = two if desk.connections(two, now) < desk.connections(one, now) else one
            else:
                best = desk.fewest(list(range(self.servers)), now)
            if balancer.redispatch and best in desk.dead and living:
                best = desk.fewest(living, now)
            desk.turn = best + 1
            chosen.append(best)
            leave.append(desk.take(best, now, work))
        return chosen, leave


@st.composite
def rushes(draw: st.DrawFn) -> Rush:
    """Draw up to 30 requests for up to five servers, some of them dead and not noticed yet."""
    servers = draw(st.integers(2, 5))
    pair = st.tuples(st.integers(0, servers - 1), st.integers(1, servers - 1))
    moments = sorted(draw(st.lists(st.integers(0, 999_999), min_size=1, max_size=30)))
    requests = []
    for moment in moments:
        first, skip = draw(pair)
        requests.append((moment, draw(st.sampled_from(WORK)), first, (first + skip) % servers))
    dead = frozenset(draw(st.sets(st.integers(0, servers - 1), max_size=servers)))
    return Rush(servers, dead, draw(st.sampled_from((0, 1, 100))), requests)


@settings(max_examples=examples(80, 400), deadline=None)
@given(rushes(), st.sampled_from((Policy.LEAST_CONNECTIONS, Policy.POWER_OF_TWO)), st.booleans())
def test_load_aware_policies_equal_their_restatement(rush: Rush, policy: Policy, redispatch: bool) -> None:
    balancer = Balancer(policy, redispatch=redispatch)
    assert rush.by_engine(balancer) == rush.by_hand(balancer)


LEAST = Balancer(Policy.LEAST_CONNECTIONS)
TWO = Balancer(Policy.POWER_OF_TWO)


def rush(*requests: tuple[int, int], dead: int | None = None, servers: int = 3) -> Rush:
    """Return (moment, work) requests whose two drawn servers are 0 and 1."""
    gone = frozenset() if dead is None else frozenset({dead})
    return Rush(servers, gone, 100, [(moment, work, 0, 1) for moment, work in requests])


def test_least_connections_goes_round_while_nobody_is_busy() -> None:
    assert rush((0, 1), (5000, 1), (10_000, 1), (15_000, 1)).by_engine(LEAST)[0] == [0, 1, 2, 0]


def test_least_connections_avoids_whoever_is_still_at_work() -> None:
    """Server 0 works for 250 ms; the others take turns meanwhile."""
    requests = ((0, 250), (10_000, 1), (20_000, 1), (30_000, 1), (40_000, 1), (300_000, 1))
    assert rush(*requests).by_engine(LEAST)[0] == [0, 1, 2, 1, 2, 0]


def test_power_of_two_takes_the_emptier_of_the_two_drawn_and_the_first_of_equals() -> None:
    assert rush((0, 250), (10, 250), (20, 250), (300_000, 1)).by_engine(TWO)[0] == [0, 1, 0, 1]


def test_power_of_two_never_looks_at_a_third_server() -> None:
    assert set(rush(*[(i, 250) for i in range(20)]).by_engine(TWO)[0]) == {0, 1}


def test_a_dead_server_attracts_requests_because_it_has_no_connections() -> None:
    """Without redispatch everything that comes while the others work is sent to the dead one, as HAProxy does."""
    silent = replace(LEAST, redispatch=False)
    chosen, leave = rush(*[(i, 250) for i in range(10)], dead=1).by_engine(silent)
    assert chosen == [0, 1, 2, *[1] * 7]
    assert [each == TURNED_AWAY for each in leave] == [server == 1 for server in chosen]


def test_with_redispatch_the_emptiest_living_server_answers_for_the_dead_one() -> None:
    chosen, leave = rush(*[(i, 250) for i in range(10)], dead=1).by_engine(LEAST)
    assert 1 not in chosen
    assert abs(chosen.count(0) - chosen.count(2)) <= 1
    assert TURNED_AWAY not in leave


def test_a_faster_server_is_chosen_more_often() -> None:
    """Open connections tell who is slow: a server with a tenth of the capacity gets far fewer requests."""
    fleet = rotation([standing("fast"), standing("slow")], LEAST, 0)
    idle = Queues(np.zeros(2, np.int64), np.full(2, 100), [np.zeros(0, np.int64)] * 2)
    moments = np.arange(0, 1_000_000, 10_000)
    same = np.zeros(len(moments), np.int64)
    tens = np.full(len(moments), WORK.index(10), np.uint8)
    chosen = serve_by_load(LEAST, idle, fleet, 0, ask(moments, tens, same, same, [1000, 100])).server
    assert np.count_nonzero(chosen == 0) > 5 * np.count_nonzero(chosen == 1) > 0
