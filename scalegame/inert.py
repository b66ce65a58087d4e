"""Strangers' text, so that it does nothing to a terminal but be shown."""

from __future__ import annotations

import unicodedata

#: Characters that reorder the text around them; they could make a message say something else.
_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_inert(character: str) -> bool:
    """Whether a terminal only shows ``character``: no control, no line end, no reordering."""
    return unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp") and character not in _BIDIRECTIONAL


def harmless(text: str) -> str:
    """Return ``text`` with every character that is not inert replaced, one for one."""
    return "".join(character if is_inert(character) else "\ufffd" for character in text.replace("\t", " "))
