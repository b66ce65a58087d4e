"""Signals that end the game: a closed terminal or SIGTERM leaves it as its keys do, and it is kept."""

from __future__ import annotations

import asyncio
import signal
import sys
from functools import partial
from typing import Any

from textual.app import App

#: A shell adds it to a signal's number to make an exit status of that.
_BY_SIGNAL = 128
#: So many seconds an app has to end in good order; one that waits for a terminal that takes nothing would never.
_PATIENCE = 10


def end_on_signals(app: App[None]) -> None:
    """Have ``app`` end in good order when the terminal closes or somebody asks the process to end."""
    if app.is_headless or sys.platform == "win32":  # a test, whose process is not ours; a system without these signals
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    loop = asyncio.get_running_loop()

    def told(number: int, _: object) -> None:
        # Not the loop's own handler: that is only heard when the loop goes round, and it may wait for the terminal.
        signal.alarm(_PATIENCE)
        loop.call_soon_threadsafe(partial(end, app, number))

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, told)


def end(app: App[Any], number: int) -> None:
    """End ``app`` with the exit status of a process that the signal ``number`` ended."""
    app.exit(return_code=_BY_SIGNAL + number)
