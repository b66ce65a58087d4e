"""An interview is judged by published rules, with the numbers of the ledger and no others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings

from scalegame.analysis.assessment.evidence import Evidence, gather
from scalegame.analysis.assessment.grades import (
    Assessment,
    Criterion,
    Grade,
    Judgement,
    Recommendation,
    assess,
    limits_of,
    plain_assessment,
    recommend,
)
from scalegame.content.level import REFERENCE
from scalegame.content.levels import load_level, shipped_levels
from scalegame.engine import At, Plan, Scenario
from scalegame.engine.commands import AddReplica, AddServer, AddStore, Connect
from scalegame.engine.scenario import (
    Duty,
    FilePlace,
    Goal,
    Incident,
    IncidentKind,
    Metric,
    OrderPlace,
    SessionPlace,
    StoreName,
)
from scalegame.engine.view import EventKind, Failure, FailureCause, Loss, LossCause
from scalegame.playthrough.account import interviewer
from tests.depth import examples
from tests.strategies import busy_games, scenarios

# They play hundreds of games each: a change of the engine shows in its own tests first.
pytestmark = pytest.mark.deep

LEVEL = load_level(shipped_levels() / "16-the-interview.json")
BEST = LEVEL.plans[REFERENCE]
MOVES = (LossCause.DEPLOY, LossCause.MIGRATION, LossCause.SERVER_REMOVED, LossCause.SERVER_RESTART)


def assessed(plan: Plan, scenario: Scenario = LEVEL.scenario) -> Assessment:
    """Judge ``plan`` on the campaign's interview, or on a change of it."""
    return assess(gather(scenario, LEVEL.seed, plan))


def without(*commands: type) -> Plan:
    """Return the reference without commands of some kinds."""
    return tuple(at for at in BEST if not isinstance(at.command, commands))


def instead(before: object, after: At | None = None) -> Plan:
    """Return the reference with ``after`` in the place of the command ``before``, or without it."""
    changed = [after if at.command == before else at for at in BEST]
    return tuple(sorted((at for at in changed if at is not None), key=lambda at: at.tick))


def grades(assessment: Assessment) -> dict[Criterion, Grade]:
    """Return the grade of each criterion."""
    return {one.criterion: one.grade for one in assessment.judgements}


def test_every_criterion_is_judged_once_in_its_order() -> None:
    assert [one.criterion for one in assessed(()).judgements] == list(Criterion)


ALL_SQL = Connect("all", OrderPlace.SQL)
ALL_REDIS = Connect("all", SessionPlace.REDIS)
ALL_FILES = Connect("all", FilePlace.OBJECT_STORAGE)


@pytest.mark.parametrize(
    "plan, criterion, grade",
    [
        (instead(ALL_REDIS), Criterion.SESSIONS, Grade.WEAK),
        (instead(ALL_REDIS, At(12, Connect("all", SessionPlace.SIGNED_COOKIE))), Criterion.SESSIONS, Grade.WEAK),
        (instead(ALL_SQL), Criterion.ORDERS, Grade.WEAK),
        (instead(ALL_FILES), Criterion.PICTURES, Grade.WEAK),
        (instead(AddServer(3), At(75, AddServer(3))), Criterion.LOAD, Grade.GOOD),
        (instead(AddServer(3), At(95, AddServer(3))), Criterion.LOAD, Grade.WEAK),
        (instead(AddServer(3), At(50, AddServer(3))), Criterion.LOAD, Grade.STRONG),
        (instead(AddReplica(StoreName.REDIS)), Criterion.FAILURES, Grade.WEAK),
        (instead(ALL_SQL, At(80, ALL_SQL)), Criterion.OPERATION, Grade.GOOD),
        ((*BEST[:3], At(5, ALL_FILES)), Criterion.COST, Grade.NOT_SHOWN),
        (instead(AddServer(3), At(40, AddServer(4))), Criterion.COST, Grade.STRONG),
        (instead(AddServer(3), At(40, AddServer(6))), Criterion.COST, Grade.WEAK),
        ((At(0, AddStore(StoreName.REDIS)),), Criterion.OPERATION, Grade.NOT_SHOWN),
    ],
)
def test_one_thing_done_otherwise_shows_where_it_belongs(plan: Plan, criterion: Criterion, grade: Grade) -> None:
    assert assessed(plan).of(criterion).grade is grade


def test_what_was_bought_in_vain_is_named() -> None:
    assessment = assessed((*BEST[:3], *instead(ALL_FILES)[3:]))
    assert assessment.evidence.unused == (StoreName.OBJECT_STORAGE,)


