"""Style sheets are parsed once for all tests: every app begins with the same ones, and reads each several times.

Textual keeps the last 64 style sheets that one was asked for; the game has more, and goes through them in order.
"""

from __future__ import annotations

from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


class _Kept(dict[object, Any]):
    """Parsed rules, by all that Textual asks for them by; they stay when a sheet turns to other variables."""

    def clear(self) -> None:
        """Forget nothing: with other variables a sheet finds other rules."""


_PARSED: dict[frozenset[tuple[str, str]], _Kept] = {}


def _parsed(sheet: Stylesheet) -> _Kept:
    """Return what was parsed so far with the variables of ``sheet``."""
    return _PARSED.setdefault(frozenset(sheet._variables.items()), _Kept())  # noqa: SLF001 - Textual has no word for it


def share(patch: pytest.MonkeyPatch) -> None:
    """Make every style sheet find what others have parsed, and look its rules up faster."""
    patch.setattr(Stylesheet, "_parse_cache", property(_parsed, lambda sheet, _: None), raising=False)
    # A rule is the same as itself alone; this hash is not computed in Python, a hundred thousand times a test.
    patch.setattr(RuleSet, "__hash__", object.__hash__)
