"""Splits: bests are what was really done, and deltas are what a timer shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.engine.commands import At, NextWave
from scalegame.engine.game import Game
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.race.splits import (
    Comparison,
    Timing,
    compare,
    delta,
    is_gold,
    last_delta,
    live_delta,
    segments,
    split_delta,
    splits_of,
    timing_of,
)
from scalegame.runs.run import Aid, Use
from tests.runs.games import Quiet
from tests.runs.histories import WAVES, attempts, histories, won


@given(histories())
def test_no_run_that_counts_is_faster_than_the_best_nor_any_segment_than_its_gold(history: list[Timing]) -> None:
    comparison = compare(history)
    counted = [one for one in history if one.counts]
    assert (comparison.best is None) == (not counted)
    for one in counted:
        assert comparison.best is not None
        assert comparison.best.ticks <= one.ticks
        assert all(gold <= segment for gold, segment in zip(comparison.golds, one.segments, strict=True))


@given(histories())
def test_every_gold_was_really_done(history: list[Timing]) -> None:
    comparison = compare(history)
    counted = [one for one in history if one.counts]
    for wave, gold in enumerate(comparison.golds):
        assert gold in {one.segments[wave] for one in counted}
    for wave, gold in enumerate(comparison.real_golds):
        assert gold in {segments(one.split_ms)[wave] for one in counted if one.split_ms} | {0}


@given(histories())
def test_the_sum_of_best_is_never_more_than_the_best(history: list[Timing]) -> None:
    comparison = compare(history)
    if comparison.best is None:
        assert comparison.sum_of_best is None
        assert comparison.possible((), 0) is None
    else:
        assert comparison.sum_of_best == comparison.possible((), 0) == sum(comparison.golds)
        assert comparison.sum_of_best <= comparison.best.ticks
        assert comparison.possible(comparison.best.splits, comparison.best.ticks) == comparison.best.ticks


@given(histories(), attempts())
def test_what_is_still_possible_is_a_bound_that_only_rises(history: list[Timing], new: Timing) -> None:
    """However the attempt goes on, and even if every wave that is left goes as well as it ever did."""
    if not new.finished or (comparison := compare([*history, replace(new, won=True, practised=False)])).best is None:
        return
    shown = [
        comparison.possible([split for split in new.splits if split <= tick], tick) or 0
        for tick in range(new.ticks + 1)
    ]
    assert shown == sorted(shown)
    assert shown[-1] == new.ticks
    assert all(bound >= tick for tick, bound in enumerate(shown))


def test_a_wave_that_has_taken_longer_than_its_gold_is_counted_as_it_is() -> None:
    comparison = compare([won(9, 79)])
    assert comparison.possible((), 9) == 79
    assert comparison.possible((), 14) == 84
    assert comparison.possible((14,), 20) == 84


@given(histories(), attempts())
def test_another_run_never_makes_anything_worse(history: list[Timing], new: Timing) -> None:
    before, after = compare(history), compare([*history, new])
    assert len(after.attempts) == len(before.attempts) + 1
    if not new.counts:
        assert (after.best, after.golds) == (before.best, before.golds)
    elif before.best is not None:
        assert after.best is not None
        assert after.best.ticks <= before.best.ticks
        assert all(new <= old for new, old in zip(after.golds, before.golds, strict=True))


@pytest.mark.parametrize("no_good", [{"won": False}, {"practised": True}, {"finished": False}])
def test_lost_practised_and_unfinished_runs_give_no_bests(no_good: dict[str, bool]) -> None:
    good, fast = won(60, 130), replace(won(1, 2), **no_good)  # type: ignore[arg-type]
    comparison = compare([good, fast])
    assert comparison.best is good
    assert comparison.golds == (60, 70)


def test_of_equal_runs_the_first_is_the_best() -> None:
    first, second = won(60, 130), won(50, 130)
    assert compare([first, second]).best is first


def test_without_runs_there_is_nothing_to_compare_with() -> None:
    assert compare([]) == Comparison()


@given(attempts(), attempts())
def test_the_last_delta_of_two_finished_runs_is_the_difference_of_their_times(one: Timing, other: Timing) -> None:
    if one.finished and other.finished:
        assert split_delta(one.splits, other.splits, WAVES - 1) == one.ticks - other.ticks
        assert last_delta(one.splits, other.splits) == one.ticks - other.ticks
        assert delta(one.splits, one.ticks, other.splits) == one.ticks - other.ticks


@given(attempts(), attempts())
def test_a_live_delta_counts_up_and_ends_as_the_delta_of_its_split(one: Timing, other: Timing) -> None:
    for wave in range(min(len(one.splits), len(other.splits))):
        done, end = one.splits[:wave], one.splits[wave]
        shown = [live_delta(done, tick, other.splits) for tick in range(done[-1] if done else 0, end + 1)]
        seen = [value for value in shown if value is not None]
        assert shown == [None] * (len(shown) - len(seen)) + seen
        assert seen == list(range(seen[0], seen[0] + len(seen))) if seen else True
        if seen:
            assert seen[-1] == split_delta(one.splits, other.splits, wave)


@given(attempts())
def test_a_run_against_itself_is_never_ahead_or_behind(one: Timing) -> None:
    for tick in range(one.ticks + 1):
        done = tuple(split for split in one.splits if split <= tick)
        assert delta(done, tick, one.splits) in {0, None}


def test_the_live_delta_shows_once_the_segment_is_slower_than_the_other() -> None:
    done, other = (50,), (60, 130)
    assert delta(done, 50, other) == -10
    assert delta(done, 120, other) == -10  # 70 ticks, as the other took: nobody knows yet
    assert delta(done, 121, other) == -9
    assert delta((70,), 130, other) == 10
    assert delta((70,), 131, other) == 1  # the other's split has passed: it is at least that much
    assert delta((), 10, other) is None
    assert delta((), 10, ()) is None


def test_gold_is_better_than_the_best_segment_there_was() -> None:
    assert is_gold((59,), (60, 70), 0)
    assert not is_gold((60,), (60, 70), 0)
    assert not is_gold((60,), (), 0)
    assert not is_gold((), (60, 70), 0)


@given(st.lists(st.integers(0, 100)))
def test_segments_add_up_to_the_split(lengths: list[int]) -> None:
    splits = [sum(lengths[: n + 1]) for n in range(len(lengths))]
    assert segments(splits) == tuple(lengths)


def test_a_wave_is_over_when_the_next_begins_called_early_or_by_itself() -> None:
    game = Game(Quiet(waves=3).scenario, 7)
    game.step()
    assert splits_of(game) == ()
    for _ in range(9):
        game.step()
    game.give(NextWave())
    assert splits_of(game) == (10,)
    while not game.over:
        game.step()
    assert splits_of(game) == (10, 35, 60)


def test_an_attempt_takes_from_a_run_what_nobody_can_compute_and_from_the_engine_the_rest() -> None:
    stage = Quiet(waves=2)
    played = play_plan(stage.scenario, 7, (At(10, NextWave()),))
    run = replace(recorded(stage, 7, played), used=(Use(3, Aid.PRACTICE),), real_ms=9_000, split_ms=(2_000, 9_000))
    attempt = timing_of(run, (10, 35), cost=5, won=True)
    assert attempt == Timing((10, 35), 35, True, True, True, 5, 1, (2_000, 9_000), 9_000)
    assert attempt.segments == (10, 25)
