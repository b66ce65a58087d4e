"""Races: whom one can race, what the screen tells of it, and that a ghost touches nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scalegame.engine.commands import At, NextWave, RemoveServer
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.race import (
    Ghost,
    Pace,
    Race,
    RivalKind,
    from_file,
    open_race,
    race_on,
    why_not,
    with_run,
)
from scalegame.runs.race.splits import Comparison, Timing
from scalegame.runs.run import Ending
from scalegame.runs.run_file import RunError, save
from scalegame.tui.kit.canvas import Canvas
from scalegame.tui.play.header import header
from scalegame.tui.play.race_lines import splits_list
from scalegame.tui.play.side_panel import panel
from scalegame.tui.play.traffic import traffic
from tests.clocks import NOON, SetClock
from tests.tui.play.races import FAST, LEVEL, SLOW, past, race, run
from tests.tui.play.samples import SEED, scene


def game(against: Race, ticks: int = 0, wave_at: int = 99) -> Playthrough:
    """Return a game in a race, in which the second wave was called at a tick; ten real seconds pass a tick."""
    clock = SetClock(NOON)
    playthrough = Playthrough(LEVEL, SEED, clock=clock)
    playthrough.race = against
    for tick in range(ticks):
        if tick == wave_at:
            playthrough.give(NextWave())
        playthrough.tick()
        clock.go_on(ms=10_000)
    return playthrough


# Whom to race --------------------------------------------------------------------------------------------------------


def test_one_can_race_the_best_the_reference_and_imported_runs() -> None:
    friend = run(player="ada")
    rivals = race([past(SLOW), past(FAST), past(friend, own=False)]).rivals
    assert [(rival.kind, rival.name) for rival in rivals] == [
        (RivalKind.BEST, "your best"),
        (RivalKind.REFERENCE, "the reference"),
        (RivalKind.RUN, "ada"),
    ]
    assert [len(rival.play().rows) for rival in rivals] == [50, 60, 60]


def test_an_imported_run_is_no_best_of_ones_own() -> None:
    only_a_friends = race([past(FAST, own=False)])
    assert only_a_friends.comparison.best is None
    assert RivalKind.BEST not in {rival.kind for rival in only_a_friends.rivals}


def test_a_level_without_a_reference_has_none_to_race() -> None:
    assert race_on(replace(LEVEL, plans={}), SEED).rivals == ()


@pytest.mark.parametrize(
    "changed, why",
    [
        ({"seed": 8}, "its seed is 8, this game's is 7"),
        ({"level": "other"}, "it was played on another level"),
        ({"level_digest": "beef"}, "it was played on another level, or on other content of 'sample'"),
        ({"ruleset": 1}, "it was played under ruleset 1"),
    ],
)
def test_a_run_of_other_traffic_cannot_race(changed: dict[str, object], why: str) -> None:
    other = replace(FAST, **changed)  # type: ignore[arg-type]
    assert why_not(other, LEVEL, SEED).startswith(why)
    with pytest.raises(RunError, match=r"this run cannot race here"):
        with_run(Race(), other, LEVEL, SEED)


def test_a_run_file_brings_its_ghost_and_its_seed(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    save(replace(run(seed=9, player="bob"), level_digest=LEVEL.digest), path)
    found, seed = from_file(Race(), f" {path} ", LEVEL, None)
    assert seed == 9
    assert found.ghost is not None
    assert found.ghost.rival.name == "bob"
    with pytest.raises(RunError, match="its seed is 9"):
        from_file(Race(), str(path), LEVEL, SEED)
    with pytest.raises(RunError, match="No such file"):
        from_file(Race(), str(tmp_path / "none.json"), LEVEL, SEED)


def test_a_run_that_cannot_be_played_is_no_ghost() -> None:
    forged = replace(FAST, commands=(At(3, RemoveServer("nobody")),))
    with pytest.raises(RunError, match="its command at tick 3 is refused"):
        with_run(Race(), forged, LEVEL, SEED)


def test_the_same_run_brought_twice_is_one_rival() -> None:
    once = with_run(race(), FAST, LEVEL, SEED)
    twice = with_run(once, FAST, LEVEL, SEED)
    assert len(twice.rivals) == len(once.rivals) == 3
    assert twice.brought == (FAST,)


def test_a_ghost_goes_on_to_the_next_seed_if_it_can() -> None:
    here = race(ghost=RivalKind.REFERENCE)
    there = open_race(LEVEL, 8, here)
    assert here.ghost is not None
    assert there.ghost is not None
    assert there.ghost.track != here.ghost.track
    assert open_race(LEVEL, 8, race(ghost=RivalKind.BEST)).ghost is None
    brought = with_run(Race(), FAST, LEVEL, SEED)
    assert open_race(LEVEL, 8, brought).ghost is None
    back = open_race(LEVEL, SEED, brought)
    assert back.ghost is not None
    assert brought.ghost is not None
    assert back.ghost.rival == brought.ghost.rival


def test_a_race_after_an_attempt_knows_it() -> None:
    left = game(race(), 9)
    assert race().after(left.run(), left.timing, left.level).comparison.attempts[-1] == left.timing
    faster = game(race(ghost=RivalKind.BEST), 60, wave_at=10)
    after = faster.race_after
    assert after.comparison.best == faster.timing
    assert after.ghost is not None
    assert after.ghost.track.splits == (10, 40)
    assert [rival.kind for rival in after.rivals].count(RivalKind.BEST) == 1


@pytest.mark.parametrize("outcome", ["wins at 0:50", "loses at 0:50", "was left at 0:30"])
def test_a_ghost_says_how_it_ends(outcome: str) -> None:
    ghost = race(ghost=RivalKind.BEST).ghost
    assert ghost is not None
    track = ghost.track
    if outcome.startswith("loses"):
        track = replace(track, result=replace(track.result, won=False))
    elif outcome.startswith("was"):
        track = replace(track, over=False, rows=track.rows[:30])
    assert Ghost(ghost.rival, track).sentence == f"The ghost is your best; it {outcome}."


# What it does to the game --------------------------------------------------------------------------------------------


def test_a_ghost_never_touches_the_players_game() -> None:
    alone, together = game(Race(), 60), game(race(ghost=RivalKind.REFERENCE), 60)
    assert together.run().checkpoints == alone.run().checkpoints
    assert together.result.digest == alone.result.digest


def test_an_attempt_is_what_the_history_will_know_of_it() -> None:
    playthrough = game(Race(), 60, wave_at=20)
    assert playthrough.timing == Timing(
        splits=(20, 50), ticks=50, won=True, cost=playthrough.result.metrics.cost, commands=1,
        split_ms=(200_000, 490_000), real_ms=490_000, started=playthrough.run().started,
    )  # fmt: skip
    left = game(Race(), 30)
    assert not left.timing.counts
    assert left.run(Ending.GIVEN_UP).ticks == 30


# How it stands -------------------------------------------------------------------------------------------------------


def test_deltas_are_about_the_ghost_if_there_is_one_else_about_the_best() -> None:
    with_best = game(race(), 30, wave_at=15).pace
    assert (with_best.rival, with_best.against, with_best.delta, with_best.split) == ("best", (20, 50), -5, 50)
    with_ghost = game(race(ghost=RivalKind.REFERENCE), 30, wave_at=15).pace
    assert (with_ghost.rival, with_ghost.against, with_ghost.delta, with_ghost.split) == ("ghost", (30, 60), -15, 60)
    alone = game(Race(), 30).pace
    assert (alone.rival, alone.against, alone.delta, alone.split, alone.racing) == ("", (), None, None, False)


def test_a_ghost_that_did_not_come_so_far_has_no_split() -> None:
    half = race_on(LEVEL, SEED, brought=(replace(FAST, ending=Ending.OPEN, ticks=30, claims=None),))
    now = game(half.against(half.rivals[-1]), 55, wave_at=20).pace
    assert now.against == (20,)
    assert (now.split, now.delta) == (None, 0)


def test_harm_is_counted_only_for_those_who_race_a_ghost() -> None:
    playthrough = game(race(ghost=RivalKind.REFERENCE), 30)
    metrics = playthrough.view.metrics
    assert len(playthrough.pace.harm) == 30
    assert playthrough.pace.harm[-1] == metrics.sessions_lost + metrics.requests_failed
    assert game(race(), 30).pace.harm == ()


# What the screen tells -----------------------------------------------------------------------------------------------


def test_the_header_tells_real_time_delta_and_the_split_of_the_wave_under_way() -> None:
    shown = header(scene(game(race(), 30, wave_at=15)), 120).text
    assert "0:30/0:45  real 5:00  −0:05 best 0:50" in shown
    behind = header(scene(game(race(), 25)), 120).text
    assert "real 4:10  +0:05 best 0:20" in behind


def test_on_the_smallest_screen_the_title_gives_way_to_the_race() -> None:
    line = header(scene(game(race(ghost=RivalKind.BEST), 30, wave_at=15)), 80).text
    assert len(line) <= 80
    for part in ("3 A", "‖", "− 1× +", "0:30", "real 5:00", "−0:05 ghost 0:50", "/$400", "☆"):
        assert part in line


def test_who_does_not_race_has_the_header_as_it_was() -> None:
    line = header(scene(game(Race(), 30)), 80).text
    assert "best" not in line
    assert "‖ paused" in line
    assert "0:30/1:00" in line


def test_the_panel_has_a_line_a_wave() -> None:
    lines = panel(scene(game(race(), 25, wave_at=15)), 44, 40).text.splitlines()
    at = lines.index("Splits")
    assert lines[at + 1].split() == ["you", "best"]
    assert lines[at + 2].split() == ["Morning", "0:15", "◎−0:05", "0:20"]
    assert lines[at + 3].split() == ["Rush", "0:25", "0:50"]
    assert lines[at + 4].split() == ["sum", "of", "best", "0:50", "still", "possible", "0:45"]


def test_a_wave_that_takes_too_long_shows_so_while_it_runs() -> None:
    lines = panel(scene(game(race(), 22)), 44, 40).text.splitlines()
    assert lines[lines.index("Splits") + 2].split() == ["Morning", "0:22", "+0:02", "0:20"]


def test_the_panel_has_a_column_for_the_ghost_and_says_who_it_is() -> None:
    text = panel(scene(game(race(ghost=RivalKind.REFERENCE), 25, wave_at=15)), 44, 40).text
    lines = text.splitlines()
    at = lines.index("Splits")
    assert lines[at + 1].split() == ["you", "best", "ghost"]
    assert lines[at + 2].split() == ["Morning", "0:15", "◎−0:15", "0:20", "0:30"]
    assert "ghost the reference" in text


def test_without_a_race_the_splits_come_last_and_only_where_there_is_room() -> None:
    shown = scene(game(Race(), 35))
    assert "Splits" not in panel(shown, 44, 24).text
    lines = panel(shown, 60, 60).text.splitlines()
    assert lines[lines.index("Splits") + 2].split() == ["Morning", "0:30"]
    assert lines[lines.index("Splits") + 3].split() == ["Rush", "0:35"]


def test_long_titles_leave_room_for_the_numbers() -> None:
    shown = scene(game(race(ghost=RivalKind.REFERENCE), 25, wave_at=15))
    waves = tuple(replace(wave, title="W" * 80) for wave in shown.view.waves)
    canvas = Canvas(40, 12)
    splits_list(canvas, 0, replace(shown, view=replace(shown.view, waves=waves)))
    line = canvas.picture().text.splitlines()[1]
    assert "W…" in line
    assert line.split()[1:] == ["0:15", "◎−0:15", "0:20", "0:30"]


def test_the_curves_of_both_stand_below_the_traffic_each_with_its_numbers() -> None:
    playthrough = game(race(ghost=RivalKind.REFERENCE), 25)
    assert playthrough.race.ghost is not None
    lines = traffic(scene(playthrough), 100, 4).text.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["visitors", "you", "ghost"]
    track, metrics = playthrough.race.ghost.track, playthrough.view.metrics
    row = track.at(25)
    assert row is not None
    assert f"{metrics.sessions_lost} out" in lines[1]
    assert f"{track.lost[24]} out" in lines[2]
    assert f"{row.commands} cmds" in lines[2]
    assert {line.index("┃") for line in lines[:3]} == {lines[1].index("┃")}


def test_what_is_to_come_of_the_ghost_is_seen_but_not_of_you() -> None:
    lines = traffic(scene(game(race(ghost=RivalKind.REFERENCE), 25)), 100, 4).text.splitlines()
    now = lines[1].index("┃")
    room = lines[1].index(" out") - 6
    assert not lines[1][now + 1 : room].strip()
    assert lines[2][now + 1 : room].strip()


def test_no_ghost_no_curves() -> None:
    assert "you" not in traffic(scene(game(race(), 25)), 100, 4).text


def test_a_ghost_that_has_ended_stands_where_it_ended() -> None:
    playthrough = game(race(ghost=RivalKind.BEST), 60)
    assert playthrough.race.ghost is not None
    track = playthrough.race.ghost.track
    assert f"{track.lost[-1]} out" in traffic(scene(playthrough), 100, 4).text.splitlines()[2]


def test_a_pace_without_anything_is_calm() -> None:
    calm = Pace(Race(Comparison()), (), 0, None, 2)
    assert (calm.delta, calm.split, calm.ghost) == (None, None, None)
