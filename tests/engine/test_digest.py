"""The digest tells two games apart as soon as anything in their state differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from scalegame.engine import Game
from scalegame.engine.draws import Integers
from scalegame.engine.scenario import Balancer, Check, OrderPlace, Policy, ServerType, SessionPlace, StoreName, Wiring
from scalegame.engine.state.canonical import FORMATS, column, digest_of, numbers
from scalegame.engine.state.digest import canonical, state_digest
from scalegame.engine.state.world import COLUMNS, PER_SERVER, Flags, Server, Store, World
from scalegame.engine.units import MICROSECONDS_PER_TICK
from scalegame.engine.view import ServerState, StoreState
from tests.engine.builders import level, people, run, standing, stocked, world_of

#: A moment (µs) long after the state that is looked at.
LATER = 10**9
SERVER = standing("A")
SERVERS = (
    replace(SERVER, name="B"),
    replace(SERVER, type=ServerType(name="huge")),
    replace(SERVER, wiring=Wiring(sessions=SessionPlace.REDIS)),
    replace(SERVER, state=ServerState.DRAINING),
    replace(SERVER, until=9),
    replace(SERVER, seen_up=False),
    replace(SERVER, checks=1),
    replace(SERVER, joined=False),
    replace(SERVER, slow=999),
    replace(SERVER, slow_until=9),
    replace(SERVER, born=9),
    replace(SERVER, drained=True),
    replace(SERVER, gone=True),
    replace(SERVER, zone="b"),
    replace(SERVER, cattle=True),
    replace(SERVER, frozen_until=9),
    replace(SERVER, loops=1),
    replace(SERVER, loop_after=9),
    replace(SERVER, fails=1),
    replace(SERVER, out_until=9),
    replace(SERVER, hanging=True),
    replace(SERVER, retiring=True),
)
BALANCERS = (
    Balancer(Policy.RANDOM),
    Balancer(redispatch=False),
    Balancer(interval=2),
    Balancer(fall=3),
    Balancer(rise=3),
    Balancer(keep_dead_slots=False),
    Balancer(ring_points=1),
    Balancer(mixing=False),
    Balancer(hash_network=True),
    Balancer(check=Check.HTTP),
    Balancer(max_fails=1),
    Balancer(fail_timeout=1),
    Balancer(retries=1),
    Balancer(read_timeout_us=1),
)
COUNTERS = (
    "tick", "spent", "commands", "turn", "added", "online", "logged_in", "lost", "requests_total", "failed",
    "imbalance_over", "imbalance_base",
)  # fmt: skip


def state() -> World:
    """Return a state in mid-game with something in every part of it."""
    game = Game(stocked(level("A", "B", source=people(1, 1, 1, 1, 1)), StoreName.REDIS), 1)
    run(game, 10)
    return world_of(game)


def assert_told_apart(change: Callable[[World], None]) -> None:
    """Assert that ``change`` shows in the digest, and that a copy does not."""
    world = state()
    before = state_digest(world)
    assert state_digest(world.copy()) == before
    change(world)
    assert state_digest(world) != before


def inside(*leaving: int) -> tuple[Integers, Flags]:
    """Return requests in a server that leave it at these moments."""
    return np.array(leaving, np.int64), np.ones(len(leaving), np.bool_)


def flip(array: NDArray[np.generic], at: int) -> None:
    """Make zero one and anything else zero."""
    array[at] = array[at] == 0


@pytest.mark.parametrize("name", COUNTERS)
def test_every_counter_matters(name: str) -> None:
    assert_told_apart(lambda world: setattr(world, name, getattr(world, name) + 1))


@pytest.mark.parametrize("name", [name for name in PER_SERVER if name != "free"])
def test_every_array_of_the_servers_matters(name: str) -> None:
    assert_told_apart(lambda world: flip(getattr(world, name), -1))


def test_the_work_before_a_server_matters() -> None:
    def busy(world: World) -> None:
        world.free[-1] = LATER

    assert_told_apart(busy)
    assert_told_apart(lambda world: setattr(world, "inflight", [*world.inflight, inside(LATER)]))


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_of_the_sessions_matters(name: str) -> None:
    assert_told_apart(lambda world: flip(getattr(world.sessions, name), 0))


def test_every_field_of_a_server_matters() -> None:
    """One variant a field, so a field that is added has to be added here and to the digest."""
    assert len(SERVERS) == len(fields(Server))
    digests = set()
    for server in (SERVER, *SERVERS):
        world = state()
        world.servers[0] = server
        digests.add(state_digest(world))
    assert len(digests) == 1 + len(SERVERS)


def test_every_setting_of_the_balancer_matters() -> None:
    assert len(BALANCERS) == len(fields(Balancer))
    digests = set()
    for balancer in (Balancer(), *BALANCERS):
        world = state()
        world.balancer = balancer
        digests.add(state_digest(world))
    assert len(digests) == 1 + len(BALANCERS)


def test_templates_waves_rollouts_and_latencies_matter() -> None:
    assert_told_apart(lambda world: setattr(world, "template", Wiring(sessions=SessionPlace.REDIS)))
    assert_told_apart(lambda world: world.wave_starts.append(3))
    assert_told_apart(lambda world: world.rollout.append((1, SessionPlace.REDIS)))
    assert_told_apart(lambda world: flip(world.latency, 10))


def test_a_rollout_of_sessions_is_none_of_orders() -> None:
    """Both can be kept in a server's memory, and files call the two places by the same text."""
    digests = set()
    for place in (SessionPlace.SERVER_MEMORY, OrderPlace.SERVER_MEMORY):
        world = state()
        world.rollout.append((1, place))
        digests.add(state_digest(world))
    assert len(digests) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda redis: replace(redis, state=StoreState.DOWN),
        lambda redis: replace(redis, until=7),
        lambda redis: replace(redis, used=7),
        lambda redis: replace(redis, operations=7),
    ],
    ids=["state", "until", "used", "operations"],
)
def test_stores_matter(change: Callable[[Store], Store]) -> None:
    def put(world: World) -> None:
        world.stores[StoreName.REDIS] = change(world.stores[StoreName.REDIS])

    assert_told_apart(put)


