"""The dialogs that the play screen opens. Each question is a function; ``answer`` is called with what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from textual.app import App

from scalegame.engine.commands import Command, SetTraffic
from scalegame.playthrough.actions import sandbox
from scalegame.playthrough.actions.choices import Choice
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.race import Race, RivalKind, from_file
from scalegame.playthrough.scene import Notice
from scalegame.runs.run_file import RunError
from scalegame.tui.kit.dialogs import AskDialog, ChoiceDialog, TellDialog

#: Digits of a number that can be meant.
_LONGEST_NUMBER = 9
#: Answers of the dialog about rivals beside the number of one.
NOBODY, FILE = -1, -2


class Exit(StrEnum):
    """The answers to how a game is left."""

    STAY = "stay"
    AGAIN = "again"
    LOOK = "look"
    LEAVE = "leave"


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
        if number == FILE:
            await app.push_screen(AskDialog("A run file", "the path of a run, such as run.json"), written)
        elif number is not None:
            try:
                found: Race | Notice = race.against(None if number == NOBODY else race.rivals[number])
            except RunError as error:
                found = Notice(f"{error}.", urgent=True)
            answer(found)

    def written(path: str | None) -> None:
        if path is not None:
            answer(_race_with_file(playthrough, path))

    await app.push_screen(ChoiceDialog("Race a ghost", ghost_choices(race)), chosen)


def _race_with_file(playthrough: Playthrough, path: str) -> Race | Notice:
    """Return the race against the run in the file at ``path``, or why it cannot run."""
    try:
        race, _ = from_file(playthrough.race, path, playthrough.level, playthrough.seed)
    except RunError as error:
        # The path is known, and would leave no room for the reason.
        reason = str(error).rpartition(f"{Path(path.strip()).expanduser()}: ")[2]
        return Notice(f"{reason[:1].upper()}{reason[1:]}.", urgent=True)
    return race


def ghost_choices(race: Race) -> list[Choice[int]]:
    """Return the choices of a ghost: nobody, everyone who can race on this traffic, and a file."""
    chosen = None if race.ghost is None else race.ghost.rival
    offered = [Choice(NOBODY, "nobody", "Only your own splits." if chosen else "As it is now.", care=not chosen)]
    if not any(rival.kind is RivalKind.BEST for rival in race.rivals):
        offered.append(Choice(NOBODY, "your best", refusal="You have not won this level with this seed yet."))
    for number, rival in enumerate(race.rivals):
        now = rival == chosen
        about = f"{rival.about}{' Beside you now.' if now else ''}"
        offered.append(Choice(number, rival.name, about, care=now))
    offered.append(Choice(FILE, "a run file…", "Any run of this level with this seed."))
    return offered


async def ask_how_to_leave(app: App[Any], playthrough: Playthrough, answer: Callable[[Exit | None], None]) -> None:
    """Ask whether a game that is not over is left, started over or, where nothing is to be won, ended."""
    offered = [
        Choice(Exit.STAY, "keep playing", "The clock waited."),
        Choice(Exit.AGAIN, "restart the level", "From the start, with the same visitors.", care=True),
        Choice(Exit.LEAVE, "leave", "The briefing of this level resumes the game.", care=True),
    ]
    if not playthrough.level.scenario.scored and playthrough.view.tick:
        offered.append(Choice(Exit.LOOK, "end it here", "What happened, and why. It is over then."))
    await app.push_screen(ChoiceDialog("Leave this game?", offered), answer)


def hints_dialog(playthrough: Playthrough) -> TellDialog:
    """Return the dialog with the hints that were given in this game; it is dismissed with True to have one more."""
    hints, given = playthrough.level.hints, playthrough.hints_used
    more = given < len(hints)
    footing = "h shows the next one · Esc closes" if more else "Esc closes"
    told = [f"{n}. {hint}" for n, hint in enumerate(hints[:given], start=1)]
    return TellDialog(f"Hint {given} of {len(hints)}", told, footing, more=more)
