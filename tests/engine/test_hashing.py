"""Hashes of the client's address: who moves, how many, and where to, when the fleet changes."""

from __future__ import annotations

import numpy as np
import pytest

from scalegame.engine.decisions.balancing import Callers, choose, elsewhere, rotation
from scalegame.engine.draws import Integers, positions
from scalegame.engine.scenario import Balancer, Policy
from scalegame.engine.state.world import NONE, Server
from scalegame.engine.view import ServerState
from tests.engine.builders import standing

PEOPLE = 6000
NGINX = Balancer(Policy.SOURCE_HASH, keep_dead_slots=True)
HAPROXY = Balancer(Policy.SOURCE_HASH, keep_dead_slots=False)
RING = Balancer(Policy.CONSISTENT_HASH)
HASHES = pytest.mark.parametrize("balancer", [NGINX, HAPROXY, RING], ids=["keep_dead_slots", "up_only", "ring"])

OUT = standing("out", state=ServerState.DOWN, seen_up=False)
DEAD = standing("dead", state=ServerState.DOWN)
DRAINING = standing("draining", state=ServerState.DRAINING)


def up(count: int) -> list[Server]:
    """Return a fleet of healthy servers."""
    return [standing(f"s{number}") for number in range(count)]


def homes(balancer: Balancer, servers: list[Server], n: int = 0) -> Integers:
    """Return where each address is sent; ``n`` numbers the request, which must not matter."""
    who = np.arange(PEOPLE, dtype=np.uint64)
    callers = Callers(positions(who, np.full(PEOPLE, n, np.uint64)), who, np.full(PEOPLE, NONE))
    here = rotation(servers, balancer, 0)
    chosen, _ = choose(balancer, 3, 0, here, callers)
    dead = ~here.alive[chosen]
    if balancer.redispatch and dead.any():
        moved = Callers(callers.position[dead], callers.address[dead], callers.cookie[dead])
        chosen[dead] = elsewhere(balancer, 3, here, moved, here.open & here.alive)
    return chosen


def per_mille(flags: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    return int(np.count_nonzero(flags)) * 1000 // len(flags)


@HASHES
def test_an_address_goes_to_the_same_server_every_time(balancer: Balancer) -> None:
    assert np.array_equal(homes(balancer, up(4)), homes(balancer, up(4), n=9))


@HASHES
def test_one_server_gets_everyone(balancer: Balancer) -> None:
    assert set(homes(balancer, up(1)).tolist()) == {0}


@pytest.mark.parametrize("balancer", [NGINX, HAPROXY])
@pytest.mark.parametrize("count", [2, 3, 4, 7])
def test_a_modulo_hash_spreads_addresses_evenly(balancer: Balancer, count: int) -> None:
    shares = np.bincount(homes(balancer, up(count)), minlength=count)
    assert (np.abs(shares - PEOPLE // count) < 250).all()


def test_kept_slots_move_only_the_people_of_the_dead_server() -> None:
    """As nginx does: their requests try other slots, spread over everyone who is left."""
    before = homes(NGINX, up(4))
    after = homes(NGINX, [*up(2), OUT, *up(1)])
    assert np.array_equal(before != after, before == 2)
    assert (np.abs(np.bincount(after[before == 2], minlength=4)[[0, 1, 3]] - PEOPLE // 12) < 100).all()


@pytest.mark.parametrize("unavailable", [OUT, DRAINING], ids=["out", "draining"])
def test_without_kept_slots_a_lost_server_reshuffles_three_quarters(unavailable: Server) -> None:
    """As HAProxy's map does: modulo 4 became modulo 3, and three in four addresses give another remainder."""
    moved = homes(HAPROXY, up(4)) != homes(HAPROXY, [*up(3), unavailable])
    assert abs(per_mille(moved) - 750) < 25


@pytest.mark.parametrize("balancer", [NGINX, HAPROXY], ids=["keep_dead_slots", "up_only"])
def test_a_fifth_server_reshuffles_four_fifths_of_a_modulo_hash(balancer: Balancer) -> None:
    moved = homes(balancer, up(4)) != homes(balancer, up(5))
    assert abs(per_mille(moved) - 800) < 25


def test_a_server_that_was_never_in_rotation_takes_no_slot_yet() -> None:
    new = standing("new", state=ServerState.BOOTING, seen_up=False, joined=False)
    assert np.array_equal(homes(NGINX, up(4)), homes(NGINX, [*up(4), new]))


def test_kept_slots_try_on_when_a_server_has_died_unnoticed() -> None:
    assert set(homes(NGINX, [*up(3), DEAD]).tolist()) == {0, 1, 2}


def test_without_redispatch_the_dead_servers_people_go_on_knocking() -> None:
    silent = Balancer(Policy.SOURCE_HASH, redispatch=False)
    assert np.array_equal(homes(silent, [*up(3), DEAD]), homes(silent, up(4)))


def test_kept_slots_find_the_last_living_server_among_many_dead_ones() -> None:
    """Twenty tries miss one slot in a hundred often; then any living server answers."""
    assert set(homes(NGINX, [*[OUT] * 99, *up(1)]).tolist()) == {99}


@pytest.mark.parametrize("lost", [OUT, DEAD, DRAINING], ids=["out", "dead", "draining"])
def test_a_ring_moves_only_the_people_of_the_lost_server(lost: Server) -> None:
    """About one in four, and they are spread over all the others."""
    before, after = homes(RING, up(4)), homes(RING, [*up(1), lost, *up(2)])
    assert np.array_equal(before != after, before == 1)
    assert abs(per_mille(before != after) - 250) < 60
    assert set(after[before == 1].tolist()) == {0, 2, 3}


def test_addresses_are_not_hashed_like_the_points_of_a_ring() -> None:
    """If they were, the first addresses would all lie on the first server's points."""
    shares = np.bincount(homes(RING, up(4))[:160], minlength=4)
    assert shares.max() < 100
    assert shares.min() > 10


def test_a_ring_moves_people_only_to_a_new_server() -> None:
    before, after = homes(RING, up(4)), homes(RING, up(5))
    assert set(after[before != after].tolist()) == {4}
    assert abs(per_mille(before != after) - 200) < 60


def test_more_points_make_a_ring_more_even() -> None:
    """The busiest share of one point a server is far above that of 160; that one is within 20 % of fair."""
    busiest = {
        points: int(np.bincount(homes(Balancer(Policy.CONSISTENT_HASH, ring_points=points), up(8))).max())
        for points in (1, 160)
    }
    assert busiest[160] * 8 < PEOPLE * 12 // 10 < busiest[1] * 8


def test_an_office_behind_one_address_lands_on_one_server() -> None:
    who = np.arange(500, dtype=np.uint64)
    office = Callers(positions(who, who), np.full(500, 77, np.uint64), np.full(500, NONE))
    for balancer in (NGINX, HAPROXY, RING):
        chosen, _ = choose(balancer, 3, 0, rotation(up(4), balancer, 0), office)
        assert len(set(chosen.tolist())) == 1
