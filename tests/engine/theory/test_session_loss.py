"""Sessions in server memory behind a balancer that forgets people: a request finds its session with 1 ÷ n."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest

from scalegame.engine import Game
from scalegame.engine.scenario import Balancer, Policy, Rejected, ServerType
from scalegame.engine.view import LossCause
from tests.engine.builders import finish, level, lost, lost_again, people
from tests.engine.theory.sampling import SIGMAS

# Theory and real software hold what the second engine holds in every run, more slowly.
pytestmark = pytest.mark.deep

RATE, TICKS, THINK = 200, 100, 3
FORGETFUL = pytest.mark.parametrize("policy", [Policy.RANDOM, Policy.ROUND_ROBIN])


def played(policy: Policy, servers: int, requests: int, rejected: Rejected = Rejected.INSIST) -> tuple[int, int, int]:
    """Return how many people logged in, how many of them lost their session, and how many requests found none.

    20,000 people come, 200 a tick; by the end everyone has made ``requests`` requests after the log-in.
    """
    source = replace(people(1, 0, 0, 0, 0, requests=requests, think=THINK), rejected=rejected)
    kind = ServerType(capacity=100_000, memory=10**6)
    names = [f"s{number}" for number in range(servers)]
    scenario = level(*names, arrivals=[RATE] * TICKS + [0] * (8 * THINK * requests), kind=kind, source=source)
    game = Game(replace(scenario, balancer=Balancer(policy)), 15)
    reports = finish(game)
    metrics = game.view().metrics
    first, again = lost(reports, LossCause.WRONG_SERVER), lost_again(reports, LossCause.WRONG_SERVER)
    assert metrics.sessions == RATE * TICKS
    assert metrics.requests == RATE * TICKS * (requests + 1)
    assert metrics.requests_failed == 0
    assert metrics.sessions_lost == first
    return metrics.sessions, first, first + again


def allowed(share: float, count: int) -> float:
    """Return four standard errors of a binomial share."""
    return SIGMAS * sqrt(share * (1 - share) / count)


@FORGETFUL
@pytest.mark.parametrize("servers", [2, 3, 8])
def test_a_request_finds_no_session_with_one_minus_one_in_n(policy: Policy, servers: int) -> None:
    """60,000 requests of people who insist. Random routing draws each alone; turns are mixed by everyone else."""
    sessions, _, strange = played(policy, servers, 3)
    share = 1 - 1 / servers
    assert abs(strange / (3 * sessions) - share) < allowed(share, 3 * sessions)


@FORGETFUL
@pytest.mark.parametrize("servers, requests", [(2, 1), (2, 5), (3, 3), (8, 2)])
def test_a_visit_keeps_its_session_with_one_in_n_to_the_k(policy: Policy, servers: int, requests: int) -> None:
    """Visits of k requests lose the session with 1 − (1 ÷ n)^k: 97 % of those of five with two servers."""
    sessions, first, _ = played(policy, servers, requests)
    share = 1 - servers**-requests
    assert abs(first / sessions - share) < allowed(share, sessions)
    shorter = 1 - servers ** -(requests - 1)
    assert abs(first / sessions - shorter) > allowed(share, sessions), "a request less would be seen"


@FORGETFUL
def test_who_logs_in_again_is_a_stranger_at_the_next_request_as_often(policy: Policy) -> None:
    """A new log-in gives a new home, not a safer one: a session is lost with 1 − 1 ÷ n at the request after it."""
    source = replace(people(1, 0, 0, 0, 0, requests=4, think=THINK), rejected=Rejected.LOGIN_AGAIN)
    kind = ServerType(capacity=100_000, memory=10**6)
    scenario = level("A", "B", "C", arrivals=[RATE] * TICKS + [0] * 160, kind=kind, source=source)
    reports = finish(Game(replace(scenario, balancer=Balancer(policy)), 16))
    rejected = lost(reports, LossCause.WRONG_SERVER) + lost_again(reports, LossCause.WRONG_SERVER)
    asked = 4 * RATE * TICKS
    assert abs(rejected / asked - 2 / 3) < allowed(2 / 3, asked)


def test_a_cookie_that_is_followed_loses_nobody() -> None:
    """The control: with sticky cookies the same people keep their sessions, every one of them."""
    assert played(Policy.STICKY_COOKIE, 3, 3)[1:] == (0, 0)
