"""The words of every cause of harm: one record a cause of lost sessions, one a cause of failed requests. Pure.

A cause is named in three places: a label on badges and in ledgers; a sentence while it happens, with why; and a reason
in the debrief, in the past tense, where no place is beside it that says more.
"""

from __future__ import annotations

from dataclasses import dataclass

from scalegame.engine.view import Failure, FailureCause, Loss, LossCause
from scalegame.wording import log_outs, units
from scalegame.wording.place_names import SEVERAL, at_start, place
from scalegame.wording.sentence import Sentence, Tone


@dataclass(frozen=True, slots=True)
class LossWords:
    """The words of one cause of log-outs: a ``label`` of a word or two, and ``why`` in a sentence.

    ``why_several`` replaces ``why`` at several servers, if not empty. ``reason`` takes ``{name}``, ``{owner}`` (the
    place's possessive), ``{it}`` and ``{was}``. ``at_once``: the loss comes with the event that brings it about.
    """

    label: str
    why: str
    reason: str
    why_several: str = ""
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class FailureWords:
    """The words of one cause of failed requests: a ``label`` of a word or two, ``what`` happened and ``why``.

    ``what`` takes ``{n}`` (requests), ``{orders}``, ``{pictures}``, ``{place}`` and ``{Place}`` (at the start of a
    sentence); ``what_several`` and ``why_several`` replace both at several servers, if not empty. ``reason`` is as in
    ``LossWords``. ``who`` was hurt, for one request and for ``{n}``.
    """

    label: str
    what: str
    why: str
    reason: str
    what_several: str = ""
    why_several: str = ""
    who: tuple[str, str] = ("1 request failed", "{n} requests failed")


#: The reason where memory stopped that alone knew people.
_ONLY_THERE = "their sessions were only in {owner} memory when {it} "

LOSS_WORDS = {
    LossCause.WRONG_SERVER: LossWords(
        "wrong server",
        why="It has never met them.",
        reason="{name} had never met them; another server's memory had their sessions",
        why_several="These servers had never met them.",
    ),
    LossCause.SERVER_CRASH: LossWords(
        "crash",
        why="Only its memory knew them.",
        reason=_ONLY_THERE + "crashed",
        at_once=True,
    ),
    LossCause.SERVER_REMOVED: LossWords(
        "removed",
        why="Only its memory knew them.",
        reason=_ONLY_THERE + "{was} removed",
        at_once=True,
    ),
    LossCause.SERVER_RESTART: LossWords(
        "restart",
        why="Only its memory knew them.",
        reason=_ONLY_THERE + "restarted",
        at_once=True,
    ),
    LossCause.DEPLOY: LossWords(
        "deploy",
        why="Only its memory knew them.",
        reason=_ONLY_THERE + "restarted for a deploy",
        at_once=True,
    ),
    LossCause.REHASH: LossWords(
        "reshuffled",
        why="The hash sent them to a stranger.",
        reason="the hash sent them to {name}, and another server's memory had their sessions",
    ),
    LossCause.STORE_RESTART: LossWords(
        "restart",
        why="Its memory came back empty.",
        reason="their sessions were only in {owner} memory, which came back empty",
        at_once=True,
    ),
    LossCause.EVICTED: LossWords(
        "evicted",
        why="Full, it forgot those unused longest.",
        reason="{name} was full and forgot the sessions that were unused longest",
    ),
    LossCause.COOKIE_TOO_LARGE: LossWords(
        "cookie too large",
        why="Browsers drop a cookie over 4 KB.",
        reason="their sessions outgrew a cookie; browsers drop one over 4 KB",
    ),
    LossCause.MIGRATION: LossWords(
        "migration",
        why="Their session stayed in the old place.",
        reason="{name} looked in the new place for sessions, and theirs were still in the old one",
        why_several="Their sessions stayed in the old place.",
    ),
}

