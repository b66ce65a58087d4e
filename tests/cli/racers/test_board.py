"""Boards and the daily on the command line: what comes in is verified, what goes out can be."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest

from scalegame.content.levels import find_level
from scalegame.engine.commands import At, NextWave
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.progress.share_text import daily_of
from scalegame.runs.autosave import Attempt
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.run import Ending, Run
from scalegame.runs.run_code import code_of
from scalegame.runs.run_file import load, save
from scalegame.runs.verify import verify
from tests.cli.invoking import inside
from tests.clocks import CLOCK

HEART = "make-it-stateless"


#: No command sees the player's own data.
pytestmark = pytest.mark.usefixtures("home")


def run(seed: int = 4, *, early: bool = False, player: str = "Ada", level_id: str = HEART) -> Run:
    level = find_level(level_id)
    plan = (*level.plans["reference"], *((At(45, NextWave()),) if early else ()))
    return replace(recorded(level, seed, play_plan(level.scenario, seed, plan)), player=player)


def file_of(run: Run, folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    path = folder / f"{run.player}-{run.seed}-{run.ticks}.json"
    save(run, path)
    return str(path)


def forged(run: Run) -> Run:
    assert run.claims is not None
    return replace(run, claims=replace(run.claims, stars=3, metrics=replace(run.claims.metrics, time=1)))


def test_true_runs_come_in_and_are_ranked(tmp_path: Path) -> None:
    slow, fast = run(), run(early=True, player="Bob")
    answer = inside("board", "--import", file_of(slow, tmp_path / "runs"), code_of(fast))
    assert answer.exit_code == 0
    assert answer.stdout.endswith("2 of 2 runs taken in\n")
    board = inside("board", HEART).stdout.splitlines()
    assert board[0] == f"Make it stateless ({HEART})"
    assert [("Bob" in line, "Ada" in line) for line in board[1:]] == [(True, False), (False, True)]
    assert "Ada" in inside("board", HEART, "--by", "commands").stdout.splitlines()[1]


def test_nobodys_numbers_are_believed(tmp_path: Path) -> None:
    answer = inside("board", "--import", file_of(forged(run()), tmp_path / "runs"), str(tmp_path / "nothing.json"))
    assert answer.exit_code == 1
    assert "refused: make-it-stateless, seed 4: false: it claims time 1; played again it is 130" in answer.stdout
    assert "nothing.json: No such file or directory" in answer.stdout
    assert "0 of 2 runs taken in" in answer.stdout
    assert "nobody has won it so yet" in inside("board", HEART).stdout


def test_an_unfinished_run_is_not_taken_in(tmp_path: Path) -> None:
    whole = run()
    part = replace(whole, ticks=30, ending=Ending.OPEN, claims=None, checkpoints=whole.checkpoints[:3])
    answer = inside("board", "--import", file_of(part, tmp_path / "runs"))
    assert answer.exit_code == 1
    assert "the run is not finished" in answer.stdout


def test_boards_are_per_seed_and_category(tmp_path: Path) -> None:
    inside("board", "--import", file_of(run(), tmp_path / "runs"), file_of(run(9), tmp_path / "runs"))
    listed = json.loads(inside("board", HEART, "--seed", "9", "--json").stdout)["boards"][HEART]
    assert [entry["seed"] for entry in listed] == [9]
    assert listed[0]["splits"][-1] == listed[0]["ticks"] == 130
    assert "nobody" in inside("board", HEART, "--category", "no redis").stdout
    assert "stateless only" in inside("board", HEART, "--category", "stateless only").stdout


def test_without_a_level_the_first_of_each_is_shown(tmp_path: Path) -> None:
    other = run(1, level_id="the-local-bartender")
    inside("board", "--import", file_of(run(), tmp_path / "runs"), file_of(other, tmp_path / "runs"))
    answer = inside("board").stdout
    assert [line for line in answer.splitlines() if not line.startswith(" ")] == [
        "The local bartender (the-local-bartender)",
        f"Make it stateless ({HEART})",
    ]


def test_what_goes_out_comes_in_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside("board", "--import", file_of(run(), tmp_path / "runs"), file_of(run(9), tmp_path / "runs"))
    assert (
        inside("board", "--all", "--export", str(tmp_path / "out")).stdout == f"2 runs written to {tmp_path / 'out'}\n"
    )
    monkeypatch.setenv("SCALEGAME_HOME", str(tmp_path / "elsewhere"))
    assert inside("board", "--import", str(tmp_path / "out")).exit_code == 0
    assert inside("board", HEART, "--all").stdout.count("★★★") == 2
    assert inside("board", HEART).stdout.count("★★★") == 1, "one row a player"


def test_a_folder_is_checked_and_what_changed_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    file_of(run(), folder)
    assert inside("board", "--check", str(folder)).exit_code == 1
    answer = inside("board", "--check", str(folder), "--update")
    assert answer.exit_code == 0
    assert "new: Ada-4-130.json: true" in answer.stdout
    assert inside("board", "--check", str(folder)).stdout == "1 of 1 run true, 0 changes\n"

    fast = run(early=True, player="Bob")
    file = Path(file_of(fast, folder)).name
    answer = inside("board", "--check", str(folder))
    assert answer.exit_code == 1
    digest = find_level(HEART).digest[:12]
    assert f"first place: {HEART} ({digest}), seed 4, ticks: 2:10 (Ada-4-130.json) → 1:55 ({file}); " in answer.stdout
    save(forged(load(folder / "Ada-4-130.json")), folder / "Ada-4-130.json")
    (folder / file).unlink()
    answer = inside("board", "--check", str(folder), "--update")
    assert answer.exit_code == 1
    assert "false: Ada-4-130.json: it claims time 1; played again it is 130" in answer.stdout
    assert "changed: Ada-4-130.json: verdict true → false" in answer.stdout
    assert "0 of 1 run true" in answer.stdout


def test_a_damaged_summary_is_named(tmp_path: Path) -> None:
    file_of(run(), tmp_path / "shared")
    (tmp_path / "shared" / "board.json").write_text("[]", encoding="utf-8")
    answer = inside("board", "--check", str(tmp_path / "shared"))
    assert answer.exit_code != 0
    assert "board.json is no summary of a board" in answer.output


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("--import",), "name the runs to import"),
        (("a", "b"), "one level at a time"),
        (("--import", "x", "--check", "y"), "used one at a time"),
        (("no-such-level",), "there is no level"),
        (("--check", "no-such-folder"), "no-such-folder is no folder"),
    ],
)
def test_bad_input_is_told(arguments: tuple[str, ...], message: str) -> None:
    answer = inside("board", *arguments)
    assert answer.exit_code != 0
    assert message in answer.output


def test_the_daily_of_a_date_is_told() -> None:
    told = json.loads(inside("daily", "--date", "2026-02-03", "--json").stdout)
    again = inside("daily", "--date", "2026-02-03", "--show").stdout
    assert told["date"] == "2026-02-03"
    assert again.startswith(f"2026-02-03: {find_level(told['level']).title} ({told['level']}), seed {told['seed']}\n")
    assert "not won yet" in again


def test_the_daily_is_shared_as_lines_that_prove_it_and_tell_nothing() -> None:
    day = CLOCK.now().date()
    level, seed = daily_of(day)
    assert f"you have not won the daily of {day.isoformat()} yet" in inside("daily", "--share").output
    won = recorded(level, seed, play_plan(level.scenario, seed, level.plans["reference"]))
    facts = verify(won, level).facts
    assert facts is not None
    Attempt(library(), CLOCK).close(won, facts)
    answer = inside("daily", "--share", "--date", day.isoformat())
    assert answer.exit_code == 0
    heading, numbers, faces, code = answer.stdout.splitlines()
    assert heading == f"scalegame daily {day.isoformat()}: {level.title}"
    assert numbers.startswith("★")
    assert faces.endswith("(how many stayed logged in, wave by wave)")
    assert not any(word in answer.stdout for word in ("redis", "connect", "sticky"))
    assert inside("verify", code).exit_code == 0


def test_a_home_that_takes_nothing_ends_an_import_in_one_sentence(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(run: Run, path: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("scalegame.runs.library.library.save", refuse)
    names = [file_of(run(seed), tmp_path / "theirs") for seed in (4, 5)]
    answer = inside("board", "--import", *names)
    assert answer.exit_code != 0
    assert answer.stdout == ""
    told = f"{HEART}, seed 4: the run is true, but it cannot be kept in {home}: Read-only file system"
    assert answer.stderr == f"Error: {told}\n"
