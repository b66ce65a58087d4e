"""An assessment in an interviewer's words: grades, the player's own numbers, what a strong candidate does. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from scalegame.analysis.assessment.evidence import WINDOW, Evidence, Stroke, is_own
from scalegame.analysis.assessment.grades import (
    OF_PARTS,
    Assessment,
    Criterion,
    Grade,
    Judgement,
    Recommendation,
    limits_of,
)
from scalegame.analysis.assessment.safety import Risk
from scalegame.engine.commands import AddReplica
from scalegame.engine.scenario import Duty, Metric, Persistence, StoreName
from scalegame.engine.view import EventKind, Failure, FailureCause, Loss
from scalegame.playthrough.account.debrief import LedgerChapter, failures_told, losses_told
from scalegame.wording import causes, log_outs, place_names, units
from scalegame.wording.components import at_place
from scalegame.wording.events import EVENT_WORDS

#: The most chapters of the ledger, and strokes, that are told one by one for one criterion.
_MOST_TOLD = 3
_MOST_STROKES = 5

_ADVICE = {
    Criterion.SESSIONS: "A strong candidate keeps sessions where every server finds them, before anybody comes.",
    Criterion.ORDERS: "A strong candidate writes orders to a database before the first server can die.",
    Criterion.PICTURES: "A strong candidate puts uploads into object storage, so that no picture hangs on one disk.",
    Criterion.LOAD: "A strong candidate orders servers before the crowd, since they boot first, and one more than it "
    "needs.",
    Criterion.FAILURES: "A strong candidate asks of every part who takes over when it dies, and has that ready.",
    Criterion.OPERATION: "A strong candidate moves state while few are there, and makes a restart nobody's business.",
    Criterion.COST: "A strong candidate can say of everything bought what it is for, and of the rest why not.",
}
#: Criteria whose name is a plural.
_PLURAL = (Criterion.SESSIONS, Criterion.ORDERS, Criterion.PICTURES, Criterion.FAILURES)
_KEPT = {Criterion.SESSIONS: Duty.SESSIONS, Criterion.ORDERS: Duty.ORDERS, Criterion.PICTURES: Duty.FILES}
_THINGS = {Duty.SESSIONS: "sessions", Duty.ORDERS: "orders", Duty.FILES: "pictures"}


@dataclass(frozen=True, slots=True)
class CriterionWords:
    """One criterion in words: its evidence, sentence by sentence, and what a strong candidate does."""

    criterion: Criterion
    grade: Grade
    evidence: tuple[str, ...]
    advice: str


def told(assessment: Assessment) -> tuple[CriterionWords, ...]:
    """Yield the words about every criterion that was asked about, in order."""
    return tuple(
        CriterionWords(one.criterion, one.grade, tuple(_evidence(one, assessment)), _ADVICE[one.criterion])
        for one in assessment.judgements
        if one.grade is not Grade.NOT_ASKED
    )


def not_asked(assessment: Assessment) -> str:
    """Return a sentence with the criteria that the interview did not ask about; empty if it asked about all."""
    names = [one.criterion.value for one in assessment.judgements if one.grade is Grade.NOT_ASKED]
    return f"Not asked: {units.listed(names)}." if names else ""


def risks(assessment: Assessment) -> tuple[str, ...]:
    """Return a sentence for each single part that could have failed, and did not."""
    return tuple(_risk(risk, assessment.evidence) for risk in assessment.risks)


def _risk(risk: Risk, evidence: Evidence) -> str:
    match risk:
        case Risk.REDIS:
            stores = evidence.view.stores if evidence.view else ()
            log = any(one.name is StoreName.REDIS and one.persistence is Persistence.AOF for one in stores)
            hurt = "nobody could have gone on until it was back" if log else "everyone would have been logged out"
            return f"Risk: Redis has no replica. It did not fail this time; had it, {hurt}."
        case Risk.DATABASE:
            return "Risk: the database has no replica. It did not fail this time; had it, nobody could have written."
        case Risk.SERVER:
            return "Risk: no server is to spare. None failed this time; at the busiest moment the rest were too few."
        case Risk.ZONE:
            return "Risk: all servers stand in one zone. It did not go dark this time; had it, nobody would be served."


def recommendation(assessment: Assessment) -> str:
    """Return the recommendation in one sentence, with what decided it."""
    named = {
        grade: [one.criterion.value for one in assessment.judgements if one.grade is grade]
        for grade in (Grade.GOOD, Grade.WEAK, Grade.NOT_SHOWN)
    }
    short = "; ".join(
        f"{units.listed(named[grade])} {_are(named[grade])} {grade.value}"
        for grade in (Grade.WEAK, Grade.NOT_SHOWN)
        if named[grade]
    )
    match assessment.recommendation:
        case Recommendation.HIRE if not named[Grade.GOOD] and assessment.risks:
            return "Hire: every question had its answer before it was asked. Some were not asked: see the risks."
        case Recommendation.HIRE if not named[Grade.GOOD]:
            return "Hire: every question had its answer before it was asked."
        case Recommendation.HIRE:
            return f"Hire: most answers were ready before the question, and {units.listed(named[Grade.GOOD])} will do."
        case Recommendation.RESERVATIONS if short:
            return f"Hire with reservations: {short}."
        case Recommendation.RESERVATIONS if not assessment.evidence.result.won:
            return "Hire with reservations: a limit that was named at the start was broken."
        case Recommendation.RESERVATIONS:
            return "Hire with reservations: nothing is weak, and too little is strong."
        case Recommendation.NOT_YET if assessment.evidence.stays_in_memory:
            return f"Not yet: sessions never left the servers' memory; {short}."
        case Recommendation.NOT_YET:
            return f"Not yet: {short}."


def _are(criteria: Sequence[str]) -> str:
    return "are" if len(criteria) > 1 or criteria[0] in _PLURAL else "is"


def _evidence(judgement: Judgement, assessment: Assessment) -> Iterator[str]:
    evidence = assessment.evidence
    match judgement.criterion:
        case Criterion.SESSIONS:
            yield from _sessions(judgement, evidence)
        case Criterion.ORDERS | Criterion.PICTURES:
            yield from _kept_things(judgement, evidence)
        case Criterion.LOAD:
            yield from _load(judgement, evidence)
        case Criterion.FAILURES:
            yield from _failures(judgement, evidence)
        case Criterion.OPERATION:
            yield from _operation(judgement, evidence)
        case Criterion.COST:
            yield from _cost(judgement, assessment)


def _sessions(judgement: Judgement, evidence: Evidence) -> Iterator[str]:
    metrics = evidence.result.metrics
    if judgement.lost:
        share = units.metric_reached(Metric.SESSION_LOSS, metrics)
        were = "was" if judgement.lost == 1 else "were"
        yield f"{judgement.lost:,} of {units.people(metrics.sessions)} {were} logged out ({share})."
    else:
        yield f"{units.people(metrics.sessions)} logged in, and nobody was logged out."
    yield _where(Duty.SESSIONS, evidence)
    yield from _ledger(judgement.losses, judgement.failures)


def _kept_things(judgement: Judgement, evidence: Evidence) -> Iterator[str]:
    kept = _KEPT[judgement.criterion]
    if not judgement.failed:
        yield "No order was lost." if kept is Duty.ORDERS else "No picture was missing."
    yield _where(kept, evidence)
    yield from _ledger((), judgement.failures)


def _where(kept: Duty, evidence: Evidence) -> str:
    """Return where something was kept at the end, and since when every server could reach it."""
    things, places = _THINGS[kept], evidence.places[kept]
    if kept in evidence.settled:
        since = evidence.settled[kept]
        named = units.listed([at_place(place) for place in places])
        return f"From {units.clock(since)} on {things} were {named}."
    many = units.listed([at_place(place, many=True) for place in places if is_own(place)])
    return f"To the end servers kept {things} {many}."


def _load(judgement: Judgement, evidence: Evidence) -> Iterator[str]:
    metrics = evidence.result.metrics
    up = "1 server was" if evidence.in_time == 1 else f"{evidence.in_time} servers were"
    most = f", of {evidence.most_up} in the end" if evidence.most_up > evidence.in_time else ""
    yield f"When the crowd came, at {units.clock(evidence.crowd)}, {up} up{most}."
    full, uneven = units.percent(evidence.busiest), units.metric_reached(Metric.LOAD_IMBALANCE, metrics)
    yield f"The busiest {WINDOW} seconds asked for {full} of what they can do; the imbalance was {uneven}."
    if judgement.failed:
        yield f"{units.requests(judgement.failed)} of {metrics.requests:,} were too much."
    yield from _ledger((), judgement.failures)


def _failures(judgement: Judgement, evidence: Evidence) -> Iterator[str]:
    strokes = [stroke for stroke in evidence.strokes if stroke.kind in OF_PARTS]
    if judgement.grade is Grade.NOT_SHOWN:
        yield "Nothing of yours was there to fail."
    worst = sorted(strokes, key=lambda stroke: (-stroke.lost, -stroke.failed, stroke.tick))[:_MOST_STROKES]
    yield from (_stroke(stroke) for stroke in strokes if stroke in worst)
    if left := [stroke for stroke in strokes if stroke not in worst]:
        yield f"{len(left)} more hurt no more than these."


def _stroke(stroke: Stroke) -> str:
    """Return a sentence about a stroke: the event, and the people and requests that it hurt."""
    what = EVENT_WORDS[stroke.kind].stroke.format(place=place_names.place(stroke.place))
    orders = sum(one.count for one in stroke.failures if one.cause is FailureCause.ORDER_LOST)
    noticed = [log_outs.were_logged_out(reduce(log_outs.together, stroke.losses))] if stroke.losses else []
    noticed += [f"{'1 order was' if orders == 1 else f'{orders:,} orders were'} lost"] if orders else []
    noticed += [f"{units.requests(stroke.failed - orders)} failed"] if stroke.failed > orders else []
    why = f" {causes.why(stroke.losses[0])}" if stroke.losses else ""
    return f"At {units.clock(stroke.tick)} {what}: {units.listed(noticed) if noticed else 'nobody noticed'}.{why}"


def _operation(judgement: Judgement, evidence: Evidence) -> Iterator[str]:
    deploys = [stroke for stroke in evidence.strokes if stroke.kind is EventKind.ROLLING_DEPLOY]
    if evidence.moves:
        times = units.listed([units.clock(move.at.tick) for move in evidence.moves[:_MOST_STROKES]])
        more = f" and {len(evidence.moves) - _MOST_STROKES} times more" if len(evidence.moves) > _MOST_STROKES else ""
        online = max(move.online for move in evidence.moves)
        yield f"Servers were connected anew at {times}{more}, with at most {units.people(online)} online."
    elif judgement.grade is Grade.NOT_SHOWN:
        yield "Nothing was moved."
    yield from (_stroke(stroke) for stroke in deploys)
    told_there = {id(loss) for stroke in deploys for loss in stroke.losses}
    failed_there = {id(failure) for stroke in deploys for failure in stroke.failures}
    yield from _ledger(
        [loss for loss in judgement.losses if id(loss) not in told_there],
        [failure for failure in judgement.failures if id(failure) not in failed_there],
    )


def _cost(judgement: Judgement, assessment: Assessment) -> Iterator[str]:
    evidence = assessment.evidence
    cost, (passing, gold) = evidence.result.metrics.cost, limits_of(evidence.scenario, Metric.COST)
    limits = units.money(passing) if passing == gold else f"{units.money(passing)}, and {units.money(gold)} is gold"
    limit = "budget" if passing == evidence.scenario.budget else "limit"
    over = f" That is {units.money(cost - passing)} over the {limit}." if cost > passing else ""
    yield f"{units.money(cost)} spent of {limits}.{over}"
    if assessment.guards:
        names = units.listed(list(dict.fromkeys(bought.guard.value for bought in assessment.guards)))
        price = units.money(sum(bought.cost for bought in assessment.guards))
        yield f"{price} of it bought safety: {names}. It is no waste, called upon or not."
    if evidence.unused:
        names = units.listed([name for store in evidence.unused for name in _unused(store, evidence)])
        many = len(evidence.unused) > 1 or " and " in names
        yield f"{names[:1].upper()}{names[1:]} {'were' if many else 'was'} bought and never used."
    elif judgement.grade is not Grade.NOT_SHOWN:
        yield "No store was bought in vain."
    if judgement.grade is Grade.NOT_SHOWN:
        yield "Saving is no merit while people are turned away."


def _unused(store: StoreName, evidence: Evidence) -> Iterator[str]:
    """Yield the names of a store that was never used, and the replicas that were bought for it."""
    yield place_names.place(store)
    if any(isinstance(at.command, AddReplica) and at.command.store is store for at in evidence.given):
        yield "its replica"


def _ledger(losses: Sequence[Loss], failures: Sequence[Failure]) -> Iterator[str]:
    """Yield the largest chapters of the ledger in the order of their ticks, and how many there are besides."""
    chapters = sorted((*losses_told(losses), *failures_told(failures)), key=lambda one: (-one.count, one.first))
    shown = sorted(chapters[:_MOST_TOLD], key=lambda chapter: chapter.first)
    yield from (_chapter(chapter) for chapter in shown)
    if left := chapters[_MOST_TOLD:]:
        yield f"{'One smaller thing' if len(left) == 1 else f'{len(left)} smaller things'} happened besides."


def _chapter(chapter: LedgerChapter) -> str:
    where = "" if chapter.where in chapter.sentence.what else f" {chapter.where}"
    return f"{chapter.when}{where}: {chapter.sentence.what} {chapter.sentence.why}".rstrip()
