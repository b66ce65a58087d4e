"""Refusals of what is set or bought for the whole service: each has its code and sentence, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from scalegame.engine import Game, Quote, Refusal, Scenario
from scalegame.engine.bounds import MOST_OF_A_SETTING, MOST_SERVERS
from scalegame.engine.commands import (
    AddPooler,
    AddReplica,
    AddServer,
    AddStore,
    Command,
    Connect,
    RestartServer,
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetRedis,
    SetTimeout,
)
from scalegame.engine.reasons import Reason
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Check,
    Eviction,
    Incident,
    IncidentKind,
    LimitPer,
    Persistence,
    Policy,
    SessionPlace,
    StoreName,
    WorkPlace,
)
from scalegame.engine.units import MILLICENTS_PER_DOLLAR
from scalegame.wording.refusals import why_refused
from tests.engine.builders import EVERYTHING, do, finish, level, run, stocked

REDIS, SQL, CDN, OBJECTS, QUEUE = (
    StoreName.REDIS,
    StoreName.SQL,
    StoreName.CDN,
    StoreName.OBJECT_STORAGE,
    StoreName.QUEUE,
)
DARK = Incident(IncidentKind.ZONE_OUTAGE, 0, "a", ticks=20)
TOO_HIGH = MOST_OF_A_SETTING + 1


def nothing(game: Game) -> None:
    """Leave the game as it starts."""


def after(*commands: Command, ticks: int = 0) -> Callable[[Game], None]:
    """Return what brings a game into the state after these commands and ticks."""

    def bring(game: Game) -> None:
        for command in commands:
            do(game, command)
        run(game, ticks)

    return bring


Case = tuple[str, Callable[[Game], None], Command, str]
REFUSED: list[Case] = [
    ("no_replica", nothing, AddReplica(CDN), "A replica of a CDN is not to be had here."),
    ("no_replica", nothing, AddReplica(QUEUE), "A replica of a queue is not to be had here."),
    ("no_replica", nothing, AddReplica(OBJECTS), "A replica of object storage is not to be had here."),
    ("no_store", nothing, AddReplica(REDIS), "You do not have Redis yet: buy it first."),
    ("no_store", nothing, AddReplica(SQL), "You do not have an SQL database yet: buy it first."),
    ("not_ready", after(AddStore(SQL), ticks=3), AddReplica(SQL), "The store is not ready yet: 17 s to go."),
    ("too_many", after(AddStore(REDIS), ticks=9), AddReplica(REDIS), ""),
    ("no_store", nothing, AddPooler(), "You do not have an SQL database yet: buy it first."),
    ("not_ready", after(AddStore(SQL)), AddPooler(), "The store is not ready yet: 20 s to go."),
    ("no_change", after(AddStore(SQL), ticks=21), AddPooler(), ""),
    ("no_store", nothing, SetRedis(Eviction.ALLKEYS_LRU), "You do not have Redis yet: buy it first."),
    ("not_ready", after(AddStore(REDIS), ticks=1), SetRedis(Persistence.AOF), "The store is not ready yet: 7 s to go."),
    (
        "no_change",
        after(AddStore(REDIS), ticks=9),
        SetRedis(Eviction.NOEVICTION),
        "already refuses to write when it is full.",
    ),
    ("no_change", after(AddStore(REDIS), ticks=9), SetRedis(Persistence.NONE), "already keeps nothing over a restart."),
    ("number", nothing, SetRateLimit(-1), "Limit from 0 (everything passes) to 1,000,000 requests a second."),
    ("number", nothing, SetRateLimit(TOO_HIGH), "Limit from 0 (everything passes) to 1,000,000 requests a second."),
    ("no_change", nothing, SetRateLimit(0), "The rate limiter is set like that already."),
    ("no_change", after(SetRateLimit(5, LimitPer.ADDRESS)), SetRateLimit(5, LimitPer.ADDRESS), "already."),
    ("number", nothing, SetAutoscaler(-1, 3), "Keep from 0 to 256 servers, the least not above the most."),
    ("number", nothing, SetAutoscaler(4, 3), "the least not above the most."),
    ("number", nothing, SetAutoscaler(0, MOST_SERVERS + 1), "Keep from 0 to 256 servers"),
    ("no_change", nothing, SetAutoscaler(0, 0), "The autoscaler is set like that already."),
    ("no_change", after(SetAutoscaler(1, 3)), SetAutoscaler(1, 3), "The autoscaler is set like that already."),
    ("no_change", nothing, SetHealthCheck(Check.TCP), "already ask whether the port accepts."),
    ("number", nothing, SetTimeout(-1), "Wait from 0 (as long as clients do) to 1,000,000 ms."),
    ("number", nothing, SetTimeout(TOO_HIGH), "Wait from 0 (as long as clients do) to 1,000,000 ms."),
    ("no_change", nothing, SetTimeout(0), "The time-out is that already."),
    ("number", nothing, SetDrain(-1), "Drain from 0 (deploy at once) to 1,000,000 s."),
    ("number", nothing, SetDrain(TOO_HIGH), "Drain from 0 (deploy at once) to 1,000,000 s."),
    ("no_change", nothing, SetDrain(0), "Servers drain that long already."),
    ("no_store", nothing, Connect("A", WorkPlace.QUEUE), "You do not have a queue yet: buy it first."),
    ("no_store", nothing, Connect("all", SessionPlace.SQL), "You do not have an SQL database yet: buy it first."),
]


def refused(game: Game, command: Command) -> Refusal:
    """Hand over a command that has to be refused and to change nothing."""
    before, seen = game.digest(), game.view()
    answer = game.give(command)
    assert isinstance(answer, Refusal), answer
    assert (game.digest(), game.view()) == (before, seen)
    return answer


@pytest.mark.parametrize("code, bring, command, words", REFUSED)
def test_each_refusal_has_its_code_and_says_why(
    code: str, bring: Callable[[Game], None], command: Command, words: str
) -> None:
    game = Game(level(), 1)
    bring(game)
    if not words:
        # Once is allowed, and then that was all.
        do(game, command)
        words = "1 replica is the most" if code == "too_many" else "a connection pooler already"
    answer = refused(game, command)
    assert answer.code == code
    assert words in why_refused(answer)


@pytest.mark.parametrize("command, word", [(AddServer(), "Every zone"), (RestartServer("A"), "Zone a")])
def test_nothing_starts_in_the_dark(command: Command, word: str) -> None:
    game = Game(level(incidents=(DARK,)), 1)
    game.step()
    answer = refused(game, command)
    assert answer.code == "zone_down"
    assert why_refused(answer).startswith(f"{word} is dark")


BOUGHT = stocked(stocked(level(), REDIS), SQL)


@pytest.mark.parametrize("command", [
    AddReplica(SQL), AddReplica(REDIS), AddPooler(), SetRedis(Eviction.ALLKEYS_LRU), SetRateLimit(5),
    SetAutoscaler(1, 3), SetHealthCheck(Check.HTTP), SetTimeout(500), SetDrain(5), SetPolicy(Policy.RANDOM),
])  # fmt: skip
def test_a_level_offers_only_what_it_allows(command: Command) -> None:
    """Without the verb the command is refused, with it alone it is not; after the end of the game nothing is."""
    without = Game(replace(BOUGHT, allowed=EVERYTHING - {command.verb}), 1)
    assert refused(without, command) == Refusal(Reason.NOT_ALLOWED)
    game = Game(replace(BOUGHT, allowed=frozenset({command.verb})), 1)
    assert isinstance(game.quote(command), Quote)
    finish(game)
    assert refused(game, command) == Refusal(Reason.OVER)


@pytest.mark.parametrize("command", [AddReplica(SQL), AddPooler()])
def test_what_has_a_price_needs_the_money(command: Command) -> None:
    """A dollar less than it costs."""
    spec = DEFAULT_STORES[SQL]
    price = spec.replica_price if isinstance(command, AddReplica) else spec.pooler_price
    poor = Game(replace(BOUGHT, budget=price - MILLICENTS_PER_DOLLAR), 1)
    assert refused(poor, command).code == "budget"
    rich = Game(replace(BOUGHT, budget=price), 1)
    assert do(rich, command).price == price == rich.view().spent


@pytest.mark.parametrize("command", [
    SetRedis(Eviction.ALLKEYS_LRU), SetRateLimit(5), SetAutoscaler(0, 3), SetHealthCheck(Check.HTTP), SetTimeout(500),
    SetDrain(5),
])  # fmt: skip
def test_settings_are_free_even_in_debt(command: Command) -> None:
    broke: Scenario = replace(BOUGHT, budget=0)
    game = Game(broke, 1)
    run(game, 3)
    assert game.view().spent > 0
    assert do(game, command) == Quote()
    assert game.view().metrics.commands == 1
