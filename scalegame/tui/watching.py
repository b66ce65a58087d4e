"""The game on a level that is being written: each time its file is saved, the level begins anew."""

from __future__ import annotations

from textual.screen import ModalScreen

from scalegame.content.watched_level import WatchedLevel
from scalegame.playthrough.race import Race, open_race
from scalegame.playthrough.scene import Notice
from scalegame.tui.app import ScaleGame
from scalegame.tui.messages import OpenBriefing, StartGame
from scalegame.tui.play.mistakes import Mistakes
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.briefing import BriefingScreen
from scalegame.tui.screens.too_small import TooSmallScreen

#: How often the files are looked at, in seconds: whoever saves sees the change in less than one.
_PAUSE = 0.5


class WatchingGame(ScaleGame):
    """Looks at the files of a level and shows their newest version: with ``seed``, or the one that the level names."""

    def __init__(self, watched: WatchedLevel, seed: int | None = None) -> None:
        super().__init__(watched.level, seed)
        self._watched = watched
        self._seed = seed

    def on_mount(self) -> None:
        """Begin to look."""
        self.set_interval(_PAUSE, self.look)

    async def look(self) -> None:
        """Take up what has changed since the last look, and keep what is wrong in sight."""
        if self._watched.look():
            for screen in self.screen_stack:
                await screen.query(Mistakes).remove()
            if not self._watched.problems:
                await self._begin_anew()
        covered = isinstance(self.screen, ModalScreen | TooSmallScreen) or bool(self.screen.query(Mistakes))
        if self._watched.problems and not covered:
            await self.screen.mount(Mistakes(self._watched.problems, self.size))

    async def _begin_anew(self) -> None:
        """Begin the game in play with the new level, closing what lies over it; a briefing is opened again."""
        level = self._watched.level
        seed = level.seed if self._seed is None else self._seed
        if any(isinstance(screen, PlayScreen) for screen in self.screen_stack):
            while not isinstance(self.screen, PlayScreen):
                await self.pop_screen()
            if self.screen.playthrough.over:
                self.screen.game.finish()
            notice = Notice(f"{level.path.name} was saved: the level begins anew, paused.")
            self.screen.start_over(open_race(level, seed, Race()), seed, notice, level)
            await self.cover_if_too_small()
        elif isinstance(self.screen, BriefingScreen):
            self.post_message(OpenBriefing(level, seed))

    async def on_open_briefing(self, wanted: OpenBriefing) -> None:
        """Brief the player for the newest version, whichever the screen that asked knows."""
        self._renew(wanted)

    async def on_start_game(self, wanted: StartGame) -> None:
        """Play the newest version, whichever the screen that asked knows."""
        self._renew(wanted)

    def _renew(self, wanted: OpenBriefing | StartGame) -> None:
        if wanted.level.path == self._watched.path:
            wanted.level = self._watched.level
