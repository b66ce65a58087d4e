"""Level codes: a level as one line of text, to be pasted where a file cannot go. ``play`` and ``check`` take it."""

from __future__ import annotations

from scalegame.content.reader.diagnostics import LevelError, of_file
from scalegame.content.schema.limits import MAX_BYTES
from scalegame.packing import packed, unpacked
from scalegame.sanitize import harmless

#: The beginning of every code: its kind and the format of its content.
_KIND, _FORMAT = "sgl", "1"
PREFIX = f"{_KIND}{_FORMAT}."
_ECHO = 16


def code_of_level(data: bytes) -> str:
    """Return the level file ``data`` as one line. It must stand alone: what it extends does not come along."""
    return PREFIX + packed(data)


def is_level_code(text: str) -> bool:
    """Return whether ``text`` means to be a level code and not the name of a file or a level."""
    return text.startswith(_KIND) and text[len(_KIND) :].partition(".")[0].isdigit() and "." in text


def name_of_code(code: str) -> str:
    """Return what a code is called in messages."""
    return f"the level code {harmless(code[:_ECHO])}…"


def bytes_of_code(code: str) -> bytes:
    """Return the level file that ``code`` holds, at most as long as one may be; raises ``LevelError``."""
    number, _, body = code.removeprefix(_KIND).partition(".")
    if number != _FORMAT:
        raise _wrong(code, f"is of format {harmless(number[:_ECHO])}; this version of the game reads {_FORMAT}")
    try:
        return unpacked(body, MAX_BYTES)
    except ValueError as error:
        raise _wrong(code, str(error)) from None


def _wrong(code: str, message: str) -> LevelError:
    return of_file(name_of_code(code), message)
