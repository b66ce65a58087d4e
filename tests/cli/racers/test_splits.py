"""The command line for racers: splits for other programs, and a ghost from a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from scalegame.cli import main
from scalegame.content.levels import find_level
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.run_file import save
from tests.cli.invoking import inside

HEART = "make-it-stateless"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the player's own data out of it."""
    folder = tmp_path / "home"
    monkeypatch.setenv("SCALEGAME_HOME", str(folder))
    return folder


@pytest.fixture
def won(home: Path) -> Path:
    """Leave a win of the player in the home folder, and return its file."""
    level = find_level(HEART)
    run = recorded(level, level.seed, play_plan(level.scenario, level.seed, level.plans["reference"]))
    path = home / "runs" / "one.json"
    path.parent.mkdir(parents=True)
    save(run, path)
    return path


def printed(*arguments: str) -> str:
    answer = inside(*arguments)
    assert answer.exit_code == 0
    return answer.stdout


def test_splits_are_exported_in_three_formats(won: Path, tmp_path: Path) -> None:
    root = ET.fromstring(printed("splits", HEART))  # noqa: S314 - our own text
    assert root.findtext("CategoryName") == "4 Make it stateless, seed 4, any%"
    assert [gold.text for gold in root.findall("Segments/Segment/BestSegmentTime/GameTime")] == ["00:01:00", "00:01:10"]
    plain = json.loads(printed("splits", HEART, "--format", "json"))
    assert (plain["seed"], plain["sum_of_best"], plain["waves"]) == (4, 130, ["Morning", "The crowd"])
    out = tmp_path / "splits.csv"
    assert printed("splits", HEART, "--format", "csv", "--out", str(out)) == ""
    assert out.read_text(encoding="utf-8").count("\n") == 3


def test_a_seed_that_was_never_played_has_an_empty_history(won: Path) -> None:
    plain = json.loads(printed("splits", "4", "--format", "json", "--seed", "5"))
    assert (plain["personal_best"], plain["golds"], plain["attempts"]) == (None, [], [])


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["splits", "make-it-statless"], 'did you mean "make-it-stateless"?'),
        (["splits", HEART, "--out", "/nowhere/out"], '"/nowhere/out" cannot be written: No such file'),
        (["splits", HEART, "--format", "xml"], "'xml' is not one of"),
        (["play", HEART, "--ghost", "/nowhere/run"], "/nowhere/run: No such file or directory"),
        (["play", "5", "--ghost", "{won}"], "this run cannot race here: it was played on another level"),
        (["play", HEART, "--seed", "9", "--ghost", "{won}"], "this run cannot race here: its seed is 4"),
    ],
)
def test_bad_input_is_one_clear_line_and_status_2(
    arguments: list[str], words: str, won: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["scalegame", *(one.format(won=won) for one in arguments)])
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    with pytest.raises(SystemExit) as end:
        main()
    told = capsys.readouterr()
    assert end.value.code == 2
    assert told.out == ""
    assert told.err.startswith("scalegame: ")
    assert words in told.err
    assert told.err.count("\n") == 1
