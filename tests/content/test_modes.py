"""The sandbox and the endless levels: found by name, in no list, the same for the same seed, and fair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

import pytest

from scalegame.content.generated.endless import LIVES, TICKS, WAVES
from scalegame.content.generated.modes import endless, is_endless, mode_called, next_seed, sandbox, with_seed
from scalegame.content.levels import LevelError, all_levels, campaign, find_level
from scalegame.content.schema.level import Allowed
from scalegame.content.schema.limits import MAX_SEED
from scalegame.engine import Game
from scalegame.engine.commands import (
    ALL,
    AddReplica,
    AddServer,
    AddStore,
    Command,
    Connect,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRedis,
)
from scalegame.engine.scenario import Check, IncidentKind, Persistence, Policy, SessionPlace, StoreName
from tests.depth import every

SEEDS = (1, 2, 3, 20261124, MAX_SEED)
#: Everybody's endless games are the same ones: whoever changes these changes everybody's boards.
DIGESTS = {
    1: "0b1bff27a5b536ea604ef1855c4b11db",
    2: "06d1ffba97e62d0a5468a7502db980f7",
    MAX_SEED: "e09d3750c1a3832956d62e22c2f7c6ed",
}


def test_everything_is_allowed_in_the_sandbox_and_nothing_has_to_be_reached() -> None:
    scenario = sandbox().scenario
    assert scenario.allowed == set(get_args(Allowed))
    assert scenario.policies == tuple(Policy)
    assert scenario.goals == ()
    assert len(scenario.waves[0].arrivals) == 3600


@pytest.mark.parametrize(
    "name, level_id", [("sandbox", "sandbox"), ("endless", "endless-1"), ("endless-7", "endless-7")]
)
def test_modes_are_found_by_their_names(name: str, level_id: str) -> None:
    assert find_level(name).id == level_id


@pytest.mark.parametrize(
    "name", ["endless-", "endless-x", "endless-07", f"endless-{MAX_SEED + 1}", "endless-1 ", "Sandbox"]
)
def test_other_names_are_none(name: str) -> None:
    assert mode_called(name) is None
    with pytest.raises(LevelError):
        find_level(name)


def test_they_are_in_no_list_of_levels() -> None:
    listed = {level.id for level in (*all_levels().levels, *campaign())}
    assert not {one for one in listed if one == "sandbox" or one.startswith("endless")}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_has_one_endless_level_within_all_limits(seed: int) -> None:
    """Reading it checks every limit there is."""
    level = endless(seed)
    assert (level.id, level.seed, level.scenario.lives) == (f"endless-{seed}", seed, LIVES)
    assert [len(wave.arrivals) for wave in level.scenario.waves] == [TICKS] * WAVES
    assert is_endless(level)


def test_a_seed_gives_the_same_endless_level_everywhere() -> None:
    assert {seed: endless(seed).digest for seed in DIGESTS} == DIGESTS


def test_the_seed_deals_the_incidents_and_nothing_else() -> None:
    one, other = endless(1).scenario, endless(2).scenario
    assert [wave.incidents for wave in one.waves] != [wave.incidents for wave in other.waves]
    assert [wave.title for wave in one.waves] == [wave.title for wave in other.waves]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_strikes_is_fair(seed: int) -> None:
    """Nothing strikes in the first two waves, two things from the tenth on; what is worse comes later."""
    waves = endless(seed).scenario.waves
    assert [len(wave.incidents) for wave in waves] == [0, 0, *[1] * 7, *[2] * 11]
    for number, wave in enumerate(waves, 1):
        kinds = [incident.kind for incident in wave.incidents]
        assert len(set(kinds)) == len(kinds)
        assert number >= 8 or IncidentKind.ZONE_OUTAGE not in kinds
        assert all(0 < incident.at < TICKS - 10 for incident in wave.incidents)


def test_traffic_grows_by_about_a_third_from_wave_to_wave() -> None:
    waves = [
        wave for wave in endless(1).scenario.waves if all(i.kind is not IncidentKind.SPIKE for i in wave.incidents)
    ]
    visitors = [sum(wave.arrivals[20:]) for wave in waves]
    assert visitors == sorted(visitors)
    assert visitors[0] == 4 * 20


def test_another_seed_leads_to_another_endless_level_and_leaves_all_others() -> None:
    assert with_seed(endless(1), 2) == endless(2)
    assert with_seed(sandbox(), 2) == sandbox()


def test_after_the_highest_seed_comes_the_first() -> None:
    assert (next_seed(7), next_seed(MAX_SEED)) == (8, 0)


def fall(seed: int, player: Callable[[Game], Iterator[Command]]) -> int:
    """Return the number of the wave in which ``player`` falls."""
    game = Game(endless(seed).scenario, seed)
    while not game.over:
        for command in player(game):
            game.give(command)
        game.step(digest=False)
    assert game.view().lives == 0
    return len(game.wave_starts)


def nobody(_: Game) -> Iterator[Command]:
    return iter(())


def prepared(game: Game) -> Iterator[Command]:
    """Put the sessions into Redis early, make it safe, and keep enough servers for what comes."""
    view = game.view()
    if view.tick == 0:
        yield from (AddStore(StoreName.REDIS), AddServer())
    if view.tick == 17:
        yield Connect(ALL, SessionPlace.REDIS)
    if view.tick == 30:
        yield from (SetRedis(Persistence.AOF), SetPolicy(Policy.LEAST_CONNECTIONS))
        yield from (SetHealthCheck(Check.HTTP), SetDrain(8))
    if view.tick >= 30 and not view.stores[0].replicas + view.stores[0].coming:
        yield AddReplica(StoreName.REDIS)
    if view.tick > 20 and view.tick % 5 == 0:
        ahead = max(game.forecast()[view.tick : view.tick + 45], default=0)
        if (missing := ahead // 5 + 2 - len(view.servers)) > 0:
            yield AddServer(missing)


@pytest.mark.parametrize("seed", every(3, [1, 3, 6]))
def test_nobody_falls_early_and_who_is_prepared_comes_far(seed: int) -> None:
    assert fall(seed, nobody) in (3, 4)
    assert 8 <= fall(seed, prepared) < WAVES
