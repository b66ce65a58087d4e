"""Printing where an encoding lacks a character: the nearest plain signs stand for it, so three stars stay three.

A console of Windows often knows only the characters of one region, and none of them has a star.
"""

from __future__ import annotations

import codecs
import sys

_ERRORS = "scalegame.plain"
_UNKNOWN = "?"
_PLAIN = {
    "★": "*", "☆": "-", "●": "*", "○": "o", "•": "*", "·": "-",
    "−": "-", "–": "-", "—": "-", "─": "-", "━": "-", "═": "=", "│": "|", "┃": "|", "┼": "+",
    "×": "x", "÷": "/", "±": "+-", "≤": "<=", "≥": ">=", "µ": "u", "²": "2", "³": "3", "½": "1/2", "¼": "1/4",
    "→": "->", "←": "<-", "↑": "^", "↓": "v", "▲": "^", "▼": "v", "▶": ">", "»": ">>", "«": "<<",
    "✔": "v", "✓": "v", "✖": "x", "…": "...", "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"',
}  # fmt: skip


def print_in_any_encoding() -> None:
    """Make standard output and error print every text, whatever the encoding of the terminal is."""
    codecs.register_error(_ERRORS, _plain)
    for stream in (sys.stdout, sys.stderr):
        # What a test puts in the place of a stream may have no encoding.
        getattr(stream, "reconfigure", lambda **_: None)(errors=_ERRORS)


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Return what is printed instead of the characters that an encoding lacks, and where the text goes on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_PLAIN.get(character, _UNKNOWN) for character in lacking), error.end
