"""Contradictions between parts of a level, each told at the value that is wrong."""

from __future__ import annotations

import json

import pytest

from tests.content.example import FULL, Steps, changed, full, load, problems, written


def told(path: Steps, replacement: object) -> list[str]:
    """Return the messages for the full level with one value exchanged."""
    return [problem.message for problem in problems(written(changed(path, replacement)))]


def wave(ticks: int, rate: float = 1) -> dict[str, object]:
    return {"title": "Wave", "ticks": ticks, "arrivals": [[0, rate]]}


SERVERS = ("start", "servers")
INCIDENTS = ("waves", 0, "incidents")
REFERENCE = ("plans", "reference")


@pytest.mark.parametrize(
    "path, replacement, words",
    [
        # servers
        ((*SERVERS, 1, "type"), "tny", 'there is no type of server "tny"; did you mean "tiny"?'),
        ((*SERVERS, 0, "count"), 3, '"count" is 3, but "names" has 2'),
        ((*SERVERS, 0, "names", 1), "mars", '"mars" is there twice'),
        ((*SERVERS, 0, "names", 1), "all", "must not be a word that means something else"),
        ((*SERVERS, 0, "names", 1), "redis", "must not be a word that means something else"),
        ((*SERVERS, 0, "names", 1), "S3", "S3 is a store"),
        ((*SERVERS, 0, "names", 1), "no spaces", "must begin with a letter"),
        (("start", "servers"), [{"count": 200}, {"count": 57}], "there are 257 servers at the start; at most 256"),
        (("catalog", "added_server"), "huge", 'there is no type of server "huge"; there are large, small, tiny'),
        # stores, commands and policies
        (("start", "orders"), "sql", 'orders are kept in sql, so "stores" in "start" must hold "sql"'),
        (("start", "stores"), ["redis", "redis"], '"redis" is there twice'),
        (("allowed", 5), "redis", "redis is there from the start, so it cannot be bought"),
        (("allowed", 4), "sql", 'sql is of no use without "connect" in "allowed"'),
        (("policies",), [], 'set_policy needs "policies"'),
        (("policies", 1), "round_robin", '"round_robin" is there twice'),
        (("allowed", 7), "redis", '"policies" are listed, but "allowed" does not hold "set_policy"'),
        # traffic
        (("sources", 0, "requests"), [9, 3], "the least (9) is more than the most (3)"),
        (("sources", 0, "does"), {"browse": 0}, "every weight is 0"),
        (("sources",), [{"share": 0}], "every share is 0"),
        (("sources", 1, "name"), "homes", '"homes" is there twice'),
        (("waves",), [wave(3600), wave(3600), wave(1)], "the waves last 7,201 ticks; at most 7,200 are allowed"),
        (("waves",), [wave(100, 0)], None),  # here visitors can be ordered
        (("waves",), [wave(100, 9000)], "900,000 visitors come; at most 200,000 are allowed"),
        (("sources", 0, "requests"), [1, 19], None),
        (("sources", 0, "requests"), [1, 20], "retries included, with 100,000 visitors who are ordered"),
        (("waves", 0, "arrivals", 1), [61, 2], "from 0 to 60, the wave's end, but is 61"),
        (("waves", 0, "arrivals", 1), [1.5, 2], "a point's tick must be a whole number"),
        (("waves", 0, "arrivals", 2), [29, 2], "29 is after 30"),
        (("waves", 0, "arrivals", 1), [30, 10001], "visitors a tick must be from 0 to 10,000, but are 10001"),
        (("waves", 0, "arrivals", 1), [30, 0.0001], "at most three digits after the point"),
        # incidents
        ((*INCIDENTS, 0, "at"), 60, "the incident comes at tick 60, but the wave is over after 60 ticks"),
        ((*INCIDENTS, 0, "crash"), "Mars", 'there is no server "Mars"; did you mean "mars"?'),
        ((*INCIDENTS, 2, "leak"), "busiest_server", "a leak strikes one server by its name, not busiest_server"),
        ((*INCIDENTS, 1, "capacity"), "0%", 'must be more than 0% and at most 100%, but is "0%"'),
        ((*INCIDENTS, 1, "capacity"), "30", 'must be a percentage in quotes, such as "5%" or "2.5%", not "30"'),
        ((*INCIDENTS, 4, "ticks"), 16, "the spike ends at tick 61, after the wave, which has 60 ticks"),
        ((*INCIDENTS, 0), {"at": 1}, "one of the fields crash, crash_loop, slow, freeze, leak, zone_outage, rolling_"),
        ((*INCIDENTS, 0), {"at": 1, "crsh": "mars"}, 'did you mean "crash"?'),
        # goals
        (("goals", "session_loss", "gold"), "6%", '"gold" is looser than "pass"'),
        (("goals", "cost", "gold"), 450.01, '"gold" is looser than "pass"'),
        (("goals", "time"), {}, '"time" needs "pass", "gold" or both'),
        (("goals",), {"cost": {"gold": 4}}, 'no goal has a "pass", so nobody could lose'),
        # texts
        (("teaches", 0), "redis", "the level teaches redis, but does not allow it"),
        (("teaches", 1), "random", "the level teaches random, but does not allow it"),
        (("hints",), ["Look.", "Think."], "there must be three hints"),
        (("quiz", 0, "answer"), 2, '"answer" counts from 0, so it must be at most 1, but is 2'),
        (("quiz", 0, "choices", 1), "Here", '"Here" is there twice'),
        # plans
        ((*REFERENCE, 0, "do"), "add_redis", 'add_redis is not allowed in this level: "allowed" does not hold "redis"'),
        ((*REFERENCE, 0, "do"), "add_sq", 'did you mean "add_sql"?'),
        ((*REFERENCE, 5, "at"), 90, "the command comes at tick 90, but the level is over at 90"),
        ((*REFERENCE, 3, "server"), "mrs", 'there is no server "mrs"; did you mean "mars"?'),
        (
            (*REFERENCE, 2, "policy"),
            "random",
            "random is not among the policies of this level: round_robin, sticky_cookie",
        ),
        ((*REFERENCE, 1, "keep"), "files", "a server cannot keep files in 'sql'"),
        (("plans", "tempting"), [{"do": "next_wave"}] * 1001, "at most 1,000 entries, but has 1,001"),
    ],
)
def test_a_contradiction_is_told(path: Steps, replacement: object, words: str | None) -> None:
    messages = told(path, replacement)
    if words is None:
        assert messages == []
    else:
        assert any(words in message for message in messages), messages


