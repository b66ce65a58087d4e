"""Every key of the play screen, judged by what it does to the playthrough."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.command import CommandPalette

from scalegame.engine.commands import (
    AddServer,
    AddStore,
    At,
    Connect,
    DrainServer,
    NextWave,
    RemoveServer,
    RestartServer,
    SetPolicy,
    UndrainServer,
)
from scalegame.engine.scenario import Policy, SessionPlace, StoreName
from scalegame.playthrough.actions import table as commands
from scalegame.playthrough.actions.table import PLAYER_COMMANDS
from scalegame.playthrough.scene import BALANCER_NODE
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.kit.dialogs import ChoiceDialog, TellDialog
from scalegame.tui.messages import Left
from scalegame.tui.play import screen
from scalegame.tui.play.palette import entry
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.help import HelpScreen
from tests.tui.play.driving import table
from tests.tui.play.samples import SCENARIO

A = Node(NodeKind.SERVER, "A")
B = Node(NodeKind.SERVER, "B")
REDIS = Node(NodeKind.STORE, StoreName.REDIS.value)


@pytest.mark.parametrize(
    "key, command",
    [
        ("a", AddServer()),
        ("d", DrainServer("A")),
        ("x", RemoveServer("A")),
        ("R", RestartServer("A")),
        ("n", NextWave()),
    ],
)
async def test_a_key_gives_its_command(key: str, command: AddServer | DrainServer | RemoveServer | NextWave) -> None:
    async with table() as game:
        await game.press(key)
        assert game.playthrough.plan == (At(0, command),)


async def test_commands_are_about_what_is_selected() -> None:
    async with table() as game:
        await game.press("right", "d")
        assert game.playthrough.planned == (DrainServer("B"),)


async def test_drain_again_takes_it_back() -> None:
    async with table() as game:
        await game.press("d", "d")
        assert game.playthrough.planned == (DrainServer("A"), UndrainServer("A"))


async def test_a_refused_command_is_answered_with_the_sentence() -> None:
    async with table(replace(SCENARIO, budget=0)) as game:
        await game.press("a")
        assert game.playthrough.plan == ()
        assert "! It costs $40; you have $0 left." in game.text("#events")


async def test_a_command_the_level_lacks_is_answered_too() -> None:
    async with table(replace(SCENARIO, allowed=frozenset())) as game:
        for key in "adxRbcs":
            await game.press(key)
            assert game.playthrough.plan == ()
            assert isinstance(game.pilot.app.screen, PlayScreen)
            assert "This level does not offer that." in game.text("#events")


async def test_undo_takes_the_last_command_back() -> None:
    async with table() as game:
        await game.press("a", "u")
        assert game.playthrough.plan == ()
        assert "Taken back: add a server." in game.text("#events")
        await game.press("u")
        assert "Nothing to undo" in game.text("#events")


async def test_what_is_planned_stands_in_the_event_line() -> None:
    async with table() as game:
        await game.press("a", "d")
        assert "Planned: add a server · drain A. u undoes it" in game.text("#events")


async def test_space_starts_and_stops_the_clock() -> None:
    async with table(real_time=True) as game:
        assert not game.screen.ticking
        assert "space starts it" in game.text("#events")
        await game.press("space")
        assert game.screen.ticking
        assert "running" in game.text("#header")
        await game.press("space")
        assert not game.screen.ticking
        assert "paused" in game.text("#header")


async def test_plus_and_minus_change_the_speed() -> None:
    async with table() as game:
        await game.press("plus", "plus")
        assert game.playthrough.speed == 4
        assert "− 4× +" in game.text("#header")
        await game.press("minus")
        assert game.playthrough.speed == 2


async def test_step_runs_one_second_and_stops() -> None:
    async with table(real_time=True) as game:
        await game.press("full_stop")
        assert game.playthrough.view.tick == 1
        assert game.playthrough.paused
        await game.press("space", "full_stop")
        assert game.playthrough.paused
        assert not game.screen.ticking


async def test_arrows_move_the_selection_by_place() -> None:
    async with table() as game:
        assert game.selected == A
        await game.press("right")
        assert game.selected == B
        await game.press("right")
        assert game.selected == B
        await game.press("up")
        assert game.selected == BALANCER_NODE
        await game.press("down", "down")
        assert game.selected.kind is NodeKind.STORE
        await game.press("left", "left")
        assert game.selected == REDIS


async def test_tab_goes_round_in_the_order_of_a_request() -> None:
    async with table() as game:
        seen = [game.selected]
        for _ in range(6):
            await game.press("tab")
            seen.append(game.selected)
        assert seen[0] == seen[-1] == A
        assert len(set(seen)) == 6
        await game.press("shift+tab")
        assert game.selected == BALANCER_NODE


async def test_a_number_selects_the_server_of_that_place() -> None:
    async with table() as game:
        await game.press("2")
        assert game.selected == B
        await game.press("9")
        assert game.selected == B


async def test_a_removed_server_is_no_longer_selected() -> None:
    async with table() as game:
        await game.press("x")
        assert game.selected == BALANCER_NODE


async def test_stores_are_bought_by_number() -> None:
    async with table() as game:
        await game.press("s")
        assert isinstance(game.pilot.app.screen, ChoiceDialog)
        await game.press("1")
        assert game.playthrough.planned == (AddStore(StoreName.REDIS),)


async def test_a_policy_is_chosen_with_arrows_and_enter() -> None:
    async with table() as game:
        await game.press("b", "down", "down", "enter")
        assert game.playthrough.planned == (SetPolicy(Policy.STICKY_COOKIE),)


async def test_a_refused_choice_cannot_be_taken() -> None:
    async with table() as game:
        await game.press("b", "1")
        assert isinstance(game.pilot.app.screen, ChoiceDialog)
        assert game.playthrough.plan == ()
        await game.press("9")
        assert isinstance(game.pilot.app.screen, ChoiceDialog)


async def test_a_server_is_connected() -> None:
    async with table(replace(SCENARIO, stores=(StoreName.REDIS,))) as game:
        await game.press("c", "2")
        assert not game.playthrough.planned  # 2 is about another store, not bought
        await game.press("6")
        assert game.playthrough.planned == (Connect("A", SessionPlace.REDIS),)


async def test_a_dialog_closes_without_a_choice() -> None:
    async with table() as game:
        for key in ("escape", "q"):
            await game.press("s", key)
            assert isinstance(game.pilot.app.screen, PlayScreen)
        assert game.playthrough.plan == ()


@pytest.mark.parametrize("moves, title", [(("up",), "How the balancer"), (("down",), "Buy a store")])
async def test_enter_opens_what_belongs_to_the_selected_part(moves: tuple[str, ...], title: str) -> None:
    async with table() as game:
        await game.press(*moves, "enter")
        dialog = game.pilot.app.screen
        assert isinstance(dialog, ChoiceDialog)
        assert str(dialog.query_one("Frame").border_title).startswith(title)


async def test_enter_on_a_server_connects_it_or_explains_it() -> None:
    async with table() as game:
        await game.press("enter")
        assert isinstance(game.pilot.app.screen, TellDialog)
    async with table(replace(SCENARIO, stores=(StoreName.REDIS,))) as game:
        await game.press("enter")
        assert isinstance(game.pilot.app.screen, ChoiceDialog)


async def test_connecting_what_is_not_bought_says_so_in_a_line() -> None:
    async with table() as game:
        await game.press("c")
        assert isinstance(game.pilot.app.screen, PlayScreen)
        assert "You do not have Redis yet: buy it first. s opens the stores." in game.text("#events")


async def test_a_key_on_its_way_when_the_level_ends_opens_nothing_and_hides_nothing() -> None:
    async with table() as game:
        await game.run_to_the_end()
        for command in ("connect", "stores", "balancer", "pause", "add", "undo"):
            await game.screen.run_action(commands.by_id(command).action)
            await game.settle()
            assert isinstance(game.pilot.app.screen, PlayScreen)
            assert "Enter shows what happened" in game.text("#events")
        assert "Enter what happened" in game.text("#bar")


async def test_why_explains_the_selected_part() -> None:
    async with table() as game:
        await game.press("w")
        assert isinstance(game.pilot.app.screen, TellDialog)
        await game.press("escape")
        assert isinstance(game.pilot.app.screen, PlayScreen)


async def test_hints_are_told_one_more_each_time_and_cost_nothing() -> None:
    async with table() as game:
        await game.press("h")
        assert isinstance(game.pilot.app.screen, TellDialog)
        assert game.playthrough.hints_used == 1
        await game.press("escape", "h")
        assert game.playthrough.hints_used == 2
        await game.press("h")
        assert isinstance(game.pilot.app.screen, TellDialog), "in a hint, the key asks for the next one"
        assert game.playthrough.hints_used == 3
        await game.press("h")
        assert isinstance(game.pilot.app.screen, PlayScreen), "there is no fourth"
        assert game.playthrough.plan == ()


async def test_help_and_palette_open_over_the_game() -> None:
    async with table() as game:
        await game.press("question_mark")
        assert isinstance(game.pilot.app.screen, HelpScreen)
        await game.press("escape", "ctrl+p")
        assert isinstance(game.pilot.app.screen, CommandPalette)


async def test_the_palette_gives_commands() -> None:
    async with table() as game:
        await game.press("ctrl+p", *"add server")
        await game.press("down", "enter")
        assert game.playthrough.planned == (AddServer(),)


async def test_the_palette_lists_what_is_not_possible_with_the_reason() -> None:
    async with table(replace(SCENARIO, allowed=frozenset())) as game:
        entries = {entry(offer): offer.tip for offer in game.screen.offers()}
        assert entries["add server (a) · not now"].startswith("This level does not offer that.")
        assert "next wave (n)" in entries


async def test_the_clock_waits_while_something_lies_over_the_game() -> None:
    async with table(real_time=True) as game:
        await game.press("space")
        for key in ("s", "w", "h", "question_mark", "ctrl+p"):
            await game.press(key)
            assert not isinstance(game.pilot.app.screen, PlayScreen)
            assert not game.screen.ticking
            await game.press("escape")
            assert game.screen.ticking


async def test_the_flow_of_requests_can_be_turned_off() -> None:
    async with table() as game:
        assert game.scene.flowing
        await game.press("f")
        assert not game.scene.flowing
        await game.press("f")
        assert game.scene.flowing


async def test_restart_begins_again_with_the_same_visitors() -> None:
    async with table() as game:
        game.screen.advance()
        first = game.playthrough.view
        await game.press("a", "ctrl+r")
        assert game.playthrough.view.tick == 0
        assert game.playthrough.plan == ()
        game.screen.advance()
        assert game.playthrough.view == first


async def test_leaving_asks_first() -> None:
    async with table() as game:
        await game.press("q", "1")
        assert game.outcomes == []
        await game.press("escape", "3")
        assert game.outcomes == [Left()]


async def test_the_leave_dialog_can_restart() -> None:
    async with table() as game:
        await game.press("full_stop", "q", "2")
        assert game.playthrough.view.tick == 0


@pytest.mark.parametrize(
    "key", ["enter", "a", *(pytest.param(key, marks=pytest.mark.deep) for key in ("space", "z", "q"))]
)
async def test_when_the_game_is_over_a_key_leads_to_the_debrief(key: str) -> None:
    async with table() as game:
        await game.run_to_the_end()
        assert "Enter shows what happened and why" in game.text("#events")
        await game.press(key)
        assert game.finished


async def test_a_key_that_repeats_at_the_end_leads_to_the_debrief_once() -> None:
    async with table() as game:
        await game.run_to_the_end()
        for _ in range(3):  # as they arrive from a key that is held down: all before the screen has gone
            await game.screen.action_enter()
        await game.settle()
        assert game.finished


async def test_when_the_game_is_over_one_can_still_look_around() -> None:
    async with table() as game:
        await game.run_to_the_end()
        await game.press("right")
        assert game.selected == B
        await game.press("w", "escape")
        assert game.outcomes == []


async def test_the_end_is_shown_for_a_moment_before_any_key_leads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "_MOMENT", 3600.0)
    async with table(real_time=True) as game:
        await game.run_to_the_end()
        await game.press("space", "z", "full_stop")
        assert game.outcomes == []
        await game.press("enter")
        assert game.finished


async def test_every_command_of_the_table_is_bound() -> None:
    async with table() as game:
        bound = game.screen.active_bindings
        for command in PLAYER_COMMANDS:
            for key in command.keys.split(","):
                assert bound[key].binding.action.removeprefix("app.") == command.action.removeprefix("app.")
