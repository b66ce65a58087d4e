"""Bans: sessions that the service keeps can be deleted; a signed cookie cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Scenario, play
from scalegame.engine.scenario import Incident, IncidentKind, Policy, Rejected, SessionPlace, StoreName, Wiring
from scalegame.engine.view import EventKind, FailureCause
from tests.engine.builders import (
    causes,
    failed,
    finish,
    level,
    run,
    server,
    stocked,
    store,
    wired,
)

COOKIE = Wiring(SessionPlace.SIGNED_COOKIE)


def ban(per_mille: int = 1000, at: int = 5) -> Incident:
    return Incident(IncidentKind.BAN, at, per_mille=per_mille)


def service(place: SessionPlace, *incidents: Incident, arrivals: tuple[int, ...] = (20, *[0] * 29)) -> Scenario:
    """Return a level whose servers keep sessions at ``place``; people stay with their server."""
    scenario = level(*(wired(name, Wiring(place)) for name in "AB"), arrivals=arrivals, incidents=incidents or (ban(),))
    scenario = stocked(stocked(scenario, StoreName.REDIS), StoreName.SQL)
    return replace(scenario, balancer=replace(scenario.balancer, policy=Policy.STICKY_COOKIE))


@pytest.mark.parametrize("place", [each for each in SessionPlace if each is not SessionPlace.SIGNED_COOKIE])
def test_the_sessions_of_the_banned_are_deleted_wherever_the_service_keeps_them(place: SessionPlace) -> None:
    """Half of the people: their places are free at once, and with their next request they are gone."""
    game = Game(service(place, ban(500)), 1)
    run(game, 5)
    report = game.step()
    (event,) = [event for event in report.events if event.kind is EventKind.BAN]
    kept = {
        SessionPlace.SERVER_MEMORY: server(game, "A").held + server(game, "B").held,
        SessionPlace.REDIS: store(game, StoreName.REDIS).used,
        SessionPlace.SQL: store(game, StoreName.SQL).used,
    }
    assert 5 <= event.count <= 15
    assert kept[place] == 20 - event.count
    run(game, 15)
    assert game.view().online == 20 - event.count
    assert causes([report, *finish(game)]) == set()
    assert game.view().metrics.sessions_lost == 0


def test_the_banned_are_rejected_once_and_leave_whatever_people_do_here() -> None:
    """Insisting or logging in again is of no use."""
    for temper in Rejected:
        scenario = service(SessionPlace.REDIS)
        game = Game(replace(scenario, sources=(replace(scenario.sources[0], rejected=temper),)), 1)
        reports = finish(game)
        assert sum(report.rejected for report in reports) == 20
        assert game.view().online == 0


def test_the_banned_cannot_log_in() -> None:
    """Redis is down when they come: their first log-in fails, then they are banned, and their second is rejected."""
    restart = Incident(IncidentKind.REDIS_RESTART, 0)
    game = Game(service(SessionPlace.REDIS, restart, ban(at=1)), 1)
    reports = finish(game)
    assert failed(reports, FailureCause.STORE_DOWN) >= 20
    assert sum(report.rejected for report in reports) == 20
    assert (game.view().metrics.sessions, game.view().online) == (0, 0)


def test_newcomers_are_not_banned() -> None:
    game = Game(service(SessionPlace.REDIS, ban(at=5), arrivals=(5, 0, 0, 0, 0, 7, *[0] * 24)), 1)
    finish(game)
    assert game.view().online == 7


def test_a_signed_cookie_cannot_be_taken_back() -> None:
    """Every request that a banned person gets through with one fails as not revoked; nobody is logged out."""
    game = Game(service(SessionPlace.SIGNED_COOKIE), 1)
    run(game, 5)
    reports = finish(game)
    requests = sum(report.requests for report in reports)
    assert failed(reports, FailureCause.NOT_REVOKED) == requests > 20
    assert causes(reports) == {"not_revoked"}
    assert sum(report.rejected for report in reports) == 0


def test_nobody_repeats_what_was_answered_to_the_banned() -> None:
    scenario = service(SessionPlace.SIGNED_COOKIE)
    stubborn = replace(scenario, sources=(replace(scenario.sources[0], retries=3),))
    game = Game(stubborn, 1)
    assert failed(finish(game), FailureCause.NOT_REVOKED) > 20
    assert game.result() == play(scenario, 1)


@pytest.mark.parametrize("other", [Wiring(SessionPlace.REDIS), COOKIE], ids=["redis", "another key"])
def test_a_banned_person_whose_cookie_is_not_accepted_has_lost_nothing(other: Wiring) -> None:
    """A crashes, and B does not know the cookies of its people: they are out, as they should be, and no loss."""
    scenario = service(SessionPlace.SIGNED_COOKIE, ban(), Incident(IncidentKind.CRASH, 6, "A"))
    game = Game(replace(scenario, servers=(wired("A", COOKIE), wired("B", other)), shared_key=False), 1)
    reports = finish(game)
    assert sum(report.rejected for report in reports) >= 10
    assert causes(reports) == {"not_revoked"}
    assert game.view().metrics.sessions_lost == 0
