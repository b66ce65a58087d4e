"""Servers come, go, restart, drain and are deployed; what each command does and when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scalegame.engine import Game, Quote, Scenario
from scalegame.engine.catalog import PLACES
from scalegame.engine.commands import (
    AddServer,
    Command,
    Connect,
    DrainServer,
    RemoveServer,
    RestartServer,
    SetPolicy,
    UndrainServer,
)
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Balancer,
    FilePlace,
    Incident,
    IncidentKind,
    OrderPlace,
    Policy,
    ServerType,
    SessionPlace,
    StoreName,
    Wiring,
)
from scalegame.engine.view import EventKind, FailureCause, LossCause, ServerState
from tests.engine.builders import (
    SMALL,
    causes,
    do,
    failed,
    finish,
    level,
    lost,
    people,
    run,
    server,
    stocked,
    when,
    wired,
)

UP, BOOTING, DEPLOYING, DRAINING = ServerState.UP, ServerState.BOOTING, ServerState.DEPLOYING, ServerState.DRAINING


def sticky(scenario: Scenario) -> Scenario:
    """Return a level where people stay with their server as long as it is in rotation."""
    return replace(scenario, balancer=Balancer(Policy.STICKY_COOKIE))


def states(game: Game, ticks: int, *names: str) -> Iterator[tuple[ServerState, ...]]:
    """Run ticks and yield the servers' states after each."""
    for _ in range(ticks):
        game.step()
        yield tuple(server(game, name).state for name in names)


def test_a_new_server_boots_and_is_in_rotation_in_the_tick_it_is_up() -> None:
    game = Game(level("A"), 1)
    spent = game.view().spent
    assert do(game, AddServer()) == Quote(SMALL.price, SMALL.boot)
    assert game.view().spent == spent + SMALL.price
    assert (server(game, "s001").state, server(game, "s001").until) == (BOOTING, 4)
    assert list(states(game, 4, "s001")) == [(BOOTING,)] * 4
    report = game.step()
    assert when([report], EventKind.SERVER_UP, "s001") == [4]
    assert server(game, "s001").in_rotation
    assert server(game, "s001").requests > 0


def test_new_servers_are_numbered_and_no_number_is_used_twice() -> None:
    game = Game(level("A", "s002"), 1)
    do(game, AddServer(2))
    do(game, RemoveServer("s003"))
    do(game, AddServer())
    assert [each.name for each in game.view().servers] == ["A", "s002", "s001", "s004"]


def test_new_servers_have_the_type_and_the_wiring_that_the_level_says() -> None:
    large = replace(SMALL, name="large", boot=7, price=123)
    wiring = Wiring(orders=OrderPlace.SQL)
    scenario = stocked(level("A"), StoreName.SQL)
    game = Game(replace(scenario, server_types=(SMALL, large), added_type="large", template=wiring), 1)
    assert do(game, AddServer(3)) == Quote(369, 7)
    assert (server(game, "s003").type, server(game, "s003").wiring) == ("large", wiring)


def test_a_removed_server_takes_its_sessions_along_and_costs_no_more() -> None:
    game = Game(sticky(level("A", "B")), 1)
    run(game, 5)
    held, spent = server(game, "B").held, game.view().spent
    do(game, RemoveServer("B"))
    assert [each.name for each in game.view().servers] == ["A"]
    report = game.step()
    assert lost([report], LossCause.SERVER_REMOVED, "B") == held == 10
    assert game.view().spent == spent + SMALL.upkeep
    assert causes(finish(game)) == set()


def test_a_restarted_server_leaves_rotation_at_once_and_comes_back_empty() -> None:
    """Its people are sent to the others from the same tick on, so no request fails."""
    game = Game(sticky(level("A", "B")), 1)
    run(game, 5)
    assert do(game, RestartServer("A")) == Quote(0, SMALL.boot)
    reports = [game.step()]
    assert (server(game, "A").state, server(game, "A").in_rotation, server(game, "A").held) == (BOOTING, False, 0)
    reports += finish(game)
    assert lost(reports, LossCause.SERVER_RESTART, "A") == 10
    assert when(reports, EventKind.SERVER_UP, "A") == [9]
    assert causes(reports) == {"server_restart"}


def test_a_draining_server_gets_no_new_people_and_keeps_those_it_knows() -> None:
    game = Game(sticky(level("A", "B", arrivals=[4] * 20, source=people(1, 0, 0, 0, 0, requests=8))), 1)
    run(game, 5)
    held = server(game, "A").held
    do(game, DrainServer("A"))
    reports = [game.step()]
    assert (server(game, "A").state, server(game, "A").in_rotation) == (DRAINING, False)
    assert 0 < server(game, "A").held <= held
    assert server(game, "A").requests > 0
    reports += finish(game)
    assert server(game, "A").held < held
    assert causes(reports) == set()


def test_draining_is_done_when_nobody_is_left() -> None:
    game = Game(sticky(level("A", "B", arrivals=[2] * 40, source=people(1, 0, 0, 0, 0, requests=3))), 1)
    run(game, 5)
    do(game, DrainServer("A"))
    reports = []
    while server(game, "A").held:
        reports.append(game.step())
    assert when(reports, EventKind.SERVER_DRAINED) == []
    assert when(run(game, 3), EventKind.SERVER_DRAINED, "A") == [6 + len(reports) - 1]
    do(game, RemoveServer("A"))
    assert causes(finish(game)) == set(), "a drained server has nothing to lose"


