"""A real game in a terminal of its own, killed in the middle: what is on the disk afterwards is held against it.

``python -m tests.killing 100`` kills a hundred times and prints what was found.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import random
import re
import select
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from scalegame.content.levels import load_level
from scalegame.playthrough.playthrough import SPEEDS, Playthrough
from scalegame.runs.library.library import Library
from scalegame.runs.library.query_results import OpenRun
from scalegame.runs.run import Ending, Run
from scalegame.runs.run_file import load

ROOT = Path(__file__).resolve().parent.parent
ROWS, COLUMNS = 24, 80
#: A game that shows nothing new for so many looks in a row, or too much in all, has failed. A look takes at most so
#: many seconds.
_SILENT_LOOKS, _MOST_LOOKS, _LOOK = 600, 50_000, 0.1
#: A game that does not end within so many seconds has failed.
PATIENCE = 60
#: Ticks that may be lost: one second at the highest speed, and what a busy machine takes to write a file.
MOST_LOST = SPEEDS[-1] + 2
TICKS = 20

_COLOURS = re.compile(rb"\x1b\[[0-9;:]*m")
#: It stands behind the speed; a race has no room for the planned end.
_CLOCK = re.compile(rb"\xc3\x97 +\+ +(\d+):(\d\d)")

#: Short, so that many games are finished; it allows what the keys below give.
LEVEL = {
    "format": 1,
    "id": "short",
    "title": "Short",
    "teaser": "Soon over.",
    "briefing": ["One server, half a minute."],
    "seed": 7,
    "budget": 200,
    "start": {"servers": [{"names": ["A"]}]},
    "allowed": ["add_server"],
    "sources": [{"name": "homes", "addresses": 50, "requests": [2, 4], "think": 3, "does": {"browse": 1}}],
    "waves": [{"title": "All day", "ticks": TICKS, "arrivals": [[0, 2], [TICKS, 2]]}],
    "goals": {"session_loss": {"pass": "100%", "gold": "90%"}},
    "hints": [],
    "debrief": {"idea": "None.", "interview": "None?"},
    "plans": {},
}


class Player:
    """Sits at a terminal in which a game runs."""

    def __init__(self, terminal: int, process: subprocess.Popen[bytes]) -> None:
        self._terminal = terminal
        self._process = process
        self.seen = b""

    def press(self, keys: str) -> None:
        """Press ``keys``, and forget what was seen before."""
        self.seen = b""
        os.write(self._terminal, keys.encode())

    def watch(self, enough: Callable[[bytes], bool]) -> None:
        """Look until ``enough`` was seen; raises ``TimeoutError`` if it never is."""
        silent = 0
        for _ in range(_MOST_LOOKS):
            if enough(_COLOURS.sub(b"", self.seen)):
                return
            silent += 1
            if select.select([self._terminal], [], [], _LOOK)[0]:
                self.seen += os.read(self._terminal, 65_536)
                silent = 0
            if silent > _SILENT_LOOKS:
                break
        raise TimeoutError(f"not seen: {self.seen[-2000:]!r}")

    def kill(self) -> None:
        """End the game as a power cut would, but for the disk; then look at the last that it has drawn."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        while select.select([self._terminal], [], [], 0)[0]:
            try:
                self.seen += os.read(self._terminal, 65_536)
            except OSError:  # Linux reports the end of a terminal's program like this
                return

    def end(self, how: signal.Signals) -> int:
        """Ask the game to end, look until it does, and return its exit status."""
        self._process.send_signal(how)
        with suppress(OSError):  # Linux reports the end of a terminal's program like this
            self.watch(lambda _: self._process.poll() is not None)
        return self._process.wait(PATIENCE)

    @property
    def clock(self) -> int:
        """The game's clock as it was last drawn, in ticks; 0 if it never was."""
        shown = _CLOCK.findall(_COLOURS.sub(b"", self.seen))
        return max((int(minutes) * 60 + int(seconds) for minutes, seconds in shown), default=0)


