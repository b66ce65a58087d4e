"""Writing what an option of the command line asks for: the one way for every file that a user names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from scalegame.content.reader.diagnostics import unwritable
from scalegame.durable_files import open_output, write_durably


def write_out(path: str | Path, text: str) -> None:
    """Write ``text`` to ``path``: a regular file as a whole or not at all, through links, devices and pipes.

    Raises ``LevelError`` if that cannot be, ``BrokenPipeError`` if whoever read it has gone.
    """
    with _told(path):
        write_durably(Path(path), text)


@contextmanager
def writing_to(path: str | Path) -> Iterator[IO[str]]:
    """Open ``path`` for text that comes bit by bit; raises as ``write_out``."""
    with _told(path), open_output(Path(path)) as file:
        yield file


@contextmanager
def _told(path: str | Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from None
