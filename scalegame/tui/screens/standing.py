"""What the screens share that show where a player stands: they come back with what was earned meanwhile."""

from __future__ import annotations

from abc import abstractmethod

from textual import work
from textual.screen import Screen
from textual.worker import get_current_worker

from scalegame.playthrough.progress.campaign import Standing
from scalegame.tui.read_runs import catch_up


class StandingScreen(Screen[None]):
    """A screen of levels and records, which are read anew whenever it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._standing = Standing.load()

    def on_screen_resume(self) -> None:
        """Come back with the stars that were earned meanwhile."""
        self.show_standing()
        self.find_more()

    @work(thread=True, exclusive=True)
    def find_more(self) -> None:
        """Take in, beside the screen's own thread, what others have put there."""
        if catch_up() and not get_current_worker().is_cancelled:
            self.app.call_from_thread(self.show_standing)

    @abstractmethod
    def show_standing(self) -> None:
        """Show levels and records as they are now."""
