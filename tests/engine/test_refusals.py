"""An illegal command changes nothing and says why: a code for programs, a sentence for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings

from scalegame.engine import Game, Plan, Quote, Refusal, Scenario
from scalegame.engine.bounds import MOST_SERVERS
from scalegame.engine.commands import (
    AddServer,
    AddStore,
    Command,
    Connect,
    DrainServer,
    NextWave,
    RemoveServer,
    RestartServer,
    SetPolicy,
    UndrainServer,
)
from scalegame.engine.reasons import Reason
from scalegame.engine.scenario import (
    FilePlace,
    Incident,
    IncidentKind,
    OrderPlace,
    Policy,
    SessionPlace,
    StoreName,
)
from scalegame.engine.units import MILLICENTS_PER_DOLLAR as DOLLAR
from scalegame.wording.refusals import why_refused
from tests.depth import examples
from tests.engine.builders import EVERYTHING, do, level, run, stocked
from tests.orders import plans
from tests.strategies import scenarios, seeds

CRASH = Incident(IncidentKind.CRASH, 1, "A")


@settings(max_examples=examples(15, 40), deadline=None)
@given(scenarios(), seeds, plans(), plans())
def test_refused_commands_change_nothing_and_quotes_keep_their_word(
    scenario: Scenario, seed: int, plan: Plan, more: Plan
) -> None:
    """In any situation: a quote changes nothing, ``give`` answers the same, a refusal leaves every digit as it was."""
    game = Game(scenario, seed)
    for at in sorted((*plan, *more), key=lambda at: at.tick):
        while game.tick < at.tick and not game.over:
            game.step()
        before, money = game.digest(), game.view().spent
        quoted = game.quote(at.command)
        assert game.digest() == before
        untouched = game.copy()
        assert game.give(at.command) == quoted
        if isinstance(quoted, Refusal):
            assert quoted.code
            assert why_refused(quoted).endswith((".", "!"))
            assert len(why_refused(quoted).split()) >= 2
            assert (game.digest(), game.view()) == (before, untouched.view())
            if not game.over:
                assert game.copy().step() == untouched.step()
        else:
            assert game.view().spent == money + quoted.price
            assert game.view().metrics.commands == untouched.view().metrics.commands + 1
            assert quoted.price >= 0
            assert quoted.lead >= 0


def nothing(game: Game) -> None:
    """Leave the game as it starts."""


def after(*commands: Command, ticks: int = 0) -> Callable[[Game], None]:
    """Return what brings a game into the state after these commands and ticks."""

    def bring(game: Game) -> None:
        for command in commands:
            do(game, command)
        run(game, ticks)

    return bring


REFUSED: list[tuple[str, Callable[[Game], None], Command, str]] = [
    ("count", nothing, AddServer(0), "at least one"),
    ("count", nothing, AddServer(-3), "at least one"),
    ("too_many", nothing, AddServer(MOST_SERVERS - 1), "256 servers"),
    ("too_many", nothing, AddServer(10**9), "256 servers"),
    ("unknown_server", nothing, RemoveServer("C"), "no server called C"),
    ("unknown_server", nothing, RestartServer(""), "no server called"),
    ("unknown_server", nothing, DrainServer("all"), "no server called all"),
    ("unknown_server", nothing, UndrainServer("a"), "no server called a"),
    ("unknown_server", nothing, Connect("C", SessionPlace.SERVER_MEMORY), "no server called C"),
    ("unknown_server", after(RemoveServer("B")), RestartServer("B"), "no server called B"),
    ("last_server", after(RemoveServer("B")), RemoveServer("A"), "A is the only server"),
    ("deploying", after(Connect("A", SessionPlace.REDIS)), RemoveServer("A"), "back in 2 s"),
    ("deploying", after(Connect("A", SessionPlace.REDIS), ticks=1), RestartServer("A"), "back in 1 s"),
    ("booting", after(RestartServer("A")), RestartServer("A"), "4 s to go"),
    ("not_up", after(RestartServer("A")), DrainServer("A"), "not up"),
    ("draining", after(DrainServer("A")), DrainServer("A"), "draining already"),
    ("not_draining", nothing, UndrainServer("A"), "not draining"),
    ("no_change", nothing, Connect("A", SessionPlace.SERVER_MEMORY), "A does that already"),
    ("no_change", nothing, Connect("all", OrderPlace.SERVER_MEMORY), "Every server does that already"),
    ("no_change", nothing, SetPolicy(Policy.ROUND_ROBIN), "round robin already"),
    ("no_change", nothing, AddStore(StoreName.REDIS), "already"),
    ("no_store", nothing, Connect("A", OrderPlace.SQL), "buy it first"),
    ("no_store", nothing, Connect("all", FilePlace.OBJECT_STORAGE), "buy it first"),
    ("not_ready", after(AddStore(StoreName.SQL), ticks=3), Connect("A", OrderPlace.SQL), "not ready yet: 17 s"),
    ("rollout", after(Connect("all", SessionPlace.REDIS), ticks=1), Connect("all", SessionPlace.REDIS), "under way"),
    ("no_wave", nothing, NextWave(), "last wave"),
]


@pytest.mark.parametrize("code, bring, command, words", REFUSED)
def test_each_refusal_has_its_code_and_says_why(
    code: str, bring: Callable[[Game], None], command: Command, words: str
) -> None:
    game = Game(stocked(level(), StoreName.REDIS), 1)
    bring(game)
    before = game.digest()
    answer = game.give(command)
    assert isinstance(answer, Refusal), answer
    assert answer.code == code
    assert words in why_refused(answer)
    assert game.digest() == before


def test_a_crashed_server_cannot_be_drained() -> None:
    game = Game(level(incidents=(CRASH,)), 1)
    run(game, 3)
    answer = game.quote(DrainServer("A"))
    assert isinstance(answer, Refusal)
    assert answer.code == "not_up"


@pytest.mark.parametrize(
    "verb, command",
    [
        ("add_server", AddServer()),
        ("remove_server", RemoveServer("B")),
        ("restart_server", RestartServer("B")),
        ("drain_server", DrainServer("B")),
        ("drain_server", UndrainServer("B")),
        ("sql", AddStore(StoreName.SQL)),
        ("connect", Connect("A", SessionPlace.REDIS)),
        ("set_policy", SetPolicy(Policy.RANDOM)),
    ],
)
def test_a_level_offers_only_what_it_allows(verb: str, command: Command) -> None:
    """Without the verb the command is refused, with it alone it is not."""
    scenario = stocked(level(), StoreName.REDIS)
    without = Game(replace(scenario, allowed=EVERYTHING - {verb}), 1).quote(command)
    assert without == Refusal(Reason.NOT_ALLOWED)
    alone = Game(replace(scenario, allowed=frozenset({verb})), 1).quote(command)
    assert isinstance(alone, Quote) or alone.code == "not_draining"


def test_a_policy_that_the_level_does_not_list_is_not_offered() -> None:
    game = Game(replace(level(), policies=(Policy.RANDOM,)), 1)
    assert isinstance(game.quote(SetPolicy(Policy.SOURCE_HASH)), Refusal)
    assert isinstance(game.quote(SetPolicy(Policy.RANDOM)), Quote)


def test_the_next_wave_is_always_allowed() -> None:
    scenario = level(arrivals=[1] * 5)
    game = Game(replace(scenario, allowed=frozenset(), waves=scenario.waves * 2), 1)
    assert game.give(NextWave()) == Quote()


def test_money_that_is_not_there_cannot_be_spent() -> None:
    """The budget covers one server but not two, and upkeep eats into it."""
    game = Game(replace(level(), budget=79 * DOLLAR), 1)
    refusal = game.give(AddServer(2))
    assert refusal == Refusal(Reason.BUDGET, (80 * DOLLAR, 79 * DOLLAR))
    do(game, AddServer())
    assert game.give(AddServer()) == Refusal(Reason.BUDGET, (40 * DOLLAR, 39 * DOLLAR))
    run(game, 5)
    assert game.give(AddServer()) == Refusal(Reason.BUDGET, (40 * DOLLAR, 37 * DOLLAR + DOLLAR // 2))


def test_what_costs_nothing_is_allowed_in_debt() -> None:
    game = Game(replace(level(), budget=0), 1)
    run(game, 3)
    assert game.view().spent > 0
    assert game.give(AddServer()) == Refusal(Reason.BUDGET, (40 * DOLLAR, 0))
    assert isinstance(game.give(DrainServer("A")), Quote)
