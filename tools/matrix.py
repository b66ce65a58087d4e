"""Play the same levels on every Python 3.11+ of this machine and compare the results to the last digit.

``make matrix``: each interpreter gets a virtual environment in ``.matrix/`` with the built package and the
newest NumPy it can run, plays the reference plan of every shipped level and verifies every golden run, under two hash
seeds. Two legs more: the lowest versions of all dependencies that the package promises to work with
(``requirements/lowest.txt``), where the game itself is started as well, and a NumPy whose integers have 32 bits
(``narrow.py``). Exit status 1 if any result differs from the first, a golden run is not true, the game does not start,
or an interpreter is unusable. A leg that cannot be set up here is skipped with a sentence; with ``--every-leg`` that is
an error too.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from scalegame.engine.game import RULESET
from tools import narrow

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".matrix"
OLDEST = (3, 11)
LOWEST = ROOT / "requirements" / "lowest.txt"
#: The Pythons for which the lowest NumPy was built.
FOR_LOWEST = ((3, 11), (3, 12))
SMOKE = ROOT / "tools" / "smoke.py"
#: Where a virtual environment has its programs.
PROGRAMS = "Scripts" if sys.platform == "win32" else "bin"
HASH_SEEDS = ("1", "4711")
#: The argument that makes a skipped leg an error.
EVERY_LEG = "--every-leg"
#: Runs of the rules that this version plays. Those of older rulesets stay beside them.
GOLDEN = ROOT / "tests" / "runs" / "golden" / f"ruleset-{RULESET}"
SEED = "2024"
#: Asked of each candidate: what it is, and where it really lives.
QUESTION = """import json, platform, sys
print(json.dumps([platform.python_implementation(), list(sys.version_info), sys.executable]))"""
#: Run by each Python with a seed and the levels: one start, and what the game's command prints about each level.
PLAY = """import json, sys
from click.testing import CliRunner
from scalegame.cli import cli
seed, *levels = sys.argv[1:]
how = ["--plan", "reference", "--json", "--seed", seed]
print(json.dumps([CliRunner().invoke(cli, ["run", level, *how]).output for level in levels]))"""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python of this machine: ``version`` such as ``3.12.1`` and the program's path."""

    version: str
    program: str


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment with the package installed, its Python's version and NumPy's."""

    version: str
    numpy: str
    folder: Path

    def program(self, name: str) -> str:
        """Return the path of one of its programs."""
        return str(self.folder / PROGRAMS / name)


def candidates() -> Iterator[str]:
    """Yield the paths of everything that may be a Python: this one, those on PATH, pyenv's."""
    yield sys.executable
    for folder in os.get_exec_path():
        for name in ("python3", *(f"python3.{minor}" for minor in range(OLDEST[1], 30))):
            if found := shutil.which(name, path=folder):
                yield found
    if root := os.environ.get("PYENV_ROOT") or _pyenv_root():
        yield from map(str, sorted(Path(root, "versions").glob("*/bin/python3")))


def _pyenv_root() -> str:
    pyenv = shutil.which("pyenv")
    if pyenv is None:
        return ""
    return subprocess.run([pyenv, "root"], check=False, capture_output=True, text=True).stdout.strip()


def interpreters() -> list[Interpreter]:
    """Return one interpreter for each released CPython version from ``OLDEST`` on."""
    found: dict[tuple[int, ...], Interpreter] = {}
    for program in candidates():
        try:
            answer = subprocess.run(
                [program, "-c", QUESTION], check=True, capture_output=True, text=True, timeout=30
            ).stdout
        except (OSError, subprocess.SubprocessError):
            continue  # no Python after all: a shim of pyenv for a version that is not selected, say
        implementation, (*numbers, level, _), executable = json.loads(answer)
        if implementation == "CPython" and level == "final" and tuple(numbers) >= OLDEST:
            found.setdefault(tuple(numbers), Interpreter(".".join(map(str, numbers)), executable))
    return [found[version] for version in sorted(found)]


def build_wheel(folder: Path) -> Path:
    """Build the package's wheel into ``folder`` and return its path."""
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    return next(folder.glob("*.whl"))


