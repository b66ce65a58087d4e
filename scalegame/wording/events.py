"""A plain sentence for every event of the game. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from scalegame.engine.commands import (
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetRateLimit,
    SetRedis,
    SetTimeout,
    SetTraffic,
)
from scalegame.engine.scenario import (
    Check,
    Eviction,
    FilePlace,
    LimitPer,
    OrderPlace,
    Persistence,
    Policy,
    RateLimit,
    SessionPlace,
    StoreName,
    WorkPlace,
)
from scalegame.engine.view import Event, EventKind, Loss, LossCause
from scalegame.wording import causes, log_outs, units
from scalegame.wording.place_names import at_start, place
from scalegame.wording.sentence import Sentence, Tone

_WIRED = {
    SessionPlace.REDIS.value: "It now keeps its sessions in Redis.",
    SessionPlace.SIGNED_COOKIE.value: "People now carry their session in a cookie.",
    FilePlace.OBJECT_STORAGE.value: "It now keeps its files in object storage.",
    FilePlace.SQL_BLOB.value: "It now keeps files in rows of the database.",
    FilePlace.LOCAL_DISK.value: "It now keeps its files on its own disk.",
    OrderPlace.SQL.value: "The database now remembers for it.",
    WorkPlace.QUEUE.value: "It now leaves slow work to the queue.",
    WorkPlace.INLINE.value: "It now does its slow work itself.",
    SessionPlace.SERVER_MEMORY.value: "It now relies on its own memory.",
}


def _policy(event: Event) -> Sentence:
    policy = Policy(event.detail)
    return Sentence(Tone.GOOD, f"The balancer uses {units.policy_name(policy)} now.", units.policy_line(policy))


def _wave(event: Event) -> Sentence:
    # A title can be a sentence, such as an interviewer's question.
    end = "" if event.detail.endswith((".", "?", "!")) else "."
    return Sentence(Tone.PLAIN, f"Wave {event.count} begins: {event.detail}{end}")


def _draining(event: Event) -> Sentence:
    if not event.count:
        return Sentence(Tone.PLAIN, f"{event.place} is draining.", "Its memory holds nobody.")
    return Sentence(Tone.PLAIN, f"{event.place} is draining.", f"It waits for {units.people(event.count)} to finish.")


def _store_up(event: Event) -> Sentence:
    on_its_own = event.place == StoreName.CDN
    why = "It answers for pictures from now on." if on_its_own else "Only servers connected to it use it."
    return Sentence(Tone.GOOD, f"{at_start(event.place)} is ready.", why)


_REDIS_SET = {
    Eviction.NOEVICTION.value: Sentence(Tone.GOOD, "Redis refuses log-ins when it is full.", "Whoever is in stays in."),
    Eviction.ALLKEYS_LRU.value: Sentence(Tone.GOOD, "Redis forgets the longest unused when it is full."),
    Persistence.NONE.value: Sentence(Tone.PLAIN, "Redis keeps nothing over a restart."),
    Persistence.AOF.value: Sentence(Tone.GOOD, "Redis writes all to its append-only file.", "A restart loses nobody."),
}
_CHECK_SET = {
    Check.NONE: "A dead server stays in rotation.",
    Check.TCP: "A frozen server still passes.",
    Check.HTTP: "A frozen server is found out.",
}


def _setting(event: Event) -> Sentence:
    """Return the sentence about a setting that was changed: ``place`` is the command's verb."""
    number = event.count
    match event.place:
        case SetRedis.verb:
            told = _REDIS_SET[event.detail]
        case SetRateLimit.verb if number:
            rate = units.limit(RateLimit(number, LimitPer(event.detail)))
            told = Sentence(Tone.GOOD, f"The rate limiter lets {rate} through.", "The rest is turned away.")
        case SetRateLimit.verb:
            told = Sentence(Tone.GOOD, "The rate limiter lets everything through.")
        case SetAutoscaler.verb if number:
            told = Sentence(Tone.GOOD, f"The autoscaler keeps between {event.detail} and {number} servers.")
        case SetAutoscaler.verb:
            told = Sentence(Tone.PLAIN, "The autoscaler is off.")
        case SetHealthCheck.verb:
            check = Check(event.detail)
            told = Sentence(Tone.GOOD, f"The balancer uses: {units.check_name(check)}.", _CHECK_SET[check])
        case SetTimeout.verb if number:
            told = Sentence(Tone.GOOD, f"The balancer waits {units.wait(number)} for an answer, no longer.")
        case SetTimeout.verb:
            told = Sentence(Tone.PLAIN, "The balancer waits for an answer as long as people do.")
        case SetTraffic.verb if number:
            come = "comes" if number == 1 else "come"
            told = Sentence(Tone.PLAIN, f"{units.people(number)} {come} each second now.", "You set the traffic.")
        case SetTraffic.verb:
            told = Sentence(Tone.PLAIN, "Nobody new comes now.", "Those who are online finish their visits.")
        case SetDrain.verb if number:
            told = Sentence(Tone.GOOD, f"Servers drain for up to {number} s before each deploy.")
        case _:
            told = Sentence(Tone.PLAIN, "Servers deploy at once, without draining.")
    return told


