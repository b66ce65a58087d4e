"""What holds for every test: no test sees or changes the player's own files, and none is judged by the clock."""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes depends on the machine and its neighbours; what is slow shows in --durations.
settings.register_profile("scalegame", deadline=None, print_blob=True)
settings.load_profile("scalegame")


def pytest_collection_finish() -> None:
    """Spare the collector what thousands of tests and their modules will keep to the end anyway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test, and the programs it starts, an empty folder for saves, levels and bests."""
    # Not ``mktemp``: it counts the folders that are there, one more for each test.
    folder = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
    monkeypatch.setenv("SCALEGAME_HOME", str(folder))
    return folder
