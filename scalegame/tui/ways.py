"""The messages that lead on from a level: back to where it is found, and to what there is when no level follows."""

from __future__ import annotations

from textual.message import Message

from scalegame.content.level import Level
from scalegame.playthrough.actions.choices import Choice
from scalegame.playthrough.progress.campaign import Standing
from scalegame.playthrough.progress.level_list import is_in_a_list
from scalegame.sanitize import screen_text
from scalegame.tui import messages


def way_back(level: Level) -> Message:
    """Return the message that leads on from ``level``: to the list, or to the title if that led there."""
    return messages.OpenLevels() if is_in_a_list(level) else messages.OpenTitle()


def ways_on() -> list[Choice[Message]]:
    """Return the choices when no level follows: stars left to earn, and what is beside the campaign."""
    standing = Standing.load()
    level = standing.next_step()
    ways: list[Choice[Message]] = []
    if level is not None:
        about = "Its stars are still to be earned." if standing.stars(level) else "It is not won yet."
        ways.append(Choice(messages.OpenBriefing(level), screen_text(level.title), about))
    return [
        *ways,
        Choice(messages.OpenInterview(), "interview", "Design a system, and have your answers assessed."),
        Choice(messages.OpenEndless(), "endless", "The waves grow until you fall."),
        Choice(messages.OpenDaily(), "daily", "Today's level, the same for everyone."),
        Choice(messages.OpenSandbox(), "sandbox", "Any traffic, any incident, no goals."),
        Choice(messages.OpenMap(), "map", "The campaign with all your stars."),
    ]
