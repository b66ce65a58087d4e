"""What servers are called that nobody named. Never S1 or S2: S3 is a store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scalegame.content.schema import ServersPart

_LESSON = ("A", "B")
_PETS = (
    "zeus", "apollo", "hermes", "athena", "hera", "ares",
    "artemis", "hestia", "demeter", "dionysus", "poseidon", "aphrodite",
)  # fmt: skip


def size_of(group: ServersPart) -> int:
    """Return how many servers a group has."""
    return group.count if group.count is not None else len(group.names or ("",))


def name_groups(groups: Sequence[ServersPart]) -> list[list[str]]:
    """Return the names of each group's servers: those given, and A, B, gods or numbers for the rest."""
    given = {name for group in groups for name in group.names or ()}
    unnamed = sum(size_of(group) for group in groups if not group.names)
    spare = (name for name in _supply(unnamed, given))
    return [list(group.names or (next(spare) for _ in range(size_of(group)))) for group in groups]


def _supply(count: int, given: set[str]) -> Iterator[str]:
    """Yield ``count`` names that are not ``given`` from the shortest list that suffices."""
    for names in (_LESSON, _PETS):
        free = [name for name in names if name not in given]
        if count <= len(free):
            yield from free
            return
    yield from (f"s{number:03d}" for number in range(1, count + 1))
