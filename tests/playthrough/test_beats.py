"""A running game that stands still is paused, whoever stops it: the process, the machine, or something over it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.content.levels import find_level
from scalegame.playthrough.beats import PATIENCE_MS, Beats
from scalegame.playthrough.playthrough import SPEEDS, Playthrough
from scalegame.runs.run import Aid, Use
from scalegame.tui.app import ScaleGame
from scalegame.tui.play.screen import PlayScreen
from tests.clocks import NOON, SetClock


def running(clock: SetClock, ticks: int = 3) -> Playthrough:
    """Return a game whose clock runs, and beat as it should."""
    level = find_level("make-it-stateless")
    playthrough = Playthrough(level, level.seed, clock=clock)
    playthrough.toggle_pause()
    beat(playthrough, clock, ticks)
    return playthrough


def beat(playthrough: Playthrough, clock: SetClock, ticks: int = 1) -> None:
    for _ in range(ticks):
        clock.go_on(ms=1000 // playthrough.speed)
        playthrough.tick()


def pauses(playthrough: Playthrough) -> list[Use]:
    return [use for use in playthrough.run().used if use.aid is Aid.PAUSE]


def test_a_clock_that_beats_in_time_is_no_pause() -> None:
    playthrough = running(clock := SetClock(NOON))
    for _ in SPEEDS:
        beat(playthrough, clock, 5)
        playthrough.change_speed(1)
    assert pauses(playthrough) == []


def test_a_stopped_process_has_paused() -> None:
    """SIGSTOP stops the game and no clock."""
    playthrough = running(clock := SetClock(NOON))
    clock.go_on(ms=60_000)
    beat(playthrough, clock, 3)
    assert pauses(playthrough) == [Use(3, Aid.PAUSE)]


def test_a_machine_that_slept_has_paused() -> None:
    """Then only the time of day goes on."""
    playthrough = running(clock := SetClock(NOON))
    clock.set(clock.now() + timedelta(hours=8))
    beat(playthrough, clock, 3)
    assert pauses(playthrough) == [Use(3, Aid.PAUSE)]


def test_a_clock_that_is_set_back_shows_nothing() -> None:
    playthrough = running(clock := SetClock(NOON))
    clock.set(clock.now() - timedelta(hours=8))
    beat(playthrough, clock, 3)
    assert pauses(playthrough) == []


def test_before_the_first_tick_there_is_time_to_think() -> None:
    playthrough = running(clock := SetClock(NOON), ticks=0)
    clock.go_on(ms=60_000)
    beat(playthrough, clock)
    assert pauses(playthrough) == []


def test_a_stop_right_after_the_clock_was_let_go_is_seen() -> None:
    playthrough = running(clock := SetClock(NOON))
    playthrough.toggle_pause()
    clock.go_on(ms=60_000)
    playthrough.toggle_pause()
    assert pauses(playthrough) == [Use(3, Aid.PAUSE)], "one for the pause, however long it was"
    clock.go_on(ms=60_000)
    beat(playthrough, clock)
    assert pauses(playthrough) == [Use(3, Aid.PAUSE), Use(3, Aid.PAUSE)]


def test_what_lies_over_the_game_is_one_pause_however_long() -> None:
    playthrough = running(clock := SetClock(NOON))
    playthrough.note_stop()
    clock.go_on(ms=60_000)
    playthrough.note_stop()
    playthrough.note_running()
    beat(playthrough, clock, 2)
    assert pauses(playthrough) == [Use(3, Aid.PAUSE)]
    playthrough.note_stop()
    assert len(pauses(playthrough)) == 2


def test_single_steps_may_take_their_time() -> None:
    """The clock stands between them, which was noted when it was stopped."""
    playthrough = running(clock := SetClock(NOON))
    playthrough.toggle_pause()
    for _ in range(3):
        clock.go_on(ms=60_000)
        playthrough.tick()
    assert pauses(playthrough) == [Use(3, Aid.PAUSE)]


def test_a_copy_has_beats_of_its_own() -> None:
    playthrough = running(clock := SetClock(NOON))
    twin = playthrough.copy()
    clock.go_on(ms=60_000)
    twin.tick()
    playthrough.tick()
    assert len(pauses(twin)) == len(pauses(playthrough)) == 1


@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(-20_000, 20_000)), max_size=20), st.sampled_from(SPEEDS))
def test_a_beat_is_late_if_either_clock_says_so(gaps: list[tuple[int, int]], speed: int) -> None:
    clock, pace = SetClock(NOON), 1000 // speed
    beats = Beats(clock)
    beats.begin()
    for passed, jumped in gaps:
        clock.go_on(ms=passed)
        clock.set(clock.now() + timedelta(milliseconds=jumped))
        assert beats.beat(pace) == (max(passed, passed + jumped) > pace + PATIENCE_MS)
    beats.stop()
    clock.go_on(ms=60_000)
    assert not beats.beat(pace)


@pytest.mark.parametrize("sizes", [[(60, 20)], [(60, 20), (50, 10), (79, 23)]], ids=["once", "dragged"])
async def test_a_terminal_that_gets_too_small_pauses_once(sizes: list[tuple[int, int]]) -> None:
    level = find_level("make-it-stateless")
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = PlayScreen(level, level.seed)
        await app.push_screen(screen)
        await pilot.press("full_stop", "space")
        assert not screen.playthrough.paused
        for size in sizes:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            await pilot.pause()
        assert screen.playthrough.paused
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await pilot.pause()
        assert app.screen is screen
        assert pauses(screen.playthrough) == [Use(1, Aid.PAUSE)]
