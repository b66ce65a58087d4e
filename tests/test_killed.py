"""Killing the game at any moment loses nothing that was finished, and at most about a second of what was not."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from scalegame.runs.library.library import Library
from scalegame.runs.run import Ending
from scalegame.runs.run_file import load
from scalegame.runs.verify import Truth, verify
from tests.depth import examples
from tests.runs.games import QUIET, stages

if sys.platform == "win32":
    pytest.skip("Windows has neither pseudo terminals nor SIGKILL", allow_module_level=True)

from tests.killing import ROOT, Kills, kill_often, playing

# They start programs, or kill them.
pytestmark = pytest.mark.deep


@pytest.mark.deep
def test_a_real_game_is_killed_in_its_terminal(tmp_path: Path) -> None:
    """``python -m tests.killing 100`` does it more often."""
    kills = kill_often(tmp_path / "home", 4, seed=1)
    assert len(kills.lost) == 4


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP], ids=lambda how: how.name)
def test_a_game_that_is_told_to_end_is_kept_to_the_tick(tmp_path: Path, how: signal.Signals) -> None:
    """SIGHUP is what a terminal sends that closes."""
    kills = Kills(tmp_path / "home", random.Random(1))  # noqa: S311 - no secret
    with playing(kills.home, kills.file) as player:
        player.watch(lambda seen: b"Start" in seen)
        player.press("\r")
        player.watch(lambda seen: b"paused" in seen)
        player.press("+++a ")
        player.watch(lambda _: player.clock >= 3)
        assert player.end(how) == 128 + how
    (file,) = (kills.home / "runs").iterdir()
    run = load(file)
    assert (run.ending, run.ticks) == (Ending.OPEN, player.clock)
    assert verify(run, kills.level).truth is Truth.TRUE


#: Plays and saves as fast as it can, and says what it has finished.
_BUSY = """
import sys
from pathlib import Path
from scalegame.clock import SystemClock
from scalegame.runs import autosave
from scalegame.runs.library.library import Library
from tests.runs.games import facts, finished, left, stages
autosave._PAUSE = 0
library = Library.open(stages, Path(sys.argv[1]))
whole = finished()
parts, known = [left(ticks) for ticks in range(1, 25)], facts(whole)
while True:
    attempt = autosave.Attempt(library, SystemClock())
    for part in parts:
        attempt.save_soon(part)
        print("saved", flush=True)
    attempt.close(whole, known)
    print(attempt.path, flush=True)
"""


@pytest.mark.deeper
def test_a_game_that_only_writes_is_killed_while_it_writes(tmp_path: Path) -> None:
    """Most of these kills strike between the first byte of a file and its name, or inside a transaction."""
    chance, done = random.Random(1), set[str]()  # noqa: S311 - no secret
    for _ in range(examples(2, 4)):
        process = subprocess.Popen(
            [sys.executable, "-c", _BUSY, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8"
        )
        assert process.stdout is not None
        for _ in range(chance.randrange(1, 200)):
            done.add(process.stdout.readline().strip())
        process.kill()
        done.update(line.strip() for line in process.stdout if line.endswith("\n"))
        process.stdout.close()
        process.wait()
        library = Library.open(stages, tmp_path)
        library.catch_up()
        assert library.take_notes() == ()
        assert library.false_runs() == ()
        # The first kill may strike before anything has been written: then there is no folder yet.
        files = {str(path) for path in (tmp_path / "runs").glob("*")}
        assert done - {"saved"} <= files
        history, left = library.history(QUIET), library.open_runs((QUIET,))
        assert files == {str(library.path(entry)) for entry in (*history, *(one.entry for one in left))}
        assert all(load(library.path(entry)).ending == entry.ending for entry in history)
        assert all(one.reason == "" for one in left)
        with closing(sqlite3.connect(tmp_path / "library.sqlite3")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
