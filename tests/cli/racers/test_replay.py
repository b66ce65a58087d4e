"""``scalegame replay``: what it writes, and the exit status of every answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from scalegame.cli import main, terminal
from scalegame.cli.output import progress
from scalegame.content.levels import find_level
from scalegame.engine.commands import AddStore, At
from scalegame.engine.game import RULESET
from scalegame.engine.scenario import StoreName
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.run import Run
from scalegame.runs.run_file import save
from scalegame.tui.messages import WatchRun
from tests.cli.invoking import inside

HEART = "make-it-stateless"


#: No command sees the player's own data.
# They start programs, or draw whole games.
pytestmark = [pytest.mark.deep, pytest.mark.usefixtures("home")]


@pytest.fixture(scope="module")
def reference() -> Run:
    level = find_level(HEART)
    return recorded(level, level.seed, play_plan(level.scenario, level.seed, level.plans["reference"]))


def written(run: Run, folder: Path) -> str:
    """Write ``run`` to a file and return its name."""
    save(run, folder / "run.json")
    return str(folder / "run.json")


def replayed(*arguments: str) -> Result:
    """Run ``scalegame replay`` in this process."""
    return inside("replay", *arguments)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[WatchRun]:
    """Pretend that there is a terminal, and collect what would be shown in it."""
    shown: list[WatchRun] = []
    monkeypatch.setattr("scalegame.tui.opening.watch", shown.append)
    monkeypatch.setattr(terminal, "has_terminal", lambda: True)
    return shown


def test_a_true_run_is_shown(tmp_path: Path, reference: Run, watched: list[WatchRun]) -> None:
    answer = replayed(written(reference, tmp_path), "--at", "40", "--speed", "0.25")
    assert (answer.exit_code, answer.output) == (0, "")
    [wanted] = watched
    assert wanted.run == reference
    assert (wanted.level.id, wanted.at, wanted.speed, wanted.subject) == (HEART, 40, 0.25, "The player")


def test_who_played_is_named(tmp_path: Path, reference: Run, watched: list[WatchRun]) -> None:
    replayed(written(replace(reference, player="Ada"), tmp_path))
    assert (watched[0].subject, watched[0].at, watched[0].speed) == ("Ada", 0, None)


def test_every_verdict_has_its_status(tmp_path: Path, reference: Run, watched: list[WatchRun]) -> None:
    answers = {}
    for status, run in (
        (1, replace(reference, seed=99)),
        (3, replace(reference, level_digest="0" * 64)),
        (3, replace(reference, level="nowhere")),
        (4, replace(reference, ruleset=RULESET + 1)),
    ):
        answer = replayed(written(run, tmp_path))
        assert answer.exit_code == status
        answers[status] = answer.stderr
    assert ": false: at tick 10 the state differs" in answers[1]
    assert ": other content: there is no level 'nowhere' here" in answers[3]
    assert f": other rules: it was played under ruleset {RULESET + 1}" in answers[4]
    (tmp_path / "damaged.json").write_text("{", encoding="utf-8")
    for name in ("damaged.json", "missing.json"):
        answer = replayed(str(tmp_path / name))
        assert answer.exit_code == 2
        assert answer.stderr.count("\n") == 1
        assert "unreadable: " in answer.stderr
    assert watched == []


def test_a_false_run_can_be_watched_to_where_it_differs(
    tmp_path: Path, reference: Run, watched: list[WatchRun]
) -> None:
    answer = replayed(written(replace(reference, seed=99), tmp_path), "--anyway")
    assert answer.exit_code == 1
    assert "at tick 10 the state differs" in answer.stderr
    assert watched[0].run.ticks == 10


def test_a_refused_command_ends_a_false_run(tmp_path: Path, reference: Run) -> None:
    bad = replace(reference, commands=(*reference.commands, At(40, AddStore(StoreName.REDIS))))
    cast = tmp_path / "run.cast"
    assert replayed(written(bad, tmp_path), "--anyway", "--cast", str(cast)).exit_code == 1
    assert "Here the run ends: a command at tick 40 is refused" in cast.read_text(encoding="utf-8").splitlines()[-2]


def test_content_that_is_not_here_cannot_be_watched_anyway(tmp_path: Path, reference: Run) -> None:
    assert replayed(written(replace(reference, level="nowhere"), tmp_path), "--anyway").exit_code == 3


def test_a_level_can_be_named(tmp_path: Path, watched: list[WatchRun]) -> None:
    plain = json.loads(Path(find_level(HEART).path).read_text(encoding="utf-8")) | {"id": "my-own"}
    plain.pop("$schema", None)
    (tmp_path / "own.json").write_text(json.dumps(plain), encoding="utf-8")
    level = find_level(str(tmp_path / "own.json"))
    path = written(recorded(level, 1, play_plan(level.scenario, 1, ())), tmp_path)
    assert replayed(path).exit_code == 3
    assert replayed(path, "--level", str(tmp_path / "own.json")).exit_code == 0
    assert watched[0].level.id == "my-own"
    answer = replayed(path, "--level", str(tmp_path / "run.json"))
    assert answer.exit_code != 0


def test_without_a_terminal_it_says_so(tmp_path: Path, reference: Run) -> None:
    answer = replayed(written(reference, tmp_path))
    assert answer.exit_code != 0
    assert "a replay needs a terminal; --cast and --svg write it to a file without one" in answer.stderr


def test_it_writes_a_recording_and_a_picture(tmp_path: Path, reference: Run) -> None:
    path, cast, svg = written(reference, tmp_path), tmp_path / "run.cast", tmp_path / "run.svg"
    answer = replayed(path, "--cast", str(cast), "--svg", str(svg), "--size", "100x30", "--speed", "8")
    assert (answer.exit_code, answer.output) == (0, "")
    header, *events = [json.loads(line) for line in cast.read_text(encoding="utf-8").splitlines()]
    assert (header["width"], header["height"], len(events)) == (100, 30, reference.ticks + 2)
    assert events[-2][0] == reference.ticks / 8
    assert "The end: won ★★★." in events[-2][2]
    assert "★★★" in svg.read_text(encoding="utf-8")


def test_both_can_begin_later(tmp_path: Path, reference: Run) -> None:
    path, cast, svg = written(reference, tmp_path), tmp_path / "run.cast", tmp_path / "run.svg"
    replayed(path, "--cast", str(cast), "--svg", str(svg), "--at", "125")
    assert len(cast.read_text(encoding="utf-8").splitlines()) == 8
    assert "2:05" in svg.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", ["10x10", "80", "axb", "80x24x3", "9999x9999", "80 x24"])
def test_a_size_must_be_one(size: str, tmp_path: Path, reference: Run) -> None:
    answer = replayed(written(reference, tmp_path), "--svg", str(tmp_path / "a.svg"), "--size", size)
    assert answer.exit_code == 2
    assert "is no size from 80x24 to 400x200" in answer.stderr


def test_what_cannot_be_written_is_told(tmp_path: Path, reference: Run) -> None:
    answer = replayed(written(reference, tmp_path), "--svg", str(tmp_path / "no" / "a.svg"))
    assert answer.exit_code != 0
    assert 'a.svg" cannot be written: No such file or directory' in answer.stderr


def test_whoever_waits_for_a_recording_is_told_how_far_it_is(
    tmp_path: Path, reference: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [written(reference, tmp_path), "--cast", str(tmp_path / "run.cast"), "--at", "120"]
    monkeypatch.setattr(sys, "argv", ["scalegame", "replay", *arguments])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(progress, "PATIENCE_MS", 0)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 0
    assert "frame 1 of 11" in capsys.readouterr().err


def test_an_interruption_leaves_no_half_recording(tmp_path: Path, reference: Run) -> None:
    """The first sign of progress on the terminal tells that frames are being drawn."""
    path, cast = written(reference, tmp_path), tmp_path / "run.cast"
    code = (
        "import sys\n"
        "from scalegame.cli import main\n"
        "from scalegame.cli.output import progress\n"
        "progress.PATIENCE_MS = 0\n"
        "sys.stderr.isatty = lambda: True\n"
        f"sys.argv = ['scalegame', 'replay', {path!r}, '--cast', {str(cast)!r}]\n"
        "main()\n"
    )
    game = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, env=dict(os.environ))
    with game:
        assert game.stderr is not None
        assert game.stderr.read(6) == b"\rframe"
        game.send_signal(signal.SIGINT)
        _, err = game.communicate(timeout=30)
    assert game.returncode == 130
    assert b"Traceback" not in err
    assert [one.name for one in tmp_path.iterdir() if one.name != "home"] == ["run.json"]
