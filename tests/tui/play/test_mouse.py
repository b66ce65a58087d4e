"""The mouse alone is enough: every part and every command answers to a click."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.command import CommandPalette
from textual.geometry import Offset

from scalegame.engine.commands import AddServer, AddStore, Command, DrainServer, NextWave
from scalegame.engine.scenario import StoreName
from scalegame.playthrough.actions.table import PLAYER_COMMANDS
from scalegame.playthrough.scene import BALANCER_NODE
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.kit.canvas import HotSpot
from scalegame.tui.kit.dialogs import ChoiceDialog, TellDialog
from scalegame.tui.kit.painted import Painted
from scalegame.tui.play.command_bar import CommandBar
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.help import HelpScreen
from tests.tui.play.driving import table
from tests.tui.play.samples import OPEN, SCENARIO, fleet

B = Node(NodeKind.SERVER, "B")
SQL = Node(NodeKind.STORE, StoreName.SQL.value)


async def test_every_part_is_selected_by_a_click() -> None:
    async with table() as game:
        for node in (B, BALANCER_NODE, SQL):
            await game.click("#topology", node)
            assert game.selected == node


async def test_tiles_and_heat_cells_are_selected_by_a_click() -> None:
    for count in (7, 40):
        async with table(fleet(count)) as game:
            node = Node(NodeKind.SERVER, "s006")
            await game.click("#topology", node)
            assert game.selected == node


async def test_commands_in_the_bar_are_given_by_a_click() -> None:
    async with table() as game:
        await game.click("#topology", B)
        await game.click("#bar", "drain")
        await game.click("#bar", "add")
        await game.click("#bar", "wave")
        given: list[Command] = [DrainServer("B"), AddServer(), NextWave()]
        assert list(game.playthrough.planned) == given
        await game.click("#bar", "undo")
        assert list(game.playthrough.planned) == given[:2]


async def test_a_store_is_bought_with_the_mouse() -> None:
    async with table() as game:
        await game.click("#bar", "stores")
        await game.pilot.click("OptionList", offset=Offset(10, 0))
        await game.settle()
        assert game.playthrough.planned == (AddStore(StoreName.REDIS),)


@pytest.mark.parametrize("command", ["why", "hint", "stores", "balancer", "leave", "help", "palette"])
async def test_what_opens_with_a_key_opens_with_a_click(command: str) -> None:
    async with table() as game:
        await game.click("#bar", command)
        assert isinstance(game.pilot.app.screen, ChoiceDialog | TellDialog | HelpScreen | CommandPalette)


async def test_a_click_beside_a_dialog_closes_it() -> None:
    async with table() as game:
        for command in ("stores", "why"):
            await game.click("#bar", command)
            await game.pilot.click(offset=Offset(0, 0))
            await game.settle()
            assert isinstance(game.pilot.app.screen, PlayScreen)


async def test_pause_and_speed_are_clicked_in_the_header() -> None:
    async with table(real_time=True) as game:
        await game.click("#header", "faster")
        assert game.playthrough.speed == 2
        await game.click("#header", "slower")
        assert game.playthrough.speed == 1
        await game.click("#header", "pause")
        assert game.screen.ticking


async def test_step_and_flow_are_clicked_in_the_bar() -> None:
    async with table() as game:
        await game.click("#bar", "step")
        assert game.playthrough.view.tick == 1
        await game.click("#bar", "flow")
        assert not game.scene.flowing


async def test_the_last_line_leads_to_the_debrief() -> None:
    async with table() as game:
        await game.run_to_the_end()
        await game.click("#events", "leave")
        assert game.finished


async def test_what_is_under_the_mouse_is_explained_in_a_tooltip() -> None:
    async with table() as game:
        bar = game.screen.query_one(CommandBar)
        spot = next(spot for spot in bar.picture.spots if spot.target == "add")
        await game.pilot.hover("#bar", offset=Offset(spot.region.x, spot.region.y))
        assert bar.tooltip == "$40 15 s · Order one more server. It boots first; it is set up like the others."
        await game.pilot.hover("#bar", offset=Offset(0, 0))
        assert bar.tooltip is None


async def test_everything_allowed_is_in_reach_of_the_mouse() -> None:
    """The header, or the palette, which the bar opens, has what the bar lacks; ``outcome`` is of lost games."""
    async with table(OPEN, size=(120, 40)) as game:
        spots = [spot.target for name in ("#bar", "#header") for spot in _spots(game.screen, name)]
        elsewhere = {"again", "new_seed", "ghost", "rewind", "guide", "outcome"}
        assert {command.id for command in PLAYER_COMMANDS} - set(spots) == elsewhere


def _spots(screen: PlayScreen, widget: str) -> tuple[HotSpot, ...]:
    return screen.query_one(widget, Painted).picture.spots


async def test_what_the_level_lacks_is_not_in_the_bar() -> None:
    only_drain = replace(SCENARIO, allowed=frozenset({"drain_server"}))
    async with table(only_drain) as game:
        assert "drain" in game.text("#bar")
        for absent in ("connect", "remove", "restart", "add server", "balancer…", "stores"):
            assert absent not in game.text("#bar")
