"""Nothing a player does shifts anyone else's luck: the same people come and behave the same under every plan."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from scalegame.engine import At, Game, Plan, Scenario
from scalegame.engine.commands import AddServer, CauseIncident, NextWave, SetPolicy, SetTraffic
from scalegame.engine.scenario import IncidentKind, Policy, Rejected, ServerType, Source, Wave
from scalegame.engine.view import FailureCause
from tests.depth import examples
from tests.engine.builders import HOMES, addresses_of, do, finish, level, world_of
from tests.orders import plans
from tests.strategies import calm_scenarios, scenarios, seeds

GAMES = settings(max_examples=examples(10, 32), deadline=None)


def visitors(scenario: Scenario, seed: int, plan: Plan) -> dict[int, tuple[int, int]]:
    """Play and return every visitor's source and address by the number they have under every plan."""
    game = Game(scenario, seed)
    seen: dict[int, tuple[int, int]] = {}
    while not game.over:
        for at in plan:
            if at.tick == game.tick:
                game.give(at.command)
        arrivals = game.step().arrivals
        people = world_of(game).sessions
        for row in range(people.size - arrivals, people.size):
            seen[int(people.who[row])] = (int(people.source[row]), int(people.address[row]))
    return seen


def without_whales(scenario: Scenario) -> Scenario:
    """Return a scenario without the incident that gives people another address."""
    calm = [tuple(each for each in wave.incidents if each.kind is not IncidentKind.WHALE) for wave in scenario.waves]
    waves = (replace(wave, incidents=incidents) for wave, incidents in zip(scenario.waves, calm, strict=True))
    return replace(scenario, waves=tuple(waves))


def as_the_waves_say(scenario: Scenario) -> Scenario:
    """Return a scenario in which nobody orders visitors or incidents, and that does not end before its waves."""
    ordering = {SetTraffic.verb, CauseIncident.verb}
    return replace(scenario, allowed=scenario.allowed - ordering, lives=0)


@GAMES
@given(scenarios(), seeds, plans())
def test_the_same_people_come_under_every_plan(scenario: Scenario, seed: int, plan: Plan) -> None:
    """But for a whale: it gives its address to those who come while it lasts, and a wave can be called early."""
    scenario = without_whales(as_the_waves_say(scenario))
    idle = visitors(scenario, seed, ())
    assert len(idle) == sum(sum(wave.arrivals) for wave in scenario.waves)
    assert visitors(scenario, seed, plan) == idle


@GAMES
@given(scenarios(), seeds, plans())
def test_they_come_in_the_same_ticks_unless_waves_are_called(scenario: Scenario, seed: int, plan: Plan) -> None:
    calm = [at for at in plan if not isinstance(at.command, NextWave)]
    scenario = as_the_waves_say(scenario)
    idle, busy = Game(scenario, seed), Game(scenario, seed)
    while not idle.over:
        for at in calm:
            if at.tick == busy.tick:
                busy.give(at.command)
        assert idle.step().arrivals == busy.step().arrivals
    assert busy.over


@GAMES
@given(calm_scenarios(), seeds)
def test_everyone_logs_in_once_when_nothing_fails(scenario: Scenario, seed: int) -> None:
    """With room for all and no incidents only pictures can be missing, and every visitor's log-in counts once."""
    game = Game(scenario, seed)
    finish(game)
    assert {failure.cause for failure in game.result().failures} <= {FailureCause.FILE_MISSING}
    assert game.result().metrics.sessions == sum(sum(wave.arrivals) for wave in scenario.waves)


@GAMES
@given(calm_scenarios(), seeds)
def test_people_who_are_never_rejected_make_the_same_requests_on_any_fleet(scenario: Scenario, seed: int) -> None:
    """Cookie stickiness keeps everyone known, so more servers change who answers and nothing else."""
    sticky = replace(scenario, balancer=replace(scenario.balancer, policy=Policy.STICKY_COOKIE))
    small, large = Game(sticky, seed), Game(sticky, seed)
    do(large, AddServer(2))
    assert [report.requests for report in finish(small)] == [report.requests for report in finish(large)]
    assert small.result().metrics.sessions_lost == large.result().metrics.sessions_lost == 0


def test_a_visit_is_one_log_in_and_its_requests() -> None:
    """Three people who make four requests each after the log-in make fifteen."""
    visits = replace(HOMES, requests=(4, 4))
    game = Game(level("A", arrivals=(3, *[0] * 60), source=visits), 5)
    finish(game)
    assert game.result().metrics.requests == 3 * 5
    assert game.view().online == 0


