"""The base of screens that show where a player stands: they read run files that came in, and show what was earned."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from textual import work
from textual.screen import Screen
from textual.worker import get_current_worker

from scalegame.background import aside
from scalegame.playthrough.progress.campaign import Standing
from scalegame.playthrough.progress.records import library


class StandingScreen(Screen[None]):
    """A screen of levels and records, which are read anew whenever it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._standing = Standing.load()

    def on_screen_resume(self) -> None:
        """Come back with the stars that were earned meanwhile."""
        self.show_standing()
        self.find_more()

    @work(exclusive=True)
    async def find_more(self) -> None:
        """Take in, beside the screen, what others have put there."""
        if await aside(catch_up):
            self.show_standing()

    @abstractmethod
    def show_standing(self) -> None:
        """Show levels and records as they are now."""


class _Unwanted(Exception):  # noqa: N818 - asked for, no fault
    """Nobody waits for the files any more."""


def catch_up(tell: Callable[[int, int], None] | None = None) -> bool:
    """Bring the library up to date in a worker's thread, and stop when the worker is cancelled.

    ``tell``, if any, is told how many of how many files were read. Return whether anything has changed.
    """
    worker = get_current_worker()

    def watch(done: int, count: int) -> None:
        if worker.is_cancelled:
            raise _Unwanted
        if tell is not None:
            tell(done, count)

    try:
        return library().catch_up(watch)
    except _Unwanted:
        return False
