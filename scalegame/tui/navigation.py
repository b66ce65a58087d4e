"""The order of screens: a message says where the player wants to go, and the app opens that screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App
from textual.message import Message
from textual.screen import Screen

from scalegame.clock import Clock
from scalegame.tui import messages
from scalegame.tui.screens.title import TitleScreen

if TYPE_CHECKING:  # all other screens, and what they import, wait until they are shown
    from scalegame.tui.play.screen import PlayScreen


class Navigation(App[None]):
    """An app with the title at the bottom of its stack, the level list or the map on it, then what is played.

    It has a handler for each message that says where the player wants to go. Screens that need the time are given
    the ``clock`` by which the app goes.
    """

    clock: Clock

    # The title, the lists of levels, and the briefings that they lead to ---------------------------------------------

    async def on_open_levels(self) -> None:
        """Go to the level list, closing what lies on it or on the title."""
        from scalegame.tui.screens.levels import LevelsScreen

        with self.batch_update():
            await self.close_down_to(TitleScreen, LevelsScreen)
            if not isinstance(self.screen, LevelsScreen):
                await self.push_screen(LevelsScreen())

    async def on_open_map(self) -> None:
        """Go to the map, closing what lies on it, on the level list or on the title."""
        from scalegame.tui.screens.levels import LevelsScreen
        from scalegame.tui.screens.map import MapScreen

        with self.batch_update():
            await self.close_down_to(TitleScreen, LevelsScreen, MapScreen)
            if not isinstance(self.screen, MapScreen):
                await self.push_screen(MapScreen())

    async def on_what_next(self) -> None:
        """Ask the player what to do when no level follows."""
        from scalegame.tui.kit.dialogs import ChoiceDialog
        from scalegame.tui.ways import ways_on

        await self.push_screen(ChoiceDialog("What next?", ways_on()), self._go_on)

    def _go_on(self, wanted: Message | None) -> None:
        if wanted is not None:
            self.post_message(wanted)

    async def on_open_title(self) -> None:
        """Go back to the title, closing what lies on it."""
        with self.batch_update():
            await self.close_down_to(TitleScreen)

    async def close_down_to(self, *kinds: type[Screen[None]]) -> None:
        """Close screens until one of those ``kinds`` is on top."""
        while not isinstance(self.screen, kinds):
            await self.pop_screen()

    def on_continue(self) -> None:
        """Go on with the game that was left, or brief the player for the level that comes next."""
        from scalegame.playthrough.progress.campaign import Standing

        standing = Standing.load()
        level, left = standing.next_level(), standing.to_go_on()
        if level is None:
            self.post_message(messages.OpenLevels())
        elif left is None:
            self.post_message(messages.OpenBriefing(level))
        else:
            self.post_message(messages.StartGame(level, left.entry.seed, left))

    def on_open_daily(self) -> None:
        """Brief the player for today's level."""
        from scalegame.playthrough.progress.share_text import daily_of, day_of

        try:
            level, seed = daily_of(day_of(self.clock.now()))
        except ValueError:
            self.notify("There are no levels to choose today's from.", severity="warning")
        else:
            self.post_message(messages.OpenBriefing(level, seed))

    def on_open_interview(self) -> None:
        """Brief the player for the interview that comes next."""
        from scalegame.playthrough.progress.interviews import next_interview

        self.post_message(messages.OpenBriefing(next_interview()))

    async def on_open_briefing(self, wanted: messages.OpenBriefing) -> None:
        """Show the briefing of a level, on the map, the list or the title."""
        from scalegame.playthrough.progress.share_text import day_of
        from scalegame.tui.screens.briefing import BriefingScreen
        from scalegame.tui.screens.levels import LevelsScreen
        from scalegame.tui.screens.map import MapScreen

        seed = wanted.level.seed if wanted.seed is None else wanted.seed
        with self.batch_update():
            await self.close_down_to(TitleScreen, LevelsScreen, MapScreen)
            await self.push_screen(BriefingScreen(wanted.level, seed, day_of(self.clock.now()), wanted.race))

    def on_open_sandbox(self) -> None:
        """Brief the player for the sandbox."""
        from scalegame.content.generated.modes import sandbox
        from scalegame.content.reader.diagnostics import LevelError

        try:
            self.post_message(messages.OpenBriefing(sandbox()))
        except LevelError as error:
            self.notify(error.summary, severity="error", markup=False)

    def on_open_endless(self, wanted: messages.OpenEndless) -> None:
        """Brief the player for the endless mode."""
        from scalegame.content.generated.modes import FIRST_SEED, endless

        self.post_message(messages.OpenBriefing(endless(FIRST_SEED if wanted.seed is None else wanted.seed)))

    # Into a game and out of it, to a replay and on from there --------------------------------------------------------

    async def on_start_game(self, wanted: messages.StartGame) -> None:
        """Play a level or go on with a game, once however often it was asked for; the screen that asked waits below."""
        from scalegame.playthrough.progress.campaign import attempt_at
        from scalegame.tui.play.screen import PlayScreen

        if isinstance(self.screen, PlayScreen):
            return
        if (attempt := attempt_at(wanted.left, self.clock)) is None:
            self.notify("Another game has gone on with it meanwhile.", severity="warning")
            return
        level, seed, race = wanted.level, wanted.seed, wanted.race
        await self._play(PlayScreen(level, seed, clock=self.clock, attempt=attempt, race=race, hints=wanted.hints))

    async def on_take_over(self, wanted: messages.TakeOver) -> None:
        """Play a run on, as practice and as a game of its own; a replay that asked for it is closed."""
        from scalegame.playthrough.playthrough import Playthrough
        from scalegame.tui.play.replay_screen import ReplayScreen
        from scalegame.tui.play.screen import PlayScreen

        if isinstance(self.screen, PlayScreen):
            return
        playthrough = Playthrough.resumed(wanted.level, wanted.run, before=wanted.before, clock=self.clock)
        if isinstance(self.screen, ReplayScreen):
            await self.pop_screen()
        await self._play(PlayScreen(wanted.level, wanted.run.seed, clock=self.clock, playthrough=playthrough))

    async def _play(self, screen: PlayScreen) -> None:
        from scalegame.tui.debrief.screen import DebriefScreen
        from scalegame.tui.screens.briefing import BriefingScreen
        from scalegame.tui.ways import way_back

        async def left(outcome: messages.Outcome | None) -> None:
            """Debrief a game that was finished; from one that was left, go back to where its level is found."""
            if not isinstance(outcome, messages.Finished):
                self.post_message(way_back(screen.playthrough.level))
                return
            debrief = DebriefScreen(outcome.playthrough, outcome.kept, self.clock)
            # A debrief takes the place of what led into the game. A title or a list stays.
            led_here = isinstance(self.screen, BriefingScreen | DebriefScreen)
            await (self.switch_screen(debrief) if led_here else self.push_screen(debrief))

        await self.push_screen(screen, left)

    async def on_watch_run(self, wanted: messages.WatchRun) -> None:
        """Show a replay over whatever is shown, once however often it was asked for."""
        from scalegame.playthrough.replay import Replay
        from scalegame.tui.play.replay_screen import ReplayScreen

        if isinstance(self.screen, ReplayScreen):
            return
        replay = Replay(wanted.level, wanted.run, wanted.subject)
        replay.seek(wanted.at)
        if wanted.speed is not None:
            replay.speed, replay.paused = wanted.speed, replay.at_end
        await self.push_screen(ReplayScreen(replay))

    # Screens that lie over whatever is shown -------------------------------------------------------------------------

    async def on_open_board(self, wanted: messages.OpenBoard) -> None:
        """Show the board of a level over whatever is shown."""
        from scalegame.tui.screens.board import BoardScreen

        if not isinstance(self.screen, BoardScreen):
            await self.push_screen(BoardScreen(wanted.level, wanted.seed))

    async def on_open_handbook(self, wanted: messages.OpenHandbook) -> None:
        """Lay the handbook over whatever is shown, with the costs of the level that is shown."""
        from scalegame.tui.screens.handbook import HandbookScreen, level_of

        if not isinstance(self.screen, HandbookScreen):
            await self.push_screen(HandbookScreen(wanted.card, level_of(self.screen_stack)))

    def action_open_handbook(self) -> None:
        """Open the handbook where a screen does not say at which card."""
        self.post_message(messages.OpenHandbook())

    async def on_open_quiz(self, wanted: messages.OpenQuiz) -> None:
        """Lay the quiz over whatever is shown."""
        from scalegame.tui.screens.quiz import QuizScreen

        if not isinstance(self.screen, QuizScreen):
            await self.push_screen(QuizScreen(self.clock.today(), wanted.level))
