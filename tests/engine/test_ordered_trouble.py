"""Traffic and incidents that a player orders: they come as ordered, at once, and strike like those of waves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine import Game
from scalegame.engine.bounds import MOST_EXTRA, MOST_TICKS, MOST_VISITORS
from scalegame.engine.codec import command_of, plain_command
from scalegame.engine.commands import AddStore, CauseIncident, Command, Connect, RestartServer, SetTraffic
from scalegame.engine.reasons import Quote, Reason, Refusal
from scalegame.engine.scenario import Incident, IncidentKind, Scenario, SessionPlace, StoreName, Target
from scalegame.engine.view import EventKind, ServerState
from scalegame.wording.refusals import why_refused
from tests.engine.builders import do, finish, level, run, stocked, world_of

K = IncidentKind


def order(kind: K, server: str = "", ticks: int = 0, per_mille: int = 1000, count: int = 0) -> CauseIncident:
    return CauseIncident(Incident(kind, 0, server, ticks, per_mille, count))


def arrivals(scenario: Scenario, *given: tuple[int, Command]) -> list[int]:
    """Play and return how many came in each tick."""
    game, came = Game(scenario, 1), []
    while not game.over:
        for tick, command in given:
            if tick == game.tick:
                do(game, command)
        came.append(game.step().arrivals)
    return came


def test_as_many_come_as_were_ordered_whatever_the_wave_says() -> None:
    came = arrivals(level("A", arrivals=[5] * 8), (2, SetTraffic(3)), (4, SetTraffic(0)), (6, SetTraffic(7)))
    assert came == [5, 5, 3, 3, 0, 0, 7, 7]


def test_a_spike_multiplies_those_who_come_by_the_wave_or_by_order() -> None:
    spike = order(K.SPIKE, ticks=2, per_mille=2500)
    assert arrivals(level("A", arrivals=[4] * 6), (1, spike)) == [4, 10, 10, 4, 4, 4]
    assert arrivals(level("A", arrivals=[4] * 6), (0, SetTraffic(2)), (3, spike)) == [2, 2, 2, 5, 5, 2]


def test_visitors_by_order_are_others_than_those_of_the_waves_and_the_same_in_every_game() -> None:
    game, other = Game(level("A", arrivals=[2] * 9), 1), Game(level("A", "B", arrivals=[0] * 9), 1)
    run(game, 1)
    for each in (game, other):
        do(each, SetTraffic(3))
        run(each, 1)
    who = world_of(game).sessions.who[:5].tolist()
    assert who == [0, 1, *(255 << 24 | number for number in range(3))]
    assert world_of(other).sessions.who[:3].tolist() == who[2:]


def test_no_more_come_by_order_than_a_game_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scalegame.engine.decisions.forecast.MOST_EXTRA", 25)
    assert sum(arrivals(level("A", arrivals=[1] * 9), (0, SetTraffic(10)))) == 25
    game = Game(level("A"), 1)
    world_of(game).extra = MOST_EXTRA
    assert game.quote(SetTraffic(1)) == Refusal(Reason.MOST_VISITORS, (MOST_EXTRA,))
    assert game.quote(SetTraffic(0)) == Quote()


def test_the_forecast_is_what_came_and_what_is_expected_now() -> None:
    game = Game(level("A", arrivals=[4] * 6), 1)
    assert game.forecast() == (4,) * 6
    run(game, 2)
    do(game, SetTraffic(9))
    assert game.forecast() == (4, 4, 9, 9, 9, 9)
    do(game, order(K.SPIKE, ticks=2, per_mille=3000))
    run(game, 1)
    assert game.forecast() == (4, 4, 27, 27, 9, 9)


@pytest.mark.parametrize(
    "command",
    [
        order(K.CRASH, "A"),
        order(K.CRASH_LOOP, Target.BUSIEST, ticks=3, count=2),
        order(K.SLOW, Target.RANDOM, ticks=5, per_mille=300),
        order(K.FREEZE, "B", ticks=4),
        order(K.LEAK, "A", ticks=1),
        order(K.ZONE_OUTAGE, "a", ticks=6),
        order(K.ROLLING_DEPLOY),
        order(K.REDIS_RESTART),
        order(K.REDIS_FULL, ticks=5, per_mille=900),
        order(K.WHALE, ticks=6, per_mille=500),
        order(K.BAN, per_mille=300),
        order(K.RETRY_STORM, ticks=5, count=3),
        order(K.SQL_FAILOVER),
    ],
    ids=lambda command: command.incident.kind.value,
)
def test_what_is_ordered_strikes_as_if_a_wave_had_brought_it(command: CauseIncident) -> None:
    """But for what is drawn, and for the command that was counted."""
    calm = stocked(stocked(level("A", "B", arrivals=[6] * 20), StoreName.REDIS), StoreName.SQL)
    wave = replace(calm.waves[0], incidents=(replace(command.incident, at=3),))
    ordered, scheduled = Game(calm, 1), Game(replace(calm, waves=(wave,)), 1)
    for game in (ordered, scheduled):
        run(game, 3)
    do(ordered, command)
    assert ordered.copy().step().events, "it strikes in the next tick"
    if command.incident.server == Target.RANDOM or command.incident.kind is K.BAN:
        assert [e.kind for e in ordered.step().events] == [e.kind for e in scheduled.step().events]
        return
    assert [replace(one, digest="") for one in finish(ordered)] == [
        replace(one, digest="") for one in finish(scheduled)
    ]
    metrics = ordered.result().metrics
    assert replace(metrics, commands=0) == scheduled.result().metrics


def test_several_strike_in_the_order_in_which_they_were_ordered() -> None:
    game = Game(level("A", "B"), 1)
    for name in "BA":
        do(game, order(K.CRASH, name))
    struck = [event.place for event in game.step().events if event.kind is EventKind.SERVER_CRASHED]
    assert struck == ["B", "A"]


def redis_down(game: Game) -> None:
    do(game, AddStore(StoreName.REDIS))
    run(game, 9)
    do(game, order(K.REDIS_RESTART))
    run(game, 1)


REFUSED: list[tuple[CauseIncident, str, str]] = [
    (order(K.CRASH, "C"), "unknown_server", "There is no server called C."),
    (order(K.CRASH, "B"), "not_running", "B is not running."),
    (order(K.CRASH, "A", ticks=3), "number", "no other numbers"),
    (order(K.REDIS_RESTART, "A"), "number", "no other numbers"),
    (CauseIncident(Incident(K.CRASH, 2, "A")), "number", "strikes at once"),
    (order(K.SLOW, "A", ticks=0, per_mille=500), "number", "from 1 to 3,600 s"),
    (order(K.FREEZE, "A", ticks=MOST_TICKS + 1), "number", "from 1 to 3,600 s"),
    (order(K.SLOW, "A", ticks=3, per_mille=0), "number", "from 1 to 1,000 per mille"),
    (order(K.BAN, per_mille=1001), "number", "from 1 to 1,000 per mille"),
    (order(K.SPIKE, ticks=3, per_mille=1000), "number", "more than once"),
    (order(K.SPIKE, ticks=3, per_mille=10_001), "number", "at most 10 times"),
    (order(K.CRASH_LOOP, "A", ticks=3, count=101), "number", "from 1 to 100 times"),
    (order(K.RETRY_STORM, ticks=3, count=11), "number", "from 1 to 10 times"),
    (order(K.ZONE_OUTAGE, "z", ticks=3), "unknown_zone", "no zone called z"),
    (order(K.REDIS_RESTART), "no_store", "do not have Redis"),
    (order(K.REDIS_FULL, ticks=3, per_mille=500), "no_store", "do not have Redis"),
    (order(K.SQL_FAILOVER), "no_store", "do not have an SQL database"),
    (order(K.BAN, per_mille=500), "nobody", "Nobody is online."),
]


@pytest.mark.parametrize("command, code, part", REFUSED, ids=lambda value: value if type(value) is str else "")
def test_it_is_refused_in_a_sentence_if_it_can_strike_nothing(command: CauseIncident, code: str, part: str) -> None:
    game = Game(level("A", "B", arrivals=[0] * 20), 1)
    do(game, RestartServer("B"))
    answer = game.give(command)
    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert part in why_refused(answer)


def test_what_is_down_or_under_way_cannot_be_struck_again() -> None:
    game = Game(level("A", "B"), 1)
    redis_down(game)
    assert game.give(order(K.REDIS_RESTART)) == Refusal(Reason.STORE_DOWN, (StoreName.REDIS,))
    do(game, Connect("all", SessionPlace.SIGNED_COOKIE))
    refusal = game.give(order(K.ROLLING_DEPLOY))
    assert refusal == Refusal(Reason.ROLLOUT)
    alone = Game(level("A"), 1)
    do(alone, RestartServer("A"))
    assert alone.give(order(K.CRASH, Target.BUSIEST)) == Refusal(Reason.NO_SERVER)
    boundless = replace(world_of(game).stores[StoreName.REDIS].spec, memory=0)
    unlimited = Game(stocked(level("A"), StoreName.REDIS, boundless), 1)
    assert unlimited.give(order(K.REDIS_FULL, ticks=3, per_mille=500)) == Refusal(Reason.NO_LIMIT)


@pytest.mark.parametrize("visitors", [-1, MOST_VISITORS + 1])
def test_traffic_has_bounds(visitors: int) -> None:
    refusal = Refusal(Reason.TRAFFIC_BOUNDS, (1_000,))
    assert Game(level("A"), 1).give(SetTraffic(visitors)) == refusal


def test_traffic_that_is_set_already_is_refused() -> None:
    game = Game(level("A"), 1)
    do(game, SetTraffic(4))
    assert game.give(SetTraffic(4)) == Refusal(Reason.SAME_TRAFFIC)


def test_only_levels_that_say_so_let_a_player_order_them() -> None:
    game = Game(replace(level("A"), allowed=frozenset({"add_server"})), 1)
    for command in (SetTraffic(1), order(K.CRASH, "A")):
        assert game.give(command) == Refusal(Reason.NOT_ALLOWED)


def test_the_state_tells_what_was_ordered_and_says_nothing_of_it_where_nothing_was() -> None:
    game = Game(level("A", arrivals=[2] * 9), 1)
    before = game.field_names()
    do(game, order(K.CRASH, "A"))
    assert game.field_names() == (*before, "ordered")
    do(game, SetTraffic(1))
    assert game.field_names() == (*before, "traffic", "ordered")
    run(game, 1)
    assert game.field_names() == (*before, "traffic")
    one, other = Game(level("A"), 1), Game(level("A"), 1)
    do(one, order(K.CRASH, "A"))
    do(other, order(K.FREEZE, "A", ticks=3))
    assert one.digest() != other.digest()


def test_an_order_given_to_a_copy_is_none_of_the_first_game() -> None:
    """Undo, rewind and what-if rely on it."""
    game = Game(level("A"), 1)
    twin = game.copy()
    do(twin, order(K.CRASH, "A"))
    run(twin, 1)
    run(game, 1)
    assert [game.view().servers[0].state, twin.view().servers[0].state] == [ServerState.UP, ServerState.DOWN]


@pytest.mark.parametrize(
    "plain, reason",
    [
        ({"do": "cause_incident", "incident": "flood"}, "there is no incident 'flood'"),
        ({"do": "cause_incident", "incident": "crash"}, 'a text in "server"'),
        ({"do": "cause_incident", "incident": "ban", "per_mille": 5, "ticks": 1}, 'ban takes no "ticks"'),
        ({"do": "cause_incident", "incident": "zone_outage", "server": "a", "ticks": 1}, 'takes no "server"'),
        ({"do": "set_traffic"}, '"visitors" must be a whole number'),
    ],
)
def test_what_a_file_says_wrong_is_told(plain: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        _ = command_of(plain)


def test_a_file_says_a_zone_by_that_name() -> None:
    command = order(K.ZONE_OUTAGE, "a", ticks=3)
    plain = plain_command(command)
    assert plain == {"do": "cause_incident", "incident": "zone_outage", "zone": "a", "ticks": 3}
    assert command_of(plain) == command


def with_lives(lives: int) -> Scenario:
    """Return a level whose only server drowns."""
    return replace(level("A", arrivals=[40] * 20), lives=lives)


def test_the_game_is_over_and_lost_once_the_lives_are_used_up() -> None:
    game = Game(with_lives(60), 1)
    do(game, order(K.CRASH, "A"))
    hurt = 0
    while not game.over:
        assert game.view().lives == 60 - hurt > 0
        report = game.step()
        hurt += sum(loss.count for loss in report.losses) + sum(failure.count for failure in report.failures)
    assert hurt >= 60
    assert game.tick < 20
    assert game.view().lives == 0
    assert (game.result().won, game.result().stars) == (False, 0)
    assert game.give(SetTraffic(0)) == Refusal(Reason.OVER)


def test_without_lives_it_goes_on_whatever_happens() -> None:
    game = Game(with_lives(0), 1)
    do(game, order(K.CRASH, "A"))
    finish(game)
    assert game.tick == 20
