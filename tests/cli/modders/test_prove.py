"""``scalegame prove`` and ``solve``: what they print, their exit statuses, and how they stop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scalegame.cli import main
from scalegame.cli.output import progress
from tests.cli.invoking import inside

# They play hundreds of games each: a change of the engine shows in its own tests first.
pytestmark = pytest.mark.deep

FIRST, SECOND = "the-local-bartender", "the-second-bartender"


@pytest.fixture
def unproven(tmp_path: Path) -> str:
    """Return the file of a level whose beginner's answer is as good as the reference, and that lacks the other."""
    level = json.loads((Path("levels") / f"02-{SECOND}.json").read_text(encoding="utf-8"))
    plans = level["plans"]
    file = tmp_path / "level.json"
    file.write_text(json.dumps(level | {"id": "mine", "plans": {"tempting": plans["reference"]}}), encoding="utf-8")
    return str(file)


def test_a_proof_is_a_table_of_claims() -> None:
    answer = inside("prove", FIRST, SECOND, "--seeds", "2")
    assert answer.exit_code == 0
    assert answer.stdout.splitlines() == [
        "the-local-bartender: proven",
        "  2 of 2  idle play loses",
        "  2 of 2  the reference gets every star, and no command of it is refused",
        "  2 of 2  the reference without restart_server loses",
        "  2 of 2  the tempting plan gets no gold",
        "the-second-bartender: proven",
        "  2 of 2  idle play loses",
        "  2 of 2  the reference gets every star, and no command of it is refused",
        "  2 of 2  the reference without sticky_cookie loses",
        "  2 of 2  the tempting plan gets no gold",
    ]


def test_what_is_not_proven_says_where_it_failed(unproven: str) -> None:
    answer = inside("prove", unproven, "--seeds", "2")
    assert answer.exit_code == 1
    assert answer.stdout.splitlines() == [
        "mine: unproven",
        "  2 of 2  idle play loses",
        "  0 of 2  the tempting plan gets no gold",
        "          seed 1: won with ★★★",
        '  mine has no plan "reference": nothing to prove there',
    ]


def test_a_proof_for_programs(unproven: str) -> None:
    (proof,) = json.loads(inside("prove", unproven, "--seeds", "1", "--json").stdout)["levels"]
    assert (proof["level"], proof["proven"]) == ("mine", False)
    assert proof["because"] == "not for every seed: the tempting plan gets no gold (seed 1: won with ★★★)"
    assert [(claim["held"], claim["seeds"]) for claim in proof["claims"]] == [(1, 1), (0, 1)]
    assert proof["claims"][1]["failure"] == {
        "seed": 1, "told": "won with ★★★", "stars": 3, "refused": 0, "missed": [],
    }  # fmt: skip


@pytest.mark.deep
def test_the_whole_campaign_is_meant_where_no_level_is_named() -> None:
    proofs = json.loads(inside("prove", "--seeds", "1", "--json").stdout)["levels"]
    assert [proof["level"] for proof in proofs][:2] == [FIRST, SECOND]
    assert len(proofs) >= 6


def test_solve_prints_plans_that_a_player_can_give() -> None:
    answer = inside("solve", FIRST, "--iterations", "30")
    lines = answer.stdout.splitlines()
    assert answer.exit_code == 0
    assert lines[0] == "The local bartender (the-local-bartender, seed 1), 30 plans tried"
    assert lines[1].startswith("★★★ for the least time, cost or commands")
    assert any(line.startswith("1  ★★★  time 1:") and line.endswith("other seeds") for line in lines)
    assert any(line.endswith("  restart A") for line in lines)
    assert any(line.startswith("as good as the reference: time after ") for line in lines)


def test_solve_is_the_same_again_and_its_file_is_a_plan(tmp_path: Path) -> None:
    out = tmp_path / "plans.json"
    asked = ("solve", FIRST, "--iterations", "30", "--json", "--out", str(out))
    first, again = inside(*asked).stdout, inside(*asked).stdout
    assert first == again
    found, played = json.loads(first), json.loads(inside("run", FIRST, "--plan", str(out), "--json").stdout)
    assert found["front"][0]["stars"] == played["stars"] == 3
    assert (found["front"][0]["time"], found["front"][0]["commands"]) == (played["ticks"], played["commands"])
    written = json.loads(out.read_text(encoding="utf-8"))
    assert [plan["cost"] for plan in written["front"]] == [plan["cost"] for plan in found["front"]]


def test_solve_warns_of_a_way_around_the_lesson(tmp_path: Path) -> None:
    level = json.loads((Path("levels") / f"02-{SECOND}.json").read_text(encoding="utf-8"))
    file = tmp_path / "level.json"
    file.write_text(json.dumps(level | {"teaches": ["add_server"]}), encoding="utf-8")
    answer = inside("solve", str(file), "--iterations", "40")
    assert answer.exit_code == 0
    assert "warning: there is a way around the lesson, without add_server: ★★★" in answer.stdout


def test_solve_says_when_nothing_wins(tmp_path: Path) -> None:
    level = json.loads((Path("levels") / f"01-{FIRST}.json").read_text(encoding="utf-8"))
    file = tmp_path / "level.json"
    file.write_text(json.dumps(level | {"goals": {"cost": {"pass": 1}}}), encoding="utf-8")
    answer = inside("solve", str(file), "--iterations", "20")
    assert answer.exit_code == 1
    assert answer.stdout.splitlines()[1] == "no plan wins"


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["prove", "the-locl-bartender"], 'did you mean "the-local-bartender"?'),
        (["prove", "--seeds", "0"], "0 is not in the range"),
        (["prove", "/nowhere/level.json"], "cannot be read"),
        (["solve", "the-locl-bartender"], 'did you mean "the-local-bartender"?'),
        (["solve", FIRST, "--stars", "4"], "4 is not in the range"),
        (["solve", FIRST, "--iterations", "1", "--out", "/nowhere/out"], '"/nowhere/out" cannot be written'),
    ],
)
def test_bad_input_is_one_clear_line_and_status_2(
    arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["scalegame", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    told = capsys.readouterr()
    assert (end.value.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert words in told.err


@pytest.mark.parametrize(
    "arguments, words",
    [(["prove", FIRST, "--seeds", "2"], "seed 2 of 2"), (["solve", FIRST, "--iterations", "5"], "4 plans tried")],
)
def test_whoever_waits_is_told_how_far_it_is(
    arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["scalegame", *arguments])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(progress, "PATIENCE_MS", 0)
    monkeypatch.setattr(progress, "BETWEEN_SIGNS_MS", 0)
    with pytest.raises(SystemExit):
        main()
    told = capsys.readouterr()
    assert words in told.err
    assert told.err.endswith("\r\x1b[K")


@pytest.mark.deep
@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no such signals here")
def test_interrupting_a_proof_is_quiet_even_with_many_processes() -> None:
    """The signal goes to the whole group, as that of a terminal does, once the proof is surely under way."""
    script = (
        "import sys; from contextlib import nullcontext\n"
        "from scalegame.cli import main; from scalegame.cli.modders import prove\n"
        "prove.waiting = lambda: nullcontext(lambda line: print(line, file=sys.stderr, flush=True))\n"
        "sys.argv = ['scalegame', 'prove', '--seeds', '1000', '--jobs', '2']; main()"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", process_group=0
    ) as proof:
        assert proof.stderr is not None
        assert proof.stderr.read(7) == "proving"
        os.killpg(proof.pid, signal.SIGINT)
        out, err = proof.communicate(timeout=60)
    assert (proof.returncode, out) == (130, "")
    assert "Traceback" not in err
