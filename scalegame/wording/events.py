"""The words of events: one record a kind, and one sentence for events that strike many servers at once. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce

from scalegame.engine.scenario import Policy, StoreName
from scalegame.engine.view import Event, EventKind, Loss, LossCause
from scalegame.wording import causes, commands, log_outs, units
from scalegame.wording.components import POLICY_WORDS, STORE_WORDS, wired
from scalegame.wording.place_names import at_start, place
from scalegame.wording.sentence import Sentence, Tone


@dataclass(frozen=True, slots=True)
class EventWords:
    """The words of one kind of event.

    ``tell`` makes the sentence of an event. ``several`` replaces it where many servers are struck in one tick: a
    sentence with ``{n}`` (servers) and ``{count}`` (of the first). ``loss`` is the cause of the losses that the event
    brings about at its place and that are told with it. ``stroke`` is what an interviewer says of it afterwards.
    """

    tell: Callable[[Event], Sentence]
    several: Sentence | None = None
    loss: LossCause | None = None
    stroke: str = ""


def _policy(event: Event) -> Sentence:
    policy = Policy(event.detail)
    return Sentence(Tone.GOOD, f"The balancer uses {POLICY_WORDS[policy].label} now.", POLICY_WORDS[policy].line)


def _wave(event: Event) -> Sentence:
    # A title can be a sentence, such as an interviewer's question.
    end = "" if event.detail.endswith((".", "?", "!")) else "."
    return Sentence(Tone.PLAIN, f"Wave {event.count} begins: {event.detail}{end}")


def _draining(event: Event) -> Sentence:
    if not event.count:
        return Sentence(Tone.PLAIN, f"{event.place} is draining.", "Its memory holds nobody.")
    return Sentence(Tone.PLAIN, f"{event.place} is draining.", f"It waits for {units.people(event.count)} to finish.")


def _store_up(event: Event) -> Sentence:
    return Sentence(Tone.GOOD, f"{at_start(event.place)} is ready.", STORE_WORDS[StoreName(event.place)].ready)


def _tells(tone: Tone, what: str, why: str = "") -> Callable[[Event], Sentence]:
    """Return a function that fills an event's ``place`` and ``count`` into a sentence."""

    def told(event: Event) -> Sentence:
        names = {"place": place(event.place), "Place": at_start(event.place), "n": event.count}
        return Sentence(tone, what.format(**names), why.format(**names))

    return told


