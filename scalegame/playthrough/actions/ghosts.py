"""The dialog of the race: the ghosts that can run beside a game. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from scalegame.playthrough.actions.choices import Choice
from scalegame.playthrough.race import Race, RivalKind

TITLE = "Race a ghost"
#: Answers beside the number of a rival.
NOBODY, FILE = -1, -2


def offered(race: Race) -> Iterator[Choice[int]]:
    """Yield the choices of a ghost: nobody, everyone who can race on this traffic, and a file."""
    chosen = None if race.ghost is None else race.ghost.rival
    yield Choice(NOBODY, "nobody", "Only your own splits." if chosen else "As it is now.", care=not chosen)
    if not any(rival.kind is RivalKind.BEST for rival in race.rivals):
        yield Choice(NOBODY, "your best", refusal="You have not won this level with this seed yet.")
    for number, rival in enumerate(race.rivals):
        now = rival == chosen
        about = f"{rival.about}{' Beside you now.' if now else ''}"
        yield Choice(number, rival.name, about, care=now)
    yield Choice(FILE, "a run file…", "Any run of this level with this seed.")
