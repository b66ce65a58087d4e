"""How the command line opens the game."""

from __future__ import annotations

import sys
from pathlib import Path

from scalegame.ui.app import ScaleGame


def _watching(level: str, seed: int | None) -> ScaleGame:
    from scalegame.ui.watched import Watched  # noqa: PLC0415
    from scalegame.ui.watching import WatchingGame  # noqa: PLC0415

    return WatchingGame(Watched(Path(level)), seed)


def main(level: str | None = None, seed: int | None = None, *, watch: bool = False) -> None:
    """Open the game, at ``level`` (an id or a file) if one is named; raises ``LevelError`` before the screen opens.

    With ``watch`` the level is a file, and begins anew whenever it is saved.
    """
    app = ScaleGame()
    if level is not None and watch:
        app = _watching(level, seed)
        level = None
    if level is not None:
        # The first frame does not wait for a loader that it does not need.
        from scalegame.content.levels import find_level  # noqa: PLC0415

        app = ScaleGame(find_level(level), seed)
    app.run()
    if app.return_code:
        sys.exit(app.return_code)
