"""Opening the game from the command line."""

from __future__ import annotations

import sys

import click


def open_game(level: str | None, seed: int | None, ghost: str | None = None, *, watched: bool = False) -> None:
    """Open the game in the terminal, at ``level`` if one is named, against the run in the file ``ghost``.

    A ``watched`` level is a file, and begins anew whenever it is saved. Raises ``ClickException`` if that cannot be.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.ClickException("the game needs a terminal; `scalegame run` plays without one")
    from scalegame.tui.opening import main as open_screen
    from scalegame.tui.opening import write

    if level is None:  # The title needs neither levels nor engine, and nothing can be wrong with them.
        open_screen()
        return
    from scalegame.content.reader.diagnostics import LevelError
    from scalegame.runs.run_file import RunError

    try:
        if watched:
            write(level, seed)
        else:
            open_screen(level, seed, ghost)
    except LevelError as error:
        raise click.ClickException(error.summary) from None
    except RunError as error:
        raise click.ClickException(str(error)) from None
