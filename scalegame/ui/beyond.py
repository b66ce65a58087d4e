"""What there is to do when no level follows: stars left to earn, and everything beside the campaign."""

from __future__ import annotations

from textual.message import Message

from scalegame.content.level import Level
from scalegame.content.modes import mode_called
from scalegame.ui import intents
from scalegame.ui.campaign import Standing
from scalegame.ui.choices import Choice
from scalegame.ui.literal import harmless


def in_a_list(level: Level) -> bool:
    """Say whether the list of levels has, or could have, ``level``: those of modes are in none."""
    return bool(level.pack) or mode_called(level.id) is None


def way_back(level: Level) -> Message:
    """Return where a player goes who is done with ``level``: to the list, or to the title, which led there."""
    return intents.OpenLevels() if in_a_list(level) else intents.OpenTitle()


def ways_on() -> list[Choice[Message]]:
    """Return what can be chosen, the most sensible first."""
    standing = Standing.load()
    level = standing.next_step()
    ways: list[Choice[Message]] = []
    if level is not None:
        about = "Its stars are still to be earned." if standing.stars(level) else "It is not won yet."
        ways.append(Choice(intents.OpenBriefing(level), harmless(level.title), about))
    return [
        *ways,
        Choice(intents.OpenInterview(), "interview", "Design a system, and have your answers assessed."),
        Choice(intents.OpenEndless(), "endless", "The waves grow until you fall."),
        Choice(intents.OpenDaily(), "daily", "Today's level, the same for everyone."),
        Choice(intents.OpenSandbox(), "sandbox", "Any traffic, any incident, no goals."),
        Choice(intents.OpenMap(), "map", "The campaign with all your stars."),
    ]
