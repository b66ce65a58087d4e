"""A running game that stands still is paused, whoever stops it: the process, the machine, or something over it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.content.levels import find_level
from scalegame.playthrough.beats import PATIENCE_MS, Beats
from scalegame.playthrough.playthrough import SPEEDS, GameSession
from scalegame.runs.run import Aid, Use
from scalegame.tui.app import ScaleGame
from scalegame.tui.play.screen import PlayScreen
from tests.clocks import NOON, SetClock


def running(clock: SetClock, ticks: int = 3) -> GameSession:
    """Return a game whose clock runs, and beat as it should."""
    level = find_level("make-it-stateless")
    session = GameSession(level, level.seed, clock=clock)
    session.toggle_pause()
    beat(session, clock, ticks)
    return session


def beat(session: GameSession, clock: SetClock, ticks: int = 1) -> None:
    for _ in range(ticks):
        clock.go_on(ms=1000 // session.speed)
        session.tick()


def pauses(session: GameSession) -> list[Use]:
    return [use for use in session.run().used if use.aid is Aid.PAUSE]


def test_a_clock_that_beats_in_time_is_no_pause() -> None:
    session = running(clock := SetClock(NOON))
    for _ in SPEEDS:
        beat(session, clock, 5)
        session.change_speed(1)
    assert pauses(session) == []


def test_a_stopped_process_has_paused() -> None:
    """SIGSTOP stops the game and no clock."""
    session = running(clock := SetClock(NOON))
    clock.go_on(ms=60_000)
    beat(session, clock, 3)
    assert pauses(session) == [Use(3, Aid.PAUSE)]


def test_a_machine_that_slept_has_paused() -> None:
    """Then only the time of day goes on."""
    session = running(clock := SetClock(NOON))
    clock.set(clock.now() + timedelta(hours=8))
    beat(session, clock, 3)
    assert pauses(session) == [Use(3, Aid.PAUSE)]


def test_a_clock_that_is_set_back_shows_nothing() -> None:
    session = running(clock := SetClock(NOON))
    clock.set(clock.now() - timedelta(hours=8))
    beat(session, clock, 3)
    assert pauses(session) == []


def test_before_the_first_tick_there_is_time_to_think() -> None:
    session = running(clock := SetClock(NOON), ticks=0)
    clock.go_on(ms=60_000)
    beat(session, clock)
    assert pauses(session) == []


def test_a_stop_right_after_the_clock_was_let_go_is_seen() -> None:
    session = running(clock := SetClock(NOON))
    session.toggle_pause()
    clock.go_on(ms=60_000)
    session.toggle_pause()
    assert pauses(session) == [Use(3, Aid.PAUSE)], "one for the pause, however long it was"
    clock.go_on(ms=60_000)
    beat(session, clock)
    assert pauses(session) == [Use(3, Aid.PAUSE), Use(3, Aid.PAUSE)]


def test_what_lies_over_the_game_is_one_pause_however_long() -> None:
    session = running(clock := SetClock(NOON))
    session.note_stop()
    clock.go_on(ms=60_000)
    session.note_stop()
    session.note_running()
    beat(session, clock, 2)
    assert pauses(session) == [Use(3, Aid.PAUSE)]
    session.note_stop()
    assert len(pauses(session)) == 2


def test_single_steps_may_take_their_time() -> None:
    """The clock stands between them, which was noted when it was stopped."""
    session = running(clock := SetClock(NOON))
    session.toggle_pause()
    for _ in range(3):
        clock.go_on(ms=60_000)
        session.tick()
    assert pauses(session) == [Use(3, Aid.PAUSE)]


def test_a_copy_has_beats_of_its_own() -> None:
    session = running(clock := SetClock(NOON))
    twin = session.copy()
    clock.go_on(ms=60_000)
    twin.tick()
    session.tick()
    assert len(pauses(twin)) == len(pauses(session)) == 1


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
        assert not screen.session.paused
        for size in sizes:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            await pilot.pause()
        assert screen.session.paused
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await pilot.pause()
        assert app.screen is screen
        assert pauses(screen.session) == [Use(1, Aid.PAUSE)]
