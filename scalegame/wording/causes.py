"""A plain sentence for every lost session and every failed request, and how places and causes are called. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scalegame.engine.scenario import StoreName
from scalegame.engine.view import Failure, FailureCause, Loss, LossCause
from scalegame.wording import log_outs, units


class Tone(StrEnum):
    """Whether a sentence is good news."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, and in one sentence more why (or what follows from it)."""

    tone: Tone
    what: str
    why: str = ""


def wave_called(calls: int, sooner: int) -> Sentence:
    """Say that the player called so many waves, and that the level ends so many ticks ``sooner``."""
    what = "You called the next wave." if calls == 1 else f"You called the next {calls} waves."
    return Sentence(Tone.PLAIN, what, f"The level ends {units.clock(sooner)} sooner." if sooner > 0 else "")


#: The place of what happened at many servers in one tick.
SEVERAL = "several servers"

_PLACES: dict[str, str] = {
    SEVERAL: SEVERAL,
    "balancer": "the balancer",
    "limiter": "the rate limiter",
    StoreName.REDIS: "Redis",
    StoreName.SQL: "the database",
    StoreName.OBJECT_STORAGE: "object storage",
    StoreName.CDN: "the CDN",
    StoreName.QUEUE: "the queue",
}


def is_server(name: str) -> bool:
    """Say whether a place of the ledger is a single server."""
    return name not in _PLACES


def place(name: str) -> str:
    """Name a place of the ledger: a server by its name, a store or the balancer in words."""
    return _PLACES.get(name, name)


def at_start(name: str) -> str:
    """Name a place at the start of a sentence. A server's name stays as it is."""
    named = place(name)
    return named[:1].upper() + named[1:] if name in _PLACES else named


_LOSS_WHY = {
    LossCause.WRONG_SERVER: "It has never met them.",
    LossCause.SERVER_CRASH: "Only its memory knew them.",
    LossCause.SERVER_REMOVED: "Only its memory knew them.",
    LossCause.SERVER_RESTART: "Only its memory knew them.",
    LossCause.DEPLOY: "Only its memory knew them.",
    LossCause.REHASH: "The hash sent them to a stranger.",
    LossCause.STORE_RESTART: "Its memory came back empty.",
    LossCause.EVICTED: "Full, it forgot those unused longest.",
    LossCause.COOKIE_TOO_LARGE: "Browsers drop a cookie over 4 KB.",
    LossCause.MIGRATION: "Their session stayed in the old place.",
}

_FAILURES = {
    FailureCause.OVERLOAD: ("{Place} turned {n} away.", "Its queue is full."),
    FailureCause.TIMEOUT: ("{n} got no answer from {place} in time.", "Nobody waits so long."),
    FailureCause.SERVER_DOWN: ("{Place} is down: {n} failed.", "The balancer has not noticed yet."),
    FailureCause.NO_SERVER: ("{n} found no server.", "None is in rotation."),
    FailureCause.STORE_DOWN: ("{n} failed: {place} is down.", "Its servers cannot work."),
    FailureCause.STORE_OVERLOAD: ("{n} failed: {place} is overloaded.", "It is at its limit."),
    FailureCause.STORE_FULL: ("{Place} is full: {n} failed.", "Nobody can log in."),
    FailureCause.NO_CONNECTION: ("{Place} got no database connection: {n} failed.", "None is left."),
    FailureCause.QUEUE_FULL: ("{n} failed: the queue is full.", "Its worker is behind."),
    FailureCause.RATE_LIMITED: ("{Place} turned {n} away.", "More came than it allows."),
    FailureCause.NOT_REVOKED: ("{Place} served banned people: {n}.", "A cookie cannot be revoked."),
    FailureCause.MEMORY_FULL: ("The memory of {place} is full: {n} failed.", "Nobody can log in."),
    FailureCause.FILE_MISSING: ("{Place} did not find {pictures}.", "Uploads lie on another disk or store."),
    FailureCause.ORDER_LOST: ("{orders} lost with {place}.", "Only its memory had them."),
}

