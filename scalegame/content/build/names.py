"""The names of servers that nobody named. Never S1 or S2: S3 is a store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from scalegame.content.schema.service import ServersPart

_LESSON = ("A", "B")
_PETS = (
    "zeus", "apollo", "hermes", "athena", "hera", "ares",
    "artemis", "hestia", "demeter", "dionysus", "poseidon", "aphrodite",
)  # fmt: skip


def size_of(group: ServersPart) -> int:
    """Return how many servers a group has."""
    return group.count if group.count is not None else len(group.names or ("",))


def name_groups(groups: Sequence[ServersPart]) -> list[list[str]]:
    """Return the names of each group's servers: those given; for other pets A, B or gods; for the rest numbers."""
    given = {name for group in groups for name in group.names or ()}
    numbers = (f"s{number:03d}" for number in count(1))
    pets = _supply(sum(size_of(group) for group in groups if not (group.names or group.cattle)), given) or numbers
    return [list(group.names or _taken(size_of(group), numbers if group.cattle else pets)) for group in groups]


def _supply(wanted: int, given: set[str]) -> Iterator[str] | None:
    """Return the names that are not ``given`` of the shortest list that suffices, if one does."""
    for names in (_LESSON, _PETS):
        free = [name for name in names if name not in given]
        if wanted <= len(free):
            return iter(free)
    return None


def _taken(wanted: int, names: Iterator[str]) -> Iterator[str]:
    return (next(names) for _ in range(wanted))