def test_a_dead_zone_that_held_nothing_showed_nothing() -> None:
    """Zone b goes dark: where nobody did anything, everything stands in zone a."""
    zoned = LEVEL.scenario
    waves = tuple(replace(wave, incidents=()) for wave in zoned.waves)
    dark = Incident(IncidentKind.ZONE_OUTAGE, 8, "b", 25)
    scenario = replace(zoned, zones=("a", "b"), waves=(*waves[:-1], replace(waves[-1], incidents=(dark,))))
    assert assessed((), scenario).of(Criterion.FAILURES).grade is Grade.NOT_SHOWN
    struck = assessed(BEST, scenario).evidence.strokes
    assert [(one.kind, one.place) for one in struck] == [(EventKind.ZONE_DOWN, "b")]


def test_who_is_missing_after_a_crash_is_not_missed_because_of_a_later_deploy() -> None:
    first, *rest = LEVEL.scenario.waves
    arrivals = (5,) * len(first.arrivals)
    incidents = Incident(IncidentKind.CRASH, at=4, server="A"), Incident(IncidentKind.ROLLING_DEPLOY, at=8)
    waves = (replace(first, arrivals=arrivals, incidents=incidents), *rest)
    crash, deploy, *_ = assessed((), replace(LEVEL.scenario, waves=waves)).evidence.strokes
    assert (crash.kind, deploy.kind) == (EventKind.SERVER_CRASHED, EventKind.ROLLING_DEPLOY)
    assert any(one.cause is FailureCause.NO_SERVER and one.tick > deploy.tick for one in crash.failures)
    assert not any(one.cause is FailureCause.NO_SERVER for one in deploy.failures)


def test_what_the_level_is_not_about_is_not_judged() -> None:
    sources = tuple(replace(one, mix=(0, 1, 0, 0, 0, 0)) for one in LEVEL.scenario.sources)
    waves = tuple(replace(wave, incidents=()) for wave in LEVEL.scenario.waves)
    bare = replace(LEVEL.scenario, sources=sources, waves=waves, goals=(), allowed=frozenset({"add_server"}))
    asked = [one for one, grade in grades(assessed((), bare)).items() if grade is not Grade.NOT_ASKED]
    assert asked == [Criterion.SESSIONS]


@pytest.mark.parametrize(
    "given_grades, won, wanted",
    [
        ("ssss", True, Recommendation.HIRE),
        ("ssgg", True, Recommendation.HIRE),
        ("sggg", True, Recommendation.RESERVATIONS),
        ("sssw", True, Recommendation.RESERVATIONS),
        ("ssso", True, Recommendation.RESERVATIONS),
        ("ssss", False, Recommendation.RESERVATIONS),
        ("ssow", True, Recommendation.NOT_YET),
        ("ssww", False, Recommendation.NOT_YET),
        ("s----", True, Recommendation.HIRE),
        ("g----", True, Recommendation.RESERVATIONS),
    ],
)
def test_the_recommendation_follows_from_grades(given_grades: str, won: bool, wanted: Recommendation) -> None:
    signs = {"s": Grade.STRONG, "g": Grade.GOOD, "w": Grade.WEAK, "o": Grade.NOT_SHOWN, "-": Grade.NOT_ASKED}
    judgements = [Judgement(criterion, signs[sign]) for criterion, sign in zip(Criterion, given_grades, strict=False)]
    assert recommend(judgements, won=won) is wanted


@pytest.mark.parametrize(
    "goals, limits",
    [
        ((), (100, 20)),
        ((Goal(Metric.SESSION_LOSS, 50, 10),), (50, 10)),
        ((Goal(Metric.SESSION_LOSS, 5, None),), (5, 5)),
        ((Goal(Metric.SESSION_LOSS, None, 200),), (200, 200)),
    ],
)
def test_limits_are_the_levels_own_or_the_usual(goals: tuple[Goal, ...], limits: tuple[int, int]) -> None:
    assert limits_of(replace(LEVEL.scenario, goals=goals), Metric.SESSION_LOSS) == limits


@given(busy_games())
@settings(max_examples=examples(10, 32))
def test_any_game_is_judged_by_the_book_and_told_with_the_numbers_of_the_ledger(game: tuple[Scenario, Plan]) -> None:
    evidence = gather(game[0], 1, game[1])
    assessment = assess(evidence)
    _every_entry_is_accounted_for_once(evidence)
    _every_grade_follows_its_rule(assessment)
    _the_words_hold_the_numbers(assessment)


