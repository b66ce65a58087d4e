"""Strangers' text, shown literally: markup stays text, and nothing in it can steer the terminal."""

from __future__ import annotations

import unicodedata

from textual.content import Content

_CONTROL_PICTURES = 0x2400
_DELETE = 0x7F


def _shown(char: str, *, lines: bool) -> str:
    if char == "\n" and lines:
        return char
    if char in "\n\t\u2028\u2029":
        return " "
    match unicodedata.category(char):
        case "Cc":
            code = ord(char)
            if code < ord(" "):
                return chr(_CONTROL_PICTURES + code)
            return "␡" if code == _DELETE else "�"
        case "Cs":
            return "�"
        # Invisible: direction overrides, joiners and the like can only make a line lie about itself.
        case "Cf":
            return ""
        case _:
            return char


def harmless(text: str, *, lines: bool = False) -> str:
    """Return ``text`` with control characters as symbols (␛) and invisible ones left out.

    Line ends stay when ``lines`` is true and become spaces otherwise.
    """
    text = text.replace("\r\n", "\n")
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char, lines=lines) for char in text)


def literal(text: str, style: str = "", *, lines: bool = False) -> Content:
    """Return ``text`` as content in one ``style``: ``[brackets]`` in it are brackets, never markup."""
    return Content.styled(harmless(text, lines=lines), style)
