"""A terminal that closes in the middle of the game leaves no process behind, and the game on the disk."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo terminals", allow_module_level=True)

from tests.closing import close_often, freeze


def test_terminals_close_while_keys_are_on_their_way(tmp_path: Path) -> None:
    """One whose process is told, and one whose process must see it for itself."""
    assert len(close_often(tmp_path / "home", 2, seed=1).lost) == 2


@pytest.mark.deep
def test_many_terminals_close_while_keys_are_on_their_way(tmp_path: Path) -> None:
    """``python -m tests.closing 100`` does it more often."""
    assert len(close_often(tmp_path / "home", 40, seed=2).lost) == 40


@pytest.mark.deep
def test_a_game_ends_though_its_terminal_takes_nothing(tmp_path: Path) -> None:
    """Its last words wait for the terminal; after some seconds the system ends it. The game is kept all the same."""
    assert freeze(tmp_path / "home", seed=3) in {128 + signal.SIGTERM, -signal.SIGALRM}
