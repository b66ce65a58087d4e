"""From the title to a debrief and back, by key and by mouse."""

from __future__ import annotations

from typing import Any

import pytest
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList, Static

from scalegame.content.level import Level
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.records import library
from scalegame.tui import messages
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.kit.menu import Menu
from scalegame.tui.messages import Finished, Left
from scalegame.tui.navigation import Navigation
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.briefing import BriefingScreen
from scalegame.tui.screens.help import HelpScreen
from scalegame.tui.screens.levels import LevelsScreen
from scalegame.tui.screens.title import TitleScreen
from tests.tui.screens.conftest import kept, play
from tests.tui.waiting import settle

SIZE = (80, 24)


def names(app: ScaleGame) -> list[str]:
    """Return the screens that lie over each other, the lowest first."""
    return [type(screen).__name__.removesuffix("Screen") for screen in app.screen_stack]


async def test_a_key_of_the_title_leads_on() -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        for key, screen in (
            ("enter", "Briefing"),
            ("p", "Briefing"),
            ("l", "Levels"),
            ("m", "Map"),
            ("d", "Briefing"),
            ("h", "Help"),
            ("question_mark", "Help"),
            ("f1", "Help"),
        ):
            await pilot.press(key)
            await settle(pilot)
            assert names(app) == ["Title", screen], key
            await pilot.press("escape")
            assert names(app) == ["Title"], key


async def test_a_click_in_the_menu_leads_on() -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        for spot, screens in (
            ((40, 0), ["Briefing"]),
            ((8, 1), ["Levels"]),
            ((8, 2), ["Map"]),
            ((8, 3), ["Briefing"]),
            ((40, 3), ["Help"]),
            ((40, 4), []),
        ):
            await pilot.click("#menu", offset=spot)
            await settle(pilot)
            assert names(app) == ["Title", *screens], spot
            if screens:
                await pilot.press("escape")
                assert names(app) == ["Title"], spot


#: The entries beside the campaign: the key of each, the arrows that lead to it from the one before, and where it leads.
BESIDE: tuple[tuple[str, tuple[str, ...], type[Message]], ...] = (
    ("v", ("down", "right"), messages.OpenInterview),
    ("e", ("down",), messages.OpenEndless),
    ("s", ("down",), messages.OpenSandbox),
    ("c", ("up", "up", "right"), messages.OpenQuiz),
    ("i", ("down",), messages.OpenHandbook),
)


async def test_the_menu_leads_beside_the_campaign_by_key_and_by_arrows(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("interview", "endless", "sandbox", "quiz", "handbook"):
        monkeypatch.setattr(Navigation, f"on_open_{name}", lambda _: None)  # the title stays on top
    seen: list[Message] = []
    async with ScaleGame().run_test(size=SIZE, message_hook=seen.append) as pilot:
        for key, moves, wanted in BESIDE:
            for keys in ((key,), (*moves, "enter")):
                seen.clear()
                await pilot.press(*keys)
                await pilot.pause()
                assert any(type(message) is wanted for message in seen)


async def test_the_mouse_highlights_what_it_points_at() -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        menu = app.screen.query_one("#menu", Menu)
        assert menu.highlighted == "play"
        await pilot.hover("#menu", offset=(20, 2))
        assert menu.highlighted == "endless"
        await pilot.press("up", "up", "up")
        assert menu.highlighted == "quit"


async def test_one_escape_too_many_does_not_quit() -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("l", "escape", "escape", "l")
        await settle(pilot)
        assert names(app) == ["Title", "Levels"]


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
async def test_a_key_leaves_the_game(key: str) -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(key)
        await pilot.pause()
        assert app.return_code == 0


async def test_quit_can_be_clicked() -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.click("#menu", offset=(8, 4))
        await pilot.pause()
        assert app.return_code == 0


async def test_the_title_names_the_level_that_comes_next(shop: Level, won: Playthrough) -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        menu = app.screen.query_one("#menu", Menu)
        assert menu.beside("play") == "Corner shop"
        kept(won)
        await pilot.press("l", "escape")
        await settle(pilot)
        assert menu.beside("play") == "The [b]loud[/b] market"


async def test_play_leads_to_the_first_level_not_won_yet(shop: Level, won: Playthrough) -> None:
    kept(won)
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("p")
        await settle(pilot)
        assert isinstance(app.screen, BriefingScreen)
        assert app.screen.level.id == "loud-market"


async def test_a_level_named_on_the_command_line_is_briefed_at_once_with_its_seed(shop: Level) -> None:
    app = ScaleGame(shop, seed=99)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, BriefingScreen)
        assert (app.screen.level, app.screen.seed) == (shop, 99)
        await pilot.press("escape")
        assert names(app) == ["Title"]


@pytest.mark.parametrize("key", ["escape", pytest.param("q", marks=pytest.mark.deep)])
async def test_a_key_leads_back_from_the_briefing(shop: Level, key: str) -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("l", "enter")
        await settle(pilot)
        assert names(app) == ["Title", "Levels", "Briefing"]
        await pilot.press(key)
        assert names(app) == ["Title", "Levels"]
        await pilot.press(key)
        assert names(app) == ["Title"]


@pytest.mark.parametrize("key", [pytest.param("enter", marks=pytest.mark.deep), "space"])
async def test_the_briefing_starts_the_game_with_its_seed(shop: Level, key: str) -> None:
    app = ScaleGame(shop, seed=5)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(key)
        await settle(pilot)
        assert isinstance(app.screen, PlayScreen)
        assert app.screen.playthrough.seed == 5
        assert app.screen.playthrough.level is shop


