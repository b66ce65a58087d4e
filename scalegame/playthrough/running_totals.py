"""The ledger of a game under way, summed as it is written, so that a long game costs no more than a short one. Pure."""

from __future__ import annotations

from collections import Counter

from scalegame.engine.view import FailureCause, LossCause, TickReport


class Ledger:
    """People logged out, logged out again, and requests failed, summed by cause and place as they are reported."""

    def __init__(self) -> None:
        self.lost = Counter[tuple[LossCause, str]]()
        self.again = Counter[tuple[LossCause, str]]()
        self.failed = Counter[tuple[FailureCause, str]]()

    def copy(self) -> Ledger:
        """Return an independent ledger with the same sums."""
        twin = Ledger()
        twin.lost, twin.again, twin.failed = self.lost.copy(), self.again.copy(), self.failed.copy()
        return twin

    def add(self, report: TickReport) -> None:
        """Add what happened in a tick."""
        for loss in report.losses:
            self.lost[loss.cause, loss.place] += loss.count
            self.again[loss.cause, loss.place] += loss.again
        for failure in report.failures:
            self.failed[failure.cause, failure.place] += failure.count
