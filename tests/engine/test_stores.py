"""Stores: bought with a lead time, shared by whoever is connected, bounded, and down at times."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Quote, Scenario, play
from scalegame.engine.commands import AddStore, Connect, SetPolicy
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Balancer,
    FilePlace,
    Incident,
    IncidentKind,
    OrderPlace,
    Policy,
    SessionPlace,
    StoreName,
    Wiring,
)
from scalegame.engine.view import EventKind, FailureCause, LossCause, StoreState
from tests.engine.builders import (
    causes,
    do,
    failed,
    finish,
    level,
    lost,
    people,
    run,
    server,
    stocked,
    store,
    when,
    wired,
)

REDIS = DEFAULT_STORES[StoreName.REDIS]
SHARED = Wiring(sessions=SessionPlace.REDIS)


def shared(scenario: Scenario) -> Scenario:
    """Return the level with Redis, and every server connected to it."""
    servers = tuple(replace(each, wiring=SHARED) for each in scenario.servers)
    return stocked(replace(scenario, servers=servers), StoreName.REDIS)


def redis(scenario: Scenario, *, capacity: int = 0, memory: int = 0, latency_us: int = 0) -> Scenario:
    """Return the level with another Redis."""
    spec = replace(REDIS, capacity=capacity, memory=memory, latency_us=latency_us)
    return replace(scenario, store_specs={**scenario.store_specs, StoreName.REDIS: spec})


@pytest.mark.parametrize("name", StoreName)
def test_a_store_is_paid_at_once_and_ready_after_its_lead_time(name: StoreName) -> None:
    spec = DEFAULT_STORES[name]
    game = Game(level("A"), 1)
    assert do(game, AddStore(name)) == Quote(spec.price, spec.lead)
    assert game.view().spent == spec.price
    reports = []
    for tick in range(spec.lead):
        assert (store(game, name).state, store(game, name).until) == (StoreState.PROVISIONING, spec.lead - tick)
        reports.append(game.step())
    reports.append(game.step())
    assert store(game, name).state is StoreState.UP
    assert when(reports, EventKind.STORE_ORDERED, name) == [0]
    assert when(reports, EventKind.STORE_UP, name) == [spec.lead]


def test_a_store_that_nobody_is_connected_to_is_not_used() -> None:
    game = Game(stocked(level(), StoreName.REDIS), 1)
    finish(game)
    assert (store(game, StoreName.REDIS).used, store(game, StoreName.REDIS).operations) == (0, 0)


@pytest.mark.parametrize("policy", Policy)
def test_any_server_can_answer_when_all_share_redis(policy: Policy) -> None:
    """Under every policy, and when the policy changes: nobody is forgotten, and no server's memory holds anybody."""
    game = Game(replace(shared(level("A", "B", "C")), balancer=Balancer(policy)), 1)
    reports = run(game, 20)
    assert store(game, StoreName.REDIS).used == 20
    assert [each.held for each in game.view().servers] == [0, 0, 0]
    do(game, SetPolicy(Policy.RANDOM if policy is not Policy.RANDOM else Policy.ROUND_ROBIN))
    assert causes(reports + finish(game)) == set()


def test_people_who_leave_leave_redis() -> None:
    game = Game(shared(level("A", arrivals=(5, *[0] * 60), source=people(1, 0, 0, 0, 0, requests=3))), 1)
    finish(game)
    assert (game.view().online, store(game, StoreName.REDIS).used) == (0, 0)


def test_sessions_are_lost_in_migration_while_servers_disagree_about_their_place() -> None:
    """A asks Redis, B its own memory: each rejects whom the other has logged in."""
    game = Game(stocked(level(wired("A", SHARED), "B"), StoreName.REDIS), 1)
    reports = finish(game)
    assert lost(reports, LossCause.MIGRATION) == game.result().metrics.sessions_lost > 0
    assert causes(reports) == {"migration"}
    places = {loss.place for report in reports for loss in report.losses}
    assert places == {"A", "B"}


