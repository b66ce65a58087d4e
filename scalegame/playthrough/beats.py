"""The beats of a running clock; a gap between two of them shows that it stood still.

A stopped process or a sleeping machine gives time to think, as a pause does.

A game's clock beats once a tick. Two beats that lie much farther apart than the pace asks for are a pause. The player's
clock is read in two ways: what only goes on while the machine is awake, and the time of day, which a sleep does not
stop. Either may show the gap. A clock that somebody sets back shows none; one that is set forward looks like a sleep.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from scalegame.clock import Clock

#: The milliseconds by which a beat may be late: a busy machine's hiccup is shorter, and no pause.
PATIENCE_MS = 3_000


class Beats:
    """The beats of one running clock, read off ``clock``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: tuple[int, datetime] | None = None

    def begin(self) -> None:
        """Await the next beat from now on."""
        self._last = self._clock.monotonic_ms(), self._clock.now()

    def stop(self) -> None:
        """Await no beat."""
        self._last = None

    def beat(self, pace_ms: int) -> bool:
        """Note a beat, and await the next; return whether it came too late for one each ``pace_ms`` milliseconds."""
        last = self._last
        self.begin()
        if last is None or self._last is None:
            return False
        (awake, of_day), (awake_before, of_day_before) = self._last, last
        late_ms = pace_ms + PATIENCE_MS
        return awake - awake_before > late_ms or of_day - of_day_before > timedelta(milliseconds=late_ms)
