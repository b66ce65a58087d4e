"""No test of the ui touches the player's own files."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home folder of its own, and the colours that the player sees."""
    folder = own_home / "home"
    monkeypatch.setenv("SCALEGAME_HOME", str(folder))
    monkeypatch.delenv("NO_COLOR", raising=False)
    return folder
