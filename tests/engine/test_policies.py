"""Each balancer policy against a small, obvious restatement of its definition; hashes have a file of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.engine.decisions.balancing import Callers, Rotation, choose, elsewhere, rotation
from scalegame.engine.draws import Stream, draw, one_below, positions
from scalegame.engine.scenario import Balancer, Policy
from scalegame.engine.state.world import NONE
from scalegame.engine.view import ServerState
from tests.engine.builders import standing

SEED = 11
LIVING = (ServerState.UP, ServerState.DRAINING)


def fleet(*states: str) -> Rotation:
    """Return the rotation of servers written as up, dead (not noticed), out, draining or new (never in rotation)."""
    servers = {
        "up": standing("up"),
        "dead": standing("dead", state=ServerState.DOWN),
        "out": standing("out", state=ServerState.DOWN, seen_up=False),
        "draining": standing("draining", state=ServerState.DRAINING),
        "new": standing("new", state=ServerState.BOOTING, seen_up=False, joined=False),
        "gone": replace(standing("gone", seen_up=False), gone=True),
    }
    return rotation([servers[state] for state in states], Balancer(), 0)


def callers(count: int, cookies: list[int] | None = None) -> Callers:
    """Return ``count`` visitors with one request each, from addresses of their own."""
    who = np.arange(count, dtype=np.uint64)
    cookie = np.array(cookies if cookies is not None else [NONE] * count, np.int64)
    return Callers(positions(who, np.full(count, 3, np.uint64)), who * np.uint64(7), cookie)


def test_a_rotation_holds_who_is_believed_up_and_takes_new_people() -> None:
    seen = fleet("up", "dead", "out", "draining", "new", "gone")
    assert seen.candidates.tolist() == [0, 1]
    assert seen.open.tolist() == [True, True, False, False, False, False]
    assert seen.keeps.tolist() == [True, True, False, True, False, False]
    assert seen.alive.tolist() == [True, False, False, True, False, False]
    assert seen.slots.tolist() == [0, 1, 2, 3], "whoever was in rotation once keeps its slot"


@given(st.integers(0, 10**6), st.integers(0, 50), st.sampled_from([("up",), ("up", "out", "up"), ("up",) * 5]))
def test_round_robin_goes_round_in_order(turn: int, count: int, states: tuple[str, ...]) -> None:
    here = fleet(*states)
    chosen, after = choose(Balancer(Policy.ROUND_ROBIN), SEED, turn, here, callers(count))
    members = here.candidates.tolist()
    assert chosen.tolist() == [members[(turn + i) % len(members)] for i in range(count)]
    assert after == turn + count


def test_round_robin_gives_everyone_the_same_share_whatever_the_ticks() -> None:
    """The position survives from tick to tick, so shares differ by one at most."""
    turn, counts = 0, np.zeros(3, np.int64)
    for batch in (4, 1, 7, 2, 5):
        chosen, turn = choose(Balancer(Policy.ROUND_ROBIN), SEED, turn, fleet("up", "up", "up"), callers(batch))
        counts += np.bincount(chosen, minlength=3)
        assert counts.max() - counts.min() <= 1


def test_random_draws_evenly_among_the_candidates_and_moves_no_turn() -> None:
    here = fleet("out", "up", "up", "draining", "up")
    chosen, turn = choose(Balancer(Policy.RANDOM), SEED, 5, here, callers(6000))
    assert turn == 5
    expected = [one_below(draw(SEED, Stream.ROUTE, who, 3), 3) for who in range(6000)]
    assert chosen.tolist() == [[1, 2, 4][each] for each in expected]
    assert all(abs(int(np.count_nonzero(chosen == server)) - 2000) < 200 for server in (1, 2, 4))


def test_a_sticky_cookie_stays_with_its_server_and_strangers_go_round_robin() -> None:
    chosen, turn = choose(
        Balancer(Policy.STICKY_COOKIE), SEED, 1, fleet("up", "up", "up"), callers(6, [2, NONE, 2, NONE, 0, NONE])
    )
    assert chosen.tolist() == [2, 1, 2, 2, 0, 0]
    assert turn == 4, "only strangers take a turn"


@pytest.mark.parametrize("state", ["out", "new", "gone"])
def test_a_cookie_whose_server_is_out_of_rotation_is_a_stranger(state: str) -> None:
    chosen, _ = choose(Balancer(Policy.STICKY_COOKIE), SEED, 0, fleet("up", state), callers(2, [1, 1]))
    assert chosen.tolist() == [0, 0]


def test_a_draining_server_keeps_its_people_and_gets_no_strangers() -> None:
    sticky = Balancer(Policy.STICKY_COOKIE)
    chosen, _ = choose(sticky, SEED, 0, fleet("up", "draining"), callers(4, [1, NONE, 1, NONE]))
    assert chosen.tolist() == [1, 0, 1, 0]


def test_only_sticky_cookies_let_people_stay_on_a_draining_server() -> None:
    for policy in (Policy.ROUND_ROBIN, Policy.RANDOM, Policy.SOURCE_HASH, Policy.CONSISTENT_HASH):
        chosen, _ = choose(Balancer(policy), SEED, 0, fleet("up", "draining"), callers(50, [1] * 50))
        assert set(chosen.tolist()) == {0}, policy


@pytest.mark.parametrize("policy", [each for each in Policy if each is not Policy.STICKY_COOKIE])
def test_nobody_is_chosen_when_there_is_nobody(policy: Policy) -> None:
    chosen, _ = choose(Balancer(policy), SEED, 0, fleet("out", "draining"), callers(3, [1, 1, NONE]))
    assert chosen.tolist() == [NONE] * 3


def test_a_draining_server_keeps_its_people_even_when_nobody_takes_strangers() -> None:
    chosen, _ = choose(Balancer(Policy.STICKY_COOKIE), SEED, 0, fleet("out", "draining"), callers(3, [1, 0, NONE]))
    assert chosen.tolist() == [1, NONE, NONE]


def test_requests_of_the_dead_go_evenly_on_to_the_living() -> None:
    here = fleet("up", "dead", "up", "draining")
    moved = elsewhere(Balancer(), SEED, here, callers(1000), here.open & here.alive)
    assert set(moved.tolist()) == {0, 2}, "a draining server gets no new people"
    assert abs(int(np.count_nonzero(moved == 0)) - 500) < 80


def test_a_server_kept_out_by_passive_checks_is_no_candidate_until_its_time_is_up() -> None:
    servers = [standing("A"), replace(standing("B"), out_until=12)]
    sticky = Balancer(Policy.STICKY_COOKIE)
    assert choose(sticky, SEED, 0, rotation(servers, sticky, 11), callers(2, [1, 1]))[0].tolist() == [0, 0]
    assert choose(sticky, SEED, 0, rotation(servers, sticky, 12), callers(2, [1, 1]))[0].tolist() == [1, 1]
