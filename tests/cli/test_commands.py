"""The command line: what it prints, and the exit status of every kind of end."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from scalegame import __version__
from scalegame.cli import main
from scalegame.cli.output import progress
from scalegame.clock import SystemClock
from scalegame.content.levels import shipped_levels
from scalegame.runs.run_file import sealed
from tests.cli.invoking import inside

HEART = "make-it-stateless"
KEYS = [
    "level", "level_digest", "ruleset", "seed", "outcome", "stars", "score", "ticks", "commands", "cost_cents",
    "metrics", "losses", "failures", "refused", "digest",
]  # fmt: skip


#: No command sees the player's own data.
pytestmark = pytest.mark.usefixtures("home")


def outside(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "scalegame", *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_run_prints_one_json_object() -> None:
    answer = inside("run", HEART, "--plan", "reference", "--json")
    report = json.loads(answer.stdout)
    assert list(report) == KEYS
    assert list(report["metrics"]) == [
        "session_loss", "load_imbalance", "failed_requests", "latency_ms", "sessions", "sessions_lost", "log_outs",
        "requests", "requests_failed",
    ]  # fmt: skip
    assert (report["level"], report["outcome"], report["stars"], report["seed"]) == (HEART, "won", 3, 4)
    assert answer.exit_code == 0


def test_run_without_a_plan_is_idle_and_lost() -> None:
    answer = inside("run", HEART, "--json")
    report = json.loads(answer.stdout)
    assert (report["outcome"], report["commands"], report["stars"]) == ("lost", 0, 0)
    assert {"cause", "place", "tick", "count"} <= set(report["losses"][0])
    assert answer.exit_code == 1


def test_run_tells_people_why_in_short_lines() -> None:
    answer = inside("run", HEART)
    lines = answer.stdout.splitlines()
    assert lines[0] == "Make it stateless (make-it-stateless, seed 4)"
    assert lines[1].startswith("lost  ☆☆☆  score ")
    assert lines[2].startswith("score: 1000 − ")
    assert lines[5].split() == ["reached", "pass", "gold"]
    assert any(line.startswith("logged out") for line in lines)
    assert "Why people were logged out" in lines
    assert lines[-1].startswith("digest ")
    assert {len(line) for line in lines[5:7]} == {len(lines[5])}


def test_the_seed_decides_who_comes() -> None:
    reports = [json.loads(inside("run", HEART, "--json", "--seed", seed).stdout) for seed in ("1", "2", "1")]
    assert reports[0] == reports[2]
    assert reports[0]["digest"] != reports[1]["digest"]


def test_the_trace_has_an_object_a_tick(tmp_path: Path) -> None:
    report = json.loads(inside("run", HEART, "--json", "--trace", str(tmp_path / "trace")).stdout)
    ticks = [json.loads(line) for line in (tmp_path / "trace").read_text(encoding="utf-8").splitlines()]
    assert [tick["tick"] for tick in ticks] == list(range(report["ticks"]))
    assert sum(loss["count"] for tick in ticks for loss in tick["losses"]) == sum(
        loss["count"] for loss in report["losses"]
    )
    assert {"name", "state", "answered", "sessions", "queue"} <= set(ticks[0]["servers"][0])


def test_a_run_file_can_be_played_again_as_a_plan(tmp_path: Path) -> None:
    out = str(tmp_path / "run.json")
    first = json.loads(inside("run", HEART, "--plan", "reference", "--json", "--out", out).stdout)
    again = json.loads(inside("run", HEART, "--plan", out, "--json").stdout)
    assert again == first


def test_refused_commands_are_told(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text('[{"at": 3, "do": "connect", "server": "A", "to": "redis"}]', encoding="utf-8")
    told = inside("run", HEART, "--plan", str(plan)).stdout
    assert "Commands that were refused" in told
    assert "let A keep sessions in Redis: You do not have Redis yet" in told


def test_levels_are_listed_for_people_and_programs(home: Path) -> None:
    (home / "levels").mkdir(parents=True)
    (home / "levels" / "bad.json").write_text("{", encoding="utf-8")
    told = inside("levels")
    assert told.exit_code == 0
    assert "  4  ☆☆☆  make-it-stateless" in told.stdout
    assert "broken: " in told.stdout
    listed = json.loads(inside("levels", "--json").stdout)
    assert [level["number"] for level in listed["levels"]][:4] == [1, 2, 3, 4]
    assert listed["levels"][0]["best"] is None
    assert list(listed["levels"][0]["par"]) == ["seed", "time", "cost", "commands"]
    assert listed["broken"][0]["path"].endswith("bad.json")


def test_bests_are_shown(home: Path) -> None:
    (home / "runs").mkdir(parents=True)
    inside("run", HEART, "--plan", "reference", "--out", str(home / "runs" / "mine.json"))
    best = json.loads(inside("levels", "--json").stdout)["levels"][3]["best"]
    told = f"(best: score {best['score']}, 2:10, ${best['cost'] // 100_000}, {best['commands']} commands)"
    (line,) = (line for line in inside("levels").stdout.splitlines() if HEART in line)
    assert " ".join(line.split()) == f"4 ★★★ {HEART} Make it stateless {told}"


def test_stars_of_version_0_1_are_told_and_not_counted(home: Path) -> None:
    home.mkdir()
    best = {"stars": 2, "score": 900, "time": 75, "cost": 6_000_000, "commands": 1}
    progress = {"format": 1, "levels": {HEART: best, "other": {}}}
    (home / "progress.json").write_text(json.dumps(progress), encoding="utf-8")
    level = json.loads(inside("levels", "--json").stdout)["levels"][3]
    assert (level["best"], level["unproven_stars"]) == (None, 2)
    (line,) = (line for line in inside("levels").stdout.splitlines() if HEART in line)
    assert "☆☆☆" in line
    assert line.endswith("(2 stars claimed by a file, not proven)")


def test_schema_prints_what_editors_need() -> None:
    assert json.loads(inside("schema").stdout)["title"] == "Level"


def test_doctor_tells_where_things_live(home: Path) -> None:
    home.mkdir()
    findings = json.loads(inside("doctor", "--json").stdout)
    assert findings["your games"] == str(home)
    assert findings["troubles"] == []
    (home / "runs").mkdir()
    (home / "runs" / "one.json").write_text("damaged", encoding="utf-8")
    answer = inside("doctor")
    assert answer.exit_code == 1
    assert "set aside" in answer.stdout


def test_version_and_help() -> None:
    assert inside("--version").stdout == f"scalegame {__version__}\n"
    for command in ("run", "play", "levels", "new", "check", "migrate", "prove", "solve", "schema", "doctor"):
        assert inside(command, "--help").exit_code == 0


@pytest.mark.parametrize("plan, status", [("reference", 0), ("tempting", 1)])
def test_the_exit_status_says_whether_the_game_was_won(plan: str, status: int) -> None:
    answer = outside("run", HEART, "--plan", plan)
    assert (answer.returncode, answer.stderr) == (status, "")


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["run", "make-it-statless"], 'there is no level "make-it-statless"; did you mean "make-it-stateless"?'),
        (["run", HEART, "--plan", "referense"], 'carries no plan "referense"; did you mean "reference"?'),
        (["run", HEART, "--seed", "-1"], "-1 is not in the range"),
        (["run", HEART, "--trace", "/nowhere/trace"], '"/nowhere/trace" cannot be written: No such file'),
        (["run", HEART, "--out", "/nowhere/out"], '"/nowhere/out" cannot be written: No such file'),
        (["run", "/nowhere/level.json"], "/nowhere/level.json: cannot be read: No such file"),
        (["run"], "Missing argument 'LEVEL'"),
        (["dance"], "No such command 'dance'"),
        (["play", HEART], "the game needs a terminal"),
        ([], "the game needs a terminal"),
    ],
)
def test_bad_input_is_one_clear_line_and_status_2(
    arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["scalegame", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    told = capsys.readouterr()
    assert end.value.code == 2
    assert told.out == ""
    assert told.err.startswith("scalegame: ")
    assert words in told.err
    assert told.err.count("\n") == 1


def test_a_broken_level_is_named_with_line_and_column(tmp_path: Path) -> None:
    level = tmp_path / "level.json"
    level.write_text('{\n  "format": 1,\n  "titel": "x"\n}', encoding="utf-8")
    answer = outside("run", str(level))
    assert answer.returncode == 2
    assert answer.stderr.startswith(f'scalegame: {level}:1:1: the field "id" is missing in the level (and ')
    assert answer.stderr.count("\n") == 1


@pytest.mark.deep
def test_the_digest_does_not_depend_on_the_hash_seed() -> None:
    answers = [outside("run", HEART, "--plan", "reference", "--json", PYTHONHASHSEED=seed) for seed in ("0", "4242")]
    assert json.loads(answers[0].stdout)["digest"]
    assert answers[0].stdout == answers[1].stdout


def test_nobody_reading_is_no_reason_for_a_traceback() -> None:
    """The end of the pipe that is read is closed before anything is written."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "scalegame", "run", HEART, "--json"]
    answer = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    os.close(writing)
    assert (answer.returncode, answer.stderr) == (141, "")