async def test_a_game_that_is_left_leads_to_the_list_and_is_not_counted(shop: Level) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        leave(app.screen, Left())
        await settle(pilot)
        assert names(app) == ["Title", "Levels"]
    assert not library().bests((shop,))


def leave(screen: Screen[Any], outcome: Finished | Left) -> None:
    """Leave the play screen as it leaves itself."""
    assert isinstance(screen, PlayScreen)
    screen.dismiss(outcome)


async def finish(app: ScaleGame, pilot: Pilot[None], plan: str) -> DebriefScreen:
    """Start the game from the briefing, have it end as ``plan`` ends, and return the debrief."""
    await pilot.press("enter")
    await settle(pilot)
    assert isinstance(app.screen, PlayScreen)
    app.screen.game.playthrough = play(app.screen.playthrough.level, plan)
    await pilot.press("enter")
    await settle(pilot)
    assert isinstance(app.screen, DebriefScreen)
    return app.screen


async def test_a_won_game_is_on_disk_when_its_debrief_appears(shop: Level) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        debrief = await finish(app, pilot, "reference")
        assert names(app) == ["Title", "Debrief"]
        best = library().bests((shop,))[shop.id].numbers
        assert best is not None
        assert best.score == debrief.playthrough.result.score


async def test_a_lost_game_changes_no_best(shop: Level) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await finish(app, pilot, "")
    assert not library().bests((shop,))


@pytest.mark.deep
@pytest.mark.parametrize(
    "choice, seed",
    [
        pytest.param("r", 7, marks=pytest.mark.deep),
        ("#again-button", 7),
        ("s", 8),
        pytest.param("#new-seed-button", 8, marks=pytest.mark.deep),
    ],
)
async def test_a_debrief_leads_into_the_next_try(shop: Level, choice: str, seed: int) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await finish(app, pilot, "")
        await (pilot.click(choice) if choice.startswith("#") else pilot.press(choice))
        await settle(pilot)
        assert isinstance(app.screen, PlayScreen)
        assert app.screen.playthrough.seed == seed
        app.screen.game.playthrough = play(shop, "")
        await pilot.press("enter")
        await settle(pilot)
        assert names(app) == ["Title", "Debrief"]


async def test_an_impatient_finger_starts_one_game_only(shop: Level) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = await finish(app, pilot, "")
        screen.action_choose("again")
        screen.action_choose("again")
        await settle(pilot)
        assert names(app) == ["Title", "Debrief", "Play"]


@pytest.mark.deep
@pytest.mark.parametrize("by_mouse", [pytest.param(False, marks=pytest.mark.deep), True], ids=["key", "mouse"])
async def test_a_debrief_leads_to_the_next_level(shop: Level, by_mouse: bool) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await finish(app, pilot, "reference")
        await (pilot.click("#next-button") if by_mouse else pilot.press("n"))
        await settle(pilot)
        assert names(app) == ["Title", "Briefing"]
        assert isinstance(app.screen, BriefingScreen)
        assert app.screen.level.id == "loud-market"


@pytest.mark.deep
@pytest.mark.parametrize(
    "key",
    [pytest.param("l", marks=pytest.mark.deep), "escape", pytest.param("q", marks=pytest.mark.deep), "click"],
)
async def test_a_debrief_leads_to_the_list(shop: Level, key: str) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await finish(app, pilot, "reference")
        await (pilot.click("#levels-button") if key == "click" else pilot.press(key))
        await settle(pilot)
        assert names(app) == ["Title", "Levels"]


@pytest.mark.parametrize("plan, first", [("reference", "next-button"), ("", "again-button")], ids=["won", "lost"])
async def test_enter_goes_on_after_a_win_and_tries_again_after_a_loss(shop: Level, plan: str, first: str) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        debrief = await finish(app, pilot, plan)
        assert debrief.focused is not None
        assert debrief.focused.id == first
        await pilot.press("right", "left", "enter")
        await settle(pilot)
        assert isinstance(app.screen, BriefingScreen if plan else PlayScreen)


async def test_help_lies_over_any_screen_once_and_closes_again(shop: Level) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("question_mark")
        await settle(pilot)
        assert names(app) == ["Title", "Briefing", "Play"]


async def test_a_key_closes_the_help() -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        for key in ("escape", "q", "question_mark", "f1"):
            await pilot.press("h")
            await settle(pilot)
            assert isinstance(app.screen, HelpScreen)
            await pilot.press(key)
            assert isinstance(app.screen, TitleScreen), key


@pytest.mark.deep
async def test_the_levels_come_back_with_new_stars(shop: Level, won: Playthrough) -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("l")
        await settle(pilot)
        listing = app.screen.query_one("#list", OptionList)
        assert "☆☆☆" in str(listing.get_option_at_index(0).prompt)
        await pilot.press("enter")
        await settle(pilot)
        kept(won)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, LevelsScreen)
        assert "★★☆" in str(listing.get_option_at_index(0).prompt)
        assert listing.highlighted == 0


async def test_a_broken_level_is_listed_with_its_reason_and_stays_closed() -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("l", "end", "up")
        await settle(pilot)
        shown = " ".join(str(static.content) for static in app.screen.query(Static))
        assert "03-broken.json" in shown
        assert "is missing in the level" in shown
        await pilot.press("enter")
        await settle(pilot)
        assert names(app) == ["Title", "Levels"]


async def test_a_click_on_a_level_opens_its_briefing() -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("l")
        await settle(pilot)
        await pilot.click("#list", offset=(6, 1))
        await settle(pilot)
        assert isinstance(app.screen, BriefingScreen)
        assert app.screen.level.id == "loud-market"
