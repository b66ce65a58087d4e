"""Every test of a command stands in an empty folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.invoking import Shell


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Return what runs commands, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Shell(monkeypatch, capsys)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that commands find instead of the player's own; it is not there yet."""
    monkeypatch.setenv("SCALEGAME_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
