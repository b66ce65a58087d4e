"""How the command line opens the game."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scalegame.ui.app import ScaleGame

if TYPE_CHECKING:
    from scalegame.ui.intents import WatchRun


def main(level: str | None = None, seed: int | None = None) -> None:
    """Open the game, at ``level`` (an id or a file) if one is named; raises ``LevelError`` before the screen opens."""
    app = ScaleGame()
    if level is not None:
        # The first frame does not wait for a loader that it does not need.
        from scalegame.content.levels import find_level  # noqa: PLC0415

        app = ScaleGame(find_level(level), seed)
    _run(app)


def watch(wanted: WatchRun) -> None:
    """Open the game at a replay."""
    _run(ScaleGame(first=wanted))


def _run(app: ScaleGame) -> None:
    app.run()
    if app.return_code:
        sys.exit(app.return_code)
