"""Refusals in words: a sentence for every reason, with the values that the engine gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.engine.reasons import Reason, Refusal
from scalegame.engine.scenario import Check, Eviction, Persistence, Policy, StoreName
from scalegame.wording.refusals import dollars, why_refused

SENTENCES = [
    (Refusal(Reason.OVER), "The level is over."),
    (Refusal(Reason.NOT_ALLOWED), "This level does not offer that."),
    (Refusal(Reason.BUDGET, (4_000_000, 3_750_000)), "It costs $40; you have $37.50 left."),
    (Refusal(Reason.COUNT), "Order at least one server."),
    (Refusal(Reason.MOST_SERVERS, (256,)), "A level has room for 256 servers, removed ones included."),
    (Refusal(Reason.ALL_ZONES_DOWN), "Every zone is dark; no server can start."),
    (Refusal(Reason.ZONE_DOWN, ("a", "zeus")), "Zone a is dark; zeus cannot start there."),
    (Refusal(Reason.UNKNOWN_SERVER, ("zeus",)), "There is no server called zeus."),
    (Refusal(Reason.DEPLOYING, ("zeus", 1200)), "zeus is being deployed; it is back in 1200 s."),
    (Refusal(Reason.LAST_SERVER, ("zeus",)), "zeus is the only server."),
    (Refusal(Reason.BOOTING, ("zeus", 3)), "zeus is starting already: 3 s to go."),
    (Refusal(Reason.DRAINING, ("zeus",)), "zeus is draining already."),
    (Refusal(Reason.NOT_UP, ("zeus",)), "zeus is not up; there is nobody to drain."),
    (Refusal(Reason.NOT_DRAINING, ("zeus",)), "zeus is not draining."),
    (Refusal(Reason.CONNECTED, ("zeus",)), "zeus does that already."),
    (Refusal(Reason.ALL_CONNECTED), "Every server does that already."),
    (Refusal(Reason.ROLLOUT), "A rollout is under way; wait until it is done."),
    (Refusal(Reason.HAS_STORE, (StoreName.CDN,)), "You have a CDN already."),
    (Refusal(Reason.NO_STORE, (StoreName.SQL,)), "You do not have an SQL database yet: buy it first."),
    (Refusal(Reason.NOT_READY, (17,)), "The store is not ready yet: 17 s to go."),
    (Refusal(Reason.NO_REPLICA, (StoreName.QUEUE,)), "A replica of a queue is not to be had here."),
    (Refusal(Reason.MOST_REPLICAS, (1,)), "1 replica is the most you can have."),
    (Refusal(Reason.MOST_REPLICAS, (2,)), "2 replicas are the most you can have."),
    (Refusal(Reason.HAS_POOLER), "The database has a connection pooler already."),
    (Refusal(Reason.NO_WAVE), "This is the last wave."),
    (Refusal(Reason.LIMIT_BOUNDS, (10**6,)), "Limit from 0 (everything passes) to 1,000,000 requests a second."),
    (Refusal(Reason.TIMEOUT_BOUNDS, (10**6,)), "Wait from 0 (as long as clients do) to 1,000,000 ms."),
    (Refusal(Reason.DRAIN_BOUNDS, (10**6,)), "Drain from 0 (deploy at once) to 1,000,000 s."),
    (Refusal(Reason.TRAFFIC_BOUNDS, (1000,)), "Let from 0 (nobody new) to 1,000 visitors come a second."),
    (Refusal(Reason.AUTOSCALER_BOUNDS, (256,)), "Keep from 0 to 256 servers, the least not above the most."),
    (Refusal(Reason.MOST_VISITORS, (100_000,)), "100,000 visitors came by order: no more will."),
    (Refusal(Reason.SAME_POLICY, (Policy.ROUND_ROBIN,)), "The balancer uses round robin already."),
    (Refusal(Reason.SAME_REDIS, (Eviction.NOEVICTION,)), "Redis already refuses to write when it is full."),
    (Refusal(Reason.SAME_REDIS, (Eviction.ALLKEYS_LRU,)), "Redis already evicts what was not used for longest."),
    (Refusal(Reason.SAME_REDIS, (Persistence.NONE,)), "Redis already keeps nothing over a restart."),
    (Refusal(Reason.SAME_REDIS, (Persistence.AOF,)), "Redis already keeps an append-only file."),
    (Refusal(Reason.SAME_LIMIT), "The rate limiter is set like that already."),
    (Refusal(Reason.SAME_AUTOSCALER), "The autoscaler is set like that already."),
    (Refusal(Reason.SAME_CHECK, (Check.NONE,)), "Health checks are off already."),
    (Refusal(Reason.SAME_CHECK, (Check.TCP,)), "Health checks already ask whether the port accepts."),
    (Refusal(Reason.SAME_CHECK, (Check.HTTP,)), "Health checks already ask for an answer."),
    (Refusal(Reason.SAME_TIMEOUT), "The time-out is that already."),
    (Refusal(Reason.SAME_DRAIN), "Servers drain that long already."),
    (Refusal(Reason.SAME_TRAFFIC), "So many visitors come already."),
    (Refusal(Reason.STRAY_NUMBER), "It takes no other numbers, and strikes at once."),
    (Refusal(Reason.TICKS_BOUNDS, (3600,)), "It lasts from 1 to 3,600 s."),
    (Refusal(Reason.CRASHES_BOUNDS, (100,)), "It crashes from 1 to 100 times more."),
    (Refusal(Reason.TRIES_BOUNDS, (10,)), "Clients try again from 1 to 10 times."),
    (Refusal(Reason.SPIKE_BOUNDS, (10,)), "A spike is more than once and at most 10 times the visitors."),
    (Refusal(Reason.SHARE_BOUNDS, (1000,)), "A share is from 1 to 1,000 per mille."),
    (Refusal(Reason.NO_SERVER), "No server is running."),
    (Refusal(Reason.NOT_RUNNING, ("zeus",)), "zeus is not running."),
    (Refusal(Reason.UNKNOWN_ZONE, ("z",)), "There is no zone called z."),
    (Refusal(Reason.STORE_DOWN, (StoreName.REDIS,)), "Redis is down already."),
    (Refusal(Reason.STORE_DOWN, (StoreName.SQL,)), "The SQL database is down already."),
    (Refusal(Reason.STORE_DOWN, (StoreName.OBJECT_STORAGE,)), "Object storage is down already."),
    (Refusal(Reason.NO_LIMIT), "Redis has no memory limit here; nothing can fill it."),
    (Refusal(Reason.NOBODY), "Nobody is online."),
]


@pytest.mark.parametrize("refusal, sentence", SENTENCES, ids=str)
def test_each_refusal_has_its_sentence(refusal: Refusal, sentence: str) -> None:
    assert why_refused(refusal) == sentence


def test_no_reason_is_left_out() -> None:
    assert {refusal.reason for refusal, _ in SENTENCES} == set(Reason)


@given(st.sampled_from([*StoreName, *Policy, *Check, "{0}", "{", "%s"]) | st.text(), st.integers(0, 9999))
def test_a_name_stands_in_the_sentence_as_it_is(name: str, wait: int) -> None:
    """A server may be called like a store or a policy, or like a place in a template."""
    assert why_refused(Refusal(Reason.UNKNOWN_SERVER, (str(name),))) == f"There is no server called {name}."
    said = why_refused(Refusal(Reason.DEPLOYING, (str(name), wait)))
    assert said == f"{name} is being deployed; it is back in {wait} s."


def test_amounts_are_written_for_people() -> None:
    assert [dollars(each) for each in (0, 4_000_000, 123_456_700_000, 150_000, 1_999)] == [
        "$0",
        "$40",
        "$1,234,567",
        "$1.50",
        "$0.01",
    ]
