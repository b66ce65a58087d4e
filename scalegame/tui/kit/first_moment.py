"""The first moment of a sight that appears by itself: keys typed in it were meant for what was there before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen
from textual.timer import Timer


class FirstMoment:
    """Whether what ``screen`` shows now has been in sight for a moment; the screen's own timer measures that."""

    def __init__(self, screen: Screen[Any]) -> None:
        self.passed = False
        self._screen = screen
        self._timer: Timer | None = None

    def begin(self, seconds: float, then: Callable[[], object] | None = None) -> None:
        """Begin a new moment, and do ``then`` when it has passed; one of no seconds has passed already."""
        self.forget()

        def pass_by() -> None:
            self.passed = True
            if then is not None:
                then()

        if seconds:
            self._timer = self._screen.set_timer(seconds, pass_by)
        else:
            pass_by()

    def forget(self) -> None:
        """Be as before the first moment: what it was about is not in sight any more."""
        self.passed = False
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
