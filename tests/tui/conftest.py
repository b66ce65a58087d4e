"""No test of the ui touches the player's own files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui import sheets


@pytest.fixture(autouse=True)
def shared_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Share parsed style sheets: no app parses what another one has parsed."""
    sheets.share(monkeypatch)


@pytest.fixture(autouse=True)
def no_hindsight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make debriefs look at no game but the player's own: each is a moment's work. Enter works at once."""
    monkeypatch.setattr("scalegame.analysis.whatif.best_change.MOST_GAMES", 0)
    monkeypatch.setattr("scalegame.tui.debrief.screen.DebriefScreen.FIRST_MOMENT", 0)


@pytest.fixture(autouse=True)
def home(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a home folder that is not there yet, for each test."""
    folder = own_home / "home"
    monkeypatch.setenv("SCALEGAME_HOME", str(folder))
    return folder
