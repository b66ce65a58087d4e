"""The queue: slow work is put down there and done later, while the client has its answer already."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine import Game, Scenario, play
from scalegame.engine.commands import AddStore, Connect
from scalegame.engine.scenario import DEFAULT_STORES, Rejected, Source, StoreName, StoreSpec, Wiring, WorkPlace
from scalegame.engine.view import FailureCause
from tests.engine.builders import (
    causes,
    do,
    failed,
    finish,
    level,
    people,
    run,
    stocked,
    store,
    wired,
    world_of,
)

QUEUE = StoreName.QUEUE
LATER = Wiring(work=WorkPlace.QUEUE)
#: A queue that holds everything and whose worker does fifty units a second.
ROOMY = replace(DEFAULT_STORES[QUEUE], capacity=50, memory=0, latency_us=2_000)
#: People who upload a picture with every request: 25 units, of which 20 can wait.
UPLOADS = people(0, 0, 1, 0, 0)


def put_off(spec: StoreSpec = ROOMY, source: Source = UPLOADS, wiring: Wiring = LATER) -> Scenario:
    """Return a level whose only server puts slow work down in the queue."""
    return stocked(level(wired("A", wiring), arrivals=(10, *[0] * 39), source=source), QUEUE, spec)


def one_request(wiring: Wiring, *mix: int) -> tuple[int, int]:
    """Return the work of a server for one request after the log-in, and what it put down."""
    scenario = put_off(source=people(*mix, requests=1, think=1), wiring=wiring)
    game = Game(replace(scenario, waves=(replace(scenario.waves[0], arrivals=(1, *[0] * 9)),)), 1)
    work = 0
    while not game.over:
        before = store(game, QUEUE).used
        game.step()
        work += int(world_of(game).work.sum())
        if store(game, QUEUE).used > before:
            return work - 30, store(game, QUEUE).used
    return work - 30, 0


def test_a_server_that_is_connected_to_the_queue_puts_down_what_can_wait() -> None:
    """Scaling a picture and mailing a receipt can; looking around cannot."""
    assert one_request(Wiring(), 0, 0, 1, 0, 0) == (25, 0)
    assert one_request(LATER, 0, 0, 1, 0, 0) == (25 - 20, 20)
    assert one_request(LATER, 0, 0, 0, 0, 1) == (20 - 10, 10)
    assert one_request(LATER, 1, 0, 0, 0, 0) == (10, 0)


def test_the_worker_does_so_much_a_second() -> None:
    """Work put down in a tick waits at its end; in the next the worker takes fifty units away."""
    game, waiting = Game(put_off(), 1), 0
    while not game.over:
        before = store(game, QUEUE).operations
        game.step()
        waiting = max(0, waiting - 50) + 20 * (store(game, QUEUE).operations - before)
        assert store(game, QUEUE).used == waiting
    assert store(game, QUEUE).operations > 100


def test_a_worker_that_is_too_slow_has_a_growing_backlog_and_nobody_waits_for_it() -> None:
    """Ten units a second for more than a hundred: answers are as fast as with a quick one."""
    slow, fast = (Game(put_off(replace(ROOMY, capacity=capacity)), 1) for capacity in (10, 1000))
    finish(slow), finish(fast)
    assert store(slow, QUEUE).used > 1000
    assert store(fast, QUEUE).used < 200
    assert slow.view().metrics.latency == fast.view().metrics.latency


def test_a_worker_without_a_limit_leaves_nothing_for_the_tick_after_the_next() -> None:
    game = Game(put_off(replace(ROOMY, capacity=0)), 1)
    while not game.over:
        before = store(game, QUEUE).operations
        game.step()
        assert store(game, QUEUE).used == 20 * (store(game, QUEUE).operations - before)


def test_when_the_queue_is_full_what_would_be_put_down_fails() -> None:
    """It holds a hundred units, five pictures' work, and its worker does almost nothing."""
    game = Game(put_off(replace(ROOMY, memory=100, capacity=1)), 1)
    reports = finish(game)
    assert store(game, QUEUE).used <= 100
    assert failed(reports, FailureCause.QUEUE_FULL, QUEUE) > 50
    assert causes(reports) == {"queue_full"}


def test_the_first_of_a_tick_get_the_last_places() -> None:
    """Log-ins bring a hundred units at once here; four of ten fit into eighty, and only they are counted."""
    scenario = replace(put_off(replace(ROOMY, memory=80, capacity=1)), deferrable=(20, 0, 0, 0, 0, 0))
    game = Game(scenario, 1)
    report = game.step()
    assert failed([report], FailureCause.QUEUE_FULL, QUEUE) == 6
    assert (store(game, QUEUE).used, store(game, QUEUE).operations) == (80, 4)


def test_putting_work_down_takes_a_moment() -> None:
    """Two milliseconds; what the server no longer does is saved."""
    inline, later = (play(put_off(wiring=wiring), 1) for wiring in (Wiring(), LATER))
    assert inline.metrics.latency[0] - later.metrics.latency[0] > 20 - 2 - 1
    latencies = [play(put_off(replace(ROOMY, latency_us=us)), 1).metrics.latency for us in (0, 40_000)]
    assert latencies[1][0] - latencies[0][0] == 40


def test_a_queue_takes_the_load_off_a_server_that_would_drown() -> None:
    """With all of the work inline people wait many times as long."""
    kind = replace(level().server_types[0], capacity=100)
    inline, later = (play(replace(put_off(wiring=wiring), server_types=(kind,)), 1) for wiring in (Wiring(), LATER))
    assert inline.metrics.latency[0] > 5 * later.metrics.latency[0]


def test_who_is_rejected_puts_nothing_down() -> None:
    """Servers without shared state: of all uploads those of people who were known bring work."""
    source = replace(UPLOADS, rejected=Rejected.LEAVE)
    game = Game(stocked(level(wired("A", LATER), wired("B", LATER), source=source), QUEUE, ROOMY), 1)
    reports = finish(game)
    rejected = sum(report.rejected for report in reports)
    log_ins = game.view().metrics.sessions
    assert rejected > 10
    assert store(game, QUEUE).operations == game.view().metrics.requests - log_ins - rejected > 0


def test_a_server_is_connected_to_the_queue_by_a_deploy() -> None:
    """Nothing is put down before."""
    game = Game(level("A", source=UPLOADS, arrivals=[1] * 40), 1)
    do(game, AddStore(QUEUE))
    run(game, DEFAULT_STORES[QUEUE].lead)
    assert store(game, QUEUE).operations == 0
    do(game, Connect("A", WorkPlace.QUEUE))
    run(game, 20)
    assert store(game, QUEUE).operations > 0
    do(game, Connect("A", WorkPlace.INLINE))
    run(game, 3)
    before = store(game, QUEUE).operations
    finish(game)
    assert store(game, QUEUE).operations == before
    assert store(game, QUEUE).used == 0
