"""The small changes of plans that a search makes, each a pure function of a plan and a chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from scalegame.analysis.search.ideas import Idea, Ideas
from scalegame.engine.commands import (
    ALL,
    AddServer,
    At,
    Command,
    Connect,
    NextWave,
    Plan,
    SetAutoscaler,
    SetDrain,
    SetRateLimit,
    SetTimeout,
)

_STRIDES = (1, 1, 2, 3, 5, 8, 13, 21, 34, 55)
_MOST_COMMANDS = 24
#: One plan in so many is changed twice, three times and so on.
_AGAIN = 3


def in_order(given: list[At]) -> Plan:
    """Return a plan in the order of its ticks."""
    return tuple(sorted(given, key=lambda at: at.tick))


def placed(idea: Idea, tick: int, end: int) -> list[At]:
    """Return an idea that begins at ``tick``, as far as the level lasts."""
    return [At(tick + after, command) for after, command in idea if tick + after < end]


def varied(plan: Plan, other: Plan, ideas: Ideas, chance: Random) -> Plan:
    """Return ``plan`` changed in one or a few ways; ``other`` is a plan that something may be taken from."""
    given = list(plan)
    while True:
        if not given:
            given = _add(given, ideas, chance)
        elif chance.randrange(12) == 0:
            given = _crossed(given, list(other), chance)
        else:
            given = chance.choice(_STEPS)(given, ideas, chance)
        if chance.randrange(_AGAIN):
            return in_order(given[:_MOST_COMMANDS])


def neighbours(plan: Plan, ideas: Ideas) -> Iterator[Plan]:
    """Yield the nearest plans to a good one: one command left out, one given earlier or later, a wave called early."""
    for index, at in enumerate(plan):
        rest = [*plan[:index], *plan[index + 1 :]]
        yield tuple(rest)
        for tick in dict.fromkeys((0, at.tick // 2, at.tick - 8, at.tick - 3, at.tick - 1, at.tick + 5, at.tick + 20)):
            if 0 <= tick < ideas.end and tick != at.tick:
                yield in_order([*rest, replace(at, tick=tick)])
    if any(isinstance(command, NextWave) for command in ideas.commands):
        ticks = (0, *(at.tick + 1 for at in plan), ideas.end // 8, ideas.end // 4)
        for tick in dict.fromkeys(ticks):
            yield in_order([*plan, At(tick, NextWave())])


def _shift(given: list[At], ideas: Ideas, chance: Random) -> list[At]:
    index, stride = chance.randrange(len(given)), chance.choice(_STRIDES) * chance.choice((-1, -1, 1))
    return [_later(at, stride, ideas) if each == index else at for each, at in enumerate(given)]


def _shift_from(given: list[At], ideas: Ideas, chance: Random) -> list[At]:
    """Shift one command and all that follow, so that what depends on each other stays together."""
    index, stride = chance.randrange(len(given)), chance.choice(_STRIDES) * chance.choice((-1, -1, 1))
    return [_later(at, stride, ideas) if each >= index else at for each, at in enumerate(given)]


def _later(at: At, ticks: int, ideas: Ideas) -> At:
    return replace(at, tick=min(max(0, at.tick + ticks), ideas.end - 1))


def _move(given: list[At], ideas: Ideas, chance: Random) -> list[At]:
    index, tick = chance.randrange(len(given)), chance.choice((*ideas.moments, *(at.tick for at in given)))
    return [replace(at, tick=tick) if each == index else at for each, at in enumerate(given)]


def _drop(given: list[At], _: Ideas, chance: Random) -> list[At]:
    index = chance.randrange(len(given))
    return [*given[:index], *given[index + 1 :]]


def _add(given: list[At], ideas: Ideas, chance: Random) -> list[At]:
    if not ideas.ideas:
        return given
    return [*given, *placed(chance.choice(ideas.ideas), chance.choice(ideas.moments), ideas.end)]


def _exchange(given: list[At], ideas: Ideas, chance: Random) -> list[At]:
    return _add(_drop(given, ideas, chance), ideas, chance)


def _hurry(given: list[At], ideas: Ideas, chance: Random) -> list[At]:
    """Call a wave early."""
    if not any(isinstance(command, NextWave) for command in ideas.commands):
        return _shift(given, ideas, chance)
    return [*given, At(chance.choice((*ideas.moments, *(at.tick for at in given))), NextWave())]


def _tune(given: list[At], ideas: Ideas, chance: Random) -> list[At]:
    """Change the number, the server or the choice in one command."""
    index = chance.randrange(len(given))
    command = _tuned(given[index].command, ideas, chance)
    return [replace(at, command=command) if each == index else at for each, at in enumerate(given)]


def _tuned(command: Command, ideas: Ideas, chance: Random) -> Command:
    step = chance.choice((-1, 1))
    match command:
        case AddServer(count):
            return AddServer(max(1, count + step))
        case SetAutoscaler(least, most):
            more, fewer = max(0, least + step), max(1, most + chance.choice((-1, 0, 1)))
            return SetAutoscaler(min(more, fewer), fewer)
        case SetRateLimit(limit, per):
            return SetRateLimit(max(1, limit * (10 + 2 * step) // 10 + step), per)
        case SetTimeout(milliseconds):
            return SetTimeout(max(1, milliseconds * (10 + 3 * step) // 10))
        case SetDrain(ticks):
            return SetDrain(max(0, ticks + 5 * step))
        case Connect(server, to) if server != ALL:
            return Connect(ALL, to)
        case _:
            alike = [other for other in ideas.commands if other.verb == command.verb]
            return chance.choice(alike) if alike else command


def _crossed(given: list[At], other: list[At], chance: Random) -> list[At]:
    """Take each command from one plan or the other, those of both once."""
    return [*(at for at in given if chance.randrange(4)), *(at for at in other if chance.randrange(2))]


_STEPS: tuple[Callable[[list[At], Ideas, Random], list[At]], ...] = (
    _shift, _shift, _shift, _shift_from, _move, _move, _drop, _drop, _add, _add, _exchange, _hurry, _tune, _tune,
)  # fmt: skip