@contextmanager
def playing(home: Path, level: Path) -> Iterator[Player]:
    """Open the game at ``level`` in a terminal of its own."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = os.environ | {"SCALEGAME_HOME": str(home), "TERM": "xterm-256color", "NO_COLOR": ""}
    command = [sys.executable, "-m", "scalegame", "play", str(level)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    try:
        yield Player(ours, process)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


@dataclass
class Kills:
    """A home folder in which one game after the other is killed, and what was found there."""

    home: Path
    chance: random.Random
    finished: dict[str, bytes] = field(default_factory=dict)
    resumed: int = 0
    lost: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.file = self.home / "levels" / "short.json"
        self.file.parent.mkdir(parents=True)
        self.file.write_text(json.dumps(LEVEL), encoding="utf-8")
        self.level = load_level(self.file)

    def kill(self) -> None:
        """Play for a while, resuming what there is; kill the game; look at what is left. Raises ``AssertionError``."""
        waiting = self._left()
        with playing(self.home, self.file) as player:
            player.watch(lambda seen: b"Resume" in seen if waiting else b"Start" in seen)
            player.press("r" if waiting else "\r")
            self.resumed += bool(waiting)
            player.watch(lambda seen: b"paused" in seen)
            player.press("+++a ")
            debriefed = self._wait_for_a_while(player, waiting[0].entry.ticks if waiting else 0)
            player.kill()
        known = len(self.finished)
        self._look(player.clock)
        assert not debriefed or len(self.finished) == known + 1, "the debrief was seen before the game was on the disk"

    def _wait_for_a_while(self, player: Player, begun: int) -> bool:
        """Wait until some moment of the game, so many ticks and so many bytes, or its debrief; return if it is that."""
        ticks, more = min(TICKS, begun + self.chance.randrange(TICKS + 1)), self.chance.randrange(3_000)
        player.watch(lambda _: player.clock >= ticks)
        if ticks == TICKS and self.chance.random() < 0.5:
            player.press("\r")
            player.watch(lambda seen: b"again, seed" in seen)
            return True
        begin = len(player.seen)
        player.watch(lambda _: len(player.seen) >= begin + more or player.clock == TICKS)
        return False

    def _left(self) -> tuple[OpenRun, ...]:
        library = self._library()
        library.catch_up()
        return library.open_runs((self.level,))

    def _library(self) -> Library:
        return Library.open(lambda: {self.level.id: self.level}, self.home)

    def _look(self, clock: int) -> None:
        for name, content in self.finished.items():
            assert (self.home / "runs" / name).read_bytes() == content, f"{name} was finished and has changed"
        library = self._library()
        library.catch_up()
        assert library.take_notes() == ()
        assert library.false_runs() == ()
        with closing(sqlite3.connect(self.home / "library.sqlite3")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        self._note_finished()
        left = library.open_runs((self.level,))
        assert [one.reason for one in left] == [""] * len(left)
        assert len(left) <= 1
        assert len(library.history(self.level)) == len(self.finished)
        reached = self._reached(library, left)
        self.lost.append(max(0, clock - reached))
        assert clock - reached <= MOST_LOST, f"the screen had shown tick {clock}, the file holds {reached}"

    def _reached(self, library: Library, left: tuple[OpenRun, ...]) -> int:
        """Return how far the game came whose file was written last; a game that was left is true and goes on."""
        if left:
            run = library.load(left[0].entry)
            playthrough = Playthrough.resumed(self.level, run)
            assert playthrough.view.tick == run.ticks
            return run.ticks
        last = library.latest()
        return last.ticks if last is not None else 0

    def _note_finished(self) -> None:
        for path in (self.home / "runs").glob("*.json"):
            run: Run = load(path)
            if run.ending is Ending.FINISHED:
                self.finished.setdefault(path.name, path.read_bytes())


def kill_often(home: Path, times: int, seed: int) -> Kills:
    """Kill games in ``home`` so many times, at moments that ``seed`` draws."""
    kills = Kills(home, random.Random(seed))  # noqa: S311 - no secret
    for _ in range(times):
        kills.kill()
    return kills


def main() -> None:
    """Kill as often as the command line says."""
    times, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        kills = kill_often(Path(folder) / "home", times, seed)
    sys.stdout.write(
        f"{times} kills: {len(kills.finished)} games finished, all kept; {kills.resumed} resumed; at most "
        f"{max(kills.lost)} ticks were lost at {SPEEDS[-1]} ticks a second, {sum(kills.lost) / times:.1f} on average\n"
    )


if __name__ == "__main__":
    main()
