"""The ledger of one tick: every loss and failure is written here once, with its cause and its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from scalegame.engine.view import Event, EventKind, Failure, FailureCause, Loss, LossCause


@dataclass(slots=True)
class Ledger:
    """Collects what happened in ``tick``; the order of entries is the order of first mention."""

    tick: int
    events: list[Event] = field(default_factory=list)
    _losses: dict[tuple[LossCause, str], tuple[int, int]] = field(default_factory=dict)
    _failures: dict[tuple[FailureCause, str], int] = field(default_factory=dict)

    def event(self, kind: EventKind, place: str = "", count: int = 0, detail: str = "") -> None:
        """Note something worth telling the player."""
        self.events.append(Event(self.tick, kind, place, count, detail))

    def loss(self, cause: LossCause, place: str, first: int, again: int) -> None:
        """Note that ``first`` sessions were lost for the first time, and ``again`` more not for the first."""
        if first or again:
            before = self._losses.get((cause, place), (0, 0))
            self._losses[cause, place] = (before[0] + first, before[1] + again)

    def failure(self, cause: FailureCause, place: str, count: int) -> None:
        """Note that ``count`` requests failed."""
        if count:
            self._failures[cause, place] = self._failures.get((cause, place), 0) + count

    def copy(self) -> Ledger:
        """Return an independent ledger with the same entries."""
        return Ledger(self.tick, list(self.events), dict(self._losses), dict(self._failures))

    @property
    def losses(self) -> tuple[Loss, ...]:
        """The losses noted, one entry for a cause and place."""
        return tuple([Loss(self.tick, *key, *counts) for key, counts in self._losses.items()])

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The failures noted, one entry for a cause and place."""
        return tuple([Failure(self.tick, *key, count) for key, count in self._failures.items()])
