"""Each way in which a request can fail before anybody looks its session up, with its cause and its place."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine import Game
from scalegame.engine.commands import AddServer, DrainServer, RestartServer
from scalegame.engine.scenario import Balancer, Policy, ServerType
from scalegame.engine.view import FailureCause, LossCause
from tests.engine.builders import HOMES, SMALL, causes, do, failed, finish, homes_of, level, lost, run, server


def test_a_full_queue_turns_requests_away_at_their_server() -> None:
    """A log-in takes 3 s here: one is served, two wait, the rest of ten is turned away."""
    kind = ServerType(capacity=10, queue=2)
    game = Game(replace(level("A", arrivals=(10,), kind=kind), timeout_us=60_000_000), 1)
    report = game.step()
    assert failed([report], FailureCause.OVERLOAD, "A") == 7
    assert (server(game, "A").queue, server(game, "A").queue_limit) == (2, 2)
    assert server(game, "A").load == 9000, "nine seconds of work in a tick"
    assert server(game, "A").badge == "overload"


def test_an_answer_that_comes_too_late_is_a_time_out() -> None:
    """Ten log-ins of 1 s each at once: those whose answer takes more than 5 s have gone away."""
    game = Game(level("A", arrivals=(10,), kind=ServerType(capacity=30)), 1)
    report = game.step()
    late = failed([report], FailureCause.TIMEOUT, "A")
    assert 4 <= late <= 6
    assert game.view().metrics.sessions == 10 - late
    assert game.view().metrics.latency[2] <= 5000, "only answers in time have a latency"


def test_the_work_of_a_time_out_is_done_for_nobody() -> None:
    """The server goes on with what nobody waits for any more: the queue is as long as with patient people."""
    kind = ServerType(capacity=30)
    games = [Game(replace(level("A", arrivals=(10,), kind=kind), timeout_us=us), 1) for us in (5_000_000, 50_000_000)]
    for game in games:
        game.step()
    assert server(games[0], "A").queue == server(games[1], "A").queue >= 8


def test_a_full_memory_turns_log_ins_away() -> None:
    game = Game(level("A", arrivals=(10,), kind=replace(SMALL, memory=4)), 1)
    report = game.step()
    assert failed([report], FailureCause.MEMORY_FULL, "A") == 6
    assert (server(game, "A").held, game.view().metrics.sessions) == (4, 4)


def test_the_first_to_arrive_get_the_memory() -> None:
    """Row by row the visitors' moments are drawn, so who fits is decided by time and not by number."""
    full = Game(level("A", arrivals=(10,), kind=replace(SMALL, memory=4)), 1)
    full.step()
    roomy = Game(level("A", arrivals=(10,)), 1)
    roomy.step()
    kept = [row for row, home in enumerate(homes_of(full)) if home == 0]
    assert len(kept) == 4
    assert kept != [0, 1, 2, 3]
    assert homes_of(roomy) == [0] * 10


def test_logging_in_again_takes_no_second_place() -> None:
    """People who move between two servers give their old place up: nobody is held twice."""
    game = Game(level(), 1)
    for _ in range(30):
        game.step()
        assert server(game, "A").held + server(game, "B").held <= game.view().online


def test_without_any_server_in_rotation_the_balancer_fails_requests() -> None:
    game = Game(level("A", arrivals=[3] * 10), 1)
    run(game, 2)
    do(game, RestartServer("A"))
    reports = run(game, 3)
    assert failed(reports, FailureCause.NO_SERVER, "balancer") == sum(report.requests for report in reports) > 0


def test_when_everyone_drains_only_sticky_people_are_served() -> None:
    for policy, served in ((Policy.ROUND_ROBIN, False), (Policy.STICKY_COOKIE, True)):
        game = Game(replace(level("A", "B"), balancer=Balancer(policy)), 1)
        run(game, 5)
        do(game, DrainServer("A"))
        do(game, DrainServer("B"))
        reports = run(game, 5)
        assert (failed(reports, FailureCause.NO_SERVER) == 0) is served


def test_a_failed_request_is_one_of_the_visit() -> None:
    """People who never get in try as often as they would have asked, then leave."""
    game = Game(
        level("A", arrivals=(5, *[0] * 60), kind=replace(SMALL, memory=0), source=replace(HOMES, requests=(4, 4))), 1
    )
    finish(game)
    metrics = game.result().metrics
    assert metrics.requests == metrics.requests_failed == 5 * 4
    assert (metrics.sessions, game.view().online) == (0, 0)


def test_a_session_found_on_the_wrong_server_is_a_loss_and_no_failure() -> None:
    game = Game(level(), 1)
    reports = finish(game)
    assert causes(reports) == {"wrong_server"}
    assert game.result().metrics.requests_failed == 0


def test_a_rehash_is_named_as_such() -> None:
    """With a hash of the address people are lost when it changes: four in five by modulo, one in five on a ring."""
    for policy in (Policy.SOURCE_HASH, Policy.CONSISTENT_HASH):
        game = Game(replace(level("A", "B", "C", "D", arrivals=(40, *[0] * 39)), balancer=Balancer(policy)), 1)
        reports = run(game, 5)
        do(game, AddServer())
        reports += finish(game)
        assert causes(reports) == {"rehash"}
        moved = lost(reports, LossCause.REHASH)
        assert (moved > 24) is (policy is Policy.SOURCE_HASH), (
            "four in five move on a modulo hash, one in five on a ring"
        )