def _tells(tone: Tone, what: str, why: str = "") -> Callable[[Event], Sentence]:
    """Return what makes a sentence of an event, its ``place`` and ``count`` filled in."""

    def told(event: Event) -> Sentence:
        names = {"place": place(event.place), "Place": at_start(event.place), "n": event.count}
        return Sentence(tone, what.format(**names), why.format(**names))

    return told


_EVENTS: dict[EventKind, Callable[[Event], Sentence]] = {
    EventKind.WAVE_STARTED: _wave,
    EventKind.SERVER_ORDERED: _tells(Tone.PLAIN, "{Place} is ordered.", "It boots for {n} s."),
    EventKind.SERVER_UP: _tells(Tone.GOOD, "{Place} is up."),
    EventKind.SERVER_CRASHED: _tells(Tone.BAD, "{Place} crashed."),
    EventKind.SERVER_RESTARTING: _tells(Tone.PLAIN, "{Place} restarts.", "It is back in {n} s with an empty memory."),
    EventKind.SERVER_SLOW: lambda e: Sentence(
        Tone.WARN, f"{e.place} has become slow.", f"It does {units.percent(int(e.detail))} of its work for {e.count} s."
    ),
    EventKind.SERVER_FROZEN: _tells(Tone.BAD, "{Place} froze.", "It accepts requests and answers none."),
    EventKind.SERVER_REPLACED: _tells(Tone.PLAIN, "{Place} is thrown away.", "Cattle: a new one takes its place."),
    EventKind.SERVER_RETIRING: _tells(Tone.PLAIN, "{Place} is not needed any more.", "It drains and goes."),
    EventKind.SERVER_RECOVERED: _tells(Tone.GOOD, "{Place} works at full speed again."),
    EventKind.SERVER_DRAINING: _draining,
    EventKind.SERVER_DRAINED: _tells(Tone.GOOD, "{Place} is drained.", "Nobody depends on its memory any more."),
    EventKind.SERVER_UNDRAINED: _tells(Tone.PLAIN, "{Place} takes new people again."),
    EventKind.SERVER_REMOVED: _tells(Tone.PLAIN, "{Place} was removed."),
    EventKind.LEAK_AVOIDED: _tells(Tone.GOOD, "{Place} would have run out of memory now.", "Its restart saved it."),
    EventKind.DEPLOY_STARTED: lambda e: Sentence(
        Tone.PLAIN, f"{e.place} deploys.", f"{_WIRED.get(e.detail, 'A new version starts.')} {e.count} s to go."
    ),
    EventKind.DEPLOY_DONE: _tells(Tone.GOOD, "{Place} is back after its deploy.", "It takes people again."),
    EventKind.STORE_ORDERED: _tells(Tone.PLAIN, "{Place} is ordered.", "It is ready in {n} s."),
    EventKind.STORE_UP: _store_up,
    EventKind.STORE_DOWN: _tells(Tone.BAD, "{Place} restarts.", "It answers nobody for {n} s."),
    EventKind.STORE_FAILOVER: _tells(Tone.BAD, "The primary of {place} failed.", "A replica takes over in {n} s."),
    EventKind.STORE_SQUEEZED: lambda e: Sentence(
        Tone.WARN,
        f"{at_start(e.place)} has less memory.",
        f"Something else takes {units.percent(int(e.detail))} of it for {e.count} s.",
    ),
    EventKind.STORE_RELIEVED: _tells(Tone.GOOD, "{Place} has all its memory again."),
    EventKind.REPLICA_ORDERED: _tells(Tone.PLAIN, "A replica of {place} is ordered.", "It is in sync in {n} s."),
    EventKind.REPLICA_READY: _tells(Tone.GOOD, "A replica of {place} is in sync.", "It can take over now."),
    EventKind.POOLER_ORDERED: _tells(Tone.PLAIN, "A connection pooler is ordered.", "It is ready in {n} s."),
    EventKind.POOLER_READY: _tells(Tone.GOOD, "The pooler is ready.", "All servers share the connections now."),
    EventKind.SETTING: _setting,
    EventKind.POLICY_SET: _policy,
    EventKind.ZONE_DOWN: _tells(Tone.BAD, "Zone {place} is dark.", "Everything in it is down for {n} s."),
    EventKind.ZONE_UP: _tells(Tone.GOOD, "Zone {place} has power again.", "Its servers boot."),
    EventKind.ROLLING_DEPLOY: _tells(Tone.WARN, "A new version goes to every server, one after another."),
    EventKind.SPIKE: lambda e: Sentence(
        Tone.WARN, f"Traffic spike: {int(e.detail) / 1000:g} times the visitors for {e.count} s."
    ),
    EventKind.WHALE: lambda e: Sentence(
        Tone.WARN, f"{units.percent(int(e.detail))} of the newcomers share one address for {e.count} s."
    ),
    EventKind.BAN: lambda e: Sentence(
        Tone.WARN,
        f"{units.people_were(e.count)} banned.",
        "Their sessions are deleted; signed cookies stay.",
    ),
    EventKind.RETRY_STORM: lambda e: Sentence(
        Tone.WARN, f"Retry storm for {e.count} s.", f"What fails is asked again at once, up to {e.detail} times."
    ),
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
    """Return the sentence about an event, together with the loss among ``losses`` that it caused at its place."""
    told = _EVENTS[event.kind](event)
    loss = next((loss for loss in losses if follows(event, loss)), None)
    if loss is None:
        return told
    return Sentence(Tone.BAD, f"{told.what} {log_outs.were_logged_out(loss)}.", causes.why(loss))


#: What is told in one line when it happens to many servers at once.
_MANY = {
    EventKind.SERVER_ORDERED: (Tone.PLAIN, "{n} servers are ordered.", "They boot for {count} s."),
    EventKind.SERVER_UP: (Tone.GOOD, "{n} servers are up.", ""),
    EventKind.SERVER_CRASHED: (Tone.BAD, "{n} servers crashed.", ""),
    EventKind.SERVER_REPLACED: (Tone.PLAIN, "{n} servers are thrown away.", "Cattle: new ones take their place."),
}
#: What happens to so many servers at once still has a line each.
FEW = 3


def together(events: tuple[Event, ...]) -> tuple[tuple[Event, ...], ...]:
    """Return the events of one tick in their order, those that are told in one line as one group."""
    kinds = [event.kind for event in events]
    many = [kind for kind in _MANY if kinds.count(kind) > FEW]
    groups = {kind: tuple(event for event in events if event.kind is kind) for kind in many}
    first = {group[0]: group for group in groups.values()}
    return tuple(first.get(event, (event,)) for event in events if event in first or event.kind not in groups)


def of_events(events: tuple[Event, ...], losses: tuple[Loss, ...] = ()) -> Sentence:
    """Return the sentence about events that belong together, with the losses among ``losses`` that they caused."""
    if len(events) == 1:
        return of_event(events[0], losses)
    tone, what, why = _MANY[events[0].kind]
    told = Sentence(tone, what.format(n=len(events)), why.format(count=events[0].count))
    caused = [loss for loss in losses if any(follows(event, loss) for event in events)]
    if not caused:
        return told
    whole = reduce(log_outs.together, caused)
    return Sentence(Tone.BAD, f"{told.what} {log_outs.were_logged_out(whole)}.", causes.why(whole))


def follows(event: Event, loss: Loss) -> bool:
    """Return whether ``loss`` is told together with ``event``."""
    return _LOSS_FOLLOWS.get(event.kind) is loss.cause and event.place == loss.place
