"""The clock of the tests: it stands where it is set, and goes on only when a test lets it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


class SetClock:
    """Stands at a moment; the date where the player sits is the one in that moment's zone."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._ms = 0

    def now(self) -> datetime:
        return self._at.astimezone(UTC)

    def today(self) -> date:
        return self._at.date()

    def monotonic_ms(self) -> int:
        return self._ms

    def begin(self, at: datetime) -> None:
        """Stand at a moment like a clock that is new."""
        self._at, self._ms = at, 0

    def set(self, at: datetime) -> None:
        """Set the clock, as people do: no time passes."""
        self._at = at

    def go_on(self, *, ms: int) -> None:
        """Move the clock on by ``ms``."""
        self._ms += ms
        self._at += timedelta(milliseconds=ms)


NOON = datetime(2025, 6, 15, 12, tzinfo=UTC)
#: The one that ``conftest.py`` sets before each test, and that every app and command of the test goes by.
CLOCK = SetClock(NOON)
