"""A plain sentence for every event, every lost session and every failed request. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from scalegame.engine.scenario import FilePlace, OrderPlace, Policy, SessionPlace, StoreName
from scalegame.engine.view import Event, EventKind, Failure, FailureCause, Loss, LossCause
from scalegame.ui import words


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


_PLACES: dict[str, str] = {
    "balancer": "the balancer",
    StoreName.REDIS: "Redis",
    StoreName.SQL: "the database",
    StoreName.OBJECT_STORAGE: "object storage",
}


def place(name: str) -> str:
    """Name a place of the ledger: a server by its name, a store or the balancer in words."""
    return _PLACES.get(name, name)


def _at_start(name: str) -> str:
    """Name a place at the start of a sentence. A server's name stays as it is."""
    named = place(name)
    return named[:1].upper() + named[1:] if name in _PLACES else named


def _wired(detail: str) -> str:
    """Say where a re-wired server keeps something; ``detail`` is the place's value."""
    match detail:
        case SessionPlace.REDIS:
            return "It now keeps its sessions in Redis."
        case FilePlace.OBJECT_STORAGE:
            return "It now keeps its files in object storage."
        case OrderPlace.SQL:
            return "It now keeps its orders in the database."
        case FilePlace.LOCAL_DISK:
            return "It now keeps its files on its own disk."
        case _:
            return "It now relies on its own memory."


def _policy(detail: str) -> Sentence:
    policy = Policy(detail)
    return Sentence(Tone.GOOD, f"The balancer uses {words.policy_name(policy)} now.", words.policy_line(policy))


def _draining(event: Event) -> Sentence:
    if not event.count:
        return Sentence(Tone.PLAIN, f"{event.place} is draining.", "Its memory holds nobody.")
    return Sentence(Tone.PLAIN, f"{event.place} is draining.", f"It waits for {words.people(event.count)} to finish.")


_EVENTS: dict[EventKind, Callable[[Event], Sentence]] = {
    EventKind.WAVE_STARTED: lambda e: Sentence(Tone.PLAIN, f"Wave {e.count} begins: {e.detail}."),
    EventKind.SERVER_ORDERED: lambda e: Sentence(Tone.PLAIN, f"{e.place} is ordered.", f"It boots for {e.count} s."),
    EventKind.SERVER_UP: lambda e: Sentence(Tone.GOOD, f"{e.place} is up."),
    EventKind.SERVER_CRASHED: lambda e: Sentence(Tone.BAD, f"{e.place} crashed."),
    EventKind.SERVER_RESTARTING: lambda e: Sentence(
        Tone.PLAIN, f"{e.place} restarts.", f"It is back in {e.count} s with an empty memory."
    ),
    EventKind.SERVER_SLOW: lambda e: Sentence(
        Tone.WARN, f"{e.place} has become slow.", f"It does {words.percent(int(e.detail))} of its work for {e.count} s."
    ),
    EventKind.SERVER_RECOVERED: lambda e: Sentence(Tone.GOOD, f"{e.place} works at full speed again."),
    EventKind.SERVER_DRAINING: _draining,
    EventKind.SERVER_DRAINED: lambda e: Sentence(
        Tone.GOOD, f"{e.place} is drained.", "Nobody depends on its memory any more."
    ),
    EventKind.SERVER_UNDRAINED: lambda e: Sentence(Tone.PLAIN, f"{e.place} takes new people again."),
    EventKind.SERVER_REMOVED: lambda e: Sentence(Tone.PLAIN, f"{e.place} was removed."),
    EventKind.LEAK_AVOIDED: lambda e: Sentence(
        Tone.GOOD, f"{e.place} would have run out of memory now.", "Its restart saved it."
    ),
    EventKind.DEPLOY_STARTED: lambda e: Sentence(
        Tone.PLAIN, f"{e.place} deploys.", f"{_wired(e.detail)} {e.count} s to go."
    ),
    EventKind.DEPLOY_DONE: lambda e: Sentence(Tone.GOOD, f"{e.place} is back after its deploy."),
    EventKind.STORE_ORDERED: lambda e: Sentence(
        Tone.PLAIN, f"{_at_start(e.place)} is ordered.", f"It is ready in {e.count} s."
    ),
    EventKind.STORE_UP: lambda e: Sentence(
        Tone.GOOD, f"{_at_start(e.place)} is ready.", "Only servers connected to it use it."
    ),
    EventKind.STORE_DOWN: lambda e: Sentence(
        Tone.BAD, f"{_at_start(e.place)} restarts.", f"It answers nobody for {e.count} s."
    ),
    EventKind.POLICY_SET: lambda e: _policy(e.detail),
    EventKind.SPIKE: lambda e: Sentence(
        Tone.WARN, f"Traffic spike: {int(e.detail) / 1000:g} times the visitors for {e.count} s."
    ),
}

