"""A game judged as an interviewer would: criterion by criterion, each grade by a published rule. Pure.

The rules stand in ``docs/assessment.md`` for players. A limit is the level's own; where it sets none, ``_USUAL`` holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from scalegame.analysis.assessment.evidence import Evidence, gather
from scalegame.analysis.assessment.safety import Bought, Risk, never_needed, risks
from scalegame.engine.commands import Connect, Plan
from scalegame.engine.enums import Kind
from scalegame.engine.scenario import Duty, IncidentKind, Metric, Scenario
from scalegame.engine.view import EventKind, Failure, FailureCause, Loss, LossCause


class Criterion(StrEnum):
    """The criteria of an assessment."""

    SESSIONS = "sessions"
    ORDERS = "orders"
    PICTURES = "pictures"
    LOAD = "load"
    FAILURES = "failures"
    OPERATION = "operation"
    COST = "cost"


class Grade(StrEnum):
    """The grades of a criterion. One about which the interview did not ask is not judged."""

    STRONG = "strong"
    GOOD = "good"
    WEAK = "weak"
    NOT_SHOWN = "not shown"
    NOT_ASKED = "not asked"


class Recommendation(StrEnum):
    """The recommendations with which an assessment ends."""

    HIRE = "hire"
    RESERVATIONS = "hire with reservations"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One criterion with its grade, and the entries of the ledger that were held against it."""

    criterion: Criterion
    grade: Grade
    losses: tuple[Loss, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def lost(self) -> int:
        """The number of people logged out, each counted once, as goals count them."""
        return sum(loss.count for loss in self.losses)

    @property
    def failed(self) -> int:
        """The number of failed requests."""
        return sum(failure.count for failure in self.failures)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A whole game judged. ``judgements`` has every criterion once, in their order.

    ``guards`` are what was bought against failures that did not come, ``risks`` single parts that could have failed.
    """

    evidence: Evidence
    judgements: tuple[Judgement, ...]
    recommendation: Recommendation
    guards: tuple[Bought, ...] = ()
    risks: tuple[Risk, ...] = ()

    def of(self, criterion: Criterion) -> Judgement:
        """Return the judgement of one criterion."""
        return next(one for one in self.judgements if one.criterion is criterion)


#: The limits to pass and for gold where a level sets none: per mille.
_USUAL = {
    Metric.SESSION_LOSS: (100, 20),
    Metric.FAILED_REQUESTS: (20, 5),
    Metric.LOAD_IMBALANCE: (400, 100),
}
#: The calm: at most so many per mille of the most people ever online.
_CALM = 200
#: The number of criteria, weak or not shown, that leave reservations; with more it is too early.
_RESERVED = 1

_OWN_MOVES = (LossCause.DEPLOY, LossCause.MIGRATION, LossCause.SERVER_REMOVED, LossCause.SERVER_RESTART)
_TOO_MUCH = (
    FailureCause.OVERLOAD, FailureCause.TIMEOUT, FailureCause.STORE_OVERLOAD, FailureCause.STORE_FULL,
    FailureCause.NO_CONNECTION, FailureCause.QUEUE_FULL, FailureCause.RATE_LIMITED, FailureCause.MEMORY_FULL,
)  # fmt: skip
#: Strokes against a part of the service; a deploy belongs to operating it, a ban to its sessions.
OF_PARTS = (
    EventKind.SERVER_CRASHED, EventKind.SERVER_SLOW, EventKind.SERVER_FROZEN, EventKind.ZONE_DOWN,
    EventKind.STORE_DOWN, EventKind.STORE_FAILOVER,
)  # fmt: skip
_PARTS_FAIL = frozenset({
    IncidentKind.CRASH, IncidentKind.CRASH_LOOP, IncidentKind.LEAK, IncidentKind.SLOW, IncidentKind.FREEZE,
    IncidentKind.ZONE_OUTAGE, IncidentKind.REDIS_RESTART, IncidentKind.SQL_FAILOVER,
})  # fmt: skip


def assess(evidence: Evidence) -> Assessment:
    """Judge a game."""
    judgements = tuple(
        judge(evidence) if _asked(criterion, evidence.scenario) else Judgement(criterion, Grade.NOT_ASKED)
        for criterion, judge in _JUDGES.items()
    )
    recommendation = recommend(judgements, won=evidence.result.won, in_memory=evidence.stays_in_memory)
    return Assessment(evidence, judgements, recommendation, never_needed(evidence), risks(evidence))


def assess_game(scenario: Scenario, seed: int, plan: Plan) -> Assessment:
    """Play ``plan`` again and judge that game."""
    return assess(gather(scenario, seed, plan))


def recommend(judgements: Iterable[Judgement], *, won: bool, in_memory: bool = False) -> Recommendation:
    """Return what follows from all grades together, by the published rule.

    Hire: the game was won, nothing asked is weak or not shown, and at least half of it is strong. Not yet: two or more
    are weak or not shown, or sessions stayed in servers' memory (``in_memory``) though they could have left it.
    Anything between leaves reservations.
    """
    grades = [one.grade for one in judgements if one.grade is not Grade.NOT_ASKED]
    short = sum(grade in (Grade.WEAK, Grade.NOT_SHOWN) for grade in grades)
    if short > _RESERVED or in_memory:
        return Recommendation.NOT_YET
    if won and not short and 2 * grades.count(Grade.STRONG) >= len(grades):
        return Recommendation.HIRE
    return Recommendation.RESERVATIONS


def limits_of(scenario: Scenario, metric: Metric) -> tuple[int, int]:
    """Return what passes and what is gold in ``metric``: the level's limits, one for both if it sets one."""
    goal = next((goal for goal in scenario.goals if goal.metric is metric), None)
    passing, gold = (None, None) if goal is None else (goal.passing, goal.gold)
    if metric not in _USUAL:
        most = scenario.budget if passing is None else passing
        return most, most if gold is None else gold
    usual, usual_gold = _USUAL[metric]
    if passing is None:
        passing = usual if gold is None else max(usual, gold)
    return passing, min(passing, usual_gold) if gold is None else gold


def _asked(criterion: Criterion, scenario: Scenario) -> bool:
    """Return whether requests, incidents or goals of an interview have to do with ``criterion``."""
    kinds = {incident.kind for wave in scenario.waves for incident in wave.incidents}
    limited = {goal.metric for goal in scenario.goals}
    match criterion:
        case Criterion.SESSIONS:
            return True
        case Criterion.ORDERS:
            return any(source.share and source.mix[Kind.CHECKOUT] for source in scenario.sources)
        case Criterion.PICTURES:
            return any(source.share and source.mix[Kind.UPLOAD] for source in scenario.sources)
        case Criterion.LOAD:
            return not limited.isdisjoint({Metric.FAILED_REQUESTS, Metric.LOAD_IMBALANCE})
        case Criterion.FAILURES:
            return not kinds.isdisjoint(_PARTS_FAIL)
        case Criterion.OPERATION:
            return Connect.verb in scenario.allowed or IncidentKind.ROLLING_DEPLOY in kinds
        case Criterion.COST:
            return Metric.COST in limited


def _sessions(evidence: Evidence) -> Judgement:
    """Strong within gold, if all who were logged out were so by the player's moves in the calm; good within the pass.

    Whoever serves banned people is weak, and so is who loses more. Where sessions stay in the memory of servers though
    they could leave, it is weak that somebody was logged out; if nobody was, nothing was shown.
    """
    losses = evidence.result.losses
    banned = tuple(one for one in evidence.result.failures if one.cause is FailureCause.NOT_REVOKED)
    passing, gold = limits_of(evidence.scenario, Metric.SESSION_LOSS)
    share = evidence.result.metrics.session_loss
    stay = evidence.stays_in_memory
    if banned or share > passing or (stay and losses):
        grade = Grade.WEAK
    elif stay:
        grade = Grade.NOT_SHOWN
    elif share <= gold and all(_forgiven(evidence, loss) for loss in losses):
        grade = Grade.STRONG
    else:
        grade = Grade.GOOD
    return Judgement(Criterion.SESSIONS, grade, losses, banned)


def _forgiven(evidence: Evidence, entry: Loss | Failure) -> bool:
    """Return whether somebody was hurt by a move in the calm that led to something better."""
    calm = entry.tick < evidence.calm and any(move.at.tick <= entry.tick for move in evidence.moves)
    return calm and (entry.cause in _OWN_MOVES or entry.cause is FailureCause.ORDER_LOST)


def _orders(evidence: Evidence) -> Judgement:
    gone = tuple(one for one in evidence.result.failures if one.cause is FailureCause.ORDER_LOST)
    return Judgement(Criterion.ORDERS, _of_state(evidence, Duty.ORDERS, gone), failures=gone)


def _pictures(evidence: Evidence) -> Judgement:
    gone = tuple(one for one in evidence.result.failures if one.cause is FailureCause.FILE_MISSING)
    return Judgement(Criterion.PICTURES, _of_state(evidence, Duty.FILES, gone), failures=gone)


def _of_state(evidence: Evidence, kept: Duty, gone: tuple[Failure, ...]) -> Grade:
    """Judge orders or pictures: what is gone, and whether they have a place that every server can reach.

    Strong: they have, and none is gone but by a move in the calm. Good: they have, and some are gone from before. Weak:
    they have not, and some are gone. Not shown: they have not, and nothing happened that would have shown it.
    """
    if kept not in evidence.settled:
        return Grade.WEAK if gone else Grade.NOT_SHOWN
    if all(_forgiven(evidence, one) for one in gone):
        return Grade.STRONG
    return Grade.GOOD if max(one.tick for one in gone) < evidence.settled[kept] else Grade.WEAK


def _load(evidence: Evidence) -> Judgement:
    """Strong within gold of failed requests and imbalance, counting what was too much; good within the pass."""
    metrics = evidence.result.metrics
    failures = tuple(one for one in evidence.own_failures if one.cause in _TOO_MUCH)
    passing, gold = limits_of(evidence.scenario, Metric.FAILED_REQUESTS)
    uneven, even = limits_of(evidence.scenario, Metric.LOAD_IMBALANCE)
    share = _share(failures, metrics.requests)
    grade = _between((share, gold, passing), (metrics.load_imbalance, even, uneven))
    return Judgement(Criterion.LOAD, grade, failures=failures)


def _failures(evidence: Evidence) -> Judgement:
    """Strong: parts failed, nobody was logged out by it, and failed requests are within gold; good: within the pass."""
    strokes = [stroke for stroke in evidence.strokes if stroke.kind in OF_PARTS]
    losses = tuple(loss for stroke in strokes for loss in stroke.losses)
    failures = tuple(failure for stroke in strokes for failure in stroke.failures)
    if not strokes:
        return Judgement(Criterion.FAILURES, Grade.NOT_SHOWN)
    metrics = evidence.result.metrics
    most_lost, _ = limits_of(evidence.scenario, Metric.SESSION_LOSS)
    passing, gold = limits_of(evidence.scenario, Metric.FAILED_REQUESTS)
    # A single person who is logged out notices it.
    grade = _between(
        (1000 * sum(loss.count + loss.again for loss in losses) // max(1, metrics.sessions), 0, most_lost),
        (_share(failures, metrics.requests), gold, passing),
    )
    if grade is Grade.STRONG and losses:
        grade = Grade.GOOD
    return Judgement(Criterion.FAILURES, grade, losses, failures)


def _operation(evidence: Evidence) -> Judgement:
    """Judge moves and deploys by whom they hurt.

    Strong: all connections were made in the calm, moves are within gold, and nobody was logged out by a deploy of the
    level's, or without a connection at all. Good: within the pass. Not shown: no connection was made, no deploy came.
    """
    deploys = [stroke for stroke in evidence.strokes if stroke.kind is EventKind.ROLLING_DEPLOY]
    in_deploys = tuple(loss for stroke in deploys for loss in stroke.losses)
    own = tuple(loss for loss in evidence.own_losses if loss.cause in _OWN_MOVES)
    losses = (*own, *in_deploys)
    failures = tuple(one for one in evidence.own_failures if one.cause is FailureCause.NO_SERVER)
    failures += tuple(failure for stroke in deploys for failure in stroke.failures)
    if not evidence.moves and not deploys:
        return Judgement(Criterion.OPERATION, Grade.NOT_SHOWN)
    metrics = evidence.result.metrics
    most_lost, few_lost = limits_of(evidence.scenario, Metric.SESSION_LOSS)
    passing, gold = limits_of(evidence.scenario, Metric.FAILED_REQUESTS)
    grade = _between(
        (1000 * sum(loss.count for loss in losses) // max(1, metrics.sessions), few_lost, most_lost),
        (_share(failures, metrics.requests), gold, passing),
    )
    unmoved = in_deploys or (losses and not evidence.moves)
    if grade is Grade.STRONG and (unmoved or not all_in_calm(evidence)):
        grade = Grade.GOOD
    return Judgement(Criterion.OPERATION, grade, losses, failures)


def all_in_calm(evidence: Evidence) -> bool:
    """Return whether every connection was ordered while few people were online."""
    return all(1000 * move.online <= _CALM * evidence.most_online for move in evidence.moves)


def _cost(evidence: Evidence) -> Judgement:
    """Weak beyond the limit. Strong within gold, with nothing bought in vain; good with one such thing at most.

    Guards that were never called upon are not counted against gold: that nothing failed was luck. Not shown if too many
    were logged out or failed within the limit: whoever turns people away has saved nothing.
    """
    metrics = evidence.result.metrics
    passing, gold = limits_of(evidence.scenario, Metric.COST)
    if metrics.cost > passing:
        return Judgement(Criterion.COST, Grade.WEAK)
    for metric in (Metric.SESSION_LOSS, Metric.FAILED_REQUESTS):
        if metrics.value(metric) > limits_of(evidence.scenario, metric)[0]:
            return Judgement(Criterion.COST, Grade.NOT_SHOWN)
    counted = metrics.cost - sum(bought.cost for bought in never_needed(evidence))
    return Judgement(Criterion.COST, _between((counted, gold, passing), (len(evidence.unused), 0, 1)))


def _share(failures: Iterable[Failure], requests: int) -> int:
    """Return failures of all requests, in per mille, rounded down as metrics are."""
    return 1000 * sum(failure.count for failure in failures) // max(1, requests)


def _between(*measured: tuple[int, int, int]) -> Grade:
    """Return strong if every value is at most its gold, good if it is at most what passes, else weak."""
    if all(value <= gold for value, gold, _ in measured):
        return Grade.STRONG
    return Grade.GOOD if all(value <= passing for value, _, passing in measured) else Grade.WEAK


_JUDGES: dict[Criterion, Callable[[Evidence], Judgement]] = {
    Criterion.SESSIONS: _sessions,
    Criterion.ORDERS: _orders,
    Criterion.PICTURES: _pictures,
    Criterion.LOAD: _load,
    Criterion.FAILURES: _failures,
    Criterion.OPERATION: _operation,
    Criterion.COST: _cost,
}


def plain_assessment(assessment: Assessment) -> dict[str, object]:
    """Return an assessment for programs: the recommendation, and of each criterion grade and what it counted."""
    return {
        "recommendation": assessment.recommendation.value,
        "risks": [risk.value for risk in assessment.risks],
        "criteria": [
            {"criterion": one.criterion.value, "grade": one.grade.value, "lost": one.lost, "failed": one.failed}
            for one in assessment.judgements
        ],
    }
