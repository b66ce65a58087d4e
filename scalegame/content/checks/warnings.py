"""The warnings: what can be played, but cannot be what the level's author wants, each at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from scalegame.content.build import goal_of
from scalegame.content.build.service import server_types, store_specs
from scalegame.content.checks.shared import SIGNED_COOKIE, reachable_stores
from scalegame.content.level import REFERENCE, TEMPTING
from scalegame.content.reader.diagnostics import Complaints
from scalegame.content.reader.json_reader import JsonPath
from scalegame.content.reader.phrases import quoted
from scalegame.content.schema.commands import MovePart
from scalegame.content.schema.fields import millicents
from scalegame.content.schema.level import Component, LevelPart
from scalegame.engine.scenario import Metric, StoreName
from scalegame.engine.units import MILLICENTS_PER_DOLLAR

#: The plans that `scalegame prove` plays, and what for.
_PLANS = {
    REFERENCE: "the plan that gets every star",
    TEMPTING: "the beginner's answer, which gets no gold",
}
#: Words of a hint that can only be names of commands, settings or policies.
_IDENTIFIER = re.compile(r"[a-z]+(?:_[a-z]+)+")


def advise(level: LevelPart, complaints: Complaints) -> None:
    """Report as warnings what ``level`` lacks, and what in it can never matter."""
    for path, message in (*_missing(level), *_unreachable(level), *_astray(level)):
        complaints.advise(path, message)


def _missing(level: LevelPart) -> Iterator[tuple[JsonPath, str]]:
    """Yield what a level can do without, but not one that teaches."""
    if not level.teaches:
        yield ("teaches",), 'the level names nothing that it "teaches", so no lesson can be proven'
    if not level.hints:
        yield ("hints",), 'there are no "hints"; three help those who are stuck: observe, direction, near-solution'
    if level.debrief is None:
        yield ("debrief",), 'there is no "debrief"; it tells the idea once the game is over'
    if not level.quiz:
        yield ("quiz",), 'there is no "quiz"; one question shows whether the idea has arrived'
    for name, meaning in _PLANS.items():
        if name not in level.plans:
            yield ("plans",), f"there is no plan {quoted(name)}, {meaning}; `scalegame prove` needs it"
    goals = [(metric, getattr(level.goals, metric.value)) for metric in Metric]
    if level.goals.model_fields_set and all(
        part is None or goal_of(metric, part).gold is None for metric, part in goals
    ):
        yield ("goals",), 'no goal has "gold", so whoever passes has all three stars'


def _unreachable(level: LevelPart) -> Iterator[tuple[JsonPath, str]]:
    """Yield what is for sale at a price that nobody can ever pay."""
    budget = millicents(level.budget)
    for number, (verb, price) in enumerate((verb, _price(level, verb)) for verb in level.allowed):
        if price > budget:
            yield (
                ("allowed", number),
                f"nobody can ever pay for {verb}: it costs {_dollars(price)}, and the budget is {_dollars(budget)}",
            )


def _price(level: LevelPart, verb: str) -> int:
    """Return the least that a command costs, in millicents."""
    specs = store_specs(level.catalog.stores)
    match verb:
        case "add_server":
            types = {kind.name: kind for kind in server_types(level.catalog.servers)}
            kind = types.get(level.catalog.added_server)
            return kind.price if kind is not None else 0
        case "add_replica":
            replicated = [store for store in reachable_stores(level) if specs[store].most_replicas]
            return min((specs[store].replica_price for store in replicated), default=0)
        case "add_pooler":
            return specs[StoreName.SQL].pooler_price
        case _:
            return specs[StoreName(verb)].price if verb in {*StoreName} else 0


def _dollars(amount: int) -> str:
    whole, rest = divmod(amount, MILLICENTS_PER_DOLLAR)
    cents = f"{rest:05d}".rstrip("0").ljust(2, "0")
    return f"${whole:,}.{cents}" if rest else f"${whole:,}"


def _astray(level: LevelPart) -> Iterator[tuple[JsonPath, str]]:
    """Yield sources that nobody comes from, plans out of order, and hints at what cannot be done."""
    for number, source in enumerate(level.sources):
        if not source.share:
            yield ("sources", number, "share"), f'nobody comes from {quoted(source.name)}: its "share" is 0'
    for name, moves in level.plans.items():
        for number in _out_of_order(moves):
            before = moves[number - 1].at
            message = f"this command comes at tick {moves[number].at}, before the one above it at tick {before}"
            yield ("plans", name, number, "at"), message
    for number, hint in enumerate(level.hints):
        for word in _impossible(hint, level):
            yield ("hints", number), f"the hint speaks of {word}, which is not allowed in this level"


def _out_of_order(moves: Sequence[MovePart]) -> Iterator[int]:
    return (number for number in range(1, len(moves)) if moves[number].at < moves[number - 1].at)


def _impossible(hint: str, level: LevelPart) -> list[str]:
    """Return the commands, stores and policies that a hint names and that the level does not offer."""
    start = level.start
    offered = {
        *level.allowed, *level.policies, *start.stores, start.balancer.policy, start.sessions.value,
        "next_wave", *(f"add_{store}" for store in StoreName if store in level.allowed),
    }  # fmt: skip
    known = {*get_args(Component), *(f"add_{store}" for store in StoreName), "set_policy", SIGNED_COOKIE}
    words: Mapping[str, None] = dict.fromkeys(_IDENTIFIER.findall(hint))
    return [word for word in words if word in known and word not in offered]
