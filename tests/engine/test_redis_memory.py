"""Redis with too little memory: who is refused, who is forgotten, and how log-ins push each other out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scalegame.engine import Game, Quote, Scenario
from scalegame.engine.commands import SetRedis
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Eviction,
    Incident,
    IncidentKind,
    Persistence,
    Rejected,
    SessionPlace,
    StoreName,
    Wiring,
)
from scalegame.engine.state.world import IN_REDIS
from scalegame.engine.view import EventKind, FailureCause, LossCause, StoreState
from tests.engine.builders import (
    causes,
    do,
    failed,
    finish,
    level,
    lost,
    lost_again,
    people,
    run,
    stocked,
    store,
    when,
    wired,
    world_of,
)

REDIS = StoreName.REDIS
SHARED = Wiring(SessionPlace.REDIS)
LRU, KEEP = Eviction.ALLKEYS_LRU, Eviction.NOEVICTION


def full(at: int = 5, ticks: int = 10, per_mille: int = 500) -> Incident:
    return Incident(IncidentKind.REDIS_FULL, at, ticks=ticks, per_mille=per_mille)


def small(
    memory: int, eviction: Eviction = LRU, *incidents: Incident, arrivals: tuple[int, ...] = (20, *[0] * 39)
) -> Scenario:
    """Return a level with shared sessions and room for so many of them; people look around forty times."""
    spec = replace(DEFAULT_STORES[REDIS], memory=memory, eviction=eviction, capacity=0)
    scenario = level(wired("A", SHARED), wired("B", SHARED), arrivals=arrivals, incidents=incidents)
    return stocked(scenario, REDIS, spec)


def inside(game: Game) -> list[int]:
    """Return who has a session in Redis, by their number."""
    people = world_of(game).sessions
    return np.flatnonzero(people.place[: people.size] == IN_REDIS).tolist()


def test_a_redis_that_evicts_nothing_refuses_to_log_in_more_than_fit() -> None:
    """And goes on serving those whom it knows."""
    game = Game(small(12, KEEP), 1)
    reports = finish(game)
    assert failed(reports[:1], FailureCause.STORE_FULL, REDIS) == 8
    assert causes(reports) == {"store_full"}
    assert store(game, REDIS).used == 12


def test_a_redis_that_evicts_logs_everybody_in_and_forgets_others() -> None:
    game = Game(small(12), 1)
    report = game.step()
    assert lost([report], LossCause.EVICTED, REDIS) == 8
    assert (store(game, REDIS).used, store(game, REDIS).memory) == (12, 12)
    assert game.view().metrics.sessions == 20
    assert store(game, REDIS).logged_out == store(game, REDIS).log_outs == 8


def asking(game: Game) -> list[int]:
    """Return who will make a request in the coming tick, in order of time, newcomers aside."""
    due = sorted(int(entry) for entries in world_of(game).calendar.get(game.tick, []) for entry in entries)
    return [entry & (1 << 40) - 1 for entry in due]


def test_the_sessions_that_were_used_longest_ago_are_forgotten_first() -> None:
    """Twenty people fill Redis; when three more come in tick 40, the three who were quiet for longest go."""
    scenario = small(20, arrivals=(20, *[0] * 39, 3, *[0] * 9))
    game = Game(replace(scenario, sources=(people(1, 0, 0, 0, 0, think=6),)), 1)
    quiet, reports = list(range(20)), []
    while game.tick < 41:
        for number in asking(game):
            quiet.remove(number)
            quiet.append(number)
        reports.append(game.step())
    assert lost(reports[:40], LossCause.EVICTED) == 0
    assert lost(reports[40:], LossCause.EVICTED) == 3
    assert inside(game) == sorted([*quiet[3:], 20, 21, 22])


def test_with_half_the_memory_needed_log_ins_push_each_other_out() -> None:
    """People who were forgotten log in again, and others are forgotten: a hundred evictions for twenty people."""
    game = Game(small(10), 1)
    reports = finish(game)
    assert lost(reports, LossCause.EVICTED) == 20
    assert lost_again(reports, LossCause.EVICTED) > 80
    assert store(game, REDIS).used == 10
    enough = Game(small(20), 1)
    assert causes(finish(enough)) == set()


def test_who_was_forgotten_is_told_so_with_the_next_request() -> None:
    """Eight are evicted; each of them is rejected once, and by nobody's mistake but Redis's."""
    scenario = small(12)
    source = replace(scenario.sources[0], rejected=Rejected.LEAVE)
    game = Game(replace(scenario, sources=(source,)), 1)
    reports = finish(game)
    assert sum(report.rejected for report in reports) == 8
    assert causes(reports) == {"evicted"}


def test_something_else_takes_a_part_of_the_memory_for_a_while() -> None:
    """Ten of twenty places, from tick 5 on for ten ticks."""
    game = Game(small(20, LRU, full()), 1)
    memory = [(game.step(), store(game, REDIS).memory, store(game, REDIS).squeezed)[1:] for _ in range(20)]
    assert memory == [(20, False)] * 5 + [(10, True)] * 10 + [(20, False)] * 5
    reports = finish(Game(small(20, LRU, full()), 1))
    assert (when(reports, EventKind.STORE_SQUEEZED), when(reports, EventKind.STORE_RELIEVED)) == ([5], [15])


def test_a_squeeze_evicts_at_once() -> None:
    game = Game(small(20, LRU, full()), 1)
    run(game, 5)
    report = game.step()
    assert lost([report], LossCause.EVICTED, REDIS) >= 10
    assert store(game, REDIS).used == 10


def test_a_squeezed_redis_that_evicts_nothing_keeps_whom_it_has_and_takes_nobody() -> None:
    """Nobody is logged out; a newcomer finds it full until the memory is back."""
    game = Game(small(20, KEEP, full(), arrivals=(18, *[0] * 5, 1, *[0] * 9, 1, *[0] * 9)), 1)
    reports = finish(game)
    assert game.view().metrics.sessions_lost == 0
    squeezed = [failed([report], FailureCause.STORE_FULL, REDIS) for report in reports]
    assert squeezed[6] == 1
    assert sum(squeezed[15:]) == 0


@pytest.mark.parametrize("first, second, memory, end", [
    (full(2, 10, 700), full(4, 20, 200), 6, 24),
    (full(2, 10, 200), full(4, 3, 700), 6, 12),
    (full(2, 2, 700), full(9, 5, 200), 16, 14),
])  # fmt: skip
def test_of_two_squeezes_at_a_time_the_worse_and_the_longer_counts(
    first: Incident, second: Incident, memory: int, end: int
) -> None:
    game = Game(small(20, LRU, first, second), 1)
    run(game, 10)
    assert store(game, REDIS).memory == memory
    assert when(finish(game), EventKind.STORE_RELIEVED) == [end]


def test_a_squeeze_leaves_at_least_one_place() -> None:
    game = Game(small(20, LRU, full(per_mille=1000)), 1)
    run(game, 6)
    assert (store(game, REDIS).used, store(game, REDIS).memory) == (1, 1)


def test_a_redis_without_a_limit_cannot_be_squeezed() -> None:
    reports = finish(Game(small(0, LRU, full()), 1))
    assert causes(reports) == set()
    assert when(reports, EventKind.STORE_SQUEEZED) == []


def test_turning_eviction_on_in_a_squeeze_evicts_at_once() -> None:
    """Before the next tick: what does not fit is forgotten, and log-ins are taken again."""
    game = Game(small(20, KEEP, full(), arrivals=(20, *[0] * 6, 5, *[0] * 9)), 1)
    run(game, 7)
    assert do(game, SetRedis(LRU)) == Quote()
    assert store(game, REDIS).used == 10
    report = game.step()
    assert when([report], EventKind.SETTING, "set_redis") == [7]
    assert lost([report], LossCause.EVICTED, REDIS) >= 10
    assert failed([report], FailureCause.STORE_FULL) == 0


def test_turning_eviction_off_keeps_whom_redis_has() -> None:
    game = Game(small(12, arrivals=(12, 0, 5, *[0] * 9)), 1)
    run(game, 2)
    do(game, SetRedis(KEEP))
    report = game.step()
    assert failed([report], FailureCause.STORE_FULL, REDIS) == 5
    assert causes([report]) == {"store_full"}


@pytest.mark.parametrize("tick, kept", [(3, True), (8, False)])
def test_the_append_only_file_keeps_what_was_there_when_redis_restarts(tick: int, kept: bool) -> None:
    """Turned on before the restart of tick 5 everybody is known afterwards; too late, nobody."""
    game = Game(small(50, KEEP, Incident(IncidentKind.REDIS_RESTART, 5)), 1)
    run(game, tick)
    do(game, SetRedis(Persistence.AOF))
    reports = finish(game)
    assert (game.view().metrics.sessions_lost == 0) is kept
    assert failed(reports, FailureCause.STORE_DOWN, REDIS) > 0
    assert store(game, REDIS).persistence is Persistence.AOF


def test_the_append_only_file_costs_something_every_tick() -> None:
    game = Game(small(50), 1)
    before = game.view().upkeep
    do(game, SetRedis(Persistence.AOF))
    assert game.view().upkeep == before + DEFAULT_STORES[REDIS].aof_upkeep
    do(game, SetRedis(Persistence.NONE))
    assert game.view().upkeep == before


def test_people_who_leave_or_are_let_go_give_their_place_back() -> None:
    """Squeezed, evicting, down and up again: in the end everybody has left, and nothing is left behind."""
    struck = (full(3, 5), Incident(IncidentKind.REDIS_RESTART, 6), full(12, 4, 900))
    scenario = small(12, LRU, *struck, arrivals=(*[3] * 15, *[0] * 60))
    game = Game(replace(scenario, sources=(people(2, 1, 0, 0, 0, requests=4),)), 1)
    finish(game)
    assert (game.view().online, store(game, REDIS).used, store(game, REDIS).state) == (0, 0, StoreState.UP)