def test_the_length_of_visits_is_drawn_evenly_from_its_range() -> None:
    roomy = ServerType(capacity=100_000, queue=4000, memory=4000)
    game = Game(level("A", arrivals=(3000,), kind=roomy, source=replace(HOMES, requests=(2, 5))), 5)
    finish(game)
    people = world_of(game).sessions
    lengths = people.left[: people.size].tolist()
    assert set(lengths) == {2, 3, 4, 5}
    assert all(abs(lengths.count(n) - 750) < 100 for n in range(2, 6))


def test_sources_share_the_visitors_by_weight_and_keep_their_own_addresses() -> None:
    """Three in ten come from an office behind one address; homes have addresses in networks of their own."""
    homes, office = replace(HOMES, addresses=400, share=7), replace(HOMES, name="office", addresses=1, share=3)
    game = Game(replace(level("A", arrivals=(4000,)), sources=(homes, office)), 2)
    finish(game)
    addresses = addresses_of(game)
    networks = [address // 256 for address in addresses]
    assert abs(networks.count(400) - 1200) < 120
    assert {0, 399, 400} <= set(networks) <= set(range(401))
    assert len(set(addresses)) == len(set(networks)), "one address a network"


def test_addresses_can_share_networks_and_endings() -> None:
    crowd = replace(HOMES, addresses=500, networks=8)
    alike = replace(HOMES, name="alike", addresses=500, last_octet=1)
    game = Game(replace(level("A", arrivals=(4000,)), sources=(crowd, alike)), 2)
    finish(game)
    addresses = set(addresses_of(game))
    first, others = {a for a in addresses if a < 8 * 256}, {a for a in addresses if a >= 8 * 256}
    assert {a // 256 for a in first} == set(range(8))
    assert 400 < len(first) <= 500
    assert {a % 256 for a in others} == {1}
    assert 400 < len(others) <= 500


def test_pauses_have_the_mean_of_their_source() -> None:
    """200 people with 40 pauses each: the mean pause is within 5 % of ten ticks (one tick is the shortest)."""
    source = replace(HOMES, requests=(40, 40), think=10)
    game = Game(level("A", arrivals=(200, *[0] * 99), source=source), 3)
    reports = finish(game)
    steady = sum(report.requests for report in reports[20:]) / 80
    assert abs(200 / steady - 10) < 0.5


def rejected_once(rejected: Rejected) -> tuple[Game, list[int]]:
    """Play 50 people on two servers that forget those of the other, and return requests a tick."""
    source: Source = replace(HOMES, requests=(10, 10), rejected=rejected)
    game = Game(level(arrivals=(50, *[0] * 39), source=source), 1)
    return game, [report.requests for report in finish(game)]


def test_rejected_people_leave_insist_or_log_in_again_as_their_source_says() -> None:
    leave, insist, again = (rejected_once(each) for each in (Rejected.LEAVE, Rejected.INSIST, Rejected.LOGIN_AGAIN))
    assert sum(leave[1]) < sum(insist[1]) == 50 * 11 < sum(again[1])
    for game, _ in (leave, insist, again):
        assert game.result().metrics.sessions == 50, "logging in again is no new session"


def test_who_leaves_when_rejected_is_gone_in_the_same_tick() -> None:
    game = Game(level(source=replace(HOMES, rejected=Rejected.LEAVE)), 1)
    here = 0
    for _ in range(10):
        report = game.step()
        here += report.arrivals - sum(loss.count for loss in report.losses)
        assert game.view().online == here
    assert here == 0


def test_logging_in_again_takes_two_ticks_whatever_the_pause() -> None:
    """One visitor with long pauses on two servers that do not know each other's people."""
    game = Game(level("A", "B", arrivals=(1, *[0] * 80), source=replace(HOMES, think=9)), 1)
    reports = finish(game)
    rejected = [report.tick for report in reports if report.losses]
    asked = [report.tick for report in reports if report.requests]
    assert len(rejected) > 2
    assert all(asked[asked.index(tick) + 1] == tick + 2 for tick in rejected if tick + 2 <= reports[-1].tick)


def test_changing_the_policy_changes_no_pause_and_no_kind_of_request() -> None:
    """One server answers whatever the policy is, so two policies give the same requests."""
    plain, switched = Game(level("A"), 4), Game(level("A"), 4)
    do(switched, SetPolicy(Policy.RANDOM))
    assert [r.requests for r in finish(plain)] == [r.requests for r in finish(switched)]
    assert plain.result().metrics.latency == switched.result().metrics.latency


def test_a_wave_called_early_brings_its_own_people_sooner() -> None:
    scenario = replace(level("A"), waves=(Wave("One", (2,) * 10), Wave("Two", (3,) * 10)))
    assert visitors(scenario, 9, (At(4, NextWave()),)) == visitors(scenario, 9, ())
