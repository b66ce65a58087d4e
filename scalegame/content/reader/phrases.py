"""Pieces of sentences about files: quoting what a stranger wrote, and guessing what they meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from scalegame.sanitize import harmless

_LONGEST_QUOTE = 40
_MOST_WORDS = 32


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
