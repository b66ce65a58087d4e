"""When a hint is offered: once for each kind of trouble, for a while, and not to those who want none. Pure."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

#: So many seconds an offer stands, on the player's clock.
_STANDS = 20


class Trouble(StrEnum):
    """Why a hint may help: the level was lost before, people are being lost, a limit is broken."""

    ATTEMPT = "attempt"
    PEOPLE = "people"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Offering:
    """The troubles for which a hint was offered in this game, and the tick ``until`` which the last offer stands."""

    seen: frozenset[Trouble] = frozenset()
    until: int | None = None

    @property
    def open(self) -> bool:
        """Whether an offer stands."""
        return self.until is not None

    def after(self, troubles: AbstractSet[Trouble], tick: int, speed: int = 1) -> Offering:
        """Return what stands at ``tick``, while there are ``troubles``: an offer for a new one, none that is old.

        ``speed`` is how many ticks go by in a second.
        """
        if new := troubles - self.seen:
            return Offering(self.seen | new, tick + _STANDS * speed)
        if self.until is not None and tick >= self.until:
            return self.closed()
        return self

    def closed(self) -> Offering:
        """Return it with no offer: it was taken, or declined."""
        return replace(self, until=None)
