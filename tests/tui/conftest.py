"""No test of the ui touches the player's own files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui import sheets


@pytest.fixture(autouse=True)
def shared_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no app parse what another one has parsed."""
    sheets.share(monkeypatch)


@pytest.fixture(autouse=True)
def no_hindsight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let debriefs look at no game but the player's own: each is a moment's work. And let Enter work at once."""
    monkeypatch.setattr("scalegame.analysis.whatif.best_change.MOST_GAMES", 0)
    monkeypatch.setattr("scalegame.tui.debrief.screen.DebriefScreen.FIRST_MOMENT", 0)


@pytest.fixture(autouse=True)
def home(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home folder that is not there yet."""
    folder = own_home / "home"
    monkeypatch.setenv("SCALEGAME_HOME", str(folder))
    return folder
