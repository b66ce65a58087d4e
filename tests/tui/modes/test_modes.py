"""The sandbox and the endless mode, by keys and by mouse."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Button, OptionList, Static

from scalegame.cli import cli
from scalegame.content.generated.modes import endless, sandbox
from scalegame.engine.commands import CauseIncident, SetTraffic
from scalegame.engine.scenario import IncidentKind, Target
from scalegame.playthrough.actions import sandbox as trouble
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.campaign import keep
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.scene import BALANCER_NODE
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.runs.autosave import Attempt
from scalegame.runs.run import Ending
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.kit.dialogs import ChoiceDialog
from scalegame.tui.messages import OpenEndless, OpenSandbox
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.briefing import BriefingScreen
from scalegame.tui.screens.title import TitleScreen
from tests.clocks import CLOCK
from tests.playthrough.account.test_unscored import fallen
from tests.tui.play.driving import Table, table
from tests.tui.play.samples import SEED
from tests.tui.screens.conftest import kept
from tests.tui.waiting import settle

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep

A, B = Node(NodeKind.SERVER, "A"), Node(NodeKind.SERVER, "B")


def caused(game: Table) -> list[tuple[IncidentKind, str]]:
    """Return what was ordered since the last tick."""
    orders = (command.incident for command in game.playthrough.planned if isinstance(command, CauseIncident))
    return [(what.kind, what.server) for what in orders]


def text(pilot: Pilot[None], name: str) -> str:
    return str(pilot.app.screen.query_one(name, Static).content)


async def test_v_sets_the_traffic_and_e_breaks_something_where_one_points() -> None:
    async with table(on=sandbox()) as game:
        await game.press("v", "4")
        assert game.playthrough.planned == (SetTraffic(25),)
        await game.press("u", "2", "e", "1")
        assert caused(game) == [(IncidentKind.CRASH, "B")]
        await game.press("up", "up", "e", "4")
        assert game.selected == BALANCER_NODE
        assert caused(game)[1:] == [(IncidentKind.FREEZE, Target.BUSIEST)]
        await game.press("full_stop")
        assert "B crashed." in game.text("#events")
        assert "logged out 0" in game.text("#goals")


async def test_the_traffic_can_be_any_number_that_is_written() -> None:
    async with table(on=sandbox()) as game:
        for written, told in (("17", ""), ("x", "That is no whole number."), ("5000", "Let from 0")):
            await game.press("v", "end", "enter", *written, "enter")
            assert game.playthrough.planned == (SetTraffic(17),)
            assert told in game.text("#events")
        assert SetTraffic(-1) not in [pick.choice.value for pick in game.screen.picks()]


async def test_both_are_there_for_the_mouse() -> None:
    async with table(on=sandbox()) as game:
        for command in ("traffic", "incident"):
            await game.click("#bar", command)
            dialog = game.pilot.app.screen
            assert isinstance(dialog, ChoiceDialog)
            # The first line is a heading.
            await game.pilot.click(dialog.query_one(OptionList), offset=(6, 1))
            await game.settle()
        assert game.playthrough.planned[0] == SetTraffic(0)
        assert caused(game) == [(IncidentKind.CRASH, "A")]


async def test_where_the_level_does_not_offer_them_the_keys_say_so() -> None:
    async with table() as game:
        for key in "ve":
            await game.press(key)
            assert "This level does not offer that." in game.text("#events")
        assert "visitors…" not in game.text("#bar")


def test_the_board_of_the_endless_mode_is_how_far_one_came() -> None:
    said = CliRunner().invoke(cli, ["board", "endless"]).output
    assert said == "You have not fallen in the endless mode yet\n"
    keep(fallen(7), Attempt(library(), CLOCK))
    said = CliRunner().invoke(cli, ["board", "endless"]).output
    assert said.splitlines()[1] == "  1.  4 waves    2:52  seed 7"


def test_a_seed_on_the_command_line_leads_to_the_endless_level_that_is_played_with_it() -> None:
    said = CliRunner().invoke(cli, ["run", "endless", "--seed", "7"]).output
    assert said.startswith("Endless (endless-7, seed 7)")


def test_nothing_can_be_solved_where_there_are_no_goals() -> None:
    answer = CliRunner().invoke(cli, ["solve", "sandbox"])
    assert answer.exit_code != 0
    assert "sandbox has no goals, so there is nothing to solve" in answer.output


async def test_q_ends_the_sandbox_and_shows_what_happened() -> None:
    async with table(on=sandbox()) as game:
        await game.press("v", "5", "full_stop", "q", "4")
        assert game.finished
    entry = library().latest()
    assert entry is not None
    assert (entry.level, entry.ending) == ("sandbox", Ending.GIVEN_UP)


def test_every_incident_there_is_can_be_chosen() -> None:
    playthrough = Playthrough(sandbox(), 1)
    listed = list(trouble.incidents(playthrough, A))
    kinds = [choice.value.incident.kind for choice in listed if isinstance(choice.value, CauseIncident)]
    assert set(kinds) == set(IncidentKind)
    refused = {choice.label: choice.refusal for choice in listed if choice.refusal}
    assert refused["Redis restarts"] == "You do not have Redis yet: buy it first."
    assert set(refused) == {"Redis restarts", "Redis fills up", "the database fails", "a ban"}


def test_traffic_can_be_set_in_steps_from_what_it_is() -> None:
    playthrough = Playthrough(sandbox(), 1)

    def offered() -> list[int]:
        *listed, last = trouble.traffic(playthrough, A)
        assert last.value == trouble.ASK
        return [choice.value.visitors for choice in listed if isinstance(choice.value, SetTraffic)]

    assert offered() == [0, 2, 8, 25, 80, 4, 1, 3, 1]
    playthrough.give(SetTraffic(0))
    assert offered() == [0, 2, 8, 25, 80, 1]
    playthrough.give(SetTraffic(600))
    assert offered()[5:] == [300, 601, 599]


async def test_messages_lead_to_their_briefings() -> None:
    app = ScaleGame()
    wanted: list[tuple[Message, str]] = [
        (OpenSandbox(), "sandbox"), (OpenEndless(), "endless-1"), (OpenEndless(9), "endless-9"),
    ]  # fmt: skip
    async with app.run_test(size=(80, 24)) as pilot:
        for message, level_id in wanted:
            app.post_message(message)
            await settle(pilot)
            assert isinstance(app.screen, BriefingScreen)
            assert (app.screen.level.id, app.screen.seed) == (level_id, app.screen.level.seed)
        await pilot.press("b", "enter")
        await settle(pilot)
        assert isinstance(app.screen, PlayScreen), "there is no board"


async def test_the_line_of_an_endless_game_shows_lives_and_what_is_to_be_beaten() -> None:
    async with table(on=endless(2)) as game:
        assert game.text("#goals").startswith("wave 1  ♥ 600/600 lives   logged out 0")
        await game.run_to_the_end()
        assert "♥   0/600 lives" in game.text("#goals")
        assert "Over: you fell in wave 4." in game.text("#events")
        await game.press("enter")
        assert game.finished


async def test_the_next_seed_has_other_incidents() -> None:
    async with table(on=endless(SEED)) as game:
        await game.press("ctrl+n")
        assert (game.playthrough.level.id, game.playthrough.seed) == (f"endless-{SEED + 1}", SEED + 1)
        assert "other visitors, other incidents" in game.text("#events")


async def test_after_a_fall_one_sees_how_far_it_was_and_goes_on_with_either_seed() -> None:
    app = ScaleGame()
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(2):
            playthrough = fallen()
            await app.push_screen(DebriefScreen(playthrough, kept(playthrough)))
            await settle(pilot)
        assert text(pilot, "#headline").startswith("✖ You fell in wave 4 at 2:14   your best: 3 waves, 2:14")
        assert text(pilot, "#verdict").startswith("3 waves survived. What cost most: 312 people were logged out.")
        labels = {str(button.label) for button in app.screen.query(Button)}
        assert {"r again, seed 1", "s new seed 2"} <= labels
        assert not {label for label in labels if "board" in label or "what if" in label}
        await pilot.press("b", "v", "f")
        assert isinstance(app.screen, DebriefScreen)
        await pilot.press("s")
        await settle(pilot)
        assert isinstance(app.screen, PlayScreen)
        assert (app.screen.playthrough.level.id, app.screen.playthrough.seed) == ("endless-2", 2)


def test_nothing_can_be_proven_where_there_are_no_goals() -> None:
    answer = CliRunner().invoke(cli, ["prove", "sandbox"])
    assert answer.exit_code != 0
    assert "sandbox has no goals, so there is nothing to prove" in answer.output


def test_who_names_no_interview_is_told_how_they_are_called() -> None:
    answer = CliRunner().invoke(cli, ["run", "interview"])
    assert 'there is no level "interview"; did you mean "interview-1"?' in str(answer.exception) + answer.output


def test_the_board_of_the_endless_mode_is_there_for_programs() -> None:
    keep(fallen(7), Attempt(library(), CLOCK))
    boards = json.loads(CliRunner().invoke(cli, ["board", "endless", "--json"]).output)["boards"]
    assert [(one["waves"], one["seed"]) for one in boards["endless"]] == [(4, 7)]


async def test_who_leaves_a_mode_is_back_at_the_title() -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, PlayScreen)
        await pilot.press("q", "3")
        await settle(pilot)
        assert isinstance(app.screen, TitleScreen)
