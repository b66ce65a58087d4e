"""Games without a screen are played as on one: from a home folder that is not there yet."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home folder that is not there yet."""
    folder = own_home / "home"
    monkeypatch.setenv("SCALEGAME_HOME", str(folder))
    return folder
