"""What ``make matrix`` plays on: the lowest versions are those that are promised, and a lie is found there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tools import narrow

ROOT = Path(__file__).resolve().parent.parent


def test_the_lowest_versions_are_those_that_are_promised() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    promised = [re.sub(r">=([\d.]+).*", r"==\1", dependency) for dependency in project["dependencies"]]
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
