"""What there is to do when no level follows: stars left to earn, and everything beside the campaign."""

from __future__ import annotations

from textual.message import Message

from scalegame.content.generated.modes import mode_called
from scalegame.content.level import Level
from scalegame.playthrough.actions.choices import Choice
from scalegame.playthrough.progress.campaign import Standing
from scalegame.sanitize import screen_text
from scalegame.tui import messages


def in_a_list(level: Level) -> bool:
    """Say whether the list of levels has, or could have, ``level``: those of modes are in none."""
    return bool(level.pack) or mode_called(level.id) is None


def way_back(level: Level) -> Message:
    """Return where a player goes who is done with ``level``: to the list, or to the title, which led there."""
    return messages.OpenLevels() if in_a_list(level) else messages.OpenTitle()


def ways_on() -> list[Choice[Message]]:
    """Return what can be chosen, the most sensible first."""
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
