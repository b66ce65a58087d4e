"""A replay: wherever one goes, the game is as it was there; and one finds what there is to see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalegame.engine.commands import AddServer, AddStore, At, Plan, RemoveServer, SetDrain, SetPolicy
from scalegame.engine.scenario import Policy, Scenario, StoreName
from scalegame.playthrough import replay as replays
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.replay import SPEEDS, MarkKind, Replay
from scalegame.runs.run import Ending
from scalegame.wording.commands import deeds
from tests.depth import examples
from tests.playthrough.replay_runs import EARLY, PLAN, replay_of, run_of
from tests.strategies import busy_games
from tests.tui.play.samples import SCENARIO, SEED, level


def remembered(game: Playthrough) -> tuple[object, ...]:
    """Return all that a playthrough shows, the digest of its state first."""
    return (
        game.digest, game.view, game.forecast, tuple(game.history), game.journal.lines,
        game.totals.lost.copy(), game.totals.again.copy(), game.totals.failed.copy(), tuple(game.losses),
        tuple(game.failures), game.failing_over, game.plan,
    )  # fmt: skip


def played_to(run_plan: Plan, scenario: Scenario, tick: int) -> Playthrough:
    """Return the game played from its start to ``tick``, with no replay in between."""
    playthrough = Playthrough(level(scenario), SEED)
    playthrough.replay(run_plan, tick)
    return playthrough


@pytest.mark.deep
@settings(max_examples=examples(8, 24), deadline=None)
@given(busy_games(), st.lists(st.integers(0, 40), min_size=1, max_size=6), st.booleans())
def test_going_to_a_tick_gives_what_playing_to_it_gives(
    game: tuple[Scenario, Plan], ticks: list[int], few_kept: bool
) -> None:
    scenario, plan = game
    run = run_of(plan, scenario)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replays, "_MOST_KEPT", 2 if few_kept else 64)
        patch.setattr(replays, "_AT_ONCE", 1)
        patch.setattr(replays, "_SPACING", 3)
        replay = Replay(level(scenario), run)
        for tick in ticks:
            replay.seek(tick)
            assert replay.position == min(tick, run.ticks)
            assert remembered(replay.playthrough) == remembered(played_to(run.commands, scenario, replay.position))


def test_what_is_shown_is_not_what_is_kept() -> None:
    """A player who plays on where the replay stands changes nothing in it."""
    replay = replay_of()
    replay.seek(20)
    seen = remembered(replay.playthrough)
    replay.playthrough.give(AddServer())
    replay.playthrough.tick()
    replay.seek(0)
    replay.seek(20)
    assert remembered(replay.playthrough) == seen


def test_it_goes_from_the_start_to_the_end_and_no_further() -> None:
    replay = replay_of()
    assert (replay.position, replay.length, replay.paused) == (0, 60, True)
    replay.skip(-5)
    assert replay.position == 0
    replay.skip(7)
    replay.skip(-2)
    assert replay.position == 5
    replay.skip(1_000)
    assert replay.position == 60
    assert replay.at_end
    assert replay.playthrough.over


def test_the_clock_stops_at_the_end_and_begins_anew() -> None:
    replay = replay_of()
    replay.seek(58)
    replay.toggle_pause()
    replay.play(1)
    assert not replay.paused
    replay.play(2)
    assert replay.paused
    replay.toggle_pause()
    assert (replay.position, replay.paused) == (0, False)


def test_speeds_reach_from_a_quarter_to_32() -> None:
    replay = replay_of()
    assert replay.speed == 1
    replay.change_speed(-9)
    assert replay.speed == SPEEDS[0] == 0.25
    replay.change_speed(1)
    assert replay.speed == 0.5
    replay.change_speed(99)
    assert replay.speed == SPEEDS[-1] == 32


def test_marks_stand_where_something_happened() -> None:
    marks = [(mark.tick, mark.kind, mark.sign) for mark in replay_of().marks]
    assert marks == [
        (0, MarkKind.COMMAND, "◆"), (9, MarkKind.COMMAND, "◆"), (40, MarkKind.COMMAND, "◆"),
        (40, MarkKind.COMMAND, "◆"), (0, MarkKind.WAVE, "1"), (30, MarkKind.WAVE, "2"), (20, MarkKind.INCIDENT, "✖"),
    ]  # fmt: skip


def test_a_wave_that_was_called_early_is_marked_where_it_began() -> None:
    replay = replay_of(EARLY)
    assert [mark.tick for mark in replay.marks if mark.kind is MarkKind.WAVE] == [0, 4]
    assert replay.length == 34


def test_stops_are_where_there_is_something_to_see() -> None:
    replay = replay_of()
    stops = set(replay.stops)
    assert {9, 21, 31, 40} <= stops
    end = played_to(PLAN, SCENARIO, 60)
    troubles = {loss.tick + 1 for loss in end.losses} | {failure.tick + 1 for failure in end.failures}
    assert stops - {9, 21, 31, 40} <= troubles
    seen = []
    while not replay.at_end:
        replay.to_stop(1)
        seen.append(replay.position)
    assert seen == [*replay.stops, 60]
    back = []
    while replay.position:
        replay.to_stop(-1)
        back.append(replay.position)
    assert back == [*reversed(replay.stops), 0]


@pytest.mark.parametrize(
    "position, told, at",
    [
        (0, "You bought Redis.", 0),
        (8, "You bought Redis.", 0),
        (9, "You let every server keep sessions in Redis.", 9),
        (39, "You let every server keep sessions in Redis.", 9),
        (40, "You added 2 servers.", 40),
        (60, "The end: not all goals were met.", None),
    ],
)
def test_the_latest_command_is_told_in_words(position: int, told: str, at: int | None) -> None:
    replay = replay_of()
    replay.seek(position)
    assert (replay.told, replay.told_at) == (told, at)


def test_before_the_first_command_one_is_told_when_it_comes() -> None:
    assert replay_of(PLAN[2:3]).told == "Seed 7: 1 command, the first at 0:40."
    assert replay_of(()).told == "Seed 7: no commands."


def test_who_gave_the_commands_is_named() -> None:
    assert Replay(level(), run_of(), "The reference").told == "The reference bought Redis."


def test_deeds_are_orders_in_the_past() -> None:
    commands = (AddServer(), SetPolicy(Policy.RANDOM), SetDrain(5), SetDrain(0), RemoveServer("A"))
    assert deeds(commands) == (
        "added a server · set the balancer to random · let servers drain for up to 5 s before each deploy · "
        "let servers deploy at once, without draining · removed A"
    )


def test_an_open_run_ends_where_it_was_left() -> None:
    run = replace(run_of(), ticks=25, ending=Ending.OPEN, claims=None, commands=(*PLAN[:2], At(25, AddServer())))
    replay = Replay(level(), run)
    replay.seek(99)
    assert (replay.position, replay.told) == (25, "So far the game went.")
    assert len(replay.playthrough.view.servers) == 3
    given_up = Replay(level(), replace(run, ending=Ending.GIVEN_UP))
    given_up.seek(99)
    assert given_up.told == "Here the game was given up."


def test_a_run_that_lies_is_shown_as_far_as_it_goes() -> None:
    """A command that is refused ends it; a longer time than there is changes nothing."""
    bad = replace(run_of(), commands=(*PLAN[:2], At(12, AddStore(StoreName.REDIS)), *PLAN[2:]), ticks=10_000)
    replay = Replay(level(), bad)
    assert replay.length == 12
    replay.seek(99)
    assert replay.told.startswith("Here the run ends: a command at tick 12 is refused:")
    assert replay.playable.commands == PLAN[:2]
    replay.seek(5)
    replay.seek(12)
    assert replay.position == 12
    assert Replay(level(), replace(run_of(), ticks=10_000)).length == 60


def test_a_long_run_is_read_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "_AT_ONCE", 1)
    replay = replay_of()
    assert replay.length == 60
    known = replay.stops
    pieces = 0
    while not replay.read_ahead():
        pieces += 1
    assert pieces > 2
    assert set(replay.stops) > set(known)


def test_going_far_ahead_needs_no_reading_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "_AT_ONCE", 0)
    replay = replay_of()
    replay.seek(55)
    assert remembered(replay.playthrough) == remembered(played_to(PLAN, SCENARIO, 55))
