"""The base of screens that show where a player stands: they read run files that came in, and show what was earned."""

from __future__ import annotations

from abc import abstractmethod

from textual import work
from textual.screen import Screen

from scalegame.background import aside
from scalegame.playthrough.progress.campaign import Standing
from scalegame.tui.screens.catching_up import catch_up


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