#: The same of several servers, where the words differ.
_LOSS_WHY_SEVERAL = {
    LossCause.WRONG_SERVER: "These servers had never met them.",
    LossCause.MIGRATION: "Their sessions stayed in the old place.",
}
_FAILURES_SEVERAL = {
    FailureCause.OVERLOAD: ("{Place} turned {n} away.", "Their queues are full."),
    FailureCause.SERVER_DOWN: ("{Place} are down: {n} failed.", "Nobody has noticed yet."),
    FailureCause.MEMORY_FULL: ("The memory of {place} is full: {n} failed.", "Nobody can log in there."),
    FailureCause.FILE_MISSING: ("{Place} did not find {pictures}.", "Uploads went elsewhere."),
    FailureCause.ORDER_LOST: ("{orders} lost with {place}.", "Only their memory had them."),
}

#: A loss of these causes comes all at once, with the event that brings it about.
AT_ONCE = (
    LossCause.SERVER_CRASH,
    LossCause.SERVER_RESTART,
    LossCause.SERVER_REMOVED,
    LossCause.DEPLOY,
    LossCause.STORE_RESTART,
)


def of_loss(loss: Loss) -> Sentence:
    """Tell who was logged out and why: people with their first time, and log-outs where there were more of them."""
    if loss.cause in AT_ONCE:
        return Sentence(Tone.BAD, f"{log_outs.were_logged_out(loss)}.", why(loss))
    if not loss.count:
        return Sentence(Tone.BAD, f"{at_start(loss.place)}: {log_outs.were_logged_out(loss)}.", why(loss))
    times = f" ({log_outs.counted(loss.log_outs)})" if loss.again else ""
    return Sentence(Tone.BAD, f"{at_start(loss.place)} logged {units.people(loss.count)} out{times}.", why(loss))


def why(loss: Loss) -> str:
    """Say in a sentence why a session was lost."""
    several = _LOSS_WHY_SEVERAL.get(loss.cause) if loss.place == SEVERAL else None
    return several or _LOSS_WHY[loss.cause]


def of_failure(failure: Failure) -> Sentence:
    """Tell which requests failed and why."""
    several = _FAILURES_SEVERAL.get(failure.cause) if failure.place == SEVERAL else None
    what, why = several or _FAILURES[failure.cause]
    count, name = failure.count, place(failure.place)
    told = what.format(
        n=units.requests(count),
        orders="1 order is" if count == 1 else f"{count:,} orders are",
        pictures="a picture" if count == 1 else f"{count:,} pictures",
        place=name,
        Place=at_start(failure.place),
    )
    return Sentence(Tone.BAD, told, why)


_LOSS_LABELS = {
    LossCause.WRONG_SERVER: "wrong server",
    LossCause.SERVER_CRASH: "crash",
    LossCause.SERVER_REMOVED: "removed",
    LossCause.SERVER_RESTART: "restart",
    LossCause.DEPLOY: "deploy",
    LossCause.REHASH: "reshuffled",
    LossCause.STORE_RESTART: "restart",
    LossCause.EVICTED: "evicted",
    LossCause.COOKIE_TOO_LARGE: "cookie too large",
    LossCause.MIGRATION: "migration",
}
_FAILURE_LABELS = {
    FailureCause.OVERLOAD: "overload",
    FailureCause.TIMEOUT: "too slow",
    FailureCause.SERVER_DOWN: "server down",
    FailureCause.NO_SERVER: "no server",
    FailureCause.STORE_DOWN: "store down",
    FailureCause.STORE_OVERLOAD: "store overload",
    FailureCause.STORE_FULL: "store full",
    FailureCause.NO_CONNECTION: "no connection",
    FailureCause.QUEUE_FULL: "queue full",
    FailureCause.RATE_LIMITED: "rate limited",
    FailureCause.NOT_REVOKED: "not revoked",
    FailureCause.MEMORY_FULL: "memory full",
    FailureCause.FILE_MISSING: "picture missing",
    FailureCause.ORDER_LOST: "order lost",
}


def label(cause: LossCause | FailureCause) -> str:
    """Return a cause in a word or two, for ledgers and badges."""
    match cause:
        case LossCause():
            return _LOSS_LABELS[cause]
        case FailureCause():
            return _FAILURE_LABELS[cause]


_BADGES = {cause.value: label(cause) for cause in (*LossCause, *FailureCause)}


def badge(value: str) -> str:
    """Return the label of the cause whose value a server's badge carries; empty for no badge."""
    return _BADGES.get(value, "")
