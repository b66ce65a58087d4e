"""The digest tells two games apart as soon as anything in their state differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from scalegame.engine import Game
from scalegame.engine.digest import state_digest
from scalegame.engine.scenario import Balancer, Policy, ServerType, SessionPlace, StoreName, Wiring
from scalegame.engine.view import ServerState, StoreState
from scalegame.engine.world import COLUMNS, PER_SERVER, Server, Store, World
from tests.engine.builders import level, people, run, standing, stocked, world_of

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
)
BALANCERS = (
    Balancer(Policy.RANDOM),
    Balancer(redispatch=False),
    Balancer(interval=2),
    Balancer(fall=3),
    Balancer(rise=3),
    Balancer(keep_dead_slots=False),
    Balancer(ring_points=1),
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


def flip(array: NDArray[np.generic], at: int) -> None:
    """Make zero one and anything else zero."""
    array[at] = array[at] == 0


@pytest.mark.parametrize("name", COUNTERS)
def test_every_counter_matters(name: str) -> None:
    assert_told_apart(lambda world: setattr(world, name, getattr(world, name) + 1))


@pytest.mark.parametrize("name", PER_SERVER)
def test_every_array_of_the_servers_matters(name: str) -> None:
    assert_told_apart(lambda world: flip(getattr(world, name), -1))


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
    assert_told_apart(lambda world: setattr(world, "inflight", [(np.array([5]), np.array([True]))]))


@pytest.mark.parametrize(
    "change",
    [
        lambda redis: replace(redis, state=StoreState.DOWN),
        lambda redis: replace(redis, until=7),
        lambda redis: replace(redis, used=7),
    ],
    ids=["state", "until", "used"],
)
def test_stores_matter(change: Callable[[Store], Store]) -> None:
    def put(world: World) -> None:
        world.stores[StoreName.REDIS] = change(world.stores[StoreName.REDIS])

    assert_told_apart(put)


def test_who_has_left_does_not_matter() -> None:
    """Rows are reclaimed when room is needed; what is left in them is no state."""
    world = state()
    world.sessions.alive[0] = False
    before = state_digest(world)
    world.sessions.left[0] = 99
    assert state_digest(world) == before
