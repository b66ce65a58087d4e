"""When a hint is offered: once for each kind of trouble, for a while, and not to those who want none. Pure."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

#: So many ticks an offer stands.
_STANDS = 20


class Trouble(StrEnum):
    """Why a hint may help: the level was lost before, people are being lost, a limit is broken."""

    ATTEMPT = "attempt"
    PEOPLE = "people"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Offering:
    """The troubles for which a hint was offered in this game, and the tick ``since`` which the last offer stands."""

    seen: frozenset[Trouble] = frozenset()
    since: int | None = None

    @property
    def open(self) -> bool:
        """Whether an offer stands."""
        return self.since is not None

    def after(self, troubles: AbstractSet[Trouble], tick: int) -> Offering:
        """Return what stands at ``tick``, while there are ``troubles``: an offer for a new one, none that is old."""
        if new := troubles - self.seen:
            return Offering(self.seen | new, tick)
        if self.since is not None and tick >= self.since + _STANDS:
            return self.closed()
        return self

    def closed(self) -> Offering:
        """Return it with no offer: it was taken, or declined."""
        return replace(self, since=None)
