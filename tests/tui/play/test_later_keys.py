"""The keys that only later levels have, their dialogs, and the palette's way to what stands in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine.commands import (
    AddPooler,
    AddReplica,
    Command,
    Connect,
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetRateLimit,
    SetRedis,
    SetTimeout,
)
from scalegame.engine.scenario import Autoscaler, Check, RateLimit, StoreName
from scalegame.playthrough.scene import AUTOSCALER_NODE, BALANCER_NODE
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.kit.dialogs import ChoiceDialog, TellDialog
from scalegame.tui.play.palette import pick_entry
from scalegame.tui.play.screen import PlayScreen
from tests.tui.play.driving import table
from tests.tui.play.samples import RICH

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep


@pytest.mark.parametrize(
    "keys, command",
    [
        (("l", "3"), SetRateLimit),
        (("l", "6"), SetRateLimit),
        (("A", "2"), SetAutoscaler),
        (("b", "5"), SetHealthCheck),
        (("b", "7"), SetTimeout),
        (("b", "c"), SetDrain),
        (("s", "4"), AddReplica),
        (("s", "6"), SetRedis),
        (("c", "3"), Connect),
    ],
)
async def test_what_later_levels_offer_is_two_keys_away(keys: tuple[str, ...], command: type[Command]) -> None:
    async with table(RICH) as game:
        await game.press(*keys)
        assert [type(one) for one in game.playthrough.planned] == [command]
        assert isinstance(game.pilot.app.screen, PlayScreen)


async def test_dialogs_of_later_levels_are_walked_with_arrows_past_their_headings() -> None:
    async with table(RICH) as game:
        await game.press("b", "down", "down", "down", "enter")
        assert game.playthrough.planned == (SetHealthCheck(Check.HTTP),)
    async with table(RICH) as game:
        await game.press("b", "end", "enter")
        assert game.playthrough.planned == (SetDrain(60),)


async def test_the_autoscaler_is_selected_and_opened_like_any_other_part() -> None:
    async with table(RICH) as game:
        await game.press("A", "2", "up", "right", "right")
        assert game.selected == AUTOSCALER_NODE
        await game.press("w")
        assert isinstance(game.pilot.app.screen, TellDialog)
        await game.press("escape", "enter", "5")
        assert game.playthrough.planned[-1] == SetAutoscaler(0, 0)
        await game.settle()
        assert game.selected == BALANCER_NODE


@pytest.mark.parametrize("words, command", [("pooler", AddPooler()), ("drain for up to 30", SetDrain(30))])
async def test_the_palette_finds_what_stands_in_the_dialogs(words: str, command: Command) -> None:
    async with table(RICH) as game:
        await game.press("ctrl+p", *words)
        await game.press("down", "enter")
        assert game.playthrough.planned == (command,)


async def test_the_palette_names_the_keys_and_the_price_of_what_stands_in_a_dialog() -> None:
    async with table(RICH) as game:
        entries = {pick_entry(pick): pick.choice for pick in game.screen.picks()}
        assert "put a pooler before the database (s a) · $20 5 s" in entries
        assert entries["set the balancer to round robin (b 1) · not now"].refusal


async def test_the_limit_on_the_balancer_and_the_autoscaler_are_clicked() -> None:
    async with table(replace(RICH, limit=RateLimit(200), autoscaler=Autoscaler(1, 4))) as game:
        await game.click("#topology", AUTOSCALER_NODE)
        assert game.selected == AUTOSCALER_NODE
        await game.click("#topology", "limit")
        dialog = game.pilot.app.screen
        assert isinstance(dialog, ChoiceDialog)
        await game.press("1")
        assert game.playthrough.planned == (SetRateLimit(0),)


async def test_the_cdn_is_selected_like_any_other_store_and_needs_no_connecting() -> None:
    async with table(replace(RICH, stores=tuple(StoreName))) as game:
        cdn = Node(NodeKind.STORE, StoreName.CDN.value)
        await game.click("#topology", cdn)
        assert game.selected == cdn
        await game.press("enter")
        assert isinstance(game.pilot.app.screen, TellDialog)
