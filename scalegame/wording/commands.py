"""The words of commands: one record a class, for what is planned, taken back, searched and reported. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from scalegame.engine.commands import (
    ALL,
    AddPooler,
    AddReplica,
    AddServer,
    AddStore,
    CauseIncident,
    Command,
    Connect,
    DrainServer,
    NextWave,
    RemoveServer,
    RestartServer,
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetRedis,
    SetTimeout,
    SetTraffic,
    UndrainServer,
)
from scalegame.engine.scenario import Check, Eviction, LimitPer, Persistence, RateLimit
from scalegame.engine.view import Event
from scalegame.wording.components import CHECK_WORDS, POLICY_WORDS, REDIS_WORDS, STORE_WORDS, keep
from scalegame.wording.incidents import incident
from scalegame.wording.sentence import Sentence, Tone
from scalegame.wording.units import limit, people, wait

_C = TypeVar("_C", bound=Command)


@dataclass(frozen=True, slots=True)
class CommandWords(Generic[_C]):
    """The words of one class of command.

    ``order`` makes an order of a command. ``past`` has the past of each word that its orders begin with, where that
    is another one. ``told`` makes the sentence of the event that reports a new setting; commands that set nothing
    have events of their own (``wording/events.py``).
    """

    kind: type[_C]
    order: Callable[[_C], str]
    past: Mapping[str, str] = field(default_factory=dict)
    told: Callable[[Event], Sentence] | None = None


def _or_none(
    some: Callable[[Event], tuple[str, ...]], none: tuple[str, ...], tone: Tone = Tone.PLAIN
) -> Callable[[Event], Sentence]:
    """Return the function that makes the sentence of a setting: ``some`` for a number, ``none`` in ``tone`` for 0."""
    return lambda event: Sentence(Tone.GOOD, *some(event)) if event.count else Sentence(tone, *none)


def _check_set(event: Event) -> Sentence:
    words = CHECK_WORDS[Check(event.detail)]
    return Sentence(Tone.GOOD, f"The balancer uses: {words.label}.", words.follows)


def _redis_set(event: Event) -> Sentence:
    # No text of one setting is a text of the other.
    return {to.value: REDIS_WORDS[to] for to in (*Eviction, *Persistence)}[event.detail].told


def _traffic_set(event: Event) -> Sentence:
    if not event.count:
        return Sentence(Tone.PLAIN, "Nobody new comes now.", "Those who are online finish their visits.")
    come = "comes" if event.count == 1 else "come"
    return Sentence(Tone.PLAIN, f"{people(event.count)} {come} each second now.", "You set the traffic.")


#: Each record is typed by its own class of command, so a table of all is typed by none.
_RECORDS: tuple[CommandWords[Any], ...] = (
    CommandWords(
        AddServer,
        lambda one: "add a server" if one.count == 1 else f"add {one.count} servers",
        {"add": "added"},
    ),
    CommandWords(RemoveServer, lambda one: f"remove {one.server}", {"remove": "removed"}),
    CommandWords(RestartServer, lambda one: f"restart {one.server}", {"restart": "restarted"}),
    CommandWords(DrainServer, lambda one: f"drain {one.server}", {"drain": "drained"}),
    CommandWords(UndrainServer, lambda one: f"let {one.server} take new people again"),
    CommandWords(AddStore, lambda one: f"buy {STORE_WORDS[one.store].bought}", {"buy": "bought"}),
    CommandWords(Connect, lambda one: f"let {'every server' if one.server == ALL else one.server} {keep(one.to)}"),
    CommandWords(AddReplica, lambda one: f"add a replica of {STORE_WORDS[one.store].named}", {"add": "added"}),
    CommandWords(AddPooler, lambda _: "put a pooler before the database"),
    CommandWords(SetRedis, lambda one: f"let Redis {REDIS_WORDS[one.to].label}", told=_redis_set),
    CommandWords(
        SetRateLimit,
        lambda one: f"let {limit(RateLimit(one.limit, one.per)) if one.limit else 'every request'} through",
        told=_or_none(
            lambda event: (
                f"The rate limiter lets {limit(RateLimit(event.count, LimitPer(event.detail)))} through.",
                "The rest is turned away.",
            ),
            ("The rate limiter lets everything through.",),
            Tone.GOOD,
        ),
    ),
    CommandWords(
        SetAutoscaler,
        lambda one: (
            f"autoscale between {one.minimum} and {one.maximum} servers" if one.maximum else "turn the autoscaler off"
        ),
        {"autoscale": "let the fleet autoscale", "turn": "turned"},
        told=_or_none(
            lambda event: (f"The autoscaler keeps between {event.detail} and {event.count} servers.",),
            ("The autoscaler is off.",),
        ),
    ),
    CommandWords(SetHealthCheck, lambda one: f"let the balancer {CHECK_WORDS[one.check].order}", told=_check_set),
    CommandWords(
        SetTimeout,
        lambda one: (
            f"let the balancer wait {wait(one.milliseconds)} for an answer"
            if one.milliseconds
            else "let the balancer wait as long as people do"
        ),
        told=_or_none(
            lambda event: (f"The balancer waits {wait(event.count)} for an answer, no longer.",),
            ("The balancer waits for an answer as long as people do.",),
        ),
    ),
    CommandWords(
        SetDrain,
        lambda one: (
            f"drain for up to {one.ticks} s before each deploy" if one.ticks else "deploy at once, without draining"
        ),
        {"drain": "let servers drain", "deploy": "let servers deploy"},
        told=_or_none(
            lambda event: (f"Servers drain for up to {event.count} s before each deploy.",),
            ("Servers deploy at once, without draining.",),
        ),
    ),
    CommandWords(SetPolicy, lambda one: f"set the balancer to {POLICY_WORDS[one.policy].label}"),
    CommandWords(
        SetTraffic,
        lambda one: f"let {people(one.visitors) if one.visitors else 'nobody new'} come each second",
        told=_traffic_set,
    ),
    CommandWords(CauseIncident, lambda one: f"cause: {incident(one.incident)}", {"cause:": "caused:"}),
    CommandWords(NextWave, lambda _: "start the next wave now", {"start": "started"}),
)
COMMAND_WORDS: dict[type[Command], CommandWords[Any]] = {words.kind: words for words in _RECORDS}
_SETTINGS = {words.kind.verb: words.told for words in _RECORDS if words.told is not None}


def orders(commands: Sequence[Command]) -> str:
    """Return what several commands do, in their order; servers ordered one by one are told together."""
    return " · ".join(order(command) for command in _gathered(commands))


def deeds(commands: Sequence[Command]) -> str:
    """Return what somebody did who gave ``commands``: what follows "you"."""
    return " · ".join(_deed(command) for command in _gathered(commands))


def order(command: Command) -> str:
    """Return what a command does, as an order."""
    return COMMAND_WORDS[type(command)].order(command)


def setting(event: Event) -> Sentence:
    """Return the sentence about a setting that was changed: the event's ``place`` is the command's verb."""
    return _SETTINGS[event.place](event)


def _deed(command: Command) -> str:
    verb, _, rest = order(command).partition(" ")
    return f"{COMMAND_WORDS[type(command)].past.get(verb, verb)} {rest}"


def _gathered(commands: Sequence[Command]) -> list[Command]:
    """Return ``commands``, the servers added one by one as one command."""
    added = sum(command.count for command in commands if isinstance(command, AddServer))
    first = next((command for command in commands if isinstance(command, AddServer)), None)
    kept_apart = (command for command in commands if command is first or not isinstance(command, AddServer))
    return [AddServer(added) if command is first else command for command in kept_apart]
