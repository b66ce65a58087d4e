"""Writing files so that a crash, a full disk or a second game never leaves half of one."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import IO, Self

from scalegame.inputs import WITHOUT_WAITING, UnfitError, handle_of, must_be_regular

#: Between two tries to take a lock, in seconds.
_MOMENT = 0.01
#: How often a file is given its name. Windows refuses while somebody reads the file that has it: a scanner for viruses,
#: or another game.
_RENAMINGS = 100 if sys.platform == "win32" else 1


def write_durably(path: Path, text: str) -> None:
    """Make ``text`` the content of the file at ``path``: whole or not at all, and on the disk when this returns.

    A link stays, and what it leads to is written; a device or a pipe is written to, as ``open_output`` does. Raises
    ``OSError`` if that is impossible; the old file then stays as it was.
    """
    status = _status(path)
    if _is_special(path, status):
        with open_output(path) as file:
            file.write(text)
        return
    path = Path(os.path.realpath(path)) if path.is_symlink() else path
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            if status is not None:
                Path(name).chmod(stat.S_IMODE(status.st_mode))
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _rename(Path(name), path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    _flush_folder(path.parent)


def _rename(new: Path, path: Path) -> None:
    """Rename the file ``new`` to ``path``, and try again where that is refused for a moment; raises ``OSError``."""
    for _ in range(_RENAMINGS - 1):
        with suppress(PermissionError):
            new.replace(path)
            return
        sleep(_MOMENT)
    new.replace(path)


def open_output(path: Path) -> IO[str]:
    """Open ``path`` for text that comes bit by bit: a regular file from its beginning, a device or a pipe as it is.

    Raises ``OSError``, an ``UnfitError`` for a pipe that nobody reads: it is not waited for.
    """
    status = _status(path)
    if not _is_special(path, status):
        return path.open("w", encoding="utf-8", newline="\n")
    if status is not None and stat.S_ISBLK(status.st_mode):
        raise UnfitError("it is a disk")
    opened = handle_of(path)
    handle = _open_special(path) if opened is None else os.dup(opened)
    return os.fdopen(handle, "w", encoding="utf-8", newline="\n")


def _status(path: Path) -> os.stat_result | None:
    """Return what is at ``path``, or at the end of that link; None if nothing is."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _is_special(path: Path, status: os.stat_result | None) -> bool:
    """Return whether ``path`` is to be written to as it is: a device, a pipe, or what the shell has opened for us."""
    if status is None:
        return False
    return not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)) or handle_of(path) is not None


def _open_special(path: Path) -> int:
    try:
        handle = os.open(path, os.O_WRONLY | WITHOUT_WAITING)
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise UnfitError("nobody reads it") from None
        raise
    if sys.platform != "win32":  # which opens everything blocking
        os.set_blocking(handle, True)  # whoever reads slowly gets it all
    return handle


def append_durably(path: Path, line: str) -> None:
    """Add ``line`` to the file at ``path``, on the disk when this returns; half a line before it stays alone.

    Raises ``OSError``. Who may do that at the same time must hold one lock.
    """
    with os.fdopen(_open_own(path), "a+b") as file:
        size, last = file.seek(0, os.SEEK_END), b"\n"
        if size:
            file.seek(-1, os.SEEK_END)
            last = file.read(1)
        file.write(("" if last == b"\n" else "\n").encode() + f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    if not size:
        _flush_folder(path.parent)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at ``path``; another game waits meanwhile. The system frees it if the game is killed."""
    with _open_lock(path) as file:
        _lock(file)
        yield


class Lock:
    """A lock file that this process holds. The system frees it if the process dies."""

    def __init__(self, path: Path, file: IO[str]) -> None:
        self._path = path
        self._file = file

    @classmethod
    def take(cls, path: Path, tries: int = 1) -> Self | None:
        """Take the lock at ``path``; None if somebody has it. Raises ``OSError``.

        With more ``tries``, whoever only looks whether it is taken does not count: that takes no time.
        """
        while True:
            file = _open_lock(path)
            if _lock_at_once(file):
                if _is_still(path, file):
                    return cls(path, file)
                file.close()  # its last holder has removed it since it was opened
                continue
            file.close()
            tries -= 1
            if not tries:
                return None
            sleep(_MOMENT)

    def free(self) -> None:
        """Release the lock and remove its file."""
        if sys.platform == "win32":  # there, nobody can remove a file that is open
            self._file.close()
        with suppress(OSError):
            self._path.unlink()
        self._file.close()


def in_use(path: Path) -> bool:
    """Return whether somebody holds the lock at ``path``; a lock file that nobody holds is removed."""
    if not path.exists():
        return False
    try:
        lock = Lock.take(path)
    except OSError:
        return False
    if lock is None:
        return True
    lock.free()
    return False


def set_aside(path: Path, folder: Path) -> Path:
    """Move the file at ``path`` into ``folder``, where nothing is overwritten; return its new place.

    Raises ``OSError``. Who may do that at the same time must hold one lock.
    """
    folder.mkdir(parents=True, exist_ok=True)
    aside, number = folder / path.name, 1
    while aside.exists():
        number += 1
        aside = folder / f"{path.stem}-{number}{path.suffix}"
    path.rename(aside)
    return aside


def _open_lock(path: Path) -> IO[str]:
    return os.fdopen(_open_own(path), "a", encoding="utf-8")


def _open_own(path: Path) -> int:
    """Open or make a regular file of ours to add to it; raises ``OSError`` if something else is there."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | WITHOUT_WAITING, 0o666)
    try:
        must_be_regular(os.fstat(handle))
    except OSError:
        os.close(handle)
        raise
    return handle


def _is_still(path: Path, file: IO[str]) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        # What Windows itself has for waiting gives up after ten seconds.
        while not _lock_at_once(file):
            sleep(_MOMENT)

    def _lock_at_once(file: IO[str]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _flush_folder(folder: Path) -> None:
        """Do nothing: Windows cannot flush a folder."""

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)

    def _lock_at_once(file: IO[str]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _flush_folder(folder: Path) -> None:
        """Put the new name itself on the disk."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
