"""A terminal that closes in the middle of the game leaves no process behind, and the game on the disk."""

from __future__ import annotations

import random
import signal
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo terminals", allow_module_level=True)

from scalegame.tui.driver import Output
from tests.closing import Closings, close_often, freeze, terminal

# They start programs, or kill them.
pytestmark = pytest.mark.deep


def test_terminals_close_while_keys_are_on_their_way(tmp_path: Path) -> None:
    """One whose process is told, and one whose process must see it for itself."""
    assert len(close_often(tmp_path / "home", 2, seed=1).lost) == 2


class _Vanished:
    """A terminal that has gone: every write to it fails."""

    def write(self, text: str) -> int:
        raise OSError(5, "Input/output error")

    def flush(self) -> None:
        raise OSError(5, "Input/output error")

    def fileno(self) -> int:
        return 2


def test_what_is_written_to_a_terminal_that_has_gone_is_dropped() -> None:
    heard: list[str] = []
    output = Output(_Vanished(), lambda: heard.append("gone"))
    assert output.write("text") == 4
    output.flush()
    assert output.fileno() == 2
    assert heard == ["gone", "gone"]


@pytest.mark.deep
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux lists the threads of a process")
def test_a_process_that_was_stopped_goes_on_with_the_threads_it_had(tmp_path: Path) -> None:
    """SIGCONT alone made Textual begin a second time, beside what it had begun."""
    stopped = Closings(tmp_path / "home", random.Random(4))  # noqa: S311 - no secret
    with terminal(stopped.home, stopped.file, told=True) as (player, process, _):
        player.watch(lambda seen: b"Start" in seen)
        player.press("\r")
        player.watch(lambda seen: b"paused" in seen)
        tasks = Path(f"/proc/{process.pid}/task")
        before = len([*tasks.iterdir()])
        process.send_signal(signal.SIGSTOP)
        player.seen = b""
        process.send_signal(signal.SIGCONT)
        player.watch(lambda seen: b"\x1b[?1049h" in seen)
        player.press("a")
        player.watch(lambda seen: b"Server B" in seen or b"boots" in seen or len(seen) > 100)
        # A second beginning adds two threads. One that works beside the game may have come; one that saves ends.
        player.watch(lambda _: len([*tasks.iterdir()]) < before + 2)
        assert player.end(signal.SIGTERM) == 128 + signal.SIGTERM


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(2, 6))
def test_many_terminals_close_while_keys_are_on_their_way(tmp_path: Path, seed: int) -> None:
    """Forty in all; ``python -m tests.closing 100`` does it more often."""
    assert len(close_often(tmp_path / "home", 10, seed).lost) == 10


@pytest.mark.deep
def test_a_game_ends_though_its_terminal_takes_nothing(tmp_path: Path) -> None:
    """Its last words wait for the terminal; after some seconds the system ends it. The game is kept all the same."""
    assert freeze(tmp_path / "home", seed=3) in {128 + signal.SIGTERM, -signal.SIGALRM}
