"""What the balancer does about servers that give no answer: it goes on to others, tries again, leaves them alone.

What real balancers do is in ``tests/truth``; here each rule stands alone.
"""

from __future__ import annotations

from dataclasses import replace

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
from tests.engine.builders import SMALL, causes, finish, level, stocked, world_of

#: The tick at which A falls silent.
SILENT = 5
STATELESS = Wiring(sessions=SessionPlace.REDIS)
FREEZE = Incident(IncidentKind.FREEZE, SILENT, "A", ticks=60)
CRASH = Incident(IncidentKind.CRASH, SILENT, "A")
#: nginx with its defaults and an impatient ``proxy_read_timeout``.
NGINX = Balancer(check=Check.NONE, max_fails=1, fail_timeout=10, read_timeout_us=1_000_000)


def service(incident: Incident, balancer: Balancer, *, ticks: int = 40) -> Scenario:
    """Return three fast servers whose people's sessions are in Redis: only the balancer can make anything fail."""
    servers = [StartServer(name, wiring=STATELESS) for name in "ABC"]
    kind = replace(SMALL, capacity=100_000, boot=ticks)
    scenario = level(*servers, arrivals=[6] * ticks, incidents=(incident,), kind=kind)
    return replace(stocked(scenario, StoreName.REDIS), balancer=balancer)


def waits(game: Game) -> tuple[int, ...]:
    """Return every wait (ms) that an answered request of a game had."""
    return tuple(world_of(game).latency.nonzero()[0].tolist())


@pytest.mark.parametrize("policy", Policy)
def test_a_request_that_a_frozen_server_leaves_unanswered_is_answered_by_another_one(policy: Policy) -> None:
    """The balancer gives up after a second and waits anew at the next server; the client waits for both."""
    game = Game(service(FREEZE, replace(NGINX, policy=policy)), 1)
    assert causes(finish(game)) == set()
    assert 1000 <= max(waits(game)) < 1100


def test_a_client_does_not_begin_to_wait_anew() -> None:
    """The balancer gives up after 4.995 s, the client after 5 s: another server that takes 10 ms is too late."""
    scenario = service(FREEZE, replace(NGINX, read_timeout_us=4_995_000))
    slow = replace(scenario.server_types[0], capacity=1000)
    assert causes(finish(Game(scenario, 1))) == set()
    assert causes(finish(Game(replace(scenario, server_types=(slow,)), 1))) == {"timeout"}
