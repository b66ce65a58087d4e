"""Racing by hand: every key and every click, and what a restart keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.geometry import Offset
from textual.widgets import Input

from scalegame.content.schema.limits import MAX_SEED
from scalegame.engine.commands import AddServer
from scalegame.playthrough.race import Race, RivalKind
from scalegame.runs.run_file import save
from scalegame.tui.kit.dialogs import AskDialog, ChoiceDialog
from scalegame.tui.kit.painted import Painted
from scalegame.tui.play.screen import PlayScreen
from tests.clocks import CLOCK
from tests.tui.play.driving import Table
from tests.tui.play.races import race, raced, run
from tests.tui.play.samples import SEED

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep


def ghost(game: Table) -> str:
    """Return who runs beside the player."""
    chosen = game.playthrough.race.ghost
    return "" if chosen is None else chosen.rival.name


async def test_g_offers_all_there_are_and_a_number_chooses() -> None:
    async with raced() as game:
        await game.press("g")
        assert isinstance(game.pilot.app.screen, ChoiceDialog)
        await game.press("3")
        assert ghost(game) == "the reference"
        assert "The ghost is the reference; it wins at 1:00." in game.text("#events")
        assert "ghost" in game.text("#traffic")
        await game.press("g", "2")
        assert ghost(game) == "your best"
        await game.press("g", "1")
        assert ghost(game) == ""
        assert "Nobody runs beside you." in game.text("#events")
        assert "ghost" not in game.text("#traffic")


async def test_closing_the_dialog_changes_nothing() -> None:
    async with raced(race(ghost=RivalKind.REFERENCE)) as game:
        await game.press("g", "escape")
        assert ghost(game) == "the reference"


async def test_who_never_won_here_cannot_race_their_best_and_is_told_why() -> None:
    async with raced(race([])) as game:
        await game.press("g", "2")
        assert isinstance(game.pilot.app.screen, ChoiceDialog)
        await game.press("3")
        assert ghost(game) == "the reference"


async def test_a_run_file_is_raced_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    save(run(player="ada"), path)
    async with raced() as game:
        await game.press("g", "4")
        assert isinstance(game.pilot.app.screen, AskDialog)
        game.pilot.app.screen.query_one(Input).value = str(path)
        await game.press("enter")
        assert ghost(game) == "ada"
        await game.press("g", "1", "g", "4")  # It stays on offer.
        assert ghost(game) == "ada"


async def test_a_file_that_is_no_run_is_told_in_a_sentence(tmp_path: Path) -> None:
    async with raced() as game:
        await game.press("g", "4")
        game.pilot.app.screen.query_one(Input).value = str(tmp_path / "nothing.json")
        await game.press("enter")
        assert ghost(game) == ""
        assert "No such file or directory." in game.text("#events")
        await game.press("g", "4", "enter")  # An empty line asks for nothing.
        assert ghost(game) == ""
        await game.press("g", "4", "escape")
        assert isinstance(game.pilot.app.screen, PlayScreen)


async def test_the_other_seed_of_a_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    save(run(seed=9), path)
    async with raced(size=(120, 40)) as game:
        await game.press("g", "4")
        game.pilot.app.screen.query_one(Input).value = str(path)
        await game.press("enter")
        assert "This run cannot race here: its seed is 9, this game's is 7." in game.text("#events")


async def test_a_click_on_the_delta_or_on_the_ghosts_line_opens_the_choice() -> None:
    async with raced(race(ghost=RivalKind.REFERENCE)) as game:
        for widget in ("#header", "#traffic"):
            await game.click(widget, "ghost")
            assert isinstance(game.pilot.app.screen, ChoiceDialog)
            await game.press("escape")


async def test_a_rival_is_chosen_with_the_mouse() -> None:
    async with raced(size=(120, 40)) as game:
        await game.click("#bar", "ghost")
        await game.pilot.click("OptionList", offset=Offset(10, 4))
        await game.settle()
        assert ghost(game) == "the reference"
        await game.click("#panel", "ghost")
        assert isinstance(game.pilot.app.screen, ChoiceDialog)


async def test_who_races_nobody_has_no_ghost_in_the_bar() -> None:
    async with raced(Race(), size=(120, 40)) as game:
        assert "ghost" not in game.text("#bar")


async def test_a_ghost_takes_lines_that_leave_the_servers_in_sight() -> None:
    async with raced(race(ghost=RivalKind.REFERENCE)) as game:
        assert game.screen.query_one("#traffic", Painted).size.height == 4
        assert "╭─ A ─" in game.text("#topology").replace("──", "─").replace("──", "─")
        for widget in ("#header", "#goals", "#traffic", "#topology", "#events", "#bar"):
            shown = game.screen.query_one(widget, Painted)
            assert game.screen.region.contains_region(shown.region)
            assert shown.region.height > 0


async def test_ctrl_r_starts_over_on_the_same_seed_with_the_same_ghost_without_asking() -> None:
    async with raced(race(ghost=RivalKind.REFERENCE)) as game:
        await game.press("a", "full_stop", "full_stop")
        before = game.playthrough
        await game.press("ctrl+r")
        assert game.playthrough is not before
        assert (game.playthrough.seed, game.playthrough.view.tick, game.playthrough.plan) == (SEED, 0, ())
        assert ghost(game) == "the reference"
        assert game.playthrough.race.comparison.best == before.race.comparison.best
        assert isinstance(game.pilot.app.screen, PlayScreen)


async def test_an_abandoned_attempt_is_one_more() -> None:
    async with raced() as game:
        attempts = len(game.playthrough.race.comparison.attempts)
        await game.press("ctrl+r")  # Nothing was played.
        assert len(game.playthrough.race.comparison.attempts) == attempts
        await game.press("full_stop", "ctrl+r")
        assert len(game.playthrough.race.comparison.attempts) == attempts + 1


async def test_ctrl_n_starts_over_on_the_next_seed_and_says_so() -> None:
    async with raced(race(ghost=RivalKind.REFERENCE)) as game:
        await game.press("full_stop", "ctrl+n")
        assert (game.playthrough.seed, game.playthrough.view.tick) == (SEED + 1, 0)
        assert f"Seed {SEED + 1}: the same traffic, other visitors." in game.text("#events")
        assert ghost(game) == "the reference"


async def test_a_ghost_that_has_no_run_on_the_next_seed_is_missed() -> None:
    async with raced(race(ghost=RivalKind.BEST)) as game:
        await game.press("ctrl+n")
        assert ghost(game) == ""
        assert "The ghost has no run on it." in game.text("#events")
        assert game.screen.query_one("#traffic", Painted).size.height == 2


async def test_after_the_last_seed_comes_the_first() -> None:
    async with raced() as game:
        game.playthrough.seed = MAX_SEED
        await game.press("ctrl+n")
        assert game.playthrough.seed == 0


async def test_real_time_goes_on_in_the_header_while_the_game_is_paused() -> None:
    async with raced(size=(120, 40), real_time=True) as game:
        await game.press("full_stop")
        CLOCK.go_on(ms=75_000)
        game.screen.show_real_time(game.screen.query_one("#header", Painted))
        assert "0:01/1:00  real 1:15" in game.text("#header")


async def test_the_same_commands_give_the_same_game_whoever_runs_beside_it() -> None:
    digests = set()
    for against in (Race(), race(ghost=RivalKind.REFERENCE)):
        async with raced(against) as game:
            await game.press("a", "full_stop", "full_stop")
            assert game.playthrough.plan[0].command == AddServer()
            await game.run_to_the_end()
            digests.add(game.playthrough.result.digest)
    assert len(digests) == 1
