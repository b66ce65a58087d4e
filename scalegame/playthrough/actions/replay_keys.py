"""The one table of what can be done with a replay: its keys, its line of keys, palette and help all read it."""

from __future__ import annotations

from scalegame.playthrough.actions.table import Group, Offer, PlayerCommand
from scalegame.playthrough.replay import SPEEDS, Replay
from scalegame.wording.units import speed


def _command(id: str, keys: str, sign: str, label: str, name: str, about: str, action: str) -> PlayerCommand:  # noqa: A002 - a row of the table below
    return PlayerCommand(id, keys, sign, label, about, Group.REPLAY, action, title=name)


#: The label stands in the line of keys, the title wherever a command stands alone.
TRANSPORT: tuple[PlayerCommand, ...] = (
    _command("pause", "space", "space", "pause", "pause", "Stop the replay, or let it go on.", "pause"),
    _command("back", "left", "←", "5 s", "5 s back", "Five seconds back.", "skip(-5)"),
    _command("on", "right", "→", "5 s", "5 s on", "Five seconds on.", "skip(5)"),
    _command("tick_back", "comma", ",", "1 s", "1 s back", "One second back.", "skip(-1)"),
    _command("tick_on", "full_stop", ".", "1 s", "1 s on", "One second on.", "skip(1)"),
    _command("far_back", "pageup", "page up", "30 s", "30 s back", "Half a minute back.", "skip(-30)"),
    _command("far_on", "pagedown", "page down", "30 s", "30 s on", "Half a minute on.", "skip(30)"),
    _command("begin", "home", "home", "start", "to the start", "To the start.", "skip(-1000000)"),
    _command("end", "end", "end", "end", "to the end", "To the end.", "skip(1000000)"),
    _command(
        "event", "n", "n", "next event", "next event", "To the next command, wave, incident or trouble.", "event(1)"
    ),
    _command(
        "event_back",
        "N",
        "N",
        "before",
        "event before",
        "To the command, wave, incident or trouble before.",
        "event(-1)",
    ),
    _command(
        "slower", "minus,underscore", "−", "slower", "slower", "Let the replay run slower, down to ¼×.", "speed(-1)"
    ),
    _command(
        "faster", "plus,equals_sign", "+", "faster", "faster", "Let the replay run faster, up to 32×.", "speed(1)"
    ),
    _command(
        "take_over",
        "t",
        "t",
        "take over",
        "take over",
        "Play on from here, as practice: it is never ranked.",
        "take_over",
    ),
    _command("why", "w", "w", "why?", "why?", "Say how the selected part is and what went wrong there by now.", "why"),
    _command("handbook", "i", "i", "handbook", "handbook", "Read about the selected part.", "handbook"),
    _command("flow", "f", "f", "flow", "flow", "Show requests flowing along the lines, or not.", "flow"),
    _command("leave", "q,escape", "q", "leave", "leave", "Back to where you came from.", "leave"),
)
_BY_ID = {command.id: command for command in TRANSPORT}


def by_id(command_id: str) -> PlayerCommand:
    """Return the command of that id; raises ``KeyError`` if there is none."""
    return _BY_ID[command_id]


def offers(replay: Replay) -> tuple[Offer, ...]:
    """Return how every command stands now, in the table's order."""
    return tuple(_offer(command, replay) for command in TRANSPORT)


def refusal(command_id: str, replay: Replay) -> str:
    """Return why a command is not possible now, or an empty text."""
    match command_id:
        case "back" | "tick_back" | "far_back" | "begin" | "event_back" if not replay.position:
            return "This is the start."
        case "on" | "tick_on" | "far_on" | "end" | "event" if replay.at_end:
            return "This is the end."
        case "take_over" if replay.playthrough.over:
            return "The game is over here: go back to where you want to play on."
        case "slower" if replay.speed == SPEEDS[0]:
            return f"{speed(SPEEDS[0])} is the slowest; the space bar pauses."
        case "faster" if replay.speed == SPEEDS[-1]:
            return f"{speed(SPEEDS[-1])} is the fastest."
        case _:
            return ""


def _offer(command: PlayerCommand, replay: Replay) -> Offer:
    label = command.label
    if command.id == "pause" and replay.paused:
        label = "again" if replay.at_end and replay.position else "go on"
    return Offer(command, label, 0, 0, refusal(command.id, replay), offered=True, fits=True)
