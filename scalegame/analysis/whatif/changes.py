"""One decision of a game made otherwise: a command, or two that make sense only together, added, removed or moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scalegame.analysis.search.variation import in_order
from scalegame.engine.catalog import store_of
from scalegame.engine.commands import AddStore, Command, Connect, Plan, SetPolicy


@dataclass(frozen=True, slots=True)
class Added:
    """``given`` was not part of the plan and is now."""

    given: Plan


@dataclass(frozen=True, slots=True)
class Removed:
    """``given`` was part of the plan and is not any more."""

    given: Plan


@dataclass(frozen=True, slots=True)
class Shifted:
    """The commands of ``before`` are given at the ticks of ``after``: the same commands in the same order."""

    before: Plan
    after: Plan


Change = Added | Removed | Shifted


def changed(plan: Plan, change: Change) -> Plan:
    """Return ``plan`` with one decision changed; what is given at the same tick as others comes after them.

    Raises ``ValueError`` if ``plan`` does not hold what is to be removed or moved.
    """
    rest = list(plan)
    for at in taken(change):
        rest.remove(at)
    return in_order([*rest, *brought(change)])


def taken(change: Change) -> Plan:
    """Return what a change takes out of a plan."""
    match change:
        case Added():
            return ()
        case Removed(given):
            return given
        case Shifted(before, _):
            return before


def brought(change: Change) -> Plan:
    """Return what a change brings into a plan."""
    match change:
        case Added(given):
            return given
        case Removed():
            return ()
        case Shifted(_, after):
            return after


def begins(change: Change) -> int:
    """Return the first tick whose commands are others than before."""
    return min(at.tick for at in (*taken(change), *brought(change)))


def decisions(plan: Plan) -> Iterator[Plan]:
    """Yield what was decided in ``plan``: two commands that belong together, then each by itself.

    A store belongs together with the first connection to it; a connection, with the policy that it makes possible.
    """
    for index, at in enumerate(plan):
        after = (other for other in plan[index + 1 :] if _follows(other.command, at.command))
        if (follower := next(after, None)) is not None:
            yield (at, follower)
    for at in plan:
        yield (at,)


def _follows(command: Command, first: Command) -> bool:
    match first:
        case AddStore(store):
            return isinstance(command, Connect) and store_of(command.to) == store
        case Connect():
            return isinstance(command, SetPolicy)
        case _:
            return False