EVENT_WORDS = {
    EventKind.WAVE_STARTED: EventWords(_wave),
    EventKind.SERVER_ORDERED: EventWords(
        _tells(Tone.PLAIN, "{Place} is ordered.", "It boots for {n} s."),
        several=Sentence(Tone.PLAIN, "{n} servers are ordered.", "They boot for {count} s."),
    ),
    EventKind.SERVER_UP: EventWords(
        _tells(Tone.GOOD, "{Place} is up."),
        several=Sentence(Tone.GOOD, "{n} servers are up."),
    ),
    EventKind.SERVER_CRASHED: EventWords(
        _tells(Tone.BAD, "{Place} crashed."),
        several=Sentence(Tone.BAD, "{n} servers crashed."),
        loss=LossCause.SERVER_CRASH,
        stroke="{place} crashed",
    ),
    EventKind.SERVER_RESTARTING: EventWords(
        _tells(Tone.PLAIN, "{Place} restarts.", "It is back in {n} s with an empty memory."),
        loss=LossCause.SERVER_RESTART,
    ),
    EventKind.SERVER_SLOW: EventWords(
        lambda e: Sentence(
            Tone.WARN,
            f"{e.place} has become slow.",
            f"It does {units.percent(int(e.detail))} of its work for {e.count} s.",
        ),
        stroke="{place} was slow",
    ),
    EventKind.SERVER_FROZEN: EventWords(
        _tells(Tone.BAD, "{Place} froze.", "It accepts requests and answers none."), stroke="{place} froze"
    ),
    EventKind.SERVER_REPLACED: EventWords(
        _tells(Tone.PLAIN, "{Place} is thrown away.", "Cattle: a new one takes its place."),
        several=Sentence(Tone.PLAIN, "{n} servers are thrown away.", "Cattle: new ones take their place."),
    ),
    EventKind.SERVER_RETIRING: EventWords(_tells(Tone.PLAIN, "{Place} is not needed any more.", "It drains and goes.")),
    EventKind.SERVER_RECOVERED: EventWords(_tells(Tone.GOOD, "{Place} works at full speed again.")),
    EventKind.SERVER_DRAINING: EventWords(_draining),
    EventKind.SERVER_DRAINED: EventWords(
        _tells(Tone.GOOD, "{Place} is drained.", "Nobody depends on its memory any more.")
    ),
    EventKind.SERVER_UNDRAINED: EventWords(_tells(Tone.PLAIN, "{Place} takes new people again.")),
    EventKind.SERVER_REMOVED: EventWords(_tells(Tone.PLAIN, "{Place} was removed."), loss=LossCause.SERVER_REMOVED),
    EventKind.LEAK_AVOIDED: EventWords(
        _tells(Tone.GOOD, "{Place} would have run out of memory now.", "Its restart saved it.")
    ),
    EventKind.DEPLOY_STARTED: EventWords(
        lambda e: Sentence(Tone.PLAIN, f"{e.place} deploys.", f"{wired(e.detail)} {e.count} s to go."),
        loss=LossCause.DEPLOY,
    ),
    EventKind.DEPLOY_DONE: EventWords(_tells(Tone.GOOD, "{Place} is back after its deploy.", "It takes people again.")),
    EventKind.STORE_ORDERED: EventWords(_tells(Tone.PLAIN, "{Place} is ordered.", "It is ready in {n} s.")),
    EventKind.STORE_UP: EventWords(_store_up),
    EventKind.STORE_DOWN: EventWords(
        _tells(Tone.BAD, "{Place} restarts.", "It answers nobody for {n} s."),
        loss=LossCause.STORE_RESTART,
        stroke="{place} went down",
    ),
    EventKind.STORE_FAILOVER: EventWords(
        _tells(Tone.BAD, "The primary of {place} failed.", "A replica takes over in {n} s."),
        stroke="{place} failed over",
    ),
    EventKind.STORE_SQUEEZED: EventWords(
        lambda e: Sentence(
            Tone.WARN,
            f"{at_start(e.place)} has less memory.",
            f"Something else takes {units.percent(int(e.detail))} of it for {e.count} s.",
        )
    ),
    EventKind.STORE_RELIEVED: EventWords(_tells(Tone.GOOD, "{Place} has all its memory again.")),
    EventKind.REPLICA_ORDERED: EventWords(
        _tells(Tone.PLAIN, "A replica of {place} is ordered.", "It is in sync in {n} s.")
    ),
    EventKind.REPLICA_READY: EventWords(_tells(Tone.GOOD, "A replica of {place} is in sync.", "It can take over now.")),
    EventKind.POOLER_ORDERED: EventWords(
        _tells(Tone.PLAIN, "A connection pooler is ordered.", "It is ready in {n} s.")
    ),
    EventKind.POOLER_READY: EventWords(
        _tells(Tone.GOOD, "The pooler is ready.", "All servers share the connections now.")
    ),
    EventKind.SETTING: EventWords(commands.setting),
    EventKind.POLICY_SET: EventWords(_policy),
    EventKind.ZONE_DOWN: EventWords(
        _tells(Tone.BAD, "Zone {place} is dark.", "Everything in it is down for {n} s."),
        stroke="zone {place} went dark",
    ),
    EventKind.ZONE_UP: EventWords(_tells(Tone.GOOD, "Zone {place} has power again.", "Its servers boot.")),
    EventKind.ROLLING_DEPLOY: EventWords(
        _tells(Tone.WARN, "A new version goes to every server, one after another."),
        stroke="a new version went out",
    ),
    EventKind.SPIKE: EventWords(
        lambda e: Sentence(Tone.WARN, f"Traffic spike: {int(e.detail) / 1000:g} times the visitors for {e.count} s.")
    ),
    EventKind.WHALE: EventWords(
        lambda e: Sentence(
            Tone.WARN, f"{units.percent(int(e.detail))} of the newcomers share one address for {e.count} s."
        )
    ),
    EventKind.BAN: EventWords(
        lambda e: Sentence(
            Tone.WARN, f"{units.people_were(e.count)} banned.", "Their sessions are deleted; signed cookies stay."
        )
    ),
    EventKind.RETRY_STORM: EventWords(
        lambda e: Sentence(
            Tone.WARN, f"Retry storm for {e.count} s.", f"What fails is asked again at once, up to {e.detail} times."
        )
    ),
}
#: The largest number of events of one kind in a tick that still have a line each.
FEW = 3


def of_event(event: Event, losses: tuple[Loss, ...] = ()) -> Sentence:
    """Return the sentence about an event, together with the loss among ``losses`` that it caused at its place."""
    told = EVENT_WORDS[event.kind].tell(event)
    loss = next((loss for loss in losses if follows(event, loss)), None)
    if loss is None:
        return told
    return Sentence(Tone.BAD, f"{told.what} {log_outs.were_logged_out(loss)}.", causes.why(loss))


def together(events: tuple[Event, ...]) -> tuple[tuple[Event, ...], ...]:
    """Return the events of one tick in their order, those that are told in one line as one group."""
    kinds = [event.kind for event in events]
    many = [kind for kind in dict.fromkeys(kinds) if EVENT_WORDS[kind].several and kinds.count(kind) > FEW]
    groups = {kind: tuple(event for event in events if event.kind is kind) for kind in many}
    first = {group[0]: group for group in groups.values()}
    return tuple(first.get(event, (event,)) for event in events if event in first or event.kind not in groups)


def of_events(events: tuple[Event, ...], losses: tuple[Loss, ...] = ()) -> Sentence:
    """Return the sentence about events that belong together, with the losses among ``losses`` that they caused."""
    several = EVENT_WORDS[events[0].kind].several
    if len(events) == 1 or several is None:
        return of_event(events[0], losses)
    told = replace(several, what=several.what.format(n=len(events)), why=several.why.format(count=events[0].count))
    caused = [loss for loss in losses if any(follows(event, loss) for event in events)]
    if not caused:
        return told
    whole = reduce(log_outs.together, caused)
    return Sentence(Tone.BAD, f"{told.what} {log_outs.were_logged_out(whole)}.", causes.why(whole))


def follows(event: Event, loss: Loss) -> bool:
    """Return whether ``loss`` is told together with ``event``."""
    return EVENT_WORDS[event.kind].loss is loss.cause and event.place == loss.place
