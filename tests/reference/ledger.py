"""The ledger of a tick: every lost session and every failed request, once, with its cause and its place.

Rules

* Only the first loss of a session counts in the metric; the others are noted beside it.
* One entry for each cause and place, in the order in which they were first mentioned.
* What a command does is noted in the tick that it comes before.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scalegame.engine.view import Event, EventKind, Failure, FailureCause, Loss, LossCause

#: Where a request fails for which there is no server, and one that the rate limiter turns away.
BALANCER, LIMITER = "balancer", "limiter"


@dataclass(slots=True)
class Ledger:
    """A record of what happened in ``tick`` so far."""

    tick: int
    events: list[Event] = field(default_factory=list)
    lost: dict[tuple[LossCause, str], list[int]] = field(default_factory=dict)
    failed: dict[tuple[FailureCause, str], int] = field(default_factory=dict)

    def event(self, kind: EventKind, place: str = "", count: int = 0, detail: str = "") -> None:
        """Note something worth a line."""
        self.events.append(Event(self.tick, kind, place, count, detail))

    def loss(self, cause: LossCause, place: str, *, first: bool) -> None:
        """Note a lost session."""
        counts = self.lost.setdefault((cause, place), [0, 0])
        counts[0 if first else 1] += 1

    def failure(self, cause: FailureCause, place: str, count: int) -> None:
        """Note failed requests."""
        if count:
            self.failed[cause, place] = self.failed.get((cause, place), 0) + count

    def losses(self) -> tuple[Loss, ...]:
        """Return the entries about sessions."""
        return tuple(Loss(self.tick, cause, place, *counts) for (cause, place), counts in self.lost.items())

    def failures(self) -> tuple[Failure, ...]:
        """Return the entries about requests."""
        return tuple(Failure(self.tick, cause, place, count) for (cause, place), count in self.failed.items())
