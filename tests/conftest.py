"""Fixtures of every test: it sees nothing of the machine, the day and the player's own files.

``SCALEGAME_TESTS_AT`` lets the tests' clock stand at another moment and place, such as 2024-02-29T23:59:30+14:00.
"""

from __future__ import annotations

import gc
import os
import signal
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings

from scalegame.clock import SystemClock
from tests.clocks import CLOCK, NOON
from tests.depth import DEEP, examples

# How long an example takes depends on the machine and its neighbours; what is slow shows in --durations.
settings.register_profile("scalegame", deadline=None, print_blob=True, max_examples=examples(50, 140))
settings.register_profile("few", parent=settings.get_profile("scalegame"), max_examples=5)
settings.load_profile("scalegame")

#: Where and when the tests take place. Read here alone.
MOMENT = datetime.fromisoformat(os.environ.get("SCALEGAME_TESTS_AT", NOON.isoformat()))

#: How somebody's terminal, tools and shell are set up; tests, and the programs that they start, find none of it.
OF_THE_MACHINE = (
    "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "COLUMNS", "FORCE_COLOR", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE",
    "LINES", "NO_COLOR", "PYTHONIOENCODING", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
)  # fmt: skip
for name in OF_THE_MACHINE:
    os.environ.pop(name, None)
os.environ |= {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    # Programs that tests start speak UTF-8 in every locale; the tests read it as that.
    "PYTHONUTF8": "1",
    "TERM": "xterm-256color",
}
os.umask(0o022)
# A shell lets its background jobs ignore interrupts, and programs that tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


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
    """Make an empty folder for saves, levels and bests for each test and the programs it starts."""
    # Not ``mktemp``: it counts the folders that are there, one more for each test.
    folder = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
    monkeypatch.setenv("SCALEGAME_HOME", str(folder))
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder / "of-the-user"))
    return folder


@pytest.fixture(autouse=True)
def set_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace every clock that the program makes by the tests' own, which stands still until a test moves it."""
    CLOCK.begin(MOMENT)
    for ask in ("now", "today", "monotonic_ms"):
        monkeypatch.setattr(SystemClock, ask, getattr(CLOCK, ask))
