"""Where a player's own things live: one folder, which ``SCALEGAME_HOME`` moves elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

_MOVED_BY = "SCALEGAME_HOME"


def home() -> Path:
    """Return the folder of the player's data. It need not exist yet."""
    moved = os.environ.get(_MOVED_BY)
    return Path(moved).expanduser() if moved else user_data_path("scalegame", appauthor=False)


def own_levels() -> Path:
    """Return the folder of the levels a player wrote or was given."""
    return home() / "levels"
