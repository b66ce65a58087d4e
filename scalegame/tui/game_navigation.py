"""From screen to screen where a game or a run goes along: into a game and out of it, to a replay and on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.campaign import attempt_at
from scalegame.playthrough.replay import Replay
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.messages import Finished, Outcome, StartGame, TakeOver, WatchRun
from scalegame.tui.play.replay_screen import ReplayScreen
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.briefing import BriefingScreen
from scalegame.tui.what_next import way_back

if TYPE_CHECKING:  # it imports this module when it needs it
    from scalegame.tui.navigation import Ways


async def start(app: Ways, wanted: StartGame) -> None:
    """Play a level, once however often it was asked for; the screen that asked waits below."""
    if isinstance(app.screen, PlayScreen):
        return
    if (attempt := attempt_at(wanted.left, app.clock)) is None:
        app.notify("Another game has gone on with it meanwhile.", severity="warning")
        return
    level, seed, race = wanted.level, wanted.seed, wanted.race
    await _play(app, PlayScreen(level, seed, clock=app.clock, attempt=attempt, before=race, hints=wanted.hints))


async def watch(app: Ways, wanted: WatchRun) -> None:
    """Show a replay, once however often it was asked for; the screen that asked waits below."""
    if isinstance(app.screen, ReplayScreen):
        return
    replay = Replay(wanted.level, wanted.run, wanted.subject)
    replay.seek(wanted.at)
    if wanted.speed is not None:
        replay.speed, replay.paused = wanted.speed, replay.at_end
    await app.push_screen(ReplayScreen(replay))


async def take_over(app: Ways, wanted: TakeOver) -> None:
    """Play a run on, as practice and as a game of its own; a replay that asked for it is closed."""
    if isinstance(app.screen, PlayScreen):
        return
    playthrough = Playthrough.resumed(wanted.level, wanted.run, before=wanted.before, clock=app.clock)
    if isinstance(app.screen, ReplayScreen):
        await app.pop_screen()
    await _play(app, PlayScreen(wanted.level, wanted.run.seed, clock=app.clock, playthrough=playthrough))


async def _play(app: Ways, screen: PlayScreen) -> None:
    async def left(outcome: Outcome | None) -> None:
        """Debrief a game that was finished; from one that was left, go back to where its level is found."""
        if not isinstance(outcome, Finished):
            app.post_message(way_back(screen.playthrough.level))
            return
        debrief = DebriefScreen(outcome.playthrough, outcome.kept, app.clock)
        # A debrief takes the place of what led into the game. A title or a list stays.
        led_here = isinstance(app.screen, BriefingScreen | DebriefScreen)
        await (app.switch_screen(debrief) if led_here else app.push_screen(debrief))

    await app.push_screen(screen, left)
