"""Opens the game or a replay in the terminal, and draws recordings: the only module here that imports ``tui``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from scalegame.cli.status import level_errors_in_one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from scalegame.content.level import Level
    from scalegame.playthrough.replay import Replay
    from scalegame.runs.run import Run


def has_terminal() -> bool:
    """Return whether standard input and output are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def open_game(level: str | None, seed: int | None, ghost: str | None = None, *, watched: bool = False) -> None:
    """Open the game in the terminal, at ``level`` if one is named, against the run in the file ``ghost``.

    A ``watched`` level is a file, and begins anew whenever it is saved. Raises ``ClickException`` if that cannot be.
    """
    if not has_terminal():
        raise click.ClickException("the game needs a terminal; `scalegame run` plays without one")
    from scalegame.tui.opening import main as open_screen
    from scalegame.tui.opening import write

    if level is None:  # The title needs neither levels nor engine, and nothing can be wrong with them.
        open_screen()
        return
    from scalegame.runs.run_file import RunError

    try:
        with level_errors_in_one_line():
            if watched:
                write(level, seed)
            else:
                open_screen(level, seed, ghost)
    except RunError as error:
        raise click.ClickException(str(error)) from None


def open_replay(level: Level, run: Run, subject: str, at: int, speed: float | None) -> None:
    """Show ``run`` from the tick ``at``, as ``WatchRun`` says. Raises ``ClickException`` without a terminal."""
    if not has_terminal():
        raise click.ClickException("a replay needs a terminal; --cast and --svg write it to a file without one")
    from scalegame.tui.messages import WatchRun
    from scalegame.tui.opening import watch

    watch(WatchRun(level, run, subject, at, speed))


def cast_of(replay: Replay, size: tuple[int, int], progress: Callable[[int, int], None]) -> str:
    """Return ``replay`` from its position to its end as an asciicast; ``progress`` hears of frames done and of all."""
    from scalegame.tui.recording import cast

    return cast(replay, size, progress)


def picture_of(replay: Replay, size: tuple[int, int]) -> str:
    """Return the screen at the position of ``replay`` as SVG."""
    from scalegame.tui.recording import picture

    return picture(replay, size)