def test_connecting_both_servers_to_redis_stops_the_rejections() -> None:
    """The lesson of the game: any server can answer once neither remembers anything itself."""
    game = Game(stocked(level("A", "B", arrivals=[2] * 60), StoreName.REDIS), 1)
    before = run(game, 20)
    assert lost(before, LossCause.WRONG_SERVER) > 0
    do(game, Connect("all", SessionPlace.REDIS))
    run(game, 15)
    newcomers = finish(game)
    assert lost(newcomers, LossCause.WRONG_SERVER) == 0
    assert lost(newcomers, LossCause.MIGRATION) == 0


def test_operations_beyond_the_capacity_fail_in_order_of_time() -> None:
    """A log-in reads and writes: of ten in one tick five fit into ten operations."""
    game = Game(redis(shared(level("A", arrivals=(10,))), capacity=10), 1)
    report = game.step()
    assert failed([report], FailureCause.STORE_OVERLOAD, StoreName.REDIS) == 5
    assert store(game, StoreName.REDIS).used == 5
    assert store(game, StoreName.REDIS).failed == 5


def test_a_full_redis_turns_log_ins_away() -> None:
    game = Game(redis(shared(level("A", arrivals=(10,))), memory=7), 1)
    report = game.step()
    assert failed([report], FailureCause.STORE_FULL, StoreName.REDIS) == 3
    assert (store(game, StoreName.REDIS).used, store(game, StoreName.REDIS).memory) == (7, 7)
    assert game.view().metrics.sessions == 7


def test_who_was_turned_away_tries_to_log_in_again_and_gets_the_place_of_one_who_left() -> None:
    visits = people(1, 0, 0, 0, 0, requests=6)
    game = Game(redis(shared(level("A", arrivals=(10, *[0] * 60), source=visits)), memory=7), 1)
    finish(game)
    assert 7 < game.result().metrics.sessions <= 10


def test_a_store_makes_answers_wait_for_it() -> None:
    fast, slow = (play(redis(shared(level("A")), latency_us=us), 1).metrics for us in (0, 40_000))
    assert [b - a for a, b in zip(fast.latency, slow.latency, strict=True)] == [40, 40, 40]


def test_operations_are_paid_one_by_one() -> None:
    """Ten log-ins are twenty operations on Redis; at 7 millicents each they cost 140 more."""
    scenario = redis(shared(level("A", arrivals=(10,))))
    dear = {**scenario.store_specs, StoreName.REDIS: replace(scenario.store_specs[StoreName.REDIS], request_price=7)}
    costs = [play(each, 1).metrics.cost for each in (scenario, replace(scenario, store_specs=dear))]
    assert costs[1] - costs[0] == 140


def test_each_store_is_asked_only_for_what_it_keeps() -> None:
    """Browsing needs the session; pictures need object storage; orders need SQL."""
    wiring = Wiring(SessionPlace.REDIS, FilePlace.OBJECT_STORAGE, OrderPlace.SQL)
    scenario = level(wired("A", wiring), source=people(1, 0, 0, 0, 0))
    for name in StoreName:
        scenario = stocked(scenario, name)
    used = {}
    for kind, mix in (("upload", (0, 0, 1, 0, 0)), ("avatar", (0, 0, 1, 1, 0)), ("checkout", (0, 0, 0, 0, 1))):
        game = Game(replace(scenario, sources=(people(*mix),)), 1)
        finish(game)
        used[kind] = [name for name in StoreName if store(game, name).used]
    assert used["upload"] == used["avatar"] == [StoreName.REDIS, StoreName.OBJECT_STORAGE]
    assert used["checkout"] == [StoreName.REDIS, StoreName.SQL]


def test_a_store_that_is_down_fails_only_the_requests_that_need_it() -> None:
    """B keeps sessions in its memory and goes on answering while Redis restarts."""
    restart = Incident(IncidentKind.REDIS_RESTART, 4)
    scenario = stocked(level(wired("A", SHARED), "B", incidents=(restart,)), StoreName.REDIS)
    game = Game(scenario, 1)
    run(game, 4)
    report = game.step()
    assert failed([report], FailureCause.STORE_DOWN, StoreName.REDIS) == server(game, "A").requests > 0
    assert server(game, "B").requests > 0
    assert len(report.failures) == 1
