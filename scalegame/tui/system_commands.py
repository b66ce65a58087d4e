"""The commands of the palette on every screen but the play screen, which brings its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.app import App, SystemCommand
from textual.screen import Screen

from scalegame.playthrough.progress import preferences


def system_commands(app: App[Any], screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Yield what the keys of ``screen`` do, then what works everywhere; each name once."""
    everywhere: tuple[SystemCommand, ...] = (
        SystemCommand("Help", "How to play, every key and every symbol", partial(app.run_action, "open_help")),
        SystemCommand("Light or dark", "Change the colours", partial(app.run_action, "change_theme")),
        SystemCommand("Quit", "Leave the game", partial(app.run_action, "quit")),
    )
    if not screen.COMMANDS:
        about = "Level 1 explains itself again, and hints are offered again"
        teach = SystemCommand("Show the tutorial again", about, partial(_teach, app))
        everywhere = (everywhere[0], teach, *everywhere[1:])
    seen = {command.title for command in everywhere}
    for active in () if screen.COMMANDS else screen.active_bindings.values():
        title = active.binding.description
        if active.node is screen and active.binding.show and title not in seen:
            seen.add(title)
            yield SystemCommand(title, active.tooltip, partial(screen.run_action, active.binding.action))
    yield from everywhere


def _teach(app: App[Any]) -> None:
    """Show the tutorial in level 1 again, and offer hints again."""
    preferences.change(tutorial=True, declined=0)
    app.notify("Level 1 has its tutorial again.")
