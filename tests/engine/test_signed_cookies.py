"""Signed cookies: sessions that clients carry along. Nothing to lose and nothing to buy, but small, and not free."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game, Quote, Refusal, Scenario, play
from scalegame.engine.commands import Connect
from scalegame.engine.reasons import Reason
from scalegame.engine.scenario import (
    COOKIE_BYTES,
    Incident,
    IncidentKind,
    Policy,
    Rejected,
    SessionPlace,
    Source,
    StoreName,
    Wiring,
)
from scalegame.engine.view import LossCause
from tests.engine.builders import (
    HOMES,
    causes,
    do,
    finish,
    level,
    lost,
    lost_again,
    people,
    run,
    stocked,
    wired,
    world_of,
)

COOKIE = Wiring(SessionPlace.SIGNED_COOKIE)
CRASH = Incident(IncidentKind.CRASH, 5, "A")
#: People who put something into their cart with every request.
BUYERS = people(0, 1, 0, 0, 0)


def sealed(*names: str, source: Source = HOMES, incidents: tuple[Incident, ...] = (), key: bool = True) -> Scenario:
    """Return a level whose servers hand out signed cookies, with one key or each with its own."""
    servers = [wired(name, COOKIE) for name in names or ("A", "B", "C")]
    return replace(level(*servers, source=source, incidents=incidents), shared_key=key)


@pytest.mark.parametrize("policy", Policy)
def test_any_server_with_the_key_knows_everybody(policy: Policy) -> None:
    """No store, no memory, no loss: not in a crash either."""
    scenario = sealed(incidents=(CRASH,))
    game = Game(replace(scenario, balancer=replace(scenario.balancer, policy=policy)), 1)
    reports = finish(game)
    assert {loss.cause for report in reports for loss in report.losses} == set()
    assert [each.held for each in game.view().servers] == [0, 0, 0]
    assert game.view().stores == ()


def test_without_a_shared_key_only_the_server_that_signed_accepts_a_cookie() -> None:
    """Round robin: every other server finds the signature wrong."""
    reports = finish(Game(sealed(key=False), 1))
    assert causes(reports) == {"wrong_server"}
    assert lost(reports, LossCause.WRONG_SERVER) == 20


def test_a_cookie_survives_the_crash_of_the_server_that_signed_it() -> None:
    """While A is away its people are strangers to B and C; those who insist are known again when it is back."""
    source = replace(HOMES, rejected=Rejected.INSIST)
    scenario = sealed(key=False, source=source, incidents=(CRASH,))
    game = Game(replace(scenario, balancer=replace(scenario.balancer, policy=Policy.SOURCE_HASH)), 1)
    reports = finish(game)
    back = 5 + 2 + 4
    assert lost(reports, LossCause.SERVER_CRASH) == 0
    assert lost(reports[:back], LossCause.REHASH) > 0
    assert sum(report.rejected for report in reports[back:]) == 0


def test_checking_a_signature_is_work_with_every_request() -> None:
    """Thirty units for a log-in, and two to sign; what is kept in memory costs nothing more."""
    for place, work in ((SessionPlace.SERVER_MEMORY, 30), (SessionPlace.SIGNED_COOKIE, 32)):
        game = Game(level(wired("A", Wiring(place)), arrivals=(1,)), 1)
        game.step()
        assert world_of(game).work.tolist() == [work]


@pytest.mark.parametrize("base, item, fit", [(500, 300, 11), (4096, 1, 0), (96, 4000, 1), (96, 4001, 0)])
def test_a_browser_drops_a_cookie_that_has_grown_beyond_4096_bytes(base: int, item: int, fit: int) -> None:
    """A cookie holds ``fit`` things; with the next one the session is lost."""
    scenario = replace(sealed("A", source=replace(BUYERS, rejected=Rejected.LEAVE)), cookie_base=base, cookie_item=item)
    game = Game(replace(scenario, waves=(replace(scenario.waves[0], arrivals=(1, *[0] * 99)),)), 1)
    reports = finish(game)
    assert base + fit * item <= COOKIE_BYTES < base + (fit + 1) * item
    assert lost(reports, LossCause.COOKIE_TOO_LARGE, "A") == 1
    # The log-in, what fitted in, what was too much, and the request that found no session any more.
    assert sum(report.requests for report in reports) == 1 + fit + 1 + 1
    assert sum(report.rejected for report in reports) == 1


def test_who_logs_in_again_begins_with_an_empty_cart() -> None:
    """Eleven things fit each time: of forty requests every twelfth is too much and every thirteenth rejected."""
    scenario = sealed("A", source=BUYERS)
    game = Game(replace(scenario, waves=(replace(scenario.waves[0], arrivals=(1, *[0] * 199)),)), 1)
    reports = finish(game)
    assert lost(reports, LossCause.COOKIE_TOO_LARGE) == 1
    assert lost_again(reports, LossCause.COOKIE_TOO_LARGE) == 40 // 13 - 1
    assert sum(report.rejected for report in reports) == 40 // 13


def test_a_cookie_without_a_cart_never_grows() -> None:
    assert causes(finish(Game(sealed(source=people(3, 0, 0, 0, 1)), 1))) == set()


def test_only_carts_in_cookies_are_bounded() -> None:
    """In a server's memory there is room for all of forty things."""
    assert causes(finish(Game(level("A", source=BUYERS), 1))) == set()


def test_going_over_to_cookies_logs_out_whom_servers_remember() -> None:
    """A deploy like any other; afterwards nobody is lost any more."""
    game = Game(level("A", "B", arrivals=[2] * 80), 1)
    run(game, 10)
    assert do(game, Connect("all", SessionPlace.SIGNED_COOKIE)) == Quote(0, 4)
    assert lost(run(game, 10), LossCause.DEPLOY) > 0
    run(game, 30)
    assert causes(finish(game)) == set()


@pytest.mark.parametrize("allowed", [{"connect"}, {"signed_cookie"}, {"redis", "signed_cookie"}])
def test_a_level_offers_cookies_by_connect_and_their_name(allowed: set[str]) -> None:
    """Nothing has to be bought for them, so neither alone is enough."""
    command = Connect("A", SessionPlace.SIGNED_COOKIE)
    refusal = Game(replace(level(), allowed=frozenset(allowed)), 1).quote(command)
    assert refusal == Refusal(Reason.NOT_ALLOWED)
    both = replace(level(), allowed=frozenset({"connect", "signed_cookie"}))
    assert Game(both, 1).quote(command) == Quote(0, 2)


def test_mixed_fleets_do_not_know_each_others_people() -> None:
    """A hands out cookies, B asks Redis: each finds nothing of what the other gave."""
    scenario = stocked(level(wired("A", COOKIE), wired("B", Wiring(SessionPlace.REDIS))), StoreName.REDIS)
    result = play(scenario, 1)
    assert {loss.cause for loss in result.losses} == {LossCause.MIGRATION}
