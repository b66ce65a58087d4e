"""The handbook on the screen: where it opens, its search and links, and the game that waits below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from scalegame.content.level import BrokenLevel, Level
from scalegame.content.levels import LevelList
from scalegame.engine.commands import SetPolicy
from scalegame.engine.scenario import Policy
from scalegame.playthrough import handbook_links
from scalegame.playthrough.actions.choices import Choice
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress import campaign as standing
from scalegame.playthrough.scene import BALANCER_NODE
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.runs.headless import play_plan, recorded
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.kit.dialogs import ChoiceDialog, TellDialog
from scalegame.tui.messages import OpenHandbook, WatchRun
from scalegame.tui.play.replay_screen import ReplayScreen
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.briefing import BriefingScreen
from scalegame.tui.screens.handbook import HandbookScreen
from scalegame.tui.screens.levels import LevelsScreen
from tests.tui.screens.conftest import kept
from tests.tui.waiting import settle

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep

SMALL, LARGE = (80, 24), (120, 40)
Compare = Callable[..., bool]


def book(pilot: Pilot[None]) -> HandbookScreen:
    assert isinstance(pilot.app.screen, HandbookScreen)
    return pilot.app.screen


async def opened(pilot: Pilot[None], card: str = "") -> HandbookScreen:
    await settle(pilot)
    pilot.app.post_message(OpenHandbook(card))
    await pilot.pause()
    await pilot.pause()
    return book(pilot)


def is_open(pilot: Pilot[None]) -> bool:
    return isinstance(pilot.app.screen, HandbookScreen)


async def test_on_a_small_screen_list_and_card_take_turns() -> None:
    async with ScaleGame().run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("i")
        await pilot.pause()
        screen = book(pilot)
        assert screen.query_one("#left").display
        assert not screen.query_one("#card").display
        assert "Handbook" in str(screen.query_one("#name", Static).content)
        await pilot.press("down", "enter")
        assert screen.entry.id == "where_state_lives"
        assert not screen.query_one("#left").display
        assert "Stateless is not dataless" in str(screen.query_one("#name", Static).content)
        await pilot.press("escape")
        assert screen.query_one("#left").display
        await pilot.press("escape")
        assert not is_open(pilot)
        screen = await opened(pilot, "[@click=app.bell]")  # There is no such card.
        await pilot.click("#list", offset=(8, 3))
        await pilot.pause()
        assert screen.entry.id == "pets_cattle"
        assert screen.query_one("#card").display


async def test_links_lead_on_and_escape_leads_back() -> None:
    async with ScaleGame().run_test(size=SMALL) as pilot:
        screen = await opened(pilot, "redis")
        await pilot.press("1", "9", "2")
        assert screen.entry.id == "redis_replica"
        await pilot.press("escape")
        assert screen.entry.id == "redis_memory"
        await pilot.press("escape")
        assert screen.entry.id == "redis"
        await pilot.press("n", "n", "p")
        assert screen.entry.id == "redis_memory"
        await pilot.press("escape")
        assert not is_open(pilot)


async def test_on_a_large_screen_the_card_follows_the_list_and_a_link_can_be_clicked() -> None:
    async with ScaleGame().run_test(size=LARGE) as pilot:
        screen = await opened(pilot)
        assert screen.query_one("#left").display
        assert screen.query_one("#card").display
        await pilot.press(*["down"] * 4)
        assert screen.entry.id == "balancer"
        view = screen.query_one("#entry")
        lines = str(view.render()).split("\n")
        y = next(number for number, line in enumerate(lines) if "Health checks" in line)
        await pilot.click("#entry", offset=(lines[y].index("Health checks") + 2, y))
        await pilot.pause()
        assert screen.entry.id == "health_checks"
        await pilot.press("q")
        assert not is_open(pilot)


async def test_the_search_narrows_the_list() -> None:
    async with ScaleGame().run_test(size=SMALL) as pilot:
        screen = await opened(pilot, "round_robin")
        await pilot.press("l")
        listing = screen.query_one("#list", OptionList)
        assert listing.has_focus
        assert listing.highlighted == listing.get_option_index("round_robin")
        await pilot.press("slash")
        await pilot.pause()
        await pilot.press(*"nat")
        await pilot.pause()
        assert screen.entry.id == "traps"
        await pilot.press("enter")
        assert screen.query_one("#list").has_focus
        await pilot.press("slash")
        await pilot.pause()
        await pilot.press(*"zz")
        await pilot.pause()
        assert screen.query_one("#list", OptionList).option_count == 1
        await pilot.press("enter", "n", "p")
        await pilot.press("escape")
        await pilot.pause()
        assert screen.query_one("#search", Input).value == ""
        assert screen.query_one("#list", OptionList).option_count > 40
        assert screen.entry.id == "slow", "what was found last, for z, stays"


async def test_in_the_game_it_opens_at_the_selected_part_and_the_clock_waits(shop: Level) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        play = app.screen
        assert isinstance(play, PlayScreen)
        await pilot.press("space")
        assert play.ticking
        await pilot.press("i")
        await pilot.pause()
        assert book(pilot).entry.id == "server_memory"
        assert book(pilot).level is shop
        assert not play.ticking
        await pilot.press("i")
        assert app.screen is play
        assert play.ticking
        await pilot.press("space", "up", "i")
        await pilot.pause()
        assert book(pilot).entry.id == handbook_links.of_node(play.playthrough, BALANCER_NODE)


async def test_in_a_dialog_it_opens_at_what_is_highlighted(shop: Level) -> None:
    app = ScaleGame()
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        offered = [Choice(SetPolicy(Policy.RANDOM), "random"), Choice(SetPolicy(Policy.POWER_OF_TWO), "two")]
        dialog = ChoiceDialog("How", offered)
        await app.push_screen(dialog)
        await pilot.press("down", "i")
        await pilot.pause()
        assert book(pilot).entry.id == "power_of_two"
        await pilot.press("i")
        assert app.screen is dialog
        for silent in (ChoiceDialog("Leave?", [Choice("stay", "stay")]), TellDialog("Hint", ["Look."])):
            await app.push_screen(silent)
            await pilot.press("i")
            await pilot.pause()
            assert not is_open(pilot)
        await app.push_screen(TellDialog("redis", ["It is up."], card="redis"))
        await pilot.press("i")
        await pilot.pause()
        assert book(pilot).entry.id == "redis"


@pytest.fixture
def teaching(shop: Level, monkeypatch: pytest.MonkeyPatch) -> Level:
    """Make the shop the only level, and name what it teaches."""
    level = replace(shop, teaches=("next_wave", "redis"))
    monkeypatch.setattr(standing, "all_levels", lambda: LevelList((level,), (BrokenLevel(shop.path, "broken"),)))
    return level


async def test_in_the_list_and_the_briefing_it_opens_at_what_the_level_teaches(teaching: Level) -> None:
    app = ScaleGame()
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        for key, below in (("l", LevelsScreen), ("enter", BriefingScreen)):
            await pilot.press(key)
            await settle(pilot)
            await pilot.press("i")
            await pilot.pause()
            assert book(pilot).entry.id == "spike"  # which is also the card of waves
            assert book(pilot).level is teaching
            await pilot.press("i")
            assert isinstance(app.screen, below)
        await pilot.press("escape", "end", "i")
        await pilot.pause()
        assert book(pilot).entry.id == "stateful_stateless"
        assert book(pilot).level is None


async def test_it_opens_from_the_debrief_and_from_a_replay(shop: Level, won: Playthrough) -> None:
    app = ScaleGame()
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        won.level = replace(won.level, teaches=("redis",))
        await app.push_screen(DebriefScreen(won, kept(won)))
        await pilot.press("i")
        await pilot.pause()
        assert book(pilot).entry.id == "redis"
        await pilot.press("q")
        run = recorded(shop, shop.seed, play_plan(shop.scenario, shop.seed, ()))
        app.post_message(WatchRun(shop, run))
        await settle(pilot)
        assert isinstance(app.screen, ReplayScreen)
        await pilot.press("i")
        await pilot.pause()
        assert book(pilot).level is shop


def test_what_is_selected_decides_the_card(won: Playthrough, lost: Playthrough) -> None:
    def of(playthrough: Playthrough, kind: NodeKind, name: str) -> str:
        return handbook_links.of_node(playthrough, Node(kind, name))

    server = won.view.servers[0].name
    assert of(won, NodeKind.SERVER, server) == "server"  # its sessions are in Redis
    assert of(lost, NodeKind.SERVER, server) == "server_memory"
    assert of(won, NodeKind.STORE, "redis") == "redis"
    assert of(won, NodeKind.STORE, "cdn") == "cdn"
    assert of(won, NodeKind.AUTOSCALER, "autoscaler") == "autoscaler"
    assert of(won, NodeKind.SERVER, "gone") == "server"


@pytest.mark.parametrize(
    "size, card",
    [(SMALL, ""), (SMALL, "redis"), (LARGE, "stateful_stateless")],
    ids=["80x24-list", "80x24-card", "120x40-page"],
)
def test_handbook(snap_compare: Compare, size: tuple[int, int], card: str) -> None:
    async def open_it(pilot: Pilot[None]) -> None:
        await opened(pilot, card)

    assert snap_compare(ScaleGame(), terminal_size=size, run_before=open_it)
