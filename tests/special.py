"""Objects in the place of a file: pipes, endless devices, links that lead nowhere, folders. POSIX has them all."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

#: Seconds after which something that never waits has waited.
_PATIENCE = 60

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and devices among its files")


def pipe(path: Path) -> None:
    """Make a pipe at whose other end there is nobody."""
    os.mkfifo(path)


def endless(path: Path) -> None:
    """Make a link to a device that never ends."""
    path.symlink_to("/dev/zero")


def dangling(path: Path) -> None:
    """Make a link that leads nowhere."""
    path.symlink_to(path.with_name("nowhere"))


def folder(path: Path) -> None:
    """Make a folder."""
    path.mkdir()


#: All of them, by name.
KINDS: dict[str, Callable[[Path], None]] = {one.__name__: one for one in (pipe, endless, dangling, folder)}


@contextmanager
def without_waiting() -> Iterator[None]:
    """Fail instead of hanging."""

    def fail(_: int, __: FrameType | None) -> None:
        pytest.fail("it waits")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(_PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
