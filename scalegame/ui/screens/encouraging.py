"""What a debrief says to somebody who lost: once, where to look; twice in a row, that there is help, and its keys."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Button, Static

from scalegame.content.level import REFERENCE
from scalegame.ui.guide import lost_in_a_row
from scalegame.ui.records import library
from scalegame.ui.screens import parts
from scalegame.ui.session import GameSession

#: After so many lost games in a row help is offered.
_OFTEN = 2
_AGAIN = "Try again: what happened is where to look."


def encouragement(session: GameSession) -> ComposeResult:
    """Yield a line for whoever lost ``session``, and after several losses the way to the next hint."""
    number, hints = next_hint(session), len(session.level.hints)
    if lost_in_a_row(library().history(session.level)) < _OFTEN:
        told = f"{_AGAIN} In the game, `h` gives a hint." if hints else _AGAIN
        yield Static(parts.keyed(told), id="again")
        return
    ways = [f"`h` plays it again with hint {number} of {hints}"] if number else []
    if REFERENCE in session.level.plans:
        ways.append("`v` shows how it can be done")
    told = f"This one is hard. {'; '.join(ways)}. Neither costs score." if ways else _AGAIN
    yield Static(parts.keyed(told), id="again")
    if number:
        yield Button(parts.keyed(f"`h` again, with hint {number}"), id="hint-button", compact=True)


def next_hint(session: GameSession) -> int:
    """Return the number of the first hint that was not given in a lost ``session``; 0 if there is none."""
    left = not session.result.won and session.hints_used < len(session.level.hints)
    return session.hints_used + 1 if left else 0
