"""The progress of a game without a score, in numbers and words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.clock import STOPPED, Clock
from scalegame.content.generated.modes import endless, sandbox
from scalegame.engine.commands import CauseIncident, SetTraffic
from scalegame.engine.scenario import Incident, IncidentKind
from scalegame.playthrough.account.unscored import (
    Distance,
    best_distances,
    distance,
    distance_of_entry,
    ended,
    far_to_beat,
    farthest,
    how_it_ended,
)
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.campaign import keep
from scalegame.playthrough.progress.records import library, stages
from scalegame.playthrough.progress.share_text import share_text
from scalegame.runs.autosave import Attempt
from scalegame.runs.library.entries import Split
from scalegame.runs.library.library import Library
from scalegame.runs.verify import Truth
from scalegame.tui.debrief.without_goals import headline
from tests.clocks import CLOCK


def fallen(seed: int = 1, clock: Clock = STOPPED) -> Playthrough:
    """Return an endless game in which nobody did anything."""
    playthrough = Playthrough(endless(seed), seed, clock=clock)
    while not playthrough.over:
        playthrough.tick()
    return playthrough


def test_waves_count_when_they_are_over() -> None:
    assert distance((0, 40, 80), (40,) * 20, 119) == Distance(2, 119)
    assert distance((0, 40, 80), (40,) * 20, 120) == Distance(3, 120)


def test_calling_waves_early_brings_nobody_farther() -> None:
    assert distance((0, 1, 2, 3), (40,) * 20, 39) == Distance(0, 39)


def test_more_waves_are_farther_whatever_the_time() -> None:
    assert Distance(3, 50) > Distance(2, 400)
    assert Distance(3, 51) > Distance(3, 50)
    assert Distance(1, 62).told == "1 wave, 1:02"


def test_the_farthest_comes_first_and_of_equals_the_earlier() -> None:
    playthrough = fallen()
    keep(playthrough, Attempt(library(), CLOCK))
    entry = library().finished("endless-")[0]
    later, short = replace(entry, started="2999"), replace(entry, ticks=50, splits=(Split(40, 0), Split(50, 0)))
    assert [one for _, one in farthest([short, later, entry], 40)] == [entry, later, short]
    assert distance_of_entry(short, 40) == Distance(1, 50)


def test_a_game_that_fell_is_kept_verified_and_to_be_beaten() -> None:
    assert far_to_beat(endless(1)) == ""
    playthrough = fallen(7)
    kept = keep(playthrough, Attempt(library(), CLOCK))
    assert kept.new_bests(playthrough.result) == ()
    far, entry = best_distances()[0]
    assert (entry.level, entry.truth, far.ticks) == ("endless-7", Truth.TRUE, playthrough.view.tick)
    assert far_to_beat(endless(1)) == f"best: {far.told}", "on whatever seed"
    assert far_to_beat(sandbox()) == ""
    assert library().bests([endless(7)]) == {}
    assert library().board(endless(7)) == ()


def test_a_level_of_ones_own_that_is_called_alike_is_no_endless_game(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(fallen(7), Attempt(library(), CLOCK))
    (entry,) = library().finished("endless-")
    monkeypatch.setattr(Library, "finished", lambda *_: (replace(entry, level="endless-night", ticks=999), entry))
    assert [one.level for _, one in best_distances()] == ["endless-7"]


def test_a_run_of_a_mode_is_judged_by_the_level_of_its_name() -> None:
    assert library().judge(fallen(5).run()).truth is Truth.TRUE
    assert library().judge(replace(fallen(5).run(), level="endless-x")).truth is Truth.OTHER_CONTENT


def test_modes_are_levels_that_runs_are_verified_on_but_in_no_list() -> None:
    known = stages()
    assert known["endless-12"].id == "endless-12"
    assert "sandbox" in known
    assert known.get("endless-x") is None
    assert "sandbox" not in list(known)
    assert len(known) == len(list(known))


def test_a_game_that_was_left_can_be_resumed() -> None:
    playthrough = Playthrough(endless(3), 3)
    for _ in range(20):
        playthrough.tick()
    Attempt(library(), CLOCK).close(playthrough.run(), playthrough.facts())
    (left,) = library().open_runs((endless(3),))
    assert (left.reason, left.entry.ticks) == ("", 20)
    assert best_distances() == [], "it may still go on"


def test_how_it_ended_in_words() -> None:
    playthrough = fallen()
    scenario, view = playthrough.level.scenario, playthrough.view
    assert how_it_ended(scenario, view, 0) == "you fell in wave 4"
    assert how_it_ended(scenario, replace(view, lives=5), 0) == "you outlasted every wave"
    assert how_it_ended(sandbox().scenario, view, 0) == "the time is up"
    assert how_it_ended(scenario, view, 2) == "won ★★"


@pytest.mark.parametrize(
    "lives, told", [(600, "fell in wave 2 at 1:00, 1 wave survived"), (0, "no goals, ended at 1:00")]
)
def test_how_it_ended_for_the_command_line(lives: int, told: str) -> None:
    playthrough = fallen()
    scenario, metrics = replace(playthrough.level.scenario, lives=lives), replace(playthrough.result.metrics, time=60)
    assert ended(scenario, (0, 40), metrics) == told


def test_only_a_game_that_counts_is_farther_than_ever() -> None:
    keep(fallen(1), Attempt(library(), CLOCK))
    farther = fallen(7)
    practice = Playthrough.resumed(farther.level, farther.run(), before=60)
    while not practice.over:
        practice.tick()
    left = Playthrough(farther.level, 7)
    while left.view.tick < farther.view.tick - 1:
        left.tick()
    assert "farther than ever" in headline(farther).plain
    for other in (practice, left):
        assert "your best: 3 waves, 2:14" in headline(other).plain


def test_a_game_that_was_ended_in_its_first_wave_can_be_shared() -> None:
    playthrough = Playthrough(sandbox(), 1)
    playthrough.give(SetTraffic(25))
    for _ in range(20):
        playthrough.tick()
    playthrough.give(CauseIncident(Incident(IncidentKind.CRASH, 0, "A")))
    playthrough.tick()
    assert playthrough.facts().splits == ()
    assert "\n○ (how many stayed" in share_text("seed 1", playthrough.level, playthrough.run(), playthrough.facts())


def test_what_is_shared_says_how_far_it_was() -> None:
    playthrough = fallen()
    assert "\nfell in wave 4 at 2:14, 3 waves survived · $" in share_text(
        "seed 1", playthrough.level, playthrough.run(), playthrough.facts()
    )
