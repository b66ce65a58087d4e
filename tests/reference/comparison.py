"""Two engines, one game: plays both tick by tick and names the first tick and the first field in which they differ."""

from __future__ import annotations

from ast import literal_eval
from dataclasses import fields
from itertools import zip_longest

from scalegame.engine import Game, Plan, Result, Scenario, TickReport
from scalegame.engine.commands import Command
from scalegame.engine.state.canonical import FORMATS, Content, numbers
from scalegame.engine.state.digest import canonical
from scalegame.engine.view import Metrics
from tests.engine.builders import world_of
from tests.reference.game import ReferenceGame

State = dict[str, bytes]


class DivergedError(AssertionError):
    """The engines disagree; the message says where first."""


def compare(scenario: Scenario, seed: int, plan: Plan) -> int:
    """Play a game in both engines, give both every command at its tick, and return how many ticks were played.

    Raises ``DivergedError`` as soon as an answer, a state, a report or the result differs.
    """
    game, reference = Game(scenario, seed), ReferenceGame(scenario, seed)
    waiting = sorted(plan, key=lambda at: at.tick)
    compare_states(game, reference, "at the start")
    while not game.over:
        given = [at.command for at in waiting if at.tick <= game.tick]
        waiting = waiting[len(given) :]
        for command in given:
            give(game, reference, command)
        if given:
            compare_states(game, reference, f"before tick {game.tick}, {given}")
        compare_end(game, reference)
        report, expected = game.step(), reference.step()
        compare_states(game, reference, f"tick {report.tick}")
        compare_parts(report, expected, f"tick {report.tick}")
    for at in waiting:
        give(game, reference, at.command)
    compare_end(game, reference)
    compare_parts(game.result(), reference.result(), "at the end")
    return game.tick


def give(game: Game, reference: ReferenceGame, command: Command) -> None:
    """Hand a command to both engines; they have to answer alike and do alike."""
    answer, expected = game.give(command), reference.give(command)
    if answer != expected:
        raise DivergedError(f"before tick {game.tick}, {command}: {beside(answer, expected)}")


def compare_end(game: Game, reference: ReferenceGame) -> None:
    """Hold against each other whether the game is over."""
    if game.over != reference.over:
        raise DivergedError(f"before tick {game.tick}, is the game over: {beside(game.over, reference.over)}")


def compare_states(game: Game, reference: ReferenceGame, when: str) -> None:
    """Hold the canonical states against each other, field by field."""
    pairs = zip_longest(canonical(world_of(game)), reference.canonical(), fillvalue=("", b""))
    if all(one[0] == other[0] and bytes(one[1]) == other[1] for one, other in pairs):
        return
    state = {name: bytes(content) for name, content in canonical(world_of(game))}
    expected = {name: bytes(content) for name, content in reference.canonical()}
    if list(state) != list(expected):
        only = sorted(state.keys() ^ expected.keys())
        raise DivergedError(f"{when}: only one engine has the fields {', '.join(only)}" if only else f"{when}: order")
    first, *others = (name for name, content in state.items() if content != expected[name])
    also = f"\nand in the same tick: {', '.join(others)}" if others else ""
    raise DivergedError(f"{when}: {difference(first, state, expected)}{also}")


def compare_parts(value: TickReport | Result | Metrics, expected: TickReport | Result | Metrics, when: str) -> None:
    """Hold two reports, or two results, against each other, part by part and entry by entry."""
    for part in fields(value):
        one, other = getattr(value, part.name), getattr(expected, part.name)
        where = f"{when}, {type(value).__name__}.{part.name}"
        if one == other:
            continue
        if isinstance(one, Metrics):
            compare_parts(one, other, when)
        if isinstance(one, tuple):
            entry, (one, other) = next(e for e in enumerate(zip_longest(one, other)) if e[1][0] != e[1][1])
            where = f"{where}[{entry}]"
        raise DivergedError(f"{where}: {beside(one, other)}")


def difference(name: str, state: State, expected: State) -> str:
    """Return in which row a field differs, if it has rows, and how."""
    rows, others = values(name, state[name]), values(name, expected[name])
    if len(rows) != len(others):
        return f"{name} has {len(rows)} rows for the engine, {len(others)} for the reference"
    row = next(row for row, (one, other) in enumerate(zip(rows, others, strict=True)) if one != other)
    place = f" in row {row}{who(name, row, state)}" if len(rows) > 1 else ""
    return f"{name}{place}: {beside(rows[row], others[row])}"


def who(name: str, row: int, state: State) -> str:
    """Name the server or the visitor in a row."""
    match name.partition(".")[0]:
        case "servers":
            return f" ({values('servers.name', state['servers.name'])[row]})"
        case "sessions":
            visitor = int(values("sessions.who", state["sessions.who"])[row])
            return f" (visitor {visitor & 0xFFFFFF} of wave {visitor >> 24})"
        case _:
            return ""


def values(name: str, content: Content) -> list[str | int]:
    """Return what a field holds."""
    return list(numbers(name, content)) if name in FORMATS else literal_eval(bytes(content).decode())


def beside(one: object, other: object) -> str:
    """Put two answers beside each other."""
    return f"the engine says {one!r}, the reference {other!r}"
