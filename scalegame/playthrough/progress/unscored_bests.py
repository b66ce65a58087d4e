"""How far the player came in the endless mode, from the library of runs: what a game has to beat."""

from __future__ import annotations

from scalegame.content.generated.endless import TICKS
from scalegame.content.generated.modes import ENDLESS, is_endless, is_endless_id
from scalegame.content.level import Level
from scalegame.playthrough.account.unscored import Distance, farthest
from scalegame.playthrough.progress.records import library
from scalegame.runs.library.entries import Entry


def best_distances(most: int = 5) -> list[tuple[Distance, Entry]]:
    """Return the player's farthest endless games, on whatever seed, the farthest first."""
    played = library().finished(f"{ENDLESS}-")
    return farthest((entry for entry in played if is_endless_id(entry.level)), TICKS)[:most]


def far_to_beat(level: Level) -> str:
    """Say how far the player came before, if ``level`` is endless and they ever fell."""
    best = best_distances(1) if is_endless(level) else []
    return f"best: {best[0][0].told}" if best else ""
