"""Time, from one place: the program's edge makes a clock and hands it down, and nothing else asks the machine."""

from __future__ import annotations

from datetime import UTC, date, datetime
from time import monotonic_ns
from typing import Protocol


class Clock(Protocol):
    """Tells the time; tests hand in one that they set."""

    def now(self) -> datetime:
        """Return the moment in UTC; it may jump, as people set clocks."""

    def today(self) -> date:
        """Return the date where the player sits."""

    def monotonic_ms(self) -> int:
        """Return milliseconds since any beginning, which never go back."""


class SystemClock:
    """The machine's clock. Only the command line and the app make one."""

    def now(self) -> datetime:
        """Return the moment in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the date in the machine's zone."""
        return datetime.now().astimezone().date()

    def monotonic_ms(self) -> int:
        """Return milliseconds since the machine's own beginning."""
        return monotonic_ns() // 1_000_000


class StoppedClock:
    """Stands still at the beginning of 1970: nobody sits at a game without a screen."""

    _MOMENT = datetime(1970, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the moment at which it stands."""
        return self._MOMENT

    def today(self) -> date:
        """Return the date of that moment."""
        return self._MOMENT.date()

    def monotonic_ms(self) -> int:
        """Return 0."""
        return 0


#: The clock of games that nobody sits at.
STOPPED = StoppedClock()


def utc_text(moment: datetime) -> str:
    """Return ``moment``, which is in UTC, in whole seconds as ISO 8601 writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