_LOSS_WHY = {
    LossCause.WRONG_SERVER: "It has never met them.",
    LossCause.SERVER_CRASH: "Only its memory knew them.",
    LossCause.SERVER_REMOVED: "Only its memory knew them.",
    LossCause.SERVER_RESTART: "Only its memory knew them.",
    LossCause.DEPLOY: "Only its memory knew them.",
    LossCause.REHASH: "The hash sent them to a stranger.",
    LossCause.STORE_RESTART: "Its memory came back empty.",
    LossCause.MIGRATION: "Their session is where it used to look.",
}

_FAILURES = {
    FailureCause.OVERLOAD: ("{Place} turned {n} away.", "Its queue is full."),
    FailureCause.TIMEOUT: ("{Place} answered {n} too late.", "People had given up waiting."),
    FailureCause.SERVER_DOWN: ("{Place} is down: {n} failed.", "The balancer has not noticed yet."),
    FailureCause.NO_SERVER: ("{n} found no server.", "None is in rotation."),
    FailureCause.STORE_DOWN: ("{n} failed: {place} is down.", "Its servers have nowhere to look."),
    FailureCause.STORE_OVERLOAD: ("{n} failed: {place} is overloaded.", "It has reached its limit."),
    FailureCause.STORE_FULL: ("{Place} is full: {n} failed.", "Nobody can log in."),
    FailureCause.MEMORY_FULL: ("The memory of {place} is full: {n} failed.", "Nobody can log in."),
    FailureCause.FILE_MISSING: ("{Place} did not find {pictures}.", "An upload lies on one server's disk."),
    FailureCause.ORDER_LOST: ("{orders} lost with {place}.", "Only its memory had them."),
}

#: The event after which a loss of that cause at the same place needs no sentence of its own.
_LOSS_FOLLOWS = {
    EventKind.SERVER_CRASHED: LossCause.SERVER_CRASH,
    EventKind.SERVER_RESTARTING: LossCause.SERVER_RESTART,
    EventKind.SERVER_REMOVED: LossCause.SERVER_REMOVED,
    EventKind.DEPLOY_STARTED: LossCause.DEPLOY,
    EventKind.STORE_DOWN: LossCause.STORE_RESTART,
}


def of_event(event: Event, losses: tuple[Loss, ...] = ()) -> Sentence:
    """Tell an event, together with the loss among ``losses`` that it caused at its place."""
    told = _EVENTS[event.kind](event)
    loss = next((loss for loss in losses if follows(event, loss)), None)
    if loss is None:
        return told
    lost = f"{words.people_were(loss.count + loss.again)} logged out."
    return Sentence(Tone.BAD, f"{told.what} {lost}", _LOSS_WHY[loss.cause])


def follows(event: Event, loss: Loss) -> bool:
    """Say whether ``loss`` is told together with ``event``."""
    return _LOSS_FOLLOWS.get(event.kind) is loss.cause and event.place == loss.place


def of_loss(loss: Loss) -> Sentence:
    """Tell who was logged out and why.

    ``count`` are people; ``again`` are not further people but times that somebody of them was rejected once more.
    """
    if loss.cause in _LOSS_FOLLOWS.values():
        again = f" ({loss.again:,} not for the first time)" if loss.again else ""
        return Sentence(Tone.BAD, f"{words.people_were(loss.count + loss.again)} logged out{again}.", _why(loss))
    if not loss.again:
        return Sentence(Tone.BAD, f"{_at_start(loss.place)} logged {words.people(loss.count)} out.", _why(loss))
    times = f"{_at_start(loss.place)} rejected {words.requests(loss.count + loss.again)}"
    return Sentence(Tone.BAD, f"{times}: {words.people(loss.count)} logged out.", _why(loss))


def _why(loss: Loss) -> str:
    return _LOSS_WHY[loss.cause]


def of_failure(failure: Failure) -> Sentence:
    """Tell which requests failed and why."""
    what, why = _FAILURES[failure.cause]
    count, name = failure.count, place(failure.place)
    told = what.format(
        n=words.requests(count),
        orders="1 order is" if count == 1 else f"{count:,} orders are",
        pictures="a picture" if count == 1 else f"{count:,} pictures",
        place=name,
        Place=_at_start(failure.place),
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
