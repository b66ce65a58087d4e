"""Folders that levels are read from: a file may name files beside itself, and none outside of its folder."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Protocol

from scalegame.content.bundled import MANIFEST
from scalegame.content.reader.diagnostics import of_file
from scalegame.content.schema.limits import MAX_BYTES
from scalegame.inputs import read_head

#: So far up a pack is looked for, from a level in it.
_PACK_DEPTH = 4


class Folder(Protocol):
    """Files that belong together: a folder of the disk, or a zip file. Names in it are paths with ``/``."""

    @property
    def root(self) -> Path:
        """The folder's name in messages; a file's name in it is put behind."""

    def read(self, name: str) -> bytes:
        """Return what a file holds, at most one byte more than a level may have; raises ``LevelError``."""


class DiskFolder:
    """A folder of the disk. ``opened`` lists the files that were asked for, whether they could be read or not."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.opened: list[Path] = []

    def read(self, name: str) -> bytes:
        """Return what a regular file in the folder holds; a link that leads out of it is not followed."""
        path = self.root / name
        self.opened.append(path)
        trouble = _trouble(path, self.root)
        if trouble:
            raise of_file(str(path), trouble)
        return read_file(path)


def folder_of(path: Path) -> DiskFolder:
    """Return the folder whose files the level file at ``path`` may extend: that of its pack, or the one it is in."""
    near = list(path.parents)[:_PACK_DEPTH]
    return DiskFolder(next((folder for folder in near if (folder / MANIFEST).is_file()), path.parent))


class NoFolder:
    """The folder of a level that stands alone: nothing is beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, name: str) -> bytes:
        """Refuse every name, since there is no file beside the level."""
        raise of_file(str(self.root), f"comes without other files, so there is no {name}")


def read_file(path: Path) -> bytes:
    """Return what a file holds, as far as a level may be long (and one byte more, so that more is noticed)."""
    try:
        return read_head(path, MAX_BYTES + 1)
    except OSError as error:
        raise of_file(str(path), f"cannot be read: {error.strerror or error}") from None
    except ValueError:
        raise of_file(str(path), "is not a name a file can have") from None


def _trouble(path: Path, root: Path) -> str:
    """Return why the file at ``path`` cannot be read as one of ``root``; empty if it can."""
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            return "is a link that leaves its folder"
        if path.is_file():
            return ""
        return "is no file" if path.exists() else "does not exist"
    except (OSError, ValueError, RuntimeError):
        return "is not a name a file can have"


def beside(name: str, wanted: str) -> str | None:
    """Return the name in its folder of the file that the file ``name`` calls ``wanted``; None if that is outside."""
    if wanted.startswith("/") or "\\" in wanted or ":" in wanted:
        return None
    found = posixpath.normpath(posixpath.join(posixpath.dirname(name), wanted))
    return None if found == ".." or found.startswith("../") else found
