"""Games without a screen, and the few screens they are seen on here, keep to the rules of the terminal's tests."""

from __future__ import annotations

from tests.tui.conftest import home, no_hindsight

__all__ = ("home", "no_hindsight")
