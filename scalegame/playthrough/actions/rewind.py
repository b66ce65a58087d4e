"""The dialog of the rewind: the ticks to which a game can be taken back, for practice. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from scalegame.playthrough.actions.choices import Choice
from scalegame.playthrough.playthrough import Playthrough
from scalegame.wording.units import clock

_STEPS = (5, 10, 30)
#: Said before it is done, because it cannot be undone.
WARNING = "Rewind: the game becomes practice, never ranked"
_ALREADY = "Rewind"


def title(playthrough: Playthrough) -> str:
    """Return the dialog's title: a warning that the game becomes practice, unless it is practice already."""
    return _ALREADY if playthrough.practised else WARNING


def why_not(playthrough: Playthrough) -> str:
    """Return why there is nothing to go back to; an empty text if there is."""
    if playthrough.over:
        return "The level is over."
    return "" if playthrough.view.tick else "Nothing has happened yet."


def ways_back(playthrough: Playthrough) -> Iterator[Choice[int]]:
    """Yield the ticks one can go back to: some seconds, the start of the wave, the last command."""
    now, costs = playthrough.view.tick, not playthrough.practised
    for step in _STEPS:
        if step < now:
            yield Choice(now - step, f"{step} s back", f"To {clock(now - step)}.", care=costs)
    wave = max((wave.start for wave in playthrough.view.waves if wave.started and wave.start < now), default=0)
    if wave:
        yield Choice(wave, "to the start of this wave", f"To {clock(wave)}.", care=costs)
    given = [at.tick for at in playthrough.plan if at.tick < now]
    if given and given[-1]:
        about = f"To {clock(given[-1])}. It is planned again: u undoes it."
        yield Choice(given[-1], "to the last command", about, care=costs)
    yield Choice(0, "to the start", "Everything again, with what you know now.", care=costs)
