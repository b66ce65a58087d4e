"""The versions that the game is tried on: the lowest are those that are promised, and a lie is found there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tools import narrow

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


def test_the_lowest_versions_are_those_that_are_promised() -> None:
    promised = [re.sub(r">=([\d.]+).*", r"==\1", dependency) for dependency in PROJECT["dependencies"]]
    lines = (ROOT / "requirements" / "lowest.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == promised


@pytest.mark.parametrize(
    "output, sentence",
    [
        ("", "its NumPy has nothing to say, not int32 int32"),
        ("int64 int64\ntrue a: true\ntrue b: true", "its NumPy has int64 int64, not int32 int32"),
        ("int32 int32\ntrue a: true", "1 of 2 runs true"),
        ("int32 int32\ntrue a: true\nfalse b: at tick 10", "1 of 2 runs true\n  false b: at tick 10"),
    ],
)
def test_a_narrow_leg_that_proves_nothing_is_not_good(output: str, sentence: str) -> None:
    assert narrow.judged(output, 2) == narrow.Answer(good=False, sentence=sentence)


def test_a_narrow_leg_is_good_when_all_runs_are_true() -> None:
    output = "int32 int32\ntrue a: true\ntrue b: true\n"
    assert narrow.judged(output, 2) == narrow.Answer(good=True, sentence="2 of 2 runs true")


def test_a_leg_that_cannot_be_set_up_is_skipped_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrow, "PINNED", tmp_path / "not-there.txt")
    (tmp_path / "not-there.txt").write_text("./no-such-thing.whl\n", encoding="utf-8")
    answer = narrow.play(tmp_path / "narrow", tmp_path / "scalegame.whl")
    assert not answer.played
    assert answer.sentence.startswith("skipped, it cannot be installed here: ")


def test_the_workflow_tests_every_supported_python_and_the_ends_of_the_range_elsewhere() -> None:
    supported = [name.rpartition(" ")[2] for name in PROJECT["classifiers"] if re.search(r":: Python :: 3\.\d+$", name)]
    listed = re.findall(r"^ +python: \[(.*)\]$", WORKFLOW, re.MULTILINE)
    assert listed == [", ".join(f'"{version}"' for version in supported)]
    for system in ("macos", "windows"):
        found = re.findall(rf'system: {system}, python: "([\d.]+)"', WORKFLOW)
        assert found == [supported[0], supported[-1]]


def test_the_workflow_may_only_read_and_names_its_actions_by_version() -> None:
    assert re.findall(r"^permissions:\n  (.*)$", WORKFLOW, re.MULTILINE) == ["contents: read"]
    assert WORKFLOW.count("permissions:") == 1
    uses = re.findall(r"uses: (\S+)", WORKFLOW)
    assert uses
    assert [action for action in uses if not re.fullmatch(r"actions/[\w-]+@v\d+", action)] == []


def test_git_changes_no_line_ends() -> None:
    """Levels and runs have digests, and a system that ends lines otherwise must see the same bytes."""
    assert "* -text" in (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
