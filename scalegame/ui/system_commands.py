"""What the command palette offers on every screen but the play screen, which brings its own commands."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.app import App, SystemCommand
from textual.screen import Screen


def system_commands(app: App[Any], screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Yield what the keys of ``screen`` do, then what works everywhere; each name once."""
    everywhere = (
        SystemCommand("Help", "How to play, every key and every symbol", partial(app.run_action, "open_help")),
        SystemCommand("Light or dark", "Change the colours", partial(app.run_action, "change_theme")),
        SystemCommand("Quit", "Leave the game", partial(app.run_action, "quit")),
    )
    seen = {command.title for command in everywhere}
    for active in () if screen.COMMANDS else screen.active_bindings.values():
        title = active.binding.description
        if active.node is screen and active.binding.show and title not in seen:
            seen.add(title)
            yield SystemCommand(title, active.tooltip, partial(screen.run_action, active.binding.action))
    yield from everywhere
