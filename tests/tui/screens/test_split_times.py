"""The debrief as racers read it: splits, golds, what is new, and what the run may compete in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.content.level import Level
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.race import Past, Race, RivalKind, race_on
from scalegame.runs.race.splits import Timing
from scalegame.runs.run import Aid
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.debrief.split_times import (
    category_line,
    ghost_line,
    new_records,
    race_lines,
    race_note,
    real_line,
    split_rows,
)
from scalegame.tui.play.screen import PlayScreen
from tests.clocks import NOON, SetClock
from tests.tui.screens.conftest import kept, play
from tests.tui.waiting import settle

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep


def before(playthrough: Playthrough, *splits: tuple[int, int]) -> Playthrough:
    """Return ``playthrough`` after earlier wins with these splits."""
    known = [Past(Timing(one, one[-1], won=True), playthrough.run) for one in splits]
    playthrough.race = race_on(playthrough.level, playthrough.seed, known)
    return playthrough


def rows(playthrough: Playthrough) -> list[list[str]]:
    return [[cell.plain for cell in row] for row in split_rows(playthrough)]


def test_the_first_win_has_splits_and_segments_and_is_the_time_to_beat(won: Playthrough) -> None:
    assert rows(won) == [["Morning", "0:40", "", "in 0:40", ""], ["Noon", "1:20", "", "in 0:40", ""]]
    assert new_records(won) == "The first win on this seed: 1:20 is the time to beat."
    assert race_note(won) == "attempt 1 on seed 7 · best 1:20 · sum of best 1:20"


def test_later_ones_are_held_against_the_best_and_the_golds(won: Playthrough) -> None:
    before(won, (42, 84), (30, 90))
    assert rows(won) == [
        ["Morning", "0:40", "−0:02", "in 0:40", "gold 0:30"],
        ["Noon", "1:20", "−0:04", "in 0:40", "◎ gold, it was 0:42"],
    ]
    assert new_records(won) == "A new best on this seed: 1:20, 0:04 faster than before."
    assert race_note(won) == "attempt 3 on seed 7 · best 1:20 · sum of best 1:10"


def test_what_is_short_of_the_best_says_by_how_much(won: Playthrough) -> None:
    assert new_records(before(won, (30, 70))) == "0:10 short of your best on this seed."
    assert new_records(before(won, (40, 80))) == "As fast as your best on this seed."


def test_a_lost_run_gives_no_bests_and_no_golds(lost: Playthrough) -> None:
    assert new_records(lost) == ""
    before(lost, (42, 84))
    assert new_records(lost) == "A run that is lost or rewound gives no bests and no golds."
    assert [row[-1] for row in rows(lost)] == ["gold 0:42", "gold 0:42"]
    assert category_line(lost) == ""


def test_a_race_against_a_ghost_has_an_end(won: Playthrough) -> None:
    assert ghost_line(won) == ""
    race = race_on(won.level, won.seed)
    won.race = race.against(next(rival for rival in race.rivals if rival.kind is RivalKind.REFERENCE))
    assert ghost_line(won) == "You ended as fast as the ghost, the reference."
    ghost = won.race.ghost
    assert ghost is not None
    for end, told in ((82, "0:02 ahead of"), (77, "0:03 behind")):
        won.race = replace(won.race, ghost=replace(ghost, track=replace(ghost.track, splits=(40, end))))
        assert ghost_line(won) == f"You ended {told} the ghost, the reference."
    won.race = replace(won.race, ghost=replace(ghost, track=replace(ghost.track, splits=(40,))))
    assert ghost_line(won) == "The ghost, the reference, did not come so far."


def test_real_time_is_told_with_its_pauses(shop: Level) -> None:
    clock = SetClock(NOON)
    playthrough = Playthrough(shop, shop.seed, clock=clock)
    while not playthrough.over:
        playthrough.paused = False
        if playthrough.view.tick in {5, 9}:
            playthrough.toggle_pause()
            playthrough.toggle_pause()
        playthrough.tick()
        clock.go_on(ms=500)
    assert playthrough.run().count(Aid.PAUSE) == 2
    assert real_line(playthrough) == "1:20 of game time took 0:39 of yours with 2 pauses."
    assert real_line(play(shop, "")) == ""


def test_categories_are_named(won: Playthrough) -> None:
    assert category_line(won) == "It may compete in any%, stateless only, no hints, unpaused."
    assert "any%" in race_lines(won).plain


async def test_again_from_the_debrief_races_the_same_ghost(won: Playthrough) -> None:
    race = race_on(won.level, won.seed)
    won.race = race.against(race.rivals[0])
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(DebriefScreen(won, kept(won)))
        await pilot.press("s")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        assert screen.playthrough.seed == won.seed + 1
        assert screen.playthrough.race.ghost is not None
        assert screen.playthrough.race.ghost.rival.name == "the reference"


async def test_who_races_sees_the_splits_first(won: Playthrough) -> None:
    from scalegame.playthrough.race import with_run

    before(won, (42, 84))
    won.race = with_run(won.race, won.run(), won.level, won.seed)
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(DebriefScreen(won, kept(won)))
        await pilot.pause()
        race = app.screen.query_one("#race")
        assert app.screen.query_one("#goals").region.bottom <= race.region.y < app.screen.query_one("#ledger").region.y
        assert race.region.y < 24


async def test_a_ghost_named_on_the_command_line_runs(shop: Level, won: Playthrough) -> None:
    from scalegame.playthrough.race import with_run

    app = ScaleGame(shop, shop.seed, with_run(Race(), won.run(), shop, shop.seed))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        assert screen.playthrough.race.ghost is not None
        assert screen.playthrough.race.ghost.track.splits == (40, 80)
