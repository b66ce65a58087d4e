"""Games without a screen are played as on one: from a home folder that is not there yet."""

from __future__ import annotations

from tests.tui.conftest import home

__all__ = ["home"]
