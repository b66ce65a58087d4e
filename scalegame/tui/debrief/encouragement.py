"""Help on the debrief of a level that was lost twice in a row: the next hint, the reference, and their keys."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Button, Static

from scalegame.content.level import REFERENCE
from scalegame.playthrough.playthrough import Playthrough
from scalegame.tui.kit import parts

#: After so many lost games in a row help is offered.
OFTEN = 2


def encouragement(playthrough: Playthrough, losses: int) -> ComposeResult:
    """Yield a line that names the help there is, once the level was lost so often: ``losses`` are those in a row."""
    hint = next_hint(playthrough)
    ways = [f"`h` plays it again with hint {hint} of {len(playthrough.level.hints)}"] if hint else []
    if REFERENCE in playthrough.level.plans:
        ways.append("`v` shows how it can be done")
    if ways and losses >= OFTEN:
        yield Static(parts.keyed(f"Stuck? {', '.join(ways)}. It costs no score."), id="help-offer")


def hint_button(playthrough: Playthrough, losses: int) -> ComposeResult:
    """Yield the button of the next hint, where it is offered."""
    if (hint := next_hint(playthrough)) and losses >= OFTEN:
        yield Button(parts.keyed(f"`h` with hint {hint}"), id="hint-button", compact=True)


def next_hint(playthrough: Playthrough) -> int:
    """Return the number of the first hint that was not given in a lost ``playthrough``; 0 if there is none."""
    left = not playthrough.result.won and playthrough.hints_used < len(playthrough.level.hints)
    return playthrough.hints_used + 1 if left else 0
