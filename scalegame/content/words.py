"""Pieces of sentences about files: quoting what a stranger wrote, and guessing what they meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST_QUOTE = 40
_MOST_WORDS = 32
#: Characters that reorder the text around them; they could make a message say something else.
_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_inert(character: str) -> bool:
    """Whether a terminal only shows ``character``: no control, no line end, no reordering."""
    return unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp") and character not in _BIDIRECTIONAL


def harmless(text: str) -> str:
    """Return ``text`` with every character that is not inert replaced, one for one."""
    return "".join(character if is_inert(character) else "\ufffd" for character in text.replace("\t", " "))


def quoted(text: str) -> str:
    """Return ``text`` in double quotes, harmless and cut to a readable length."""
    shown = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
    return f'"{harmless(shown)}"'


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "x"?`` for the nearest of ``known``, or nothing when none is near."""
    lower = {name.lower(): name for name in known}
    near = get_close_matches(text.lower()[:_LONGEST_QUOTE], list(lower), n=1, cutoff=0.6)
    return f"; did you mean {quoted(lower[near[0]])}?" if near else ""


def one_of(known: Iterable[str]) -> str:
    """Return the words of ``known`` as a list for a sentence, of very many the first."""
    words = list(known)
    rest = len(words) - _MOST_WORDS
    return ", ".join(words[:_MOST_WORDS]) + (f" and {rest} more" if rest > 0 else "")
