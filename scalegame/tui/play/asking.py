"""The dialogs that the play screen opens: a function each. It calls ``answer`` with what the player answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from textual.app import App

from scalegame.engine.commands import Command, SetTraffic
from scalegame.playthrough.actions import ghosts, leaving, rewind, sandbox
from scalegame.playthrough.actions.choices import Choice
from scalegame.playthrough.actions.leaving import Exit
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.race import Race, from_file
from scalegame.playthrough.scene import Notice
from scalegame.runs.run_file import RunError
from scalegame.tui.kit.dialogs import AskDialog, ChoiceDialog, TellDialog

#: Digits of a number that can be meant.
_LONGEST_NUMBER = 9


async def ask_for_command(
    app: App[Any], title: str, offered: Sequence[Choice[Command]], answer: Callable[[Command | Notice], None]
) -> None:
    """Ask which of the ``offered`` commands is given; the answer is that command, or why a number is none."""

    async def chosen(command: Command | None) -> None:
        if command == sandbox.ASK:
            await app.push_screen(AskDialog("Visitors a second", "a whole number, such as 12"), written)
        elif command is not None:
            answer(command)

    def written(text: str | None) -> None:
        number = (text or "").strip()
        if number.isdecimal() and number.isascii() and len(number) <= _LONGEST_NUMBER:
            answer(SetTraffic(int(number)))
        elif text is not None:
            answer(Notice("That is no whole number.", urgent=True))

    await app.push_screen(ChoiceDialog(title, offered), chosen)


async def ask_for_rival(app: App[Any], playthrough: Playthrough, answer: Callable[[Race | Notice], None]) -> None:
    """Ask whom to race; the answer is the race with that ghost, or why it cannot run."""
    race = playthrough.race

    async def chosen(number: int | None) -> None:
        if number == ghosts.FILE:
            await app.push_screen(AskDialog("A run file", "the path of a run, such as run.json"), written)
        elif number is not None:
            try:
                found: Race | Notice = race.against(None if number == ghosts.NOBODY else race.rivals[number])
            except RunError as error:
                found = Notice(f"{error}.", urgent=True)
            answer(found)

    def written(path: str | None) -> None:
        if path is not None:
            answer(_race_with_file(playthrough, path))

    await app.push_screen(ChoiceDialog(ghosts.TITLE, tuple(ghosts.offered(race))), chosen)


def _race_with_file(playthrough: Playthrough, path: str) -> Race | Notice:
    """Return the race against the run in the file at ``path``, or why it cannot run."""
    try:
        race, _ = from_file(playthrough.race, path, playthrough.level, playthrough.seed)
    except RunError as error:
        # The path is known, and would leave no room for the reason.
        reason = str(error).rpartition(f"{Path(path.strip()).expanduser()}: ")[2]
        return Notice(f"{reason[:1].upper()}{reason[1:]}.", urgent=True)
    return race


async def ask_how_far_back(app: App[Any], playthrough: Playthrough, answer: Callable[[int | None], None]) -> None:
    """Ask to which tick a game is taken back; the title says what that makes of it."""
    await app.push_screen(ChoiceDialog(rewind.title(playthrough), tuple(rewind.ways_back(playthrough))), answer)


async def ask_how_to_leave(app: App[Any], playthrough: Playthrough, answer: Callable[[Exit | None], None]) -> None:
    """Ask whether a game that is not over is left, started over or, where nothing is to be won, ended."""
    await app.push_screen(ChoiceDialog(leaving.TITLE, tuple(leaving.exits(playthrough))), answer)


async def tell_hints(app: App[Any], playthrough: Playthrough, answer: Callable[[bool | None], Awaitable[None]]) -> None:
    """Show the hints that were given in this game; the answer is True if the player asks for one more."""
    hints, given = playthrough.level.hints, playthrough.hints_used
    more = given < len(hints)
    footing = "h shows the next one · Esc closes" if more else "Esc closes"
    told = [f"{n}. {hint}" for n, hint in enumerate(hints[:given], start=1)]
    await app.push_screen(TellDialog(f"Hint {given} of {len(hints)}", told, footing, more=more), answer)
