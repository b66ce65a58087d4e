"""The archives that people install: built from the checkout, tried far away from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

#: Archives are built, an environment is made: make deep does it.
pytestmark = pytest.mark.deep

ROOT = Path(__file__).resolve().parent.parent
PARS = sorted(path.name for path in (ROOT / "levels" / "pars").glob("*.json"))
LEVELS = sorted(path.name for path in (ROOT / "levels").glob("*.json"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source archive, and the wheel from that archive, with the build tools that are here."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a fresh environment and return its folder of programs.

    What the game depends on is borrowed from this environment through a path file, so that no network is
    needed; path files found over there, such as that of an editable install, are not followed.
    """
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    where = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", where))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    wheel = str(next(built.glob("*.whl")))
    python = str(programs / "python")
    command = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel]
    subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return programs


def test_the_readme_names_the_wheel_as_it_is_built(built: Path) -> None:
    """Its first lines run that file with pipx and uvx, so they go with the version."""
    wheel = next(built.glob("*.whl")).name
    start = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Start")[2].partition("make play")[0]
    assert f"pipx run --spec ./{wheel} scalegame\n" in start
    assert f"uvx --from ./{wheel} scalegame\n" in start


def test_both_archives_carry_every_level_and_the_licence(built: Path) -> None:
    """Modders find the levels in the source archive at the root; the game finds them inside the package."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    assert {f"scalegame/levels/{name}" for name in LEVELS} <= set(names)
    assert {f"scalegame/levels/pars/{name}" for name in PARS} <= set(names)
    assert "scalegame/levels/modes/sandbox.json" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {"scalegame"}
    with tarfile.open(next(built.glob("*.tar.gz"))) as source:
        names = [name.partition("/")[2] for name in source.getnames()]
    assert {f"levels/{name}" for name in LEVELS} | {"LICENSE", "README.md", "Makefile"} <= set(names)


def test_the_installed_game_brings_its_levels_along(installed: Path, tmp_path: Path) -> None:
    """From another folder, with the checkout out of sight, the command lists the whole campaign and plays it."""

    def scalegame(*arguments: str) -> str:
        keep = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        command = [str(installed / "scalegame"), *arguments]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", cwd=tmp_path, env=keep).stdout

    listed = json.loads(scalegame("levels", "--json"))
    assert listed["broken"] == []
    numbered = [name for name in LEVELS if name[0].isdigit()]
    assert [Path(level["path"]).name for level in listed["levels"]] == numbered
    assert all(Path(level["path"]).is_relative_to(installed.parent) for level in listed["levels"])
    run = json.loads(scalegame("run", listed["levels"][0]["id"], "--plan", "reference", "--json"))
    assert run["outcome"] == "won"
    assert all(level["par"] for level in listed["levels"])
    assert (
        "(sandbox, seed 1)"
        in subprocess.run(
            [str(installed / "scalegame"), "run", "sandbox"],
            check=False,
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
        ).stdout
    )
