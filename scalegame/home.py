"""The home of a player's own data: one folder, which ``SCALEGAME_HOME`` moves elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

_MOVED_BY, _NAMED_BY = "SCALEGAME_HOME", "SCALEGAME_PLAYER"
_LONGEST_NAME = 40


class HomeError(ValueError):
    """There can be no home folder; the message says why in one sentence."""


def home() -> Path:
    """Return the folder of the player's data. It need not exist yet.

    Raises ``HomeError`` if the environment names the home of somebody who is not there.
    """
    moved = os.environ.get(_MOVED_BY)
    if not moved:
        return user_data_path("scalegame", appauthor=False)
    try:
        return Path(moved).expanduser()
    except RuntimeError:
        raise HomeError(f"{_MOVED_BY} is {moved!r}, and nobody here has such a home") from None


def player() -> str:
    """Return the name that a player's runs carry, from ``SCALEGAME_PLAYER``: printable, at most 40 characters."""
    name = os.environ.get(_NAMED_BY, "")
    return "".join(character for character in name if character.isprintable())[:_LONGEST_NAME]


def own_levels() -> Path:
    """Return the folder of the levels a player wrote or was given."""
    return home() / "levels"


def packs_folder() -> Path:
    """Return the folder of the packs a player was given."""
    return home() / "packs"
