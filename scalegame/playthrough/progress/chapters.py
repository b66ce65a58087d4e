"""The campaign in chapters, with what each level teaches in two or three words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scalegame.content.level import Level

#: The title of a chapter, and the number of its last level.
_CHAPTERS = (
    ("Stateful servers", 3),
    ("Stateless servers", 6),
    ("Where state lives", 10),
    ("Running a fleet", 13),
    ("Failure modes", 16),
)
_BEYOND = "Beyond"
_TEACHES = {
    "the-local-bartender": "state in memory",
    "the-second-bartender": "sticky sessions",
    "married-to-a-server": "sticky cookies",
    "make-it-stateless": "shared sessions",
    "any-register-will-do": "scaling out",
    "the-missing-avatar": "object storage",
    "the-reshuffle": "rehashing",
    "stateless-is-not-dataless": "durable data",
    "redis-is-a-server-too": "eviction",
    "the-sealed-envelope": "signed cookies",
    "too-many-connections": "connection pools",
    "deploy-day": "draining",
    "cattle": "autoscaling",
    "the-slow-one": "health checks",
    "the-stampede": "load shedding",
    "the-interview": "system design",
}


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of the campaign: its title and its levels, in order."""

    title: str
    levels: tuple[Level, ...]


def chapters(levels: Sequence[Level]) -> tuple[Chapter, ...]:
    """Return the numbered ``levels`` of a campaign in its chapters; what no chapter knows comes last."""
    found: dict[str, list[Level]] = {}
    for level in levels:
        if level.number is not None and not level.pack:
            number = level.number
            title = next((title for title, last in _CHAPTERS if number <= last), _BEYOND)
            found.setdefault(title, []).append(level)
    return tuple(Chapter(title, tuple(found[title])) for title in dict.fromkeys(found))


def teaches(level: Level) -> str:
    """Return in a few words what ``level`` teaches, its teaser if nobody has said it shorter."""
    return _TEACHES.get(level.id, level.teaser)
