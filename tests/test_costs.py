"""The cost that ``make test`` reports, and the tests that it leaves to ``make deep``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import depth
from tools import costs

# They start programs, or kill them.
pytestmark = pytest.mark.deep

ROOT = Path(__file__).resolve().parent.parent

_TESTS = """
import pytest

def test_quick(): pass

@pytest.mark.deep
def test_slow(): pass

@pytest.mark.deeper
def test_both(): pass
"""


@pytest.fixture(autouse=True)
def no_options_of_mine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the developer's options from the tests that these tests start."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)


def run(folder: Path, *options: str) -> list[str]:
    """Return what pytest writes of three tests that stand elsewhere, with the settings of this project."""
    file = folder / "test_elsewhere.py"
    file.write_text(_TESTS, encoding="utf-8")
    settings = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), "-p", "no:cacheprovider"]
    plugins = [part for name in ("tests.costs", "pytest_asyncio.plugin", "xdist.plugin") for part in ("-p", name)]
    command = [sys.executable, "-m", "pytest", *plugins, *settings, *options, str(file)]
    # Those plugins that the settings ask for: all others, and what they import, take longer than these tests.
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        command, capture_output=True, check=True, text=True, cwd=ROOT, env=environment
    ).stdout.splitlines()


def test_the_tests_end_with_their_cost_and_the_deep_ones_are_left_out(tmp_path: Path) -> None:
    lines = run(tmp_path)
    begin = next(number for number, line in enumerate(lines) if "CPU-seconds in 2 tests, and the 10 dearest" in line)
    assert {line.rpartition("::")[2] for line in lines[begin + 1 : begin + 3]} == {"test_quick", "test_both"}
    assert "2 passed, 1 deselected" in lines[-1]


def test_with_several_processes_the_cost_is_that_of_all(tmp_path: Path) -> None:
    lines = run(tmp_path, "-n", "2")
    assert any("CPU-seconds in 2 tests" in line for line in lines)


def test_make_deep_plays_what_is_deep_and_what_plays_more(tmp_path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    (recipe,) = (line for line in makefile if "SCALEGAME_DEEP=1" in line)
    lines = run(tmp_path, "-m", recipe.rpartition(" -m ")[2].strip('"'))
    assert "2 passed, 1 deselected" in lines[-1]
    assert not any(line.endswith("::test_quick") for line in lines)


@pytest.mark.parametrize("deep, count", [(False, 3), (True, 40)])
def test_the_deep_profile_draws_more(monkeypatch: pytest.MonkeyPatch, deep: bool, count: int) -> None:
    monkeypatch.setattr(depth, "DEEP", deep)
    assert depth.examples(3, 40) == count


def test_a_cost_is_told_and_the_status_is_the_commands(capfd: pytest.CaptureFixture[str]) -> None:
    assert costs.main("this", [sys.executable, "-c", "print('first'); raise SystemExit(3)"]) == 3
    told = capfd.readouterr().out.splitlines()
    assert told[0] == "first"
    assert told[-1].startswith("this")


def test_a_cost_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "COUNTED", True)
    said = costs.sentence("make test", 401.4, 12.2)
    assert said == "make test took 414 CPU-seconds (user 401, system 12) in all processes."


def test_where_nobody_counts_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "COUNTED", False)
    assert costs.sentence("make test", 0, 0).endswith("does not count the CPU time of programs that have ended.")