def _every_entry_is_accounted_for_once(evidence: Evidence) -> None:
    losses = [*evidence.own_losses, *(loss for stroke in evidence.strokes for loss in stroke.losses)]
    failures = [*evidence.own_failures, *(one for stroke in evidence.strokes for one in stroke.failures)]
    assert Counter(losses) == Counter(evidence.result.losses)
    assert Counter(failures) == Counter(evidence.result.failures)
    assert all(entry.tick >= stroke.tick for stroke in evidence.strokes for entry in stroke.losses)
    assert all(entry.tick >= stroke.tick for stroke in evidence.strokes for entry in stroke.failures)


def _every_grade_follows_its_rule(assessment: Assessment) -> None:
    """Compare with the rules of docs/assessment.md, written once more as plainly as they stand there."""
    evidence = assessment.evidence
    for judgement in assessment.judgements:
        if judgement.grade is not Grade.NOT_ASKED:
            assert judgement.grade is _by_the_book(judgement.criterion, evidence), judgement.criterion
    counts = Counter(one.grade for one in assessment.judgements)
    short = counts[Grade.WEAK] + counts[Grade.NOT_SHOWN]
    in_memory = Duty.SESSIONS not in evidence.settled and _may_leave(evidence.scenario)
    assert (assessment.recommendation is Recommendation.NOT_YET) == (short >= 2 or in_memory)
    if assessment.recommendation is Recommendation.HIRE:
        assert evidence.result.won
        assert short == 0
        assert counts[Grade.STRONG] >= counts[Grade.GOOD]


def _the_words_hold_the_numbers(assessment: Assessment) -> None:
    metrics = assessment.evidence.result.metrics
    told = {one.criterion: " ".join(one.evidence) for one in interviewer.told(assessment)}
    sessions = assessment.of(Criterion.SESSIONS)
    assert sessions.lost == metrics.sessions_lost
    head = f"{sessions.lost:,} of {metrics.sessions:,} " if sessions.lost else "nobody was logged out"
    assert head in told[Criterion.SESSIONS]
    load, failures = assessment.of(Criterion.LOAD), assessment.of(Criterion.FAILURES)
    if load.failed:
        assert f"{load.failed:,} request" in told[Criterion.LOAD]
    if Criterion.FAILURES in told and len(assessment.evidence.strokes) <= 5:
        text = told[Criterion.FAILURES]
        assert _sum_of(r"([\d,]+) (?:requests? failed|orders? w)", text) == failures.failed
        lost = sum(loss.count for loss in failures.losses)
        assert _sum_of(r"([\d,]+) (?:people|person) w", text) == lost
    assert all(one.evidence and one.advice for one in interviewer.told(assessment))
    assert interviewer.recommendation(assessment)[-1] == "."


def _sum_of(pattern: str, text: str) -> int:
    return sum(int(number.replace(",", "")) for number in re.findall(pattern, text))


@given(scenarios())
@settings(max_examples=examples(8, 24))
def test_who_does_nothing_is_never_strong_where_people_were_lost(scenario: Scenario) -> None:
    for judgement in assess(gather(scenario, 1, ())).judgements:
        assert judgement.grade is not Grade.STRONG or not judgement.losses


def test_a_lost_interview_in_words() -> None:
    assessment = assessed(LEVEL.plans["tempting"])
    failures = next(one for one in interviewer.told(assessment) if one.criterion is Criterion.FAILURES)
    assert failures.evidence[0] == (
        "At 1:53 s004 crashed: 42 people were logged out, 100 orders were lost and 2 requests failed. "
        "Only its memory knew them."
    )
    assert interviewer.recommendation(assessment) == (
        "Not yet: sessions never left the servers' memory; sessions, orders, pictures and failures are weak; "
        "operation and cost are not shown."
    )


def test_programs_get_grades_and_counts() -> None:
    plain = plain_assessment(assessed(BEST))
    assert plain["recommendation"] == "hire"
    assert {"criterion": "sessions", "grade": "strong", "lost": 1, "failed": 0} in _listed(plain["criteria"])


