"""Set up the virtual environment that ``make`` works in: once, whole or not at all.

Usage: ``python3 tools/environment.py play|dev``. ``play`` installs what the game runs on, ``dev``
also what the checks, tests and benchmarks need.

A *stamp* inside the environment, written last, says that a set-up was finished and from which
inputs. A *marker* beside it, written first and removed at the end, tells the next set-up that the one
before was interrupted; it then starts from nothing. A lock lets a second set-up wait for the first.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import subprocess
import sys
import time
import venv
from collections import deque
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / ".venv.lock"
MARKER = ROOT / ".venv.unfinished"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
#: What each kind of environment is made from. ``dev`` contains ``play``.
INPUTS = {
    "play": ("pyproject.toml", "requirements/play.txt"),
    "dev": ("pyproject.toml", "requirements/play.txt", "requirements/dev.txt"),
}
#: Lines of pip's output that are shown when it fails.
TAIL = 25


def stamp_of(kind: str) -> Path:
    """Return the file that says the environment of this ``kind`` is ready."""
    return ENVIRONMENT / f".ready-{kind}"


def fingerprint(kind: str) -> str:
    """Return what a finished set-up of this ``kind`` writes into its stamp: a digest of its inputs."""
    digest = hashlib.sha256()
    for name in INPUTS[kind]:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_ready(kind: str) -> bool:
    """Return whether a finished set-up from the present inputs stands there and its Python runs."""
    if MARKER.exists() or not stamp_of(kind).exists() or stamp_of(kind).read_text() != fingerprint(kind):
        return False
    return python_runs()


def python_runs() -> bool:
    """Return whether the environment's Python can be started."""
    try:
        return subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Hold the lock; another set-up in the same checkout waits here until this one is done."""
    with LOCK.open("w") as file:
        if sys.platform != "win32":  # there, two set-ups at once are the user's own affair
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Another set-up is running in this folder; waiting for it.", flush=True)
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def show(line: str) -> None:
    """Overwrite the progress line, when a person is watching."""
    if sys.stdout.isatty():
        print(f"\r\x1b[K{line[:78]}", end="", flush=True)


def install(*arguments: str) -> None:
    """Run ``pip install`` in the environment; end the program with pip's last words if it fails."""
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        tail: deque[str] = deque(maxlen=TAIL)
        for line in pip.stdout or ():
            tail.append(line.rstrip())
            if line.startswith(("Collecting", "Building", "Installing")):
                show(f"  {line.strip()}")
    show("")
    if pip.returncode != 0:
        sys.exit("\n".join((*tail, "Could not install what the game needs; pip says why above.")))


def set_up(kind: str) -> None:
    """Create the environment if need be, install everything into it, and stamp it."""
    started = time.monotonic()
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"Setting up {ENVIRONMENT.name} with Python {version} (only once; about a minute) ...", flush=True)
    afresh = MARKER.exists() or not python_runs()
    MARKER.touch()
    if afresh:
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
    install("-r", f"requirements/{kind}.txt")
    install("--no-deps", "--no-build-isolation", "-e", ".")
    # A dev environment holds all of a play environment.
    for part, inputs in INPUTS.items():
        if set(inputs) <= set(INPUTS[kind]):
            stamp_of(part).write_text(fingerprint(part))
    MARKER.unlink()
    print(f"Ready after {time.monotonic() - started:.0f} s.", flush=True)


def main(arguments: list[str]) -> None:
    """Make the environment named on the command line ready, unless it is already."""
    if len(arguments) != 1 or arguments[0] not in INPUTS:
        sys.exit(f"usage: environment.py {'|'.join(INPUTS)}")
    kind = arguments[0]
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            f"{sys.executable} cannot make virtual environments: its ensurepip module is missing.\n"
            "On Debian and Ubuntu `sudo apt install python3-venv` brings it."
        )
    with only_one():
        if is_ready(kind):
            stamp_of(kind).touch()
        else:
            set_up(kind)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The next set-up starts afresh.")
