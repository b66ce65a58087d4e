"""The driver of a POSIX terminal, for the case that the terminal goes away: then nothing waits for it any more.

Textual writes to the terminal in a thread that reads a short queue. A write that fails ends that thread; the queue
fills, and whoever puts the next piece into it waits for ever. Here no write fails: a terminal that has gone takes
everything, and the game is told to end.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Protocol

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from scalegame.background import Lock, start
from scalegame.tui.signals import end

if sys.platform == "win32":
    raise ImportError("this is the driver of a POSIX terminal")

#: Standard output and standard error.
_OUTPUTS = (1, 2)


class SteadyDriver(LinuxDriver):
    """Ends the app as SIGHUP does if its terminal goes, whether the system sends that or not."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._gone = Lock()
        self._begun = False
        self._outputs = [handle for handle in _OUTPUTS if os.isatty(handle)]
        if self._file is not None:
            self._file = Output(self._file, self.hang_up)  # type: ignore[assignment] # it is asked for nothing else
        if self.input_tty:
            start(self._watch, "hang-up", daemon=True)

    def start_application_mode(self) -> None:
        """Begin to draw and to read keys, once however often the process is continued.

        SIGCONT comes after a SIGSTOP, of which nobody was told, and after the SIGHUP of a terminal that has gone.
        Textual begins anew at each, and would leave threads behind that read the same terminal and that nobody ends.
        """
        if not self._loop.is_running() or self._has_hung_up():
            return
        if self._begun:
            self.suspend_application_mode()
        self._begun = True
        super().start_application_mode()  # type: ignore[no-untyped-call]  # left open by Textual

    def stop_application_mode(self) -> None:
        """Restore the terminal as it was."""
        self._begun = False
        super().stop_application_mode()

    def run_input_thread(self) -> None:
        """Read keys until the app, or the terminal, is closed."""
        try:
            super().run_input_thread()
        except OSError:
            self.hang_up()

    def hang_up(self) -> None:
        """Note that the terminal has gone. Any thread may do so, more than once."""
        if self._gone.acquire(blocking=False):
            _point_to_nowhere(self._outputs)
            with suppress(RuntimeError):  # the loop has ended, and the app with it
                self._loop.call_soon_threadsafe(end, self._app, signal.SIGHUP)

    def _watch(self) -> None:
        """Wait until the terminal hangs up: of that the input thread only sees that there is nothing to read."""
        if self._has_hung_up(patience_ms=None):
            self.hang_up()

    def _has_hung_up(self, patience_ms: int | None = 0) -> bool:
        """Return whether the terminal has gone, or goes within so many milliseconds, or ever if that is None."""
        poll = select.poll()
        poll.register(self.fileno, 0)
        return any(what & (select.POLLHUP | select.POLLERR) for _, what in poll.poll(patience_ms))


class Written(Protocol):
    """The methods of a text file that are used to write to it."""

    def write(self, text: str, /) -> int:
        """Write ``text`` and return how many characters that were."""

    def flush(self) -> None:
        """Send on all that was written."""

    def fileno(self) -> int:
        """Return the number of the open file."""


class Output:
    """A terminal as a file: when it has gone, what is written to it is dropped, and ``gone`` is called."""

    def __init__(self, file: Written, gone: Callable[[], None]) -> None:
        self._file = file
        self._gone = gone

    def write(self, text: str) -> int:
        """Write ``text``, or drop it."""
        try:
            return self._file.write(text)
        except (OSError, ValueError):
            self._gone()
        return len(text)

    def flush(self) -> None:
        """Send on to the terminal all that was written."""
        try:
            self._file.flush()
        except (OSError, ValueError):
            self._gone()

    def fileno(self) -> int:
        """Return the number of the open file."""
        return self._file.fileno()


def _point_to_nowhere(handles: Iterable[int]) -> None:
    """Redirect ``handles`` to the null device: Python flushes once more when it ends, and that must not fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for handle in handles:
        os.dup2(nowhere, handle)
    os.close(nowhere)
