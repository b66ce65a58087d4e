"""Being told to end: a closed terminal or a polite kill leaves the game as its keys do, and it is kept."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

from textual.app import App

#: What a shell adds to a signal's number to make an exit status of it.
_BY_SIGNAL = 128


def end_on_signals(app: App[None]) -> None:
    """Let ``app`` end in good order when the terminal closes or somebody asks the process to end."""
    if app.is_headless:  # a test, whose process is not ours
        return
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        with suppress(NotImplementedError):  # Windows has neither
            if number is not None:
                asyncio.get_running_loop().add_signal_handler(number, _end, app, _BY_SIGNAL + number)


def _end(app: App[None], status: int) -> None:
    app.exit(return_code=status)
