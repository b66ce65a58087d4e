"""The command table and the choices of the dialogs: what is offered, at what price, or why not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine.commands import (
    ALL,
    COMMANDS,
    AddServer,
    AddStore,
    Connect,
    DrainServer,
    NextWave,
    RemoveServer,
    RestartServer,
    SetPolicy,
    UndrainServer,
)
from scalegame.engine.scenario import (
    Policy,
    SessionPlace,
    StoreName,
)
from scalegame.playthrough.actions import settings, shop, table, wiring
from scalegame.playthrough.actions.table import PLAYER_COMMANDS, Offer
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.scene import BALANCER_NODE
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.play.screen import PlayScreen
from tests.tui.play.samples import EVERYTHING, LATER, OPEN, RICH, SCENARIO, played

A = Node(NodeKind.SERVER, "A")
REDIS = Node(NodeKind.STORE, StoreName.REDIS.value)


def offer(command_id: str, playthrough: Playthrough, node: Node = A) -> Offer:
    return table.offer(table.by_id(command_id), playthrough, node)


def on_enter(playthrough: Playthrough, node: Node) -> str:
    return table.on_enter(playthrough, node, table.offers(playthrough, node))


def test_ids_and_keys_are_used_once() -> None:
    assert len({command.id for command in PLAYER_COMMANDS}) == len(PLAYER_COMMANDS)
    keys = [key for command in PLAYER_COMMANDS for key in command.keys.split(",")]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("command", PLAYER_COMMANDS, ids=lambda command: command.id)
def test_every_command_says_what_it_does_and_has_an_action(command: table.PlayerCommand) -> None:
    assert command.help.endswith(".")
    assert command.label
    name = command.action.partition("(")[0]
    assert name.startswith("app.") or hasattr(PlayScreen, f"action_{name}")


@pytest.mark.parametrize("verb", sorted(EVERYTHING | LATER - {"signed_cookie"}))
def test_everything_a_level_can_allow_has_a_command(verb: str) -> None:
    assert any(verb in command.verbs for command in PLAYER_COMMANDS)


def test_an_offer_carries_price_and_lead_time() -> None:
    wanted = offer("add", played(0))
    assert (wanted.price, wanted.lead) == (4_000_000, 15)
    assert wanted.cost == "$40 15 s"
    assert "$40 15 s" in wanted.tip


def test_a_refused_offer_carries_the_engines_sentence() -> None:
    poor = replace(SCENARIO, budget=0)
    wanted = offer("add", played(0, scenario=poor))
    assert wanted.refusal == "It costs $40; you have $0 left."
    assert wanted.refusal in wanted.tip


def test_what_a_level_does_not_allow_is_not_offered_but_says_so() -> None:
    wanted = offer("add", played(0, scenario=replace(SCENARIO, allowed=frozenset())))
    assert not wanted.offered
    assert wanted.refusal == "This level does not offer that."


def test_next_wave_is_always_offered() -> None:
    assert offer("wave", played(0, scenario=replace(SCENARIO, allowed=frozenset()))).offered


def test_a_servers_command_needs_a_server() -> None:
    wanted = offer("drain", played(0), BALANCER_NODE)
    assert not wanted.fits
    assert wanted.refusal == "Select a server first: arrow keys, or click it."


def test_drain_becomes_undrain_on_a_draining_server() -> None:
    playthrough = played(1, DrainServer("A"))
    assert offer("drain", playthrough).label == "undrain"
    assert offer("drain", playthrough, Node(NodeKind.SERVER, "B")).label == "drain"


def test_undo_is_possible_only_with_a_plan() -> None:
    playthrough = played(1)
    assert offer("undo", playthrough).refusal
    playthrough.give(AddServer())
    assert not offer("undo", playthrough).refusal


def test_speed_ends_at_both_ends() -> None:
    playthrough = played(0)
    assert offer("slower", playthrough).refusal
    assert not offer("faster", playthrough).refusal
    playthrough.change_speed(3)
    assert offer("faster", playthrough).refusal == "8× is the fastest."


def test_a_level_without_hints_says_so() -> None:
    playthrough = played(0)
    assert not offer("hint", playthrough).refusal
    playthrough.level = replace(playthrough.level, hints=())
    assert offer("hint", playthrough).refusal == "This level has no hints."


def test_the_clock_of_a_finished_game_is_refused() -> None:
    playthrough = played(60)
    assert playthrough.over
    assert offer("pause", playthrough).refusal == offer("step", playthrough).refusal == "The level is over."


def test_the_pause_key_is_named_for_what_it_does() -> None:
    playthrough = played(0)
    assert offer("pause", playthrough).label == "start"
    playthrough.tick()
    assert offer("pause", playthrough).label == "go on"
    playthrough.toggle_pause()
    assert offer("pause", playthrough).label == "pause"


def test_the_context_of_connect_is_the_selected_part() -> None:
    playthrough = played(9, AddStore(StoreName.REDIS))
    labels = [choice.label for choice in wiring.connections(playthrough, A)]
    assert "A: keep sessions in Redis" in labels
    of_redis = [choice.value for choice in wiring.connections(playthrough, REDIS)]
    assert of_redis[-2:] == [Connect("A", SessionPlace.REDIS), Connect("B", SessionPlace.REDIS)]
    wanted = [choice.value for choice in wiring.connections(playthrough, BALANCER_NODE)]
    assert all(isinstance(command, Connect) and command.server == ALL for command in wanted)


def test_what_is_about_all_servers_has_the_same_number_whatever_is_selected() -> None:
    playthrough = played(9, AddStore(StoreName.REDIS))
    numbers = {
        [choice.value for choice in wiring.connections(playthrough, node)].index(Connect(ALL, SessionPlace.REDIS))
        for node in (A, BALANCER_NODE, REDIS)
    }
    assert numbers == {0}


def test_a_connection_says_who_is_logged_out_by_it() -> None:
    playthrough = played(9, AddStore(StoreName.REDIS))
    held = playthrough.view.servers[0].held
    about = next(c.about for c in wiring.connections(playthrough, A) if c.value == Connect("A", SessionPlace.REDIS))
    assert about == f"Now in its own memory. Restarts A: {held} people will be logged out."


def test_enter_does_what_is_possible() -> None:
    playthrough = played(0)
    assert on_enter(playthrough, A) == "why"
    assert on_enter(playthrough, REDIS) == "stores"
    assert on_enter(playthrough, BALANCER_NODE) == "balancer"
    bought = played(9, AddStore(StoreName.REDIS))
    assert on_enter(bought, A) == on_enter(bought, REDIS) == "connect"
    assert on_enter(played(60), A) == "leave"


def test_what_is_not_bought_yet_is_listed_with_the_refusal() -> None:
    found = tuple(wiring.connections(played(0), A))
    assert found[0].refusal == "You do not have Redis yet: buy it first."
    assert offer("connect", played(0)).refusal == f"{found[0].refusal} s opens the stores."


def test_a_connected_server_is_offered_the_way_back_last() -> None:
    playthrough = played(9, AddStore(StoreName.REDIS))
    playthrough.give(Connect(ALL, SessionPlace.REDIS))
    for _ in range(12):
        playthrough.tick()
    found = tuple(wiring.connections(playthrough, A))
    assert found[-1].value == Connect("A", SessionPlace.SERVER_MEMORY)
    assert Connect(ALL, SessionPlace.REDIS) not in [choice.value for choice in found]


def test_only_stores_of_the_level_are_sold_and_connected() -> None:
    only_redis = replace(SCENARIO, allowed=frozenset({"connect", "redis"}))
    playthrough = played(0, scenario=only_redis)
    assert [choice.value for choice in shop.wares(playthrough)] == [AddStore(StoreName.REDIS)]
    assert all("Redis" in choice.label for choice in wiring.connections(playthrough, A))


def test_policies_are_the_levels_and_each_has_its_line() -> None:
    playthrough = played(0)
    found = tuple(settings.policies(playthrough))
    assert [choice.value for choice in found] == [SetPolicy(policy) for policy in SCENARIO.policies]
    assert all(choice.about.endswith(".") for choice in found)
    assert found[0].refusal == "The balancer uses round robin already."
    assert found[2].label == "sticky cookie"


def test_a_level_with_one_policy_offers_no_choice() -> None:
    fixed = replace(SCENARIO, policies=(Policy.ROUND_ROBIN,))
    assert offer("balancer", played(0, scenario=fixed)).refusal == "The balancer uses round robin already."


def test_a_level_without_the_later_means_says_so() -> None:
    playthrough = played(0)
    for command_id in ("limit", "autoscaler"):
        assert not offer(command_id, playthrough).offered


def test_enter_on_a_store_that_can_grow_opens_the_stores() -> None:
    playthrough = played(0, scenario=RICH)
    assert on_enter(playthrough, REDIS) == "stores"
    assert on_enter(playthrough, Node(NodeKind.AUTOSCALER, "autoscaler")) == "autoscaler"


def test_every_choice_of_every_dialog_can_be_picked_with_its_keys() -> None:
    playthrough = played(0, scenario=OPEN)
    found = table.picks(playthrough, A)
    assert len({pick.keys for pick in found}) == len(found)
    assert next(pick.keys for pick in found if pick.choice.value == SetPolicy(Policy.STICKY_COOKIE)) == "b 3"
    given = {type(pick.choice.value) for pick in found}
    assert given | {AddServer, RemoveServer, RestartServer, DrainServer, UndrainServer, NextWave} == set(COMMANDS)
