"""Sessions and files in rows of the database, beside orders, and what each of them costs it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Scenario, play
from scalegame.engine.commands import Connect
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    FilePlace,
    Incident,
    IncidentKind,
    OrderPlace,
    Policy,
    SessionPlace,
    Source,
    StoreName,
    StoreSpec,
    Wiring,
)
from scalegame.engine.view import FailureCause
from tests.engine.builders import HOMES, causes, do, failed, finish, level, people, run, stocked, store, wired

SQL = StoreName.SQL
#: A database without limits that answers at once.
FREE = replace(DEFAULT_STORES[SQL], capacity=0, connections=0, latency_us=0)
NONE = (0, 0, 0, 0, 0, 0)
SESSIONS = Wiring(SessionPlace.SQL)


def database(wiring: Wiring, *incidents: Incident, source: Source = HOMES, spec: StoreSpec = FREE) -> Scenario:
    """Return a level whose two servers keep in the database what ``wiring`` says."""
    scenario = level(wired("A", wiring), wired("B", wiring), source=source, incidents=incidents)
    return stocked(scenario, SQL, spec)


def operations(wiring: Wiring, *mix: int, reads: tuple[int, int, int, int, int, int] = NONE) -> int:
    """Return the operations of one visitor who logs in at the only server and makes one request."""
    source = people(*mix, requests=1, think=1)
    scenario = level(wired("A", wiring), arrivals=(1, *[0] * 9), source=source)
    game = Game(replace(stocked(scenario, SQL, FREE), reads=reads), 1)
    assert sum(report.requests for report in finish(game)) == 2
    return store(game, SQL).operations


@pytest.mark.parametrize("policy", Policy)
def test_any_server_finds_sessions_that_are_kept_in_the_database(policy: Policy) -> None:
    scenario = database(SESSIONS)
    game = Game(replace(scenario, balancer=replace(scenario.balancer, policy=policy)), 1)
    reports = run(game, 20)
    assert store(game, SQL).used == 20
    assert causes(reports + finish(game)) == set()


def test_people_who_leave_leave_the_database() -> None:
    game = Game(database(SESSIONS, source=people(1, 0, 0, 0, 0, requests=3)), 1)
    finish(game)
    assert (game.view().online, store(game, SQL).used) == (0, 0)


def test_a_session_is_read_with_every_request_and_written_where_it_changes() -> None:
    """A log-in costs two operations, looking around one, putting something into the cart two."""
    assert operations(SESSIONS, 1, 0, 0, 0, 0) == 2 + 1
    assert operations(SESSIONS, 0, 1, 0, 0, 0) == 2 + 2


def test_orders_files_and_catalogue_reads_cost_what_the_level_says() -> None:
    """An order is one row; a file in a row costs ten operations; a look at the catalogue reads five times."""
    orders, files = Wiring(orders=OrderPlace.SQL), Wiring(files=FilePlace.SQL_BLOB)
    assert operations(orders, 0, 0, 0, 0, 1) == 1
    assert operations(files, 0, 0, 1, 0, 0) == 10
    assert operations(orders, 1, 0, 0, 0, 0) == 0
    assert operations(orders, 1, 0, 0, 0, 0, reads=(1, 5, 0, 0, 0, 0)) == 1 + 5
    assert operations(Wiring(), 1, 0, 0, 0, 0, reads=(1, 5, 0, 0, 0, 0)) == 0


def test_everything_in_the_database_adds_up() -> None:
    everything = Wiring(SessionPlace.SQL, FilePlace.SQL_BLOB, OrderPlace.SQL)
    assert operations(everything, 0, 0, 1, 0, 0) == 2 + 1 + 10
    assert operations(everything, 0, 0, 0, 0, 1) == 2 + 1 + 1


@pytest.mark.parametrize("name", ["A", "B"])
def test_pictures_in_rows_are_found_by_every_server(name: str) -> None:
    """And they stay when the server that took them is gone."""
    crash = Incident(IncidentKind.CRASH, 5, name)
    wiring = Wiring(SessionPlace.SQL, FilePlace.SQL_BLOB)
    game = Game(database(wiring, crash, source=people(0, 0, 1, 3, 0)), 1)
    assert causes(finish(game)) <= {"server_down"}
    assert store(game, SQL).used == 40


def test_pictures_on_a_disk_are_copied_into_rows_when_the_server_is_connected_to_them() -> None:
    """Nobody misses one, and the database holds as many more as the disks held."""
    scenario = database(SESSIONS, source=people(0, 0, 1, 0, 0, requests=4))
    game = Game(scenario, 1)
    run(game, 20)
    on_disks = sum(each.files for each in game.view().servers)
    before = store(game, SQL).used
    do(game, Connect("all", FilePlace.SQL_BLOB))
    run(game, 6)
    assert [each.files for each in game.view().servers] == [0, 0]
    assert store(game, SQL).used == before + on_disks > before


def test_the_database_keeps_everything_over_a_failure() -> None:
    """Requests fail for ten seconds; then everybody is known, and every order is there."""
    wiring = Wiring(SessionPlace.SQL, orders=OrderPlace.SQL)
    failover = Incident(IncidentKind.SQL_FAILOVER, 5)
    game = Game(database(wiring, failover, source=people(1, 0, 0, 0, 1)), 1)
    run(game, 5)
    before = store(game, SQL).used
    reports = run(game, 10)
    assert before > 20
    assert store(game, SQL).used == before
    assert failed(reports, FailureCause.STORE_DOWN, SQL) == sum(report.requests for report in reports) > 20
    assert causes(finish(game)) == set()
    assert game.view().metrics.sessions_lost == 0


def test_the_database_is_slower_than_redis() -> None:
    """Every request waits eight milliseconds for its session, not one."""
    default = DEFAULT_STORES
    in_sql = play(database(SESSIONS, spec=default[SQL]), 1)
    servers = [wired(name, Wiring(SessionPlace.REDIS)) for name in "AB"]
    in_redis = play(stocked(level(*servers), StoreName.REDIS, default[StoreName.REDIS]), 1)
    assert [sql - redis for sql, redis in zip(in_sql.metrics.latency, in_redis.metrics.latency, strict=True)] == [7] * 3