def test_a_server_that_drains_no_more_takes_new_people_again() -> None:
    game = Game(sticky(level("A", "B", arrivals=[4] * 20)), 1)
    do(game, DrainServer("A"))
    run(game, 5)
    assert server(game, "A").held == 0
    do(game, UndrainServer("A"))
    assert when([game.step()], EventKind.SERVER_UNDRAINED, "A") == [5]
    assert server(game, "A").held == 2


def test_a_deploy_takes_a_server_out_of_rotation_and_empties_its_memory() -> None:
    game = Game(sticky(stocked(level("A", "B"), StoreName.REDIS)), 1)
    run(game, 5)
    assert do(game, Connect("A", SessionPlace.REDIS)) == Quote(0, SMALL.deploy)
    assert not server(game, "A").in_rotation
    reports = [game.step()]
    assert (server(game, "A").state, server(game, "A").requests) == (DEPLOYING, 0)
    reports += finish(game)
    assert lost(reports, LossCause.DEPLOY, "A") == 10
    assert when(reports, EventKind.DEPLOY_STARTED, "A") == [5]
    assert when(reports, EventKind.DEPLOY_DONE, "A") == [7]
    assert server(game, "A").wiring == Wiring(sessions=SessionPlace.REDIS)
    assert server(game, "B").wiring == game.view().template == Wiring(), "pets have their own wiring"


@pytest.mark.parametrize("to", [SessionPlace.REDIS, FilePlace.OBJECT_STORAGE, OrderPlace.SQL])
def test_each_place_rewires_its_own_kind_of_state(to: SessionPlace | FilePlace | OrderPlace) -> None:
    scenario = level("A")
    for name in StoreName:
        scenario = stocked(scenario, name)
    game = Game(scenario, 1)
    do(game, Connect("A", to))
    wiring = server(game, "A").wiring
    assert [place for place in wiring.places if not PLACES[place].own] == [to]


def test_a_server_that_is_not_running_simply_starts_with_its_new_wiring() -> None:
    game = Game(stocked(level("A"), StoreName.REDIS), 1)
    do(game, AddServer())
    assert do(game, Connect("s001", SessionPlace.REDIS)) == Quote(0, 0)
    reports = run(game, 6)
    assert server(game, "s001").wiring.sessions is SessionPlace.REDIS
    assert when(reports, EventKind.DEPLOY_STARTED) == []
    assert when(reports, EventKind.SERVER_UP, "s001") == [4]


REDIS_FOR_ALL = Connect("all", SessionPlace.REDIS)


def test_a_rollout_deploys_one_server_after_another_and_the_template() -> None:
    game = Game(stocked(level("A", "B", "C"), StoreName.REDIS), 1)
    assert do(game, REDIS_FOR_ALL) == Quote(0, 3 * SMALL.deploy)
    assert game.view().template == Wiring(sessions=SessionPlace.REDIS)
    assert list(states(game, 7, "A", "B", "C")) == [
        *[(DEPLOYING, UP, UP)] * 2,
        *[(UP, DEPLOYING, UP)] * 2,
        *[(UP, UP, DEPLOYING)] * 2,
        (UP, UP, UP),
    ]
    do(game, AddServer())
    assert {each.wiring.sessions for each in game.view().servers} == {SessionPlace.REDIS}


def test_a_rollout_passes_over_servers_that_are_done_removed_or_not_running() -> None:
    done = wired("A", Wiring(sessions=SessionPlace.REDIS))
    crash = Incident(IncidentKind.CRASH, 0, "C")
    game = Game(stocked(level(done, "B", "C", "D", incidents=(crash,)), StoreName.REDIS), 1)
    game.step()
    do(game, REDIS_FOR_ALL)
    run(game, 1)
    do(game, RemoveServer("D"))
    reports = finish(game)
    assert when(reports, EventKind.DEPLOY_STARTED) == []
    assert [each.wiring.sessions for each in game.view().servers] == [SessionPlace.REDIS] * 3


def test_a_rollout_never_takes_the_next_server_before_the_last_is_in_rotation_again() -> None:
    """Slow health checks delay the rollout; of two servers one always answers."""
    scenario = stocked(level("A", "B", arrivals=[2] * 40), StoreName.REDIS)
    game = Game(replace(scenario, balancer=Balancer(interval=2, rise=2)), 1)
    do(game, REDIS_FOR_ALL)
    reports = finish(game)
    assert len(when(reports, EventKind.DEPLOY_DONE)) == 2
    assert failed(reports, FailureCause.NO_SERVER) == 0


def test_a_policy_takes_effect_with_the_next_tick() -> None:
    game = Game(level("A", "B", arrivals=[5] * 10), 1)
    run(game, 3)
    do(game, SetPolicy(Policy.CONSISTENT_HASH))
    assert game.view().balancer == Balancer(Policy.CONSISTENT_HASH)
    assert when([game.step()], EventKind.POLICY_SET, "balancer") == [3]


def test_every_command_counts_as_one() -> None:
    game = Game(level("A", "B"), 1)
    given: list[Command] = [AddServer(3), DrainServer("A"), UndrainServer("A"), RestartServer("A"), RemoveServer("B")]
    for command in given:
        do(game, command)
    game.give(RemoveServer("nobody"))
    assert game.view().metrics.commands == len(given)


def test_upkeep_is_paid_for_every_server_and_store_in_every_tick() -> None:
    kind = ServerType(upkeep=7)
    game = Game(stocked(level("A", "B", kind=kind), StoreName.SQL), 1)
    run(game, 6)
    assert game.view().spent == 6 * (7 + 7 + DEFAULT_STORES[StoreName.SQL].upkeep)
