"""Level codes: a level as one line of text, to be pasted where a file cannot go. ``play`` and ``check`` take it."""

from __future__ import annotations

import zlib
from base64 import b64decode, urlsafe_b64encode

from scalegame.content.limits import MAX_BYTES
from scalegame.content.problems import LevelError, of_file
from scalegame.content.words import harmless

#: What every code begins with: what it is, and the format of what is inside.
_KIND, _FORMAT = "sgl", "1"
PREFIX = f"{_KIND}{_FORMAT}."
_ECHO = 16
#: A code can be no longer than one of a level that cannot be compressed at all.
_LONGEST = 2 * MAX_BYTES


def code_of_level(data: bytes) -> str:
    """Return the level file ``data`` as one line. It must stand alone: what it extends does not come along."""
    return PREFIX + urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


def is_level_code(text: str) -> bool:
    """Say whether ``text`` means to be a level code and not the name of a file or a level."""
    return text.startswith(_KIND) and text[len(_KIND) :].partition(".")[0].isdigit() and "." in text


def name_of_code(code: str) -> str:
    """Return what a code is called in messages."""
    return f"the level code {harmless(code[:_ECHO])}…"


def bytes_of_code(code: str) -> bytes:
    """Return the level file that ``code`` holds, at most as long as one may be; raises ``LevelError``."""
    number, _, body = code.removeprefix(_KIND).partition(".")
    if number != _FORMAT:
        raise _wrong(code, f"is of format {harmless(number[:_ECHO])}; this version of the game reads {_FORMAT}")
    if len(body) > _LONGEST:
        raise _wrong(code, f"is too long: no level needs more than {_LONGEST:,} characters")
    try:
        packed = b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(packed, MAX_BYTES + 1)
    except (ValueError, zlib.error):
        raise _wrong(code, "was damaged on the way; copy the whole line") from None
    if len(data) > MAX_BYTES:
        raise _wrong(code, f"holds too much: a level has at most {MAX_BYTES:,} bytes")
    if not unpacking.eof or unpacking.unused_data:
        raise _wrong(code, "is not complete; copy the whole line")
    return data


def _wrong(code: str, message: str) -> LevelError:
    return of_file(name_of_code(code), message)
