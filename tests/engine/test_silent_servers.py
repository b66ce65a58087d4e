"""Servers that give no answer: the balancer goes on to others, tries again, leaves them alone.

What real balancers do is in ``tests/truth``; here each rule stands alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scalegame.engine import Game, Scenario
from scalegame.engine.scenario import (
    Balancer,
    Check,
    Incident,
    IncidentKind,
    Policy,
    SessionPlace,
    StartServer,
    StoreName,
    Wiring,
)
from scalegame.engine.units import MICROSECONDS_PER_TICK
from tests.engine.builders import HOMES, SMALL, causes, finish, level, run, stocked
from tests.truth.record import Requests, recording

#: A tick, in µs.
SECOND = MICROSECONDS_PER_TICK
#: The tick at which A falls silent.
SILENT = 5
STATELESS = Wiring(sessions=SessionPlace.REDIS)
FREEZE = Incident(IncidentKind.FREEZE, SILENT, "A", ticks=60)
CRASH = Incident(IncidentKind.CRASH, SILENT, "A")
#: nginx with its defaults and an impatient ``proxy_read_timeout``.
NGINX = Balancer(check=Check.NONE, max_fails=1, fail_timeout=10, read_timeout_us=1_000_000)
#: HAProxy with three retries, and checks that notice after four ticks or five.
HAPROXY = Balancer(interval=2, fall=3, retries=3)


def service(incident: Incident, balancer: Balancer, *, ticks: int = 40) -> Scenario:
    """Return three fast servers whose people's sessions are in Redis: only the balancer can make anything fail."""
    servers = [StartServer(name, wiring=STATELESS) for name in "ABC"]
    kind = replace(SMALL, capacity=100_000, boot=ticks)
    scenario = level(*servers, arrivals=[6] * ticks, incidents=(incident,), kind=kind)
    return replace(stocked(scenario, StoreName.REDIS), balancer=balancer)


def heard(scenario: Scenario) -> Requests:
    """Play a game and return its requests from the tick on at which A falls silent."""
    game = Game(scenario, 1)
    with recording() as record:
        finish(game)
    return record.requests().since(SILENT)


@pytest.mark.parametrize("policy", Policy)
def test_a_request_that_a_frozen_server_leaves_unanswered_is_answered_by_another_one(policy: Policy) -> None:
    """The balancer gives up after a second and waits anew at the next server; the client waits for both."""
    asked = heard(service(FREEZE, replace(NGINX, policy=policy)))
    assert not asked.failed.any()
    assert SECOND < asked.wait.max() < 1.1 * SECOND


def test_a_client_does_not_begin_to_wait_anew() -> None:
    """The balancer gives up after 4.995 s, the client after 5 s: another server that takes 10 ms is too late."""
    scenario = service(FREEZE, replace(NGINX, read_timeout_us=4_995_000))
    slow = replace(scenario.server_types[0], capacity=1000)
    assert causes(finish(Game(scenario, 1))) == set()
    assert causes(finish(Game(replace(scenario, server_types=(slow,)), 1))) == {"timeout"}


@pytest.mark.parametrize("policy", Policy)
def test_without_redispatch_a_request_fails_when_its_retries_are_used_up(policy: Policy) -> None:
    """HAProxy tries three times, a second apart, whatever the policy; without retries it fails at once."""
    balancer = replace(HAPROXY, policy=policy, redispatch=False)
    for retries in (3, 0):
        asked = heard(service(CRASH, replace(balancer, retries=retries)))
        assert asked.failed.any()
        assert set(asked.wait[asked.failed].tolist()) == {retries * SECOND}


def test_passive_checks_spare_bound_requests_the_rest_of_their_retries() -> None:
    """At most three are in vain; when they are repeated a second later the server is out, as with HAProxy's observe."""
    observing = replace(HAPROXY, policy=Policy.STICKY_COOKIE, max_fails=3)
    waited = [heard(service(CRASH, balancer)).wait for balancer in (observing, replace(observing, max_fails=0))]
    slow = [wait[wait >= SECOND] // SECOND for wait in waited]
    assert 0 < len(slow[0]) <= 3 < len(slow[1])
    assert set(slow[0].tolist()) == {1}
    assert set(slow[1].tolist()) == {1, 2}, "the active checks notice a second after the last of them"


@pytest.mark.parametrize("policy", [Policy.ROUND_ROBIN, Policy.LEAST_CONNECTIONS, Policy.POWER_OF_TWO])
def test_nobody_tries_a_server_again_that_passive_checks_have_closed(policy: Policy) -> None:
    """With all servers closed there is nobody to wait for: a request fails at once."""
    scenario = service(CRASH, replace(HAPROXY, policy=policy, redispatch=False, max_fails=3))
    asked = heard(replace(scenario, servers=scenario.servers[:1])).until(SILENT + 1)
    assert (asked.wait[asked.failed] // SECOND).tolist() == [3, 3, 3, *[0] * (len(asked) - 3)]


def ticks(asked: Requests) -> list[int]:
    """Return the ticks of requests, each once."""
    return [int(tick) for tick in np.unique(asked.time // SECOND)]


BY_TURN_AND_BY_LOAD = pytest.mark.parametrize("policy", [Policy.ROUND_ROBIN, Policy.LEAST_CONNECTIONS])


@BY_TURN_AND_BY_LOAD
def test_a_frozen_server_is_tried_again_with_one_request(policy: Policy) -> None:
    """Everything of one tick hangs at first; its time-outs are over a tick later, and ten ticks on somebody tries."""
    asked = heard(service(FREEZE, replace(NGINX, policy=policy)))
    hung = asked.where(asked.wait > SECOND)
    assert ticks(hung) == [SILENT, SILENT + 12, SILENT + 24]
    assert len(hung.since(SILENT + 1)) == 2


@BY_TURN_AND_BY_LOAD
def test_a_dead_server_is_tried_again_with_one_request(policy: Policy) -> None:
    """It takes three refusals to take it out, and one to take it out again."""
    balancer = replace(NGINX, policy=policy, max_fails=3, redispatch=False)
    asked = heard(service(CRASH, balancer))
    refused = asked.where(asked.failed)
    assert (refused.time // SECOND).tolist() == [*[SILENT] * 3, SILENT + 11, SILENT + 22, SILENT + 33]


@BY_TURN_AND_BY_LOAD
def test_a_server_that_answers_is_back_at_once(policy: Policy) -> None:
    asked = heard(service(replace(FREEZE, ticks=11), replace(NGINX, policy=policy)))
    answered = asked.where((asked.server == 0) & (asked.wait < SECOND))
    assert ticks(answered) == list(range(SILENT + 12, 40))
    assert len(answered.until(SILENT + 13)) > 1
    assert ticks(asked.where(asked.wait > SECOND)) == [SILENT]


def test_clients_begin_to_pause_when_the_balancer_gives_up() -> None:
    """The answer would take ten seconds and the client would wait for it; a second is all that the balancer does."""
    slow = replace(SMALL, capacity=3)
    impatient = replace(HOMES, retries=1, retry_after=1)
    scenario = level("A", arrivals=[1, *[0] * 11], kind=slow, source=impatient)
    scenario = replace(scenario, balancer=Balancer(read_timeout_us=SECOND), timeout_us=20 * SECOND)
    assert [report.requests for report in run(Game(scenario, 1), 3)] == [1, 0, 1]