@pytest.mark.parametrize(
    "path, replacement",
    [
        ((*SERVERS, 1, "type"), "nothing"),
        ((*INCIDENTS, 0, "crash"), "nobody"),
        ((*INCIDENTS, 0, "at"), 77),
        ((*INCIDENTS, 4, "ticks"), 77),
        (("goals", "load_imbalance", "gold"), "77%"),
        (("quiz", 0, "answer"), 5),
        ((*REFERENCE, 3, "server"), "nobody"),
        (("plans", "tempting", 0, "at"), 777),
        (("teaches", 0), "redis"),
    ],
)
def test_it_is_told_at_the_value(path: Steps, replacement: object) -> None:
    data = written(changed(path, replacement))
    lines = data.decode().split("\n")
    shown = [lines[problem.line - 1][problem.column - 1 :].rstrip(",") for problem in problems(data)]
    assert json.dumps(replacement) in shown


ORDERS = ("set_traffic", "cause_incident")


def test_a_number_of_requests_beyond_the_bound_is_told() -> None:
    whole = json.loads(written(full()))
    whole["sources"][0]["requests"] = [1, 1000]
    whole["waves"] = [wave(200, 60)]
    assert told(("waves",), whole["waves"]) == []
    whole["allowed"], whole["plans"] = [verb for verb in whole["allowed"] if verb not in ORDERS], {}
    messages = [problem.message for problem in problems(written(whole))]
    assert messages == ["visitors make up to 36,000,000 requests, retries included; at most 10,000,000 are allowed"]
    del whole["sources"][0]["retries"], whole["sources"][0]["retry_after"], whole["sources"][0]["backoff"]
    messages = [problem.message for problem in problems(written(whole))]
    assert messages == ["visitors make up to 12,000,000 requests; at most 10,000,000 are allowed"]


def test_problems_of_all_kinds_are_told_together() -> None:
    data = FULL.replace(b'"leak": "A"', b'"leak": "X"').replace(b'"gold": 200', b'"gold": 900')
    data = data.replace(b'"server": "s002"', b'"server": "s257"')
    assert len(problems(data)) == 3


def test_the_full_level_loads() -> None:
    assert load(FULL).id == "everything-at-once"
