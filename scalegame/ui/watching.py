"""How the app comes to a replay, and from a replay to a game."""

from __future__ import annotations

from textual.app import App

from scalegame.ui.intents import TakeOver, WatchRun
from scalegame.ui.replay import Replay
from scalegame.ui.screens.play import PlayScreen
from scalegame.ui.screens.replay import ReplayScreen
from scalegame.ui.session import GameSession


async def watch(app: App[None], wanted: WatchRun) -> None:
    """Show a replay, once however often it was asked for; the screen that asked waits below."""
    if isinstance(app.screen, ReplayScreen):
        return
    replay = Replay(wanted.level, wanted.run, wanted.subject)
    replay.seek(wanted.at)
    if wanted.speed is not None:
        replay.speed, replay.paused = wanted.speed, replay.at_end
    await app.push_screen(ReplayScreen(replay))


async def practice(app: App[None], wanted: TakeOver) -> PlayScreen:
    """Close the replay, if that is where the wish came from, and return the game to be played on."""
    session = GameSession.resumed(wanted.level, wanted.run, before=wanted.before)
    if isinstance(app.screen, ReplayScreen):
        await app.pop_screen()
    return PlayScreen(wanted.level, wanted.run.seed, session=session)
