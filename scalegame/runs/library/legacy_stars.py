"""Stars from version 0.1, which kept no runs: its ``progress.json`` is read and never written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from scalegame.inputs import read_bounded

#: The file's name, and more bytes than it ever had.
PROGRESS, MAX_PROGRESS_BYTES = "progress.json", 1024 * 1024
_MOST_STARS = 3


def earlier_stars(home: Path) -> Mapping[str, int]:
    """Return the stars by level id that the file of version 0.1 in ``home`` holds; none if it cannot be read."""
    try:
        whole = json.loads(read_bounded(home / PROGRESS, MAX_PROGRESS_BYTES).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    levels = whole.get("levels") if isinstance(whole, dict) else None
    if not isinstance(levels, dict):
        return {}
    return {level: stars for level, best in levels.items() if (stars := _stars_in(best))}


def _stars_in(best: object) -> int:
    stars = best.get("stars") if isinstance(best, dict) else None
    return stars if type(stars) is int and 0 < stars <= _MOST_STARS else 0
