"""The canonical form of a state: named fields of bytes in a fixed order, so that a difference has a name.

``digest.py`` writes the engine's world this way. Whoever keeps the same state in another shape writes the same fields
with the same helpers, and two states can be compared field by field, row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from struct import iter_unpack, pack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: A field's content. The buffer of an array is as good as bytes, and is not copied.
Content = bytes | memoryview
Fields = Iterator[tuple[str, Content]]
#: A value in a field of plain values.
Plain = str | int | Enum | None

_EXACT = (int, str, type(None))
_DIGITS = 32
#: Fields that are columns of numbers: how each number is written (a letter of ``struct``), little-endian.
FORMATS = {
    "servers.held": "q",
    "servers.orders": "q",
    "servers.files": "q",
    "servers.free": "q",
    "servers.answered": "q",
    "servers.work": "q",
    "servers.window": "q",
    "servers.steady": "?",
    "servers.inside": "q",
    "inside.leaving": "q",
    "inside.counts": "?",
    "latency": "q",
    "sessions.who": "I",
    "sessions.source": "B",
    "sessions.address": "I",
    "sessions.left": "H",
    "sessions.n": "H",
    "sessions.due": "i",
    "sessions.place": "b",
    "sessions.home": "h",
    "sessions.cookie": "h",
    "sessions.file": "h",
    "sessions.items": "H",
    "sessions.seen": "I",
    "sessions.again": "b",
    "sessions.tries": "B",
    "sessions.alive": "?",
    "sessions.login": "?",
    "sessions.counted": "?",
    "sessions.lost": "?",
    "sessions.banned": "?",
    "sessions.cached": "?",
}


def plain(values: Iterable[Plain]) -> bytes:
    """Write texts, whole numbers and flags: a member of an enumeration as its text, a flag as 0 or 1."""
    return repr([value if type(value) is int else _plainest(value) for value in values]).encode()


def _plainest(value: Plain) -> str | int | None:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Enum):
        return str(value.value)
    return None if value is None else int(value)


def column(name: str, values: Iterable[int]) -> tuple[str, bytes]:
    """Write the numbers of the column ``name``; raises ``struct.error`` if one does not fit."""
    row = tuple(values)
    return name, pack(f"<{len(row)}{FORMATS[name]}", *row)


def numbers(name: str, content: Content) -> tuple[int, ...]:
    """Return the numbers of the column ``name``."""
    return tuple(value for (value,) in iter_unpack("<" + FORMATS[name], content))


@lru_cache(maxsize=64)
def settings(prefix: str, value: DataclassInstance) -> tuple[tuple[str, bytes], ...]:
    """Write each part of a frozen value such as ``Balancer`` as a field of its own."""
    return tuple((f"{prefix}.{part.name}", plain([getattr(value, part.name)])) for part in fields(value))


def digest_of(state: Iterable[tuple[str, Content]]) -> str:
    """Hash names, lengths and contents of all fields, in their order."""
    hasher = sha256()
    for name, content in state:
        size = content.nbytes if isinstance(content, memoryview) else len(content)
        hasher.update(f"{name} {size}\n".encode())
        hasher.update(content)
    return hasher.hexdigest()[:_DIGITS]
