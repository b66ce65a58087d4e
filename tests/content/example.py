"""The example level with every field, and ways to spoil it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from scalegame.content.level import Level
from scalegame.content.loader import read_level
from scalegame.content.reader.diagnostics import LevelError, Problem

Steps = tuple[str | int, ...]

#: It stands in no level, so a place that it marks is easy to find.
MARK = "☃"
FILE = Path("full.json")
FULL = Path(__file__).with_name("full.json").read_bytes()
#: A first level, as short as one can be.
SHORT = b"""{
  "format": 1,
  "id": "short",
  "title": "Short",
  "briefing": "Go.",
  "start": {"servers": [{}]},
  "waves": [{"title": "All day", "ticks": 20, "arrivals": [[0, 1]]}],
  "goals": {"session_loss": {"pass": "5%"}}
}"""


def load(data: bytes) -> Level:
    """Load a level from ``full.json``."""
    return read_level(data, FILE)


def problems(data: bytes) -> tuple[Problem, ...]:
    """Return what is wrong with the level in ``data``; nothing if it loads."""
    try:
        load(data)
    except LevelError as error:
        return error.problems
    return ()


def full() -> object:
    """Return the full level as plain values of its own."""
    return json.loads(FULL)


def written(value: object) -> bytes:
    """Return a value as a file has it, one item a line."""
    return json.dumps(value, indent=1, ensure_ascii=False).encode()


def short(**fields: object) -> dict[str, object]:
    """Return the short level with fields changed or added."""
    return {**json.loads(SHORT), **fields}


def place_of(value: object, path: Steps) -> tuple[int, int]:
    """Return line and column of the value at ``path`` in what ``written`` makes, without asking our own reader."""
    lines = written(replaced(value, path, MARK)).decode().split("\n")
    found = [(number, line.index(f'"{MARK}"') + 1) for number, line in enumerate(lines, 1) if f'"{MARK}"' in line]
    (place,) = found
    return place


def steps_of(value: object, path: Steps = ()) -> Iterator[Steps]:
    """Yield the path of every part of a value."""
    for step, inner in items(value):
        yield (*path, step)
        yield from steps_of(inner, (*path, step))


def part(value: object, path: Steps) -> object:
    """Return the part of a value at a path."""
    for step in path:
        value = dict(items(value))[step]
    return value


def items(value: object) -> list[tuple[str | int, object]]:
    """Return what an object or a list holds, with its keys or indexes."""
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def changed(path: Steps, replacement: object) -> object:
    """Return the full level with another value at ``path``, which may be a new field."""
    return replaced(full(), path, replacement)


def replaced(value: object, path: Steps, replacement: object) -> object:
    """Return a value with another one at ``path``, which may be a new field."""
    if not path:
        return replacement
    inner = dict(items(value))
    inner[path[0]] = replaced(inner.get(path[0]), path[1:], replacement)
    return list(inner.values()) if isinstance(value, list) else inner


def without(path: Steps) -> object:
    """Return the full level without the field at ``path``."""
    holder = {step: inner for step, inner in items(part(full(), path[:-1])) if step != path[-1]}
    return changed(path[:-1], holder)
