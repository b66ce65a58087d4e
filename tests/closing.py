"""A real game in a terminal of its own that closes while keys are on their way: no process stays, and the game is kept.

``python -m tests.closing 100`` closes a hundred terminals and prints what was found.
"""

from __future__ import annotations

import fcntl
import os
import pty
import random
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.killing import COLUMNS, PATIENCE, ROOT, ROWS, TICKS, Kills, Player

#: Look around, ask and answer; none of them ends the game.
_KEYS = ("\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\t", "1", "w", "i", "?", "f", "+", "-", ".", " ")
_MOST_KEYS, _MOST_BYTES = 400, 20_000
#: A terminal that shows nothing for so many seconds has shown what there is to show.
_SILENCE = 0.2
#: Makes the terminal at its standard input the one that tells it when it closes, then becomes the program.
_LOGIN = "import os, sys; os.login_tty(0); os.execv(sys.argv[1], sys.argv[1:])"
#: Exit status of a game whose terminal has gone.
GONE = 128 + signal.SIGHUP


@contextmanager
def terminal(home: Path, level: Path, *, told: bool) -> Iterator[tuple[Player, subprocess.Popen[bytes], int]]:
    """Open the game at ``level`` in a terminal; give who sits there, the process, and our end of the terminal.

    ``told``: the system tells the process when the terminal closes. The end is closed by whoever asked for it.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = os.environ | {"SCALEGAME_HOME": str(home), "TERM": "xterm-256color", "NO_COLOR": ""}
    game = [sys.executable, "-m", "scalegame", "play", str(level)]
    command = [sys.executable, "-c", _LOGIN, *game] if told else game
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    try:
        yield Player(ours, process), process, ours
    finally:
        process.kill()
        process.wait()
        with suppress(OSError):
            os.close(ours)


@dataclass
class Closings(Kills):
    """A home folder in which one game after the other loses its terminal; each then lives some ``seconds`` longer."""

    seconds: list[float] = field(default_factory=list)

    def close(self, *, told: bool) -> None:
        """Play for a while, press keys, and close the terminal while they are on their way.

        Raises ``AssertionError``, or ``TimeoutExpired`` if the process stays.
        """
        waiting = self._left()
        with terminal(self.home, self.file, told=told) as (player, process, ours):
            begin(player, resume=bool(waiting))
            begun = waiting[0].entry.ticks if waiting else 0
            ticks = min(TICKS - 1, begun + self.chance.randrange(3))
            player.watch(lambda _: player.clock >= ticks)
            seen = player.clock
            player.press("".join(self.chance.choices(_KEYS, k=self.chance.randrange(1, _MOST_KEYS))))
            enough = self.chance.choice((0, self.chance.randrange(_MOST_BYTES)))
            while len(player.seen) < enough and select.select([ours], [], [], _SILENCE)[0]:
                player.seen += os.read(ours, enough)
            os.close(ours)
            closed = time.monotonic()
            status = process.wait(PATIENCE)
            self.seconds.append(time.monotonic() - closed)
            assert status == GONE, f"exit status {status}"
        self._look(max(seen, player.clock))


def begin(player: Player, *, resume: bool) -> None:
    """Begin the game or go on with it, and let the clock run."""
    player.watch(lambda seen: (b"Resume" if resume else b"Start") in seen)
    player.press("r" if resume else "\r")
    player.watch(lambda seen: b"paused" in seen)
    player.press("+++a ")


def close_often(home: Path, times: int, seed: int) -> Closings:
    """Close the terminals of so many games in ``home``, every other of which is told, as ``seed`` draws."""
    closings = Closings(home, random.Random(seed))  # noqa: S311 - no secret
    for number in range(times):
        closings.close(told=number % 2 == 0)
    return closings


def freeze(home: Path, seed: int) -> int:
    """End a game politely whose terminal takes nothing any more; return its exit status. Raises ``TimeoutExpired``."""
    frozen = Closings(home, random.Random(seed))  # noqa: S311 - no secret
    with terminal(frozen.home, frozen.file, told=True) as (player, process, _):
        begin(player, resume=False)
        player.watch(lambda _: player.clock >= 1)
        # Nobody reads from here on. Half a screen a key is more than any terminal holds.
        for _ in range(200):
            player.press("w\x1b")
        process.send_signal(signal.SIGTERM)
        status = process.wait(PATIENCE)
    frozen._look(player.clock)  # noqa: SLF001 - its own kind
    return status


def main() -> None:
    """Close as often as the command line says."""
    times, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        closings = close_often(Path(folder) / "home", times, seed)
    sys.stdout.write(
        f"{times} terminals closed; the last process was gone after {max(closings.seconds):.1f} seconds, half of them "
        f"after {sorted(closings.seconds)[times // 2]:.1f}; at most {max(closings.lost)} ticks were lost\n"
    )


if __name__ == "__main__":
    main()
