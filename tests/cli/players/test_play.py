"""Interviews on the command line: played by a word, run and verified by their id, written into a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from scalegame.cli.players import play
from scalegame.content.generated.interview import interview
from scalegame.content.levels import load_level
from scalegame.content.schema.json_schema import level_schema
from scalegame.content.schema.limits import MAX_INTERVIEW
from tests.cli.invoking import Shell


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the player's own data out of it."""
    monkeypatch.setenv("SCALEGAME_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(
    "arguments, opened",
    [
        (("interview", "--seed", 17), ("interview-17", None)),
        (("interview",), ("interview-1", None)),
        (("interview-17", "--seed", 4), ("interview-17", 4)),
    ],
)
def test_play_opens_an_interview(
    arguments: tuple[object, ...], opened: tuple[object, ...], shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(play, "open_game", lambda level, seed, *_, **__: asked.append((level, seed)))
    assert shell("play", *arguments).status == 0
    assert asked == [opened]


def test_a_number_that_is_too_high_is_told_in_one_line(shell: Shell) -> None:
    answer = shell("play", "interview", "--seed", MAX_INTERVIEW + 1)
    assert answer.status == 2
    assert answer.err == "scalegame: interviews are numbered from 0 to 999,999,999, so there is no 1,000,000,000\n"


def test_run_tells_the_assessment_and_verify_knows_the_interview(shell: Shell) -> None:
    told = shell("run", "interview-3", "--plan", "reference", "--out", "run.json")
    assert told.status == 0
    assert "The interviewer's assessment\n  Hire: " in told.out
    assert "  failures: strong\n    At 2:03 zone b went dark: " in told.out
    assert shell("verify", "run.json").out.startswith("true ")
    code = shell("share", "run.json").out.strip()
    assert shell("verify", code).status == 0
    assert shell("board", "--import", "run.json").status == 0
    assert "$" in shell("board", "interview-3").out


def test_programs_get_the_assessment_of_levels_that_have_one(shell: Shell) -> None:
    told = json.loads(shell("run", "interview-3", "--json").out)
    assert told["assessment"]["recommendation"] == "not yet"
    assert [one["criterion"] for one in told["assessment"]["criteria"]][:2] == ["sessions", "orders"]
    assert "assessment" not in json.loads(shell("run", "1", "--json").out)


def test_new_writes_an_interview_that_is_a_level_like_any_other(shell: Shell) -> None:
    told = shell("new", "mine.json", "--interview", 17)
    assert told.out.startswith("mine.json: interview 17, whole and proven. Make it yours.\n")
    level = load_level("mine.json")
    assert (level.id, level.title) == ("mine", interview(17).title)
    assert shell("check", "--strict", "mine.json").out == "1 level checked: no mistakes\n"
    fields = json.loads(Path("mine.json").read_bytes())
    assert Draft202012Validator(json.loads(level_schema())).is_valid(fields)
