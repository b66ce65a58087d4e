"""The dialog of leaving: what can become of a game that is not over. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from scalegame.playthrough.actions.choices import Choice
from scalegame.playthrough.playthrough import Playthrough

TITLE = "Leave this game?"


class Exit(StrEnum):
    """The answers to how a game is left."""

    STAY = "stay"
    AGAIN = "again"
    LOOK = "look"
    LEAVE = "leave"


def exits(playthrough: Playthrough) -> Iterator[Choice[Exit]]:
    """Yield the ways out of a game: on, over again, away or, where nothing is to be won, to its end."""
    yield Choice(Exit.STAY, "keep playing", "The clock waited.")
    yield Choice(Exit.AGAIN, "restart the level", "From the start, with the same visitors.", care=True)
    yield Choice(Exit.LEAVE, "leave", "The briefing of this level resumes the game.", care=True)
    if not playthrough.level.scenario.scored and playthrough.view.tick:
        yield Choice(Exit.LOOK, "end it here", "What happened, and why. It is over then.")
