"""What holds for every test: no test sees or changes the player's own files, and none is judged by the clock."""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from tests.depth import DEEP, examples

# How long an example takes depends on the machine and its neighbours; what is slow shows in --durations.
settings.register_profile("scalegame", deadline=None, print_blob=True, max_examples=examples(50, 500))
settings.load_profile("scalegame")


def pytest_report_header() -> str:
    """Name the profile that is played."""
    return "profile: deep (make deep)" if DEEP else "profile: normal (make test)"


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