def test_whoever_waits_is_told_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["scalegame", "run", HEART, "--json"])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(progress, "PATIENCE_MS", 0)
    with pytest.raises(SystemExit):
        main()
    told = capsys.readouterr()
    assert json.loads(told.out)["ticks"] == 130
    assert "tick 0 of 130" in told.err


@pytest.mark.parametrize("ms, told", [(0, []), (1, []), (300, ["tick 3", "tick 4", "tick 5"])])
def test_whoever_does_not_wait_is_told_nothing(
    ms: int, told: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each look at the clock is so many milliseconds after the one before: only after a second is it too long."""
    looks = count(step=ms)
    monkeypatch.setattr(SystemClock, "monotonic_ms", lambda _: next(looks))
    monkeypatch.setattr(sys, "argv", ["scalegame", "run", HEART, "--json"])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with pytest.raises(SystemExit):
        main()
    assert re.findall(r"tick \d+", capsys.readouterr().err)[:3] == told


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes with names")
def test_interrupting_is_quiet(tmp_path: Path) -> None:
    """The trace goes to a pipe of which little is read, so the game is surely still running when it is interrupted."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "scalegame", "run", HEART, "--trace", str(pipe)]
    # Open before the game begins, as it writes to no pipe that nobody reads; and without waiting for its other end.
    with os.fdopen(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as reader:
        game = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        assert select.select([reader], [], [], 60)[0]
        assert reader.read(1) == b"{"
        game.send_signal(signal.SIGINT)
        out, err = game.communicate(timeout=30)
    assert (game.returncode, out, err.strip()) == (130, "", "")


# Runs ----------------------------------------------------------------------------------------------------------------


def run_file(folder: Path, name: str = "run.json", level: str = HEART) -> Path:
    """Play a level and return the file of its run."""
    file = folder / name
    assert inside("run", level, "--plan", "reference", "--out", str(file)).exit_code == 0
    return file


def altered(file: Path, **changes: object) -> str:
    """Write a run again with other fields, sealed anew, and return its file's name."""
    plain = json.loads(file.read_text(encoding="utf-8")) | changes
    plain.pop("seal")
    other = file.with_name("altered.json")
    other.write_text(json.dumps(sealed(plain)), encoding="utf-8")
    return str(other)


def test_a_folder_without_runs_is_said_to_be_one(tmp_path: Path) -> None:
    answer = outside("verify", str(tmp_path))
    assert answer.returncode == 2
    assert f"there are no runs in {tmp_path}" in answer.stderr


def test_a_true_run_is_verified_with_its_numbers(tmp_path: Path) -> None:
    file = run_file(tmp_path)
    answer = inside("verify", str(file))
    assert answer.exit_code == 0
    assert answer.stdout.startswith(f"true           {file}: {HEART}, seed 4, won ★★★, score ")
    assert "2 commands" in answer.stdout
    assert "stateless only" in answer.stdout


def test_a_false_run_is_told_with_tick_and_field(tmp_path: Path) -> None:
    answer = inside("verify", altered(run_file(tmp_path), seed=5))
    assert answer.exit_code == 1
    assert answer.stdout.startswith("false ")
    assert "at tick 10 the state differs in seed, " in answer.stdout


def test_a_false_claim_stands_beside_the_real_value(tmp_path: Path) -> None:
    file = run_file(tmp_path)
    claims = json.loads(file.read_text(encoding="utf-8"))["claims"]
    claims["metrics"]["cost"] = 1
    answer = inside("verify", "--json", altered(file, claims=claims))
    assert answer.exit_code == 1
    told = json.loads(answer.stdout)["runs"][0]
    assert (told["verdict"], told["differs"], told["claimed"]) == ("false", ["cost"], "1")
    assert int(told["real"]) > 1


def test_an_unreadable_run_has_its_own_status(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": 2,', encoding="utf-8")
    answer = inside("verify", str(broken))
    assert answer.exit_code == 2
    assert answer.stdout == (
        f"unreadable     {broken}: this is no JSON in line 1, column 14: Expecting property name enclosed in double "
        "quotes\n"
    )


def test_a_run_of_other_content_has_its_own_status(tmp_path: Path) -> None:
    answer = inside("verify", altered(run_file(tmp_path), level_digest="ab" * 16))
    assert answer.exit_code == 3
    assert "has other content here: digest " in answer.stdout


def test_a_run_of_other_rules_has_its_own_status(tmp_path: Path) -> None:
    answer = inside("verify", altered(run_file(tmp_path), ruleset=1))
    assert answer.exit_code == 4
    assert "under ruleset 1; this is ruleset 2" in answer.stdout


def test_several_runs_are_counted_and_the_worst_answer_decides(tmp_path: Path) -> None:
    file = run_file(tmp_path)
    altered(file, seed=5)
    (tmp_path / "broken.json").write_text("", encoding="utf-8")
    answer = inside("verify", str(tmp_path))
    assert answer.exit_code == 1
    assert [line.partition(" ")[0] for line in answer.stdout.splitlines()] == ["false", "unreadable", "true", "1"]
    assert answer.stdout.endswith("1 of 3 runs true\n")


def test_a_level_that_is_not_installed_can_be_named(tmp_path: Path) -> None:
    level = tmp_path / "mine.json"
    plain = json.loads((shipped_levels() / "04-make-it-stateless.json").read_text(encoding="utf-8"))
    level.write_text(json.dumps(plain | {"id": "mine"}), encoding="utf-8")
    file = run_file(tmp_path, level=str(level))
    assert inside("verify", str(file)).exit_code == 3
    assert inside("verify", str(file), "--level", str(level)).exit_code == 0
    assert outside("verify", str(file), "--level", "nothing.json").returncode == 2


def test_a_run_is_shared_as_one_line_that_can_be_verified(tmp_path: Path) -> None:
    code = inside("share", str(run_file(tmp_path))).stdout
    assert code.count("\n") == 1
    answer = inside("verify", code.strip())
    assert answer.exit_code == 0
    assert f"{code[:24]}…: {HEART}, seed 4" in answer.stdout


def test_what_is_no_run_cannot_be_shared(tmp_path: Path) -> None:
    answer = inside("share", str(tmp_path / "nothing.json"))
    assert answer.exit_code != 0
    assert "nothing.json: No such file or directory" in answer.output


@pytest.mark.parametrize("arguments", [("levels",), ("board",), ("doctor",), ("daily", "--show"), ("play", "1"), ()])
def test_a_home_of_nobody_is_one_clear_line_and_status_2(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SCALEGAME_HOME", "~nobodyxyz/x")
    monkeypatch.setattr(sys, "argv", ["scalegame", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    told = capsys.readouterr()
    assert (end.value.code, told.out) == (2, "")
    assert told.err == "scalegame: SCALEGAME_HOME is '~nobodyxyz/x', and nobody here has such a home\n"