def _listed(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


def _by_the_book(criterion: Criterion, evidence: Evidence) -> Grade:
    metrics, ledger = evidence.result.metrics, evidence.result
    lose, lose_gold = limits_of(evidence.scenario, Metric.SESSION_LOSS)
    fail, fail_gold = limits_of(evidence.scenario, Metric.FAILED_REQUESTS)
    early = [at.tick for at in evidence.given if isinstance(at.command, Connect)]
    entries: tuple[Loss | Failure, ...] = (*ledger.losses, *ledger.failures)
    forgiven = {
        entry
        for entry in entries
        if entry.cause in (*MOVES, FailureCause.ORDER_LOST)
        and entry.tick < evidence.calm
        and any(tick <= entry.tick for tick in early)
    }
    match criterion:
        case Criterion.SESSIONS:
            banned = any(one.cause is FailureCause.NOT_REVOKED for one in ledger.failures)
            stay = Duty.SESSIONS not in evidence.settled and _may_leave(evidence.scenario)
            if banned or metrics.session_loss > lose:
                return Grade.WEAK
            if stay:
                return Grade.WEAK if ledger.losses else Grade.NOT_SHOWN
            kept = metrics.session_loss <= lose_gold and forgiven.issuperset(ledger.losses)
            return Grade.STRONG if kept else Grade.GOOD
        case Criterion.ORDERS | Criterion.PICTURES:
            orders = criterion is Criterion.ORDERS
            cause = FailureCause.ORDER_LOST if orders else FailureCause.FILE_MISSING
            gone = [one for one in ledger.failures if one.cause is cause]
            since = evidence.settled.get(Duty.ORDERS if orders else Duty.FILES)
            if since is None:
                return Grade.WEAK if gone else Grade.NOT_SHOWN
            if all(one in forgiven for one in gone):
                return Grade.STRONG
            return Grade.GOOD if all(one.tick < since for one in gone) else Grade.WEAK
        case Criterion.LOAD:
            uneven, even = limits_of(evidence.scenario, Metric.LOAD_IMBALANCE)
            share = 1000 * _failed(evidence.own_failures, _TOO_MUCH) // max(1, metrics.requests)
            if share <= fail_gold and metrics.load_imbalance <= even:
                return Grade.STRONG
            return Grade.GOOD if share <= fail and metrics.load_imbalance <= uneven else Grade.WEAK
        case Criterion.FAILURES:
            return _by_strokes(evidence, lose, fail, fail_gold)
        case Criterion.OPERATION:
            return _by_moves(evidence, (lose, lose_gold), (fail, fail_gold))
        case Criterion.COST:
            return Grade.NOT_SHOWN  # no drawn level limits it


def _may_leave(scenario: Scenario) -> bool:
    there = {*scenario.allowed, *(store.value for store in scenario.stores)}
    return "connect" in there and not there.isdisjoint({"redis", "sql", "signed_cookie"})


_TOO_MUCH = (
    "overload", "timeout", "store_overload", "store_full", "no_connection", "queue_full", "rate_limited", "memory_full",
)  # fmt: skip


def _failed(failures: Sequence[object], causes: Sequence[str]) -> int:
    return sum(getattr(one, "count", 0) for one in failures if getattr(one, "cause", "") in causes)


def _by_strokes(evidence: Evidence, lose: int, fail: int, fail_gold: int) -> Grade:
    other = (EventKind.ROLLING_DEPLOY, EventKind.BAN)
    strokes = [stroke for stroke in evidence.strokes if stroke.kind not in other]
    if not strokes:
        return Grade.NOT_SHOWN
    lost = sum(stroke.lost for stroke in strokes)
    failed = 1000 * sum(stroke.failed for stroke in strokes) // max(1, evidence.result.metrics.requests)
    if lost == 0 and failed <= fail_gold:
        return Grade.STRONG
    within = 1000 * lost // max(1, evidence.result.metrics.sessions) <= lose and failed <= fail
    return Grade.GOOD if within else Grade.WEAK


def _by_moves(evidence: Evidence, lose: tuple[int, int], fail: tuple[int, int]) -> Grade:
    metrics = evidence.result.metrics
    deploys = [stroke for stroke in evidence.strokes if stroke.kind is EventKind.ROLLING_DEPLOY]
    if not evidence.moves and not deploys:
        return Grade.NOT_SHOWN
    lost = sum(loss.count for loss in evidence.own_losses if loss.cause in MOVES)
    lost += sum(loss.count for stroke in deploys for loss in stroke.losses)
    failed = _failed(evidence.own_failures, ["no_server"]) + sum(stroke.failed for stroke in deploys)
    shares = 1000 * lost // max(1, metrics.sessions), 1000 * failed // max(1, metrics.requests)
    calm = all(5 * move.online <= evidence.most_online for move in evidence.moves)
    untouched = not any(stroke.losses for stroke in deploys) and (bool(evidence.moves) or not lost)
    if shares[0] <= lose[1] and shares[1] <= fail[1] and calm and untouched:
        return Grade.STRONG
    return Grade.GOOD if shares[0] <= lose[0] and shares[1] <= fail[0] else Grade.WEAK
