"""The parts that all checks share: names that must exist, and names that may stand only once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scalegame.content.reader.diagnostics import Complaints
from scalegame.content.reader.json_reader import JsonPath
from scalegame.content.reader.phrases import did_you_mean, one_of, quoted
from scalegame.content.schema.level import LevelPart
from scalegame.engine.scenario import SessionPlace, StoreName

#: The value of ``allowed`` for sessions in a cookie, since there is no store to buy.
SIGNED_COOKIE = SessionPlace.SIGNED_COOKIE.value


def reachable_stores(level: LevelPart) -> list[StoreName]:
    """Return the stores that are there from the start or can be bought."""
    return [store for store in StoreName if store in level.start.stores or store.value in level.allowed]


def check_known(name: str, names: Sequence[str], what: str, path: JsonPath, complaints: Complaints) -> None:
    """Report a ``name`` at ``path`` that is none of ``names``; ``what`` says what those are."""
    if name not in names and not complaints.full:
        there = "there is only" if len(names) == 1 else "there are"
        guess = did_you_mean(name, names) or f"; {there} {one_of(names)}"
        complaints.say(path, f"there is no {what} {quoted(name)}{guess}")


def check_twice(
    names: Iterable[str], path: JsonPath, complaints: Complaints, seen: set[str] | None = None, field: str | None = None
) -> None:
    """Report each name that was there before; ``seen`` carries names from one list to the next."""
    seen = set() if seen is None else seen
    for number, name in enumerate(names):
        if name in seen:
            complaints.say(
                (*path, number) if field is None else (*path, number, field), f"{quoted(name)} is there twice"
            )
        seen.add(name)


def check_order(least: int, most: int, path: JsonPath, complaints: Complaints) -> None:
    """Report at ``path`` a ``min`` that is more than its ``max``."""
    if least > most:
        complaints.say(path, f'"min" is {least}, which is more than "max", {most}')