def pip(*arguments: str) -> None:
    """Run this Python's pip; raises ``CalledProcessError`` with its output."""
    command = [sys.executable, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check", "--no-input"]
    subprocess.run(command, check=True, capture_output=True, text=True, cwd=FOLDER)


def prepare(interpreter: Interpreter, wheel: Path, pinned: Path | None = None) -> Environment:
    """Return an environment for ``interpreter`` with the wheel in it, and the newest NumPy or what is ``pinned``."""
    # The name holds where the interpreter lives: another build of the same version is another environment.
    place = hashlib.sha256(interpreter.program.encode()).hexdigest()[:8]
    folder = FOLDER / f"{interpreter.version}-{place}{f'-{pinned.stem}' if pinned else ''}"
    python = str(folder / PROGRAMS / "python")
    if not (folder / "ready").exists():
        command = [interpreter.program, "-m", "venv", "--clear", "--without-pip", str(folder)]
        subprocess.run(command, check=True, capture_output=True, text=True)
    target = ("--python", python, "install", "--only-binary", ":all:")
    pip(*target, *(("-r", str(pinned)) if pinned else ("--upgrade", "numpy")), str(wheel))
    # The version number stays while the code changes: put the wheel in even if that version is there.
    pip(*target, "--force-reinstall", "--no-deps", str(wheel))
    (folder / "ready").touch()
    question = "import numpy; print(numpy.__version__)"
    numpy = subprocess.run([python, "-c", question], check=True, capture_output=True, text=True).stdout.strip()
    return Environment(interpreter.version, numpy, folder)


def prepare_lowest(found: list[Interpreter], wheel: Path) -> Environment | str:
    """Return an environment with the lowest versions of all dependencies, or why there is none."""
    fitting = [one for one in found if one.version.startswith(tuple(f"{a}.{b}." for a, b in FOR_LOWEST))]
    if not fitting:
        return "the lowest NumPy needs one of " + ", ".join(f"Python {a}.{b}" for a, b in FOR_LOWEST)
    try:
        return prepare(fitting[0], wheel, LOWEST)
    except subprocess.CalledProcessError as error:
        return f"they could not be installed:\n{error.stderr or error.stdout}"


def starts(environment: Environment) -> bool:
    """Start the game itself, without a terminal, and say how that went."""
    with tempfile.TemporaryDirectory() as home:
        environs = os.environ | {"SCALEGAME_HOME": home}
        command = [environment.program("python"), "-P", str(SMOKE)]
        run = subprocess.run(command, check=False, capture_output=True, text=True, cwd=home, env=environs)
    print(f"The game on the lowest versions: {'starts.' if run.returncode == 0 else run.stderr[-2000:]}")
    return run.returncode == 0


def level_ids() -> list[str]:
    """Return the ids of the levels that come with the game, in order."""
    return [json.loads(path.read_text())["id"] for path in sorted((ROOT / "levels").glob("[0-9]*.json"))]


def play(environment: Environment, hash_seed: str, levels: list[str]) -> list[str]:
    """Return what the installed game prints about its run of each of ``levels``."""
    answer = _answer(environment, hash_seed, "python", "-P", "-c", PLAY, SEED, *levels)
    try:
        answers: list[str] = json.loads(answer)
    except ValueError:
        return [answer] * len(levels)
    return answers


def _answer(environment: Environment, hash_seed: str, program: str, *arguments: str) -> str:
    command = [environment.program(program), *arguments]
    keep = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd=environment.folder,
        env=keep | {"PYTHONHASHSEED": hash_seed, "SCALEGAME_HOME": str(environment.folder / "home")},
    )
    return run.stdout if run.returncode in (0, 1) else run.stderr


def verify(environment: Environment, hash_seed: str) -> str:
    """Return what the installed game says of the golden runs: the last line counts the true ones."""
    return _answer(environment, hash_seed, "scalegame", "verify", str(GOLDEN), "--level", str(GOLDEN.parent / "levels"))


def compare(environments: list[Environment]) -> bool:
    """Play everything everywhere, print a line for each environment, tell whether all agree."""
    levels = level_ids()
    todo = list(product(environments, HASH_SEEDS))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = dict(zip(todo, pool.map(lambda one: play(one[0], one[1], levels), todo), strict=True))
    agreed = True
    runs = len(list(GOLDEN.glob("*.json")))
    all_true = f"{runs} of {runs} runs true"
    print(f"{'Python':<10}{'NumPy':<10}{'hash seed':<11}{'levels':<8}{'digest of all results':<23}golden runs")
    for (environment, hash_seed), answers in results.items():
        digest = hashlib.sha256("".join(answers).encode()).hexdigest()[:16]
        verified = verify(environment, hash_seed).rstrip().rpartition("\n")[2]
        agreed &= verified == all_true
        print(f"{environment.version:<10}{environment.numpy:<10}{hash_seed:<11}{len(levels):<8}{digest:<23}{verified}")
        for level, answer, first in zip(levels, answers, results[todo[0]], strict=True):
            if answer != first or not _is_run(answer):
                agreed = False
                print(f"  {level} differs: {answer[:200]}")
    return agreed


def _is_run(answer: str) -> bool:
    try:
        return "digest" in json.loads(answer)
    except ValueError:
        return False


def main(arguments: list[str]) -> int:
    """Compare all interpreters of this machine; return the exit status."""
    FOLDER.mkdir(exist_ok=True)
    environments, good, skipped = [], True, 0
    found = interpreters()
    with tempfile.TemporaryDirectory() as folder:
        wheel = build_wheel(Path(folder))
        for interpreter in found:
            print(f"Preparing Python {interpreter.version} ...", flush=True)
            try:
                environments.append(prepare(interpreter, wheel))
            except subprocess.CalledProcessError as error:
                good = False
                print(f"  could not be prepared:\n{error.stderr or error.stdout}")
        print("Preparing the lowest versions of all dependencies ...", flush=True)
        lowest = prepare_lowest(found, wheel)
        if isinstance(lowest, Environment):
            environments.append(lowest)
        else:
            skipped += 1
            print(f"  skipped: {lowest}")
        print("Playing on a NumPy whose integers have 32 bits ...", flush=True)
        answer = narrow.play(FOLDER / "narrow", wheel)
        print(f"  {answer.sentence}")
        skipped += not answer.played
        good &= answer.good or not answer.played
    if not environments:
        return 1
    good &= compare(environments)
    if isinstance(lowest, Environment):
        good &= starts(lowest)
    print("All the same." if good else "The results differ, or something does not work: see above.")
    return 0 if good and not (skipped and EVERY_LEG in arguments) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.stderr}")