FAILURE_WORDS = {
    FailureCause.OVERLOAD: FailureWords(
        "overload",
        what="{Place} turned {n} away.",
        why="Its queue is full.",
        reason="{owner} queue was full",
        why_several="Their queues are full.",
    ),
    FailureCause.TIMEOUT: FailureWords(
        "too slow",
        what="{n} got no answer from {place} in time.",
        why="Nobody waits so long.",
        reason="{name} did not answer in time",
    ),
    FailureCause.SERVER_DOWN: FailureWords(
        "server down",
        what="{Place} is down: {n} failed.",
        why="The balancer has not noticed yet.",
        reason="{name} {was} down, and the balancer had not noticed yet",
        what_several="{Place} are down: {n} failed.",
        why_several="Nobody has noticed yet.",
    ),
    FailureCause.NO_SERVER: FailureWords(
        "no server",
        what="{n} found no server.",
        why="None is in rotation.",
        reason="no server was in rotation",
    ),
    FailureCause.STORE_DOWN: FailureWords(
        "store down",
        what="{n} failed: {place} is down.",
        why="Its servers cannot work.",
        reason="{name} {was} down, and the servers could not work without",
    ),
    FailureCause.STORE_OVERLOAD: FailureWords(
        "store overload",
        what="{n} failed: {place} is overloaded.",
        why="It is at its limit.",
        reason="{name} {was} at the limit of what it can do in a second",
    ),
    FailureCause.STORE_FULL: FailureWords(
        "store full",
        what="{Place} is full: {n} failed.",
        why="Nobody can log in.",
        reason="{name} was full, and nobody could log in",
    ),
    FailureCause.NO_CONNECTION: FailureWords(
        "no connection",
        what="{Place} got no database connection: {n} failed.",
        why="None is left.",
        reason="{name} got no connection to the database; none was left",
    ),
    FailureCause.QUEUE_FULL: FailureWords(
        "queue full",
        what="{n} failed: the queue is full.",
        why="Its worker is behind.",
        reason="the queue was full; its worker was behind",
    ),
    FailureCause.RATE_LIMITED: FailureWords(
        "rate limited",
        what="{Place} turned {n} away.",
        why="More came than it allows.",
        reason="more came than the rate limiter let through",
    ),
    FailureCause.NOT_REVOKED: FailureWords(
        "not revoked",
        what="{Place} served banned people: {n}.",
        why="A cookie cannot be revoked.",
        reason="a signed cookie cannot be revoked, and {name} believed it",
        who=("1 request of a banned person was answered", "{n} requests of the banned were answered"),
    ),
    FailureCause.MEMORY_FULL: FailureWords(
        "memory full",
        what="The memory of {place} is full: {n} failed.",
        why="Nobody can log in.",
        reason="{owner} memory was full, and nobody could log in there",
        why_several="Nobody can log in there.",
    ),
    FailureCause.FILE_MISSING: FailureWords(
        "picture missing",
        what="{Place} did not find {pictures}.",
        why="Uploads lie on another disk or store.",
        reason="{name} did not have the pictures; they were uploaded to another disk or store",
        why_several="Uploads went elsewhere.",
        who=("1 picture was not found", "{n} pictures were not found"),
    ),
    FailureCause.ORDER_LOST: FailureWords(
        "order lost",
        what="{orders} lost with {place}.",
        why="Only its memory had them.",
        reason="the orders were only in {owner} memory",
        why_several="Only their memory had them.",
        who=("1 order was lost", "{n} orders were lost"),
    ),
}

_QUEUES = "the queues of {name} were"


def of_loss(loss: Loss) -> Sentence:
    """Return who was logged out and why: people with their first time, and log-outs where there were more of them."""
    if LOSS_WORDS[loss.cause].at_once:
        return Sentence(Tone.BAD, f"{log_outs.were_logged_out(loss)}.", why(loss))
    if not loss.count:
        return Sentence(Tone.BAD, f"{at_start(loss.place)}: {log_outs.were_logged_out(loss)}.", why(loss))
    times = f" ({log_outs.counted(loss.log_outs)})" if loss.again else ""
    return Sentence(Tone.BAD, f"{at_start(loss.place)} logged {units.people(loss.count)} out{times}.", why(loss))


def why(loss: Loss) -> str:
    """Return in a sentence why a session was lost."""
    words = LOSS_WORDS[loss.cause]
    return (words.why_several if loss.place == SEVERAL else "") or words.why


def of_failure(failure: Failure) -> Sentence:
    """Return which requests failed and why."""
    words, several = FAILURE_WORDS[failure.cause], failure.place == SEVERAL
    what = (words.what_several if several else "") or words.what
    count = failure.count
    told = what.format(
        n=units.requests(count),
        orders="1 order is" if count == 1 else f"{count:,} orders are",
        pictures="a picture" if count == 1 else f"{count:,} pictures",
        place=place(failure.place),
        Place=at_start(failure.place),
    )
    return Sentence(Tone.BAD, told, (words.why_several if several else "") or words.why)


def label(cause: LossCause | FailureCause) -> str:
    """Return a cause in a word or two, for ledgers and badges."""
    match cause:
        case LossCause():
            return LOSS_WORDS[cause].label
        case FailureCause():
            return FAILURE_WORDS[cause].label


_BADGES = {cause.value: label(cause) for cause in (*LossCause, *FailureCause)}


def badge(value: str) -> str:
    """Return the label of the cause whose value a server's badge carries; empty for no badge."""
    return _BADGES.get(value, "")


# In the debrief --------------------------------------------------------------------------------------------------


def who(whole: Loss | Failure) -> str:
    """Return who was hurt: people with their first time, log-outs where there were more of them, or requests."""
    if isinstance(whole, Failure):
        one, many = FAILURE_WORDS[whole.cause].who
        return one if whole.count == 1 else many.format(n=f"{whole.count:,}")
    return log_outs.were_logged_out(whole)


def reason(whole: Loss | Failure, name: str, *, several: bool) -> str:
    """Return the reason of harm at the place called ``name`` (several servers, if so), in the past tense."""
    words = LOSS_WORDS[whole.cause] if isinstance(whole, Loss) else FAILURE_WORDS[whole.cause]
    told = words.reason
    if several:
        told = told.replace("{owner} memory", "the memory of {name}").replace("{owner} queue was", _QUEUES)
        return told.format(name=name, it="they", was="were")
    return told.format(name=name, owner=f"{name}'s", it="it", was="was")
