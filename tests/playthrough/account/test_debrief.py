"""The debrief's words: the ledger gathered by cause and place, the verdict with its numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.engine.scenario import Goal, Metric, Policy
from scalegame.engine.view import Failure, FailureCause, Loss, LossCause, Metrics, Result
from scalegame.playthrough.account.debrief import CHAPTER_GAP, failures_told, losses_told, uneven, verdict

_LOSSES = st.lists(
    st.builds(
        Loss,
        tick=st.integers(0, 200),
        cause=st.sampled_from(LossCause),
        place=st.sampled_from(["A", "B", "C", "D", "redis"]),
        count=st.integers(0, 50),
        again=st.integers(0, 50),
    )
).map(lambda losses: tuple(sorted(losses, key=lambda loss: loss.tick)))


def test_a_crash_is_one_chapter_with_its_time_its_place_and_its_cause() -> None:
    (chapter,) = losses_told([Loss(45, LossCause.SERVER_CRASH, "B", 118)])
    assert chapter.when == "0:45"
    assert chapter.where == "B, crash"
    assert chapter.sentence.what == "118 people were logged out."
    assert chapter.sentence.why == "Only its memory knew them."


CRASH, STRANGERS = LossCause.SERVER_CRASH, LossCause.WRONG_SERVER
MET = "B had never met them; another server's memory had their sessions"
ONLY = "their sessions were only in zeus's memory when it crashed"
EMPTY = "their sessions were only in Redis's memory, which came back empty"
DOWN = "the database was down, and the servers could not work without"
MISSING = "B did not have the pictures; they were uploaded to another disk or store"
WHO: list[tuple[Loss | Failure, str]] = [
    (Loss(45, CRASH, "zeus", 118), f"118 people were logged out: {ONLY}"),
    (Loss(45, CRASH, "zeus", 1, 3), f"1 person was logged out (4 log-outs): {ONLY}"),
    (Loss(9, STRANGERS, "B", 1), f"1 person was logged out: {MET}"),
    (Loss(9, STRANGERS, "B", 2, 9), f"2 people were logged out (11 log-outs): {MET}"),
    (Loss(9, STRANGERS, "B", 0, 9), f"9 log-outs of people logged out before: {MET}"),
    (Loss(9, LossCause.STORE_RESTART, "redis", 50), f"50 people were logged out: {EMPTY}"),
    (
        Failure(9, FailureCause.RATE_LIMITED, "limiter", 1),
        "1 request failed: more came than the rate limiter let through",
    ),
    (Failure(9, FailureCause.OVERLOAD, "zeus", 12), "12 requests failed: zeus's queue was full"),
    (Failure(9, FailureCause.STORE_DOWN, "sql", 2), f"2 requests failed: {DOWN}"),
    (Failure(9, FailureCause.FILE_MISSING, "B", 1), f"1 picture was not found: {MISSING}"),
]


@pytest.mark.parametrize("entry, told", WHO)
def test_a_chapter_tells_who_was_hurt_and_why(entry: Loss | Failure, told: str) -> None:
    (chapter,) = losses_told([entry]) if isinstance(entry, Loss) else failures_told([entry])
    assert f"{chapter.who}: {chapter.reason}" == told


def test_of_several_servers_the_memory_of_each_is_named() -> None:
    deploys = [Loss(10 + number, LossCause.DEPLOY, name, 4) for number, name in enumerate("ABC")]
    (chapter,) = losses_told(deploys)
    assert chapter.who == "12 people were logged out"
    assert chapter.reason == "their sessions were only in the memory of A, B and C when they restarted for a deploy"
    full = [Failure(10, FailureCause.OVERLOAD, name, 5) for name in "ABC"]
    assert failures_told(full)[0].reason == "the queues of A, B and C were full"


@pytest.mark.parametrize("cause", [*LossCause, *FailureCause])
@pytest.mark.parametrize("places", [["A"], ["A", "B", "C"], ["redis"]], ids=len)
def test_every_cause_has_its_reason(cause: LossCause | FailureCause, places: list[str]) -> None:
    if isinstance(cause, LossCause):
        (chapter,) = losses_told([Loss(1, cause, place, 1, 1) for place in places])
    else:
        (chapter,) = failures_told([Failure(1, cause, place, 1) for place in places])
    assert chapter.reason
    assert not set("{}") & set(chapter.who + chapter.reason)


def test_losses_that_go_on_are_one_chapter_with_their_sum() -> None:
    told = losses_told([Loss(tick, LossCause.WRONG_SERVER, "B", 2, 1) for tick in range(10, 71)])
    (chapter,) = told
    assert chapter.when == "0:10–1:10"
    assert chapter.where == "B"
    assert chapter.count == 61 * 3


def test_a_long_pause_begins_a_new_chapter() -> None:
    ticks = [10, 10 + CHAPTER_GAP, 11 + 2 * CHAPTER_GAP]
    told = losses_told([Loss(tick, LossCause.WRONG_SERVER, "A", 1) for tick in ticks])
    assert [(chapter.first, chapter.last) for chapter in told] == [(10, 30), (51, 51)]


def test_causes_and_places_are_told_apart_the_largest_first() -> None:
    told = failures_told([
        Failure(1, FailureCause.OVERLOAD, "A", 5),
        Failure(1, FailureCause.TIMEOUT, "A", 9),
        Failure(2, FailureCause.OVERLOAD, "B", 7),
    ])  # fmt: skip
    assert [chapter.count for chapter in told] == [9, 7, 5]


def test_what_strikes_many_servers_for_one_cause_is_one_chapter() -> None:
    servers = ("zeus", "apollo", "athena")
    away = [Failure(tick, FailureCause.OVERLOAD, name, 5) for tick in range(10, 30) for name in servers]
    (chapter,) = failures_told([*away, Failure(30, FailureCause.OVERLOAD, "zeus", 1)])
    assert (chapter.when, chapter.where, chapter.count) == ("0:10–0:30", "zeus, apollo and athena", 301)
    assert chapter.sentence.what == "zeus, apollo and athena turned 301 requests away."
    assert chapter.sentence.why == "Their queues are full."


def test_a_rollout_is_told_once_with_the_number_of_its_servers() -> None:
    deploys = [Loss(10 + 5 * number, LossCause.DEPLOY, f"s{number:03}", 4) for number in range(8)]
    (chapter,) = losses_told(deploys)
    assert (chapter.when, chapter.where) == ("0:10–0:45", "8 servers, deploy")
    assert chapter.sentence.what == "32 people were logged out."


def test_two_servers_or_different_times_stay_apart() -> None:
    crashes = [Loss(tick, LossCause.SERVER_CRASH, name, 4) for tick, name in ((1, "A"), (2, "B"), (60, "C"))]
    assert [chapter.where for chapter in losses_told(crashes)] == ["A, crash", "B, crash", "C, crash"]


def test_stores_that_fail_together_stay_apart() -> None:
    down = [Failure(1, FailureCause.STORE_DOWN, store, 3) for store in ("redis", "sql", "queue")]
    assert len(failures_told(down)) == 3


@given(_LOSSES)
def test_nobody_is_left_out_of_the_story(losses: tuple[Loss, ...]) -> None:
    assert sum(chapter.count for chapter in losses_told(losses)) == sum(loss.count + loss.again for loss in losses)


_GOALS = (
    Goal(Metric.SESSION_LOSS, 50, 0),
    Goal(Metric.FAILED_REQUESTS, 10, 5),
    Goal(Metric.COST, None, 10_000_000),
)


def _result(lost: int, failed: int, cost: int) -> Result:
    metrics = Metrics(1000, lost, 1000, failed, 0, 1, (1, 2, 3), cost, 60, 0)
    return Result(won=True, stars=1, score=0, metrics=metrics, losses=(), failures=(), digest="")


def test_a_defeat_names_every_limit_that_broke() -> None:
    assert verdict(_GOALS, _result(120, 11, 0)) == (
        "Too many people were logged out: 12%, and 5% is the limit. "
        "Too many requests failed: 1.1%, and 1% is the limit."
    )


def test_a_win_names_what_is_missing_for_gold() -> None:
    told = verdict(_GOALS, _result(20, 0, 11_000_000))
    assert told == "Every limit held. Short of gold: logged out 2% (gold is 0%), cost $110 (gold is $100)."


def test_the_policy_is_named_as_the_reason_where_balance_missed_gold() -> None:
    goals = (Goal(Metric.LOAD_IMBALANCE, 400, 100),)
    result = _result(0, 0, 0)
    at_gold, missed = (
        replace(result, metrics=replace(result.metrics, imbalance_over=over, imbalance_base=1000))
        for over in (100, 101)
    )
    assert "hash" in uneven(goals, missed, Policy.SOURCE_HASH)
    assert uneven(goals, at_gold, Policy.SOURCE_HASH) == ""
    assert uneven(goals, missed, Policy.ROUND_ROBIN) == ""
    assert uneven(_GOALS, missed, Policy.SOURCE_HASH) == "", "nobody asked for balance"


def test_gold_in_everything_needs_no_more_words() -> None:
    assert verdict(_GOALS, _result(0, 5, 10_000_000)) == "Every goal is gold."
