"""The debrief's words: the ledger gathered by cause and place, the verdict with its numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scalegame.engine.scenario import Goal, Metric
from scalegame.engine.view import Failure, FailureCause, Loss, LossCause, Metrics, Result
from scalegame.ui.story import CHAPTER_GAP, failures_told, losses_told, verdict

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


def test_gold_in_everything_needs_no_more_words() -> None:
    assert verdict(_GOALS, _result(0, 5, 10_000_000)) == "Every goal is gold."
