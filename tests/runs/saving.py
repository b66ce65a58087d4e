"""Games on their way to the disk: waiting until they are there, and a disk that has no room for them."""

from __future__ import annotations

import errno
import threading
from pathlib import Path

from scalegame.runs.run import Run

#: The threads that write games.
_THREADS = ("saving", "giving up")


def wait_for_saving() -> None:
    """Wait until all that was handed over was tried."""
    for thread in threading.enumerate():
        if thread.name in _THREADS:
            thread.join()


def no_space(_run: Run, _path: Path) -> None:
    """Save a run on a full disk."""
    raise OSError(errno.ENOSPC, "No space left on device")