def test_what_is_over_does_not_matter() -> None:
    """No future depends on people who have left, on answered requests, or on how long a queue has been empty."""
    world = state()
    world.sessions.alive[0] = False
    world.free[0], world.inflight[0] = 0, inside()
    before = state_digest(world)
    world.sessions.left[0] = 99
    world.free[0], world.inflight[0] = world.tick * MICROSECONDS_PER_TICK, inside(world.tick * MICROSECONDS_PER_TICK)
    assert state_digest(world) == before


def test_every_field_has_a_name_of_its_own_and_columns_can_be_read() -> None:
    world = state()
    written = dict(canonical(world))
    assert len(written) == len(list(canonical(world)))
    assert set(FORMATS) < set(written)
    live = world.sessions.alive[: world.sessions.size]
    for name in COLUMNS:
        rows = getattr(world.sessions, name)[: world.sessions.size][live].tolist()
        assert list(numbers(f"sessions.{name}", written[f"sessions.{name}"])) == rows
        assert column(f"sessions.{name}", rows) == (f"sessions.{name}", bytes(written[f"sessions.{name}"]))


def test_what_moves_from_one_field_to_the_next_changes_the_digest() -> None:
    fields_of = [("one", b"ab"), ("other", b"c")]
    assert digest_of(fields_of) != digest_of([("one", b"a"), ("other", b"bc")])
    assert digest_of(fields_of) != digest_of([("one", b"ab"), ("another", b"c")])
    assert digest_of(fields_of) == digest_of([("one", memoryview(b"ab")), ("other", memoryview(b"c"))])
