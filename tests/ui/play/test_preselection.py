"""Enter never does anything that harms: what a dialog has preselected, and what Enter is about at the end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.widgets import OptionList

from scalegame.content.levels import campaign
from scalegame.engine.commands import AddServer, AddStore, Command, Connect, Quote, SetPolicy
from scalegame.engine.scenario import Policy, SessionPlace, StartServer, StoreName, Wiring
from scalegame.ui import commands
from scalegame.ui.choices import Choice
from scalegame.ui.messages import Node, NodeKind
from scalegame.ui.session import GameSession
from scalegame.ui.widgets.dialogs import ChoiceDialog
from tests.ui.play.driving import Table, table
from tests.ui.play.samples import RICH, SCENARIO, played

IN_REDIS = Wiring(sessions=SessionPlace.REDIS)
#: A loss that follows from a choice shows within so many ticks, its restart included.
_AFTERWARDS = 25


def first_taken(session: GameSession, node: Node, command_id: str) -> Command | None:
    """Return what Enter takes in the dialog of a command as it opens."""
    listed = commands.by_id(command_id).choices
    assert listed is not None
    free = (one.value for one in listed(session, node) if not one.refusal and not one.care)
    return next(free, None)


def lost_after(session: GameSession, command: Command | None) -> int:
    """Return how many log-outs there are some time after ``command``, or after none."""
    twin = session.copy()
    if command is not None:
        assert isinstance(twin.give(command), Quote)
    for _ in range(_AFTERWARDS):
        twin.tick()
    return sum(loss.count for loss in twin.losses)


CASES = st.tuples(
    st.integers(0, 15),
    st.integers(1, 80),
    st.sampled_from(("", "reference", "tempting")),
    st.sampled_from([one.id for one in commands.COMMANDS if one.choices]),
    st.integers(0, 3),
)


@settings(max_examples=40)
@given(CASES)
def test_what_is_preselected_logs_nobody_out(case: tuple[int, int, str, str, int]) -> None:
    index, ticks, plan, command_id, number = case
    levels = campaign()
    level = levels[index % len(levels)]
    session = GameSession(level, level.seed)
    session.replay(level.plans.get(plan, ()), ticks)
    servers = session.view.servers
    node = Node(NodeKind.SERVER, servers[number % len(servers)].name)
    taken = first_taken(session, node, command_id)
    if taken is not None:
        assert lost_after(session, taken) <= lost_after(session, None), (level.id, ticks, taken)


def test_the_way_back_into_memory_is_not_preselected() -> None:
    scenario = replace(SCENARIO, servers=(StartServer("A", wiring=IN_REDIS),), stores=(StoreName.REDIS,))
    session = played(20, scenario=scenario)
    back = Connect("A", SessionPlace.SERVER_MEMORY)
    assert isinstance(session.quote(back), Quote)
    assert first_taken(session, Node(NodeKind.SERVER, "A"), "connect") != back


def test_a_policy_that_forgets_is_not_preselected_while_servers_remember() -> None:
    sticky = played(0, SetPolicy(Policy.STICKY_COOKIE))
    assert first_taken(sticky, Node(NodeKind.BALANCER, "balancer"), "balancer") is None
    fresh = played(0)
    assert first_taken(fresh, Node(NodeKind.BALANCER, "balancer"), "balancer") == SetPolicy(Policy.LEAST_CONNECTIONS)


def highlighted(dialog: ChoiceDialog[object]) -> int | None:
    return dialog.query_one(OptionList).highlighted


async def dialog_of(game: Table, *keys: str) -> ChoiceDialog[object]:
    await game.press(*keys)
    dialog = game.pilot.app.screen
    assert isinstance(dialog, ChoiceDialog)
    return dialog


async def test_the_first_harmless_choice_is_preselected() -> None:
    offered = [
        Choice("gone", "gone", refusal="Not now."),
        Choice("care", "care", care=True, section="One"),
        Choice("free", "free", section="Two"),
    ]
    async with table() as game:
        answers: list[str | None] = []
        await game.pilot.app.push_screen(ChoiceDialog("Which?", offered), answers.append)
        await game.press("enter")
        assert answers == ["free"]


async def test_where_all_may_harm_enter_takes_nothing_until_one_is_selected() -> None:
    async with table() as game:
        for _ in range(12):
            game.screen.advance()
        dialog = await dialog_of(game, "backspace")
        assert highlighted(dialog) is None
        await game.press("enter")
        assert game.pilot.app.screen is dialog
        await game.press("down", "enter")
        assert game.session.view.tick == 7
        assert game.session.practised
        dialog = await dialog_of(game, "backspace")  # it costs nothing any more
        assert highlighted(dialog) == 0


async def test_leaving_is_never_preselected() -> None:
    async with table() as game:
        game.screen.advance()
        await dialog_of(game, "q")
        await game.press("enter")
        assert game.pilot.app.screen is game.screen
        assert game.outcomes == []
