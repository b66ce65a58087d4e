"""Enter never does anything that harms: what a dialog has preselected, and what Enter is about at the end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.widgets import OptionList

from scalegame.content.levels import campaign
from scalegame.engine.commands import Command, Connect, SetPolicy
from scalegame.engine.reasons import Quote
from scalegame.engine.scenario import Goal, Metric, Policy, SessionPlace, StartServer, StoreName, Wiring
from scalegame.engine.units import MILLICENTS_PER_DOLLAR
from scalegame.playthrough.actions import table as commands
from scalegame.playthrough.actions.choices import Choice
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.kit.dialogs import ChoiceDialog, preselected
from scalegame.tui.kit.painted import Painted
from tests.depth import examples
from tests.tui.play.driving import Table, table
from tests.tui.play.samples import SCENARIO, played

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep

IN_REDIS = Wiring(sessions=SessionPlace.REDIS)
#: A loss that follows from a choice shows within so many ticks, its restart included.
_AFTERWARDS = 25


def first_taken(playthrough: Playthrough, node: Node, command_id: str) -> Command | None:
    """Return what Enter takes in the dialog of a command as it opens."""
    listed = commands.by_id(command_id).choices
    assert listed is not None
    offered = tuple(listed(playthrough, node))
    first = preselected(offered)
    return None if first is None else offered[first].value


def lost_after(playthrough: Playthrough, command: Command | None) -> int:
    """Return how many log-outs there are some time after ``command``, or after none."""
    twin = playthrough.copy()
    if command is not None:
        assert isinstance(twin.give(command), Quote)
    for _ in range(_AFTERWARDS):
        twin.tick()
    return sum(loss.count for loss in twin.losses)


CASES = st.tuples(
    st.integers(0, 15),
    st.integers(1, 80),
    st.sampled_from(("", "reference", "tempting")),
    st.sampled_from([one.id for one in commands.PLAYER_COMMANDS if one.choices]),
    st.integers(0, 3),
)


@settings(max_examples=examples(10, 40))
@given(CASES)
def test_what_is_preselected_logs_nobody_out(case: tuple[int, int, str, str, int]) -> None:
    index, ticks, plan, command_id, number = case
    levels = campaign()
    level = levels[index % len(levels)]
    playthrough = Playthrough(level, level.seed)
    playthrough.replay(level.plans.get(plan, ()), ticks)
    servers = playthrough.view.servers
    node = Node(NodeKind.SERVER, servers[number % len(servers)].name)
    taken = first_taken(playthrough, node, command_id)
    if taken is not None:
        assert lost_after(playthrough, taken) <= lost_after(playthrough, None), (level.id, ticks, taken)


def test_the_way_back_into_memory_is_not_preselected() -> None:
    scenario = replace(SCENARIO, servers=(StartServer("A", wiring=IN_REDIS),), stores=(StoreName.REDIS,))
    playthrough = played(20, scenario=scenario)
    back = Connect("A", SessionPlace.SERVER_MEMORY)
    assert isinstance(playthrough.quote(back), Quote)
    assert first_taken(playthrough, Node(NodeKind.SERVER, "A"), "connect") != back


def test_no_policy_is_preselected_while_servers_remember() -> None:
    balancer = Node(NodeKind.BALANCER, "balancer")
    assert first_taken(played(0), balancer, "balancer") is None
    forgetful = tuple(replace(one, wiring=IN_REDIS) for one in SCENARIO.servers)
    playthrough = played(0, scenario=replace(SCENARIO, servers=forgetful, stores=(StoreName.REDIS,)))
    assert first_taken(playthrough, balancer, "balancer") == SetPolicy(Policy.LEAST_CONNECTIONS)


def highlighted(dialog: ChoiceDialog[object]) -> int | None:
    return dialog.query_one(OptionList).highlighted


async def dialog_of(game: Table, *keys: str) -> ChoiceDialog[object]:
    await game.press(*keys)
    dialog = game.pilot.app.screen
    assert isinstance(dialog, ChoiceDialog)
    return dialog


async def test_the_first_harmless_choice_is_preselected() -> None:
    offered = [
        Choice("gone", "gone", refusal="Not now.", section="One"),
        Choice("care", "care", care=True, section="Two"),
        Choice("free", "free", section="Two"),
    ]
    async with table() as game:
        answers: list[str | None] = []
        await game.pilot.app.push_screen(ChoiceDialog("Which?", offered), answers.append)
        await game.press("enter")
        assert answers == ["free"]


def test_what_stands_below_another_heading_is_not_preselected() -> None:
    risky, safe = Choice("care", "care", care=True, section="One"), Choice("free", "free", section="Two")
    assert preselected((risky, safe)) is None
    assert preselected((safe, risky)) == 0
    assert preselected(()) is None


async def test_where_all_may_harm_enter_takes_nothing_until_one_is_selected() -> None:
    async with table() as game:
        for _ in range(12):
            game.screen.advance()
        dialog = await dialog_of(game, "backspace")
        assert highlighted(dialog) is None
        await game.press("enter")
        assert game.pilot.app.screen is dialog
        await game.press("down", "enter")
        assert game.playthrough.view.tick == 7
        assert game.playthrough.practised
        dialog = await dialog_of(game, "backspace")  # it costs nothing any more
        assert highlighted(dialog) == 0


async def test_leaving_is_never_preselected() -> None:
    async with table() as game:
        game.screen.advance()
        await dialog_of(game, "q")
        await game.press("enter")
        assert game.pilot.app.screen is game.screen
        assert game.outcomes == []


# The end ---------------------------------------------------------------------------------------------------------


def seconds_before_the_end(game: Table, left: int) -> None:
    while game.playthrough.view.end - game.playthrough.view.tick > left:
        game.screen.advance()


@pytest.mark.parametrize("left", [1, 5, 10])
async def test_in_the_last_seconds_enter_is_about_the_debrief_only(left: int) -> None:
    async with table() as game:
        seconds_before_the_end(game, left)
        await game.press("enter")
        assert game.pilot.app.screen is game.screen
        assert f"The level ends in 0:{left:02}. Then Enter shows what happened" in game.text("#events")
        assert game.outcomes == []


async def test_at_a_fast_clock_the_last_seconds_are_the_players_own() -> None:
    async with table() as game:
        seconds_before_the_end(game, 24)
        assert game.scene.enter != "leave"
        game.playthrough.speed = 8
        game.screen.show()
        assert game.scene.enter == "leave"
        await game.press("enter")
        assert game.pilot.app.screen is game.screen


@pytest.mark.parametrize("key, seed", [("ctrl+r", 7), ("ctrl+n", 8)])
async def test_when_the_game_is_over_it_can_be_started_over(key: str, seed: int) -> None:
    async with table() as game:
        await game.run_to_the_end()
        before = game.playthrough
        await game.press(key)
        assert game.outcomes == []
        assert game.playthrough is not before
        assert (game.playthrough.view.tick, game.playthrough.seed) == (0, seed)
        await game.run_to_the_end()
        await game.press("z")
        assert game.finished
    assert len(library().history(before.level)) == 2


# A game that cannot be won any more ------------------------------------------------------------------------------

HOPELESS = replace(SCENARIO, goals=(Goal(Metric.COST, passing=1 * MILLICENTS_PER_DOLLAR, gold=None),))


async def test_a_game_that_cannot_be_won_offers_its_end() -> None:
    async with table(HOPELESS) as game:
        game.screen.advance()
        assert not game.scene.doomed
        await game.press("o")
        assert "A star can still be won." in game.text("#events")
        while not game.scene.doomed:
            game.screen.advance()
        assert "No star can be won any more. o ends it here" in game.text("#events")
        assert "o outcome" in game.text("#bar")
        await game.press("o")
        assert game.finished
        assert (game.playthrough.over, game.playthrough.result.won) == (True, False)


async def test_its_end_is_the_one_it_would_have_had() -> None:
    ends = []
    for keys in ((), ("o",)):
        async with table(HOPELESS) as game:
            for _ in range(20):
                game.screen.advance()
            await game.press(*keys)
            await game.run_to_the_end()
            ends.append(game.playthrough.digest)
    assert ends[0] == ends[1]


async def test_what_stands_in_for_the_end_can_be_clicked() -> None:
    async with table(HOPELESS) as game:
        for _ in range(20):
            game.screen.advance()
        await game.click("#events", "outcome")
        assert game.finished


# What the screen says of itself ----------------------------------------------------------------------------------


async def test_while_a_dialog_lies_over_a_running_game_its_clock_is_said_to_wait() -> None:
    async with table(real_time=True) as game:
        await game.press("space")
        assert "▶ running" in game.text("#header")
        await game.press("w")
        assert "‖ waiting" in game.text("#header")
        await game.press("escape")
        assert "▶ running" in game.text("#header")


async def test_a_called_wave_says_what_that_did() -> None:
    async with table() as game:
        for _ in range(10):
            game.screen.advance()
        await game.press("n", "full_stop")
        assert "0:10   You called the next wave. The level ends 0:20 sooner." in game.text("#events")


async def test_a_called_wave_that_was_taken_back_says_nothing() -> None:
    async with table() as game:
        await game.press("n", "u", "full_stop")
        assert "You called" not in game.text("#events")


async def test_a_click_ends_the_tooltip() -> None:
    async with table() as game:
        bar = game.screen.query_one("#bar", Painted)
        spot = next(spot for spot in bar.picture.spots if spot.target == "add")
        await game.pilot.hover("#bar", offset=spot.region.offset)
        assert bar.tooltip
        await game.click("#bar", "add")
        assert bar.tooltip is None
