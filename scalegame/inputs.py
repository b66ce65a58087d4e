"""Reading files that others may have put there: regular ones, up to a bound, without ever waiting for what may come."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

#: What a file is called that the shell opened for this process; ``<(…)`` on a command line becomes one.
_HANDLE = re.compile(r"/(?:dev|proc/self)/(?:fd/(\d{1,4})|(stdin)|(stdout)|(stderr))")
_PIECE = 65_536
#: Not every system knows all of them. Without waiting: opening a pipe would wait for somebody at its other end.
WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0)
_BINARY = getattr(os, "O_BINARY", 0)


class UnfitError(OSError):
    """There is something, but not what can be read: no regular file, or too large a one; ``strerror`` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EINVAL, reason)


def read_bounded(path: Path, most: int) -> bytes:
    """Return what the regular file at ``path`` holds, which may be up to ``most`` bytes.

    Raises ``OSError``, an ``UnfitError`` for other kinds of files and for larger ones; ``ValueError`` for what can be
    no name.
    """
    data = read_head(path, most + 1)
    if len(data) > most:
        raise UnfitError(f"it has more than {most:,} bytes")
    return data


def read_head(path: Path, most: int) -> bytes:
    """Return the first ``most`` bytes of the regular file at ``path``; raises as ``read_bounded``, but for its size.

    Of a pipe or device that the shell opened for this process, such as ``<(…)``, as much is read as it gives.
    """
    handle = handle_of(path)
    if handle is not None and not stat.S_ISREG(path.stat().st_mode):
        return _read_handle(handle, most)
    must_be_regular(path.stat())  # before opening: that alone can set a device in motion
    with os.fdopen(os.open(path, os.O_RDONLY | _BINARY | WITHOUT_WAITING), "rb") as file:
        must_be_regular(os.fstat(file.fileno()))
        return file.read(most)


def must_be_regular(status: os.stat_result) -> None:
    """Raise ``UnfitError`` unless ``status`` is of a regular file."""
    if stat.S_ISDIR(status.st_mode):
        raise UnfitError("it is a folder")
    if not stat.S_ISREG(status.st_mode):
        raise UnfitError("it is no regular file")


def handle_of(path: Path) -> int | None:
    """Return the number of the open file of this process that ``path`` stands for, such as 1 for ``/dev/stdout``."""
    named = _HANDLE.fullmatch(str(path))
    if named is None:
        return None
    number, *standard = named.groups()
    return int(number) if number is not None else next(place for place, name in enumerate(standard) if name)


def _read_handle(handle: int, most: int) -> bytes:
    if os.isatty(handle):
        raise UnfitError("it is a terminal")
    pieces: list[bytes] = []
    while most > 0 and (piece := os.read(handle, min(most, _PIECE))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)
