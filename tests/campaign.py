"""The levels that come with the game, in order, read once for all tests of a process."""

from __future__ import annotations

from scalegame.content.levels import campaign

LEVELS = campaign()
