"""What holds for every test: no test sees or changes the player's own files, and none is judged by the clock."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes depends on the machine and its neighbours; what is slow shows in --durations.
settings.register_profile("scalegame", deadline=None, print_blob=True)
settings.load_profile("scalegame")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test, and the programs it starts, an empty folder for saves, levels and bests."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("SCALEGAME_HOME", str(folder))
    return folder
