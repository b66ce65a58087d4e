"""Zip files from strangers as folders: bounded before anything is unpacked, read in memory, never written to disk.

Whatever is wrong with one is one sentence. What is refused: names that lead outside or mean two things, links,
encryption, members or a whole that are too big, and more members than anyone needs.
"""

from __future__ import annotations

import re
import stat
import struct
import zlib
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from scalegame.content.reader.diagnostics import LevelError, of_file
from scalegame.content.reader.phrases import quoted
from scalegame.content.schema.limits import MAX_BYTES, MAX_PACK_BYTES, MAX_PACK_FILES, MAX_UNPACKED
from scalegame.inputs import UnfitError, read_head

#: The record at the end of a zip file: its sign, and from where on it says how long the list of members is.
_END, _END_BYTES, _END_REACH = b"PK\x05\x06", 22, 65_557
_LIST_BYTES = slice(12, 16)
#: The longest list of members in bytes: each has 46, its name and its remarks.
_MOST_LIST_BYTES = MAX_PACK_FILES * 1024
_ENCRYPTED, _UTF_8 = 0x1, 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
#: The errors that ``zipfile`` raises for broken files, found by trying.
_BROKEN = (BadZipFile, EOFError, LookupError, NotImplementedError, OSError, OverflowError, RuntimeError, ValueError,
           struct.error, zlib.error)  # fmt: skip


class ZipFolder:
    """The files in a zip file. If all lie in one folder, as in downloads of repositories, that is the root."""

    def __init__(self, path: Path) -> None:
        self._path = path
        data = self._bytes()
        try:
            self._zip = ZipFile(BytesIO(data))
        except UnicodeDecodeError:
            raise self._error("holds a name that is not UTF-8") from None
        except _BROKEN as error:
            raise self._error(f"is no zip file that can be read: {error}") from None
        self._members = self._checked(self._zip.infolist())
        self._prefix = _only_folder(self._members)
        self.root = path / self._prefix

    def read(self, name: str) -> bytes:
        """Return what a member holds, never more than it said it would."""
        member = self._members.get(self._prefix + name)
        path = str(self.root / name)
        if member is None:
            raise of_file(path, "does not exist")
        try:
            with self._zip.open(member) as file:
                return file.read(MAX_BYTES + 1)
        except _BROKEN as error:
            raise of_file(path, f"cannot be unpacked: {error}") from None

    def _error(self, message: str) -> LevelError:
        return of_file(str(self._path), message)

    def _bytes(self) -> bytes:
        """Return the zip file, if it and its list of members are not too long."""
        try:
            data = read_head(self._path, MAX_PACK_BYTES + 1)
        except UnfitError:
            raise self._error("is no file") from None
        except OSError as error:
            raise self._error(f"cannot be read: {error.strerror or error}") from None
        if len(data) > MAX_PACK_BYTES:
            raise self._error(f"is too big: a pack may have at most {MAX_PACK_BYTES:,} bytes")
        end = data.rfind(_END, max(0, len(data) - _END_REACH))
        if end < 0 or len(data) < end + _END_BYTES:
            raise self._error("is no zip file, or not a complete one")
        if int.from_bytes(data[end:][_LIST_BYTES], "little") > _MOST_LIST_BYTES:
            raise self._error(f"holds too many files: at most {MAX_PACK_FILES} are allowed")
        return data

    def _checked(self, members: list[ZipInfo]) -> dict[str, ZipInfo]:
        """Return the files by name, if all members are harmless."""
        if len(members) > MAX_PACK_FILES:
            raise self._error(f"holds {len(members):,} files; at most {MAX_PACK_FILES} are allowed")
        found: dict[str, ZipInfo] = {}
        for member in members:
            name = member.orig_filename
            if trouble := _trouble(member, name):
                raise self._error(f"holds {quoted(name)}, {trouble}")
            if name in found:
                raise self._error(f"holds {quoted(name)} twice")
            found[name] = member
        if sum(member.file_size for member in members) > MAX_UNPACKED:
            raise self._error(f"holds too much: unpacked it would have more than {MAX_UNPACKED:,} bytes")
        return {name: member for name, member in found.items() if not name.endswith("/")}


def _trouble(member: ZipInfo, name: str) -> str:
    """Return what is wrong with a member of a zip file; empty if it is harmless."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if not name.isascii() and not member.flag_bits & _UTF_8:
        return "a name that is not marked as UTF-8"
    if name.startswith("/") or _DRIVE.match(name) or "\\" in name or "\0" in name:
        return "which is no path inside of it"
    if any(part in ("", ".", "..") for part in name.removesuffix("/").split("/")):
        return "which leads out of it or around in it"
    if kind == stat.S_IFLNK:
        return "which is a link"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "which is neither a file nor a folder"
    if member.flag_bits & _ENCRYPTED:
        return "which is encrypted"
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "which is packed in a way that only some programs know; use deflate"
    if member.file_size > MAX_BYTES:
        return f"which would have {member.file_size:,} bytes; at most {MAX_BYTES:,} are allowed"
    return ""


def _only_folder(members: dict[str, ZipInfo]) -> str:
    """Return the folder that all files lie in, with its slash, or nothing."""
    tops = {PurePosixPath(name).parts[0] if "/" in name else "" for name in members}
    return f"{tops.pop()}/" if len(tops) == 1 and "" not in tops else ""
