"""The game as the command line opens it: at the title, a level, a replay, or a level that is being written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scalegame.tui.app import ScaleGame

if TYPE_CHECKING:
    from scalegame.tui.messages import WatchRun


def write(path: str, seed: int | None = None) -> None:
    """Open the game at the level in the file at ``path``, which begins anew whenever it is saved.

    Raises ``LevelError`` before the screen opens.
    """
    from scalegame.content.watched_level import WatchedLevel  # noqa: PLC0415
    from scalegame.tui.watching import WatchingGame  # noqa: PLC0415

    _run(WatchingGame(WatchedLevel(Path(path)), seed))


def main(level: str | None = None, seed: int | None = None, ghost: str | None = None) -> None:
    """Open the game, at ``level`` (an id or a file) if one is named, against the run in the file ``ghost`` if one is.

    Raises ``LevelError`` or ``RunError`` before the screen opens.
    """
    app = ScaleGame()
    if level is not None:
        # The first frame does not wait for a loader that it does not need.
        from scalegame.content.generated.modes import with_seed  # noqa: PLC0415
        from scalegame.content.levels import find_level  # noqa: PLC0415
        from scalegame.playthrough.race import Race, from_file  # noqa: PLC0415

        found, race = find_level(level), None
        if ghost is not None:
            race, seed = from_file(Race(), ghost, found, seed)
        elif seed is not None:
            found = with_seed(found, seed)
        app = ScaleGame(found, seed, race)
    _run(app)


def watch(wanted: WatchRun) -> None:
    """Open the game at a replay."""
    _run(ScaleGame(first=wanted))


def _run(app: ScaleGame) -> None:
    app.run()
    if app.return_code:
        sys.exit(app.return_code)
