"""A forger: takes a true run and makes every lie of it that one change can make.

``careless`` ones leave the seal as it was, as whoever edits a file does. ``careful`` ones seal the run anew, as
whoever reads our source can. ``outcome`` says what a run claims: a forgery that claims the same is no lie.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from scalegame.runs.run import Run
from scalegame.runs.run_file import plain_run, sealed

Value = object
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Forgery:
    """A forged run file, and what was done to the true one."""

    done: str
    data: bytes


def careless(run: Run) -> Iterator[Forgery]:
    """Change the file and leave the seal."""
    true = sealed(plain_run(run))
    for done, plain in changes(true):
        yield Forgery(done, json.dumps(plain).encode())


def careful(run: Run) -> Iterator[Forgery]:
    """Change the run and seal it anew."""
    for done, plain in changes(plain_run(run)):
        whole = sealed(plain) if isinstance(plain, dict) else plain
        yield Forgery(done, json.dumps(whole).encode())


def outcome(run: Run) -> Value:
    """Return what a run claims: which game it was, and how it ended."""
    return run.level, run.level_digest, run.ruleset, run.seed, run.ticks, run.ending, run.claims


def changes(plain: dict[str, Value]) -> Iterator[tuple[str, Value]]:
    """Yield every change of one part, with what was done."""
    for path, value in _parts(plain, ()):
        name = ".".join(map(str, path))
        for number, other in enumerate(_others(value)):
            if other != value:
                yield f"{name} altered ({number})", _with(plain, path, other)
        if isinstance(value, list):
            for done, items in _rearranged(value):
                if items != value:
                    yield f"{name}: {done}", _with(plain, path, items)
        if path:
            yield f"{name} left out", _without(plain, path)


def _parts(value: Value, path: Path) -> Iterator[tuple[Path, Value]]:
    """Yield every part of a value, and the whole."""
    yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from _parts(part, (*path, key))


def _others(value: Value) -> Iterator[Value]:
    """Yield other values of the same kind, nearest first, and one of another kind."""
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1, value // 2, 0, 10 * value + 7)
        case str():
            yield value[:-1]
            yield value + "0"
            yield "0" + value[1:]
            yield value.upper()
        case None:
            yield {}
            return
        case dict() | list():
            pass
    yield None


def _rearranged(items: list[Value]) -> Iterator[tuple[str, list[Value]]]:
    """Drop, double and swap items."""
    for index in range(len(items)):
        yield f"item {index} dropped", items[:index] + items[index + 1 :]
        yield f"item {index} doubled", items[: index + 1] + items[index:]
        for other in range(index):
            swapped = list(items)
            swapped[index], swapped[other] = swapped[other], swapped[index]
            yield f"items {other} and {index} swapped", swapped
        one = items[index]
        for other in range(index):
            before = items[other]
            if isinstance(one, dict) and isinstance(before, dict) and "at" in one:
                # The same ticks, the commands the other way round.
                changed = list(items)
                changed[index], changed[other] = {**before, "at": one["at"]}, {**one, "at": before["at"]}
                yield f"items {other} and {index} take each other's ticks", changed
    if items:
        yield "emptied", []


def _with(value: Value, path: Path, other: Value) -> Value:
    """Return ``value`` with ``other`` in the place that ``path`` leads to; nothing of ``value`` itself changes."""
    if not path:
        return other
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return value | {step: _with(value[step], rest, other)}
    assert isinstance(value, list)
    assert isinstance(step, int)
    return [*value[:step], _with(value[step], rest, other), *value[step + 1 :]]


def _without(value: Value, path: Path) -> Value:
    """Return ``value`` without the part that ``path`` leads to."""
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        kept = {key: part for key, part in value.items() if key != step}
        return kept | {step: _without(value[step], rest)} if rest else kept
    assert isinstance(value, list)
    assert isinstance(step, int)
    return [*value[:step], *([_without(value[step], rest)] if rest else []), *value[step + 1 :]]
