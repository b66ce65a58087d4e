"""A home folder with pipes, endless devices and links that lead nowhere: each is named or passed by, nothing waits."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from scalegame.content.levels import all_levels
from scalegame.learn.quiz.log import QuizLog
from scalegame.learn.quiz.schedule import Answer
from scalegame.playthrough.progress import preferences
from scalegame.playthrough.progress.records import library
from scalegame.runs.run_file import MAX_BYTES
from tests.cli.invoking import Shell
from tests.special import KINDS, dangling, endless, pipe, posix_only, without_waiting

pytestmark = posix_only

#: Where something lies that is no file.
_PLACES = (
    "runs/a.json", "runs/b.json.lock", "runs/.c.json.x.new", "imported/a.json", "levels/a.json", "levels/b.zip",
    "packs/a.zip", "packs/b.json", "habits.json", "quiz.jsonl", "quiz.lock", "progress.json", "library.sqlite3",
    "library.sqlite3.lock",
)  # fmt: skip
every_kind = pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)


def lay(home: Path, make: Callable[[Path], None], *places: str) -> None:
    for place in places:
        (home / place).parent.mkdir(exist_ok=True)
        make(home / place)


@every_kind
@pytest.mark.parametrize("command", ["levels", "doctor", "board", "splits"])
def test_commands_that_look_at_the_whole_home(
    shell: Shell, own_home: Path, make: Callable[[Path], None], command: str
) -> None:
    lay(own_home, make, *_PLACES)
    with without_waiting():
        answer = shell(command, *(["1"] if command == "splits" else []))
    assert answer.status in {0, 1}
    assert "Traceback" not in answer.err


@every_kind
def test_the_game_itself_reads_and_writes_on(own_home: Path, make: Callable[[Path], None]) -> None:
    lay(own_home, make, "habits.json", "quiz.jsonl", "quiz.lock", "progress.json")
    with without_waiting():
        assert preferences.load() == preferences.Preferences()
        assert preferences.change(declined=1).declined == 1
        log = QuizLog(own_home)
        log.add(Answer(1, "card", right=True))
        log.read()
        assert library().bests(all_levels().levels) == {}


def test_a_pipe_among_the_runs_is_named_and_the_rest_is_read(shell: Shell, own_home: Path) -> None:
    assert shell("run", "1", "--out", "run.json").status in {0, 1}
    (own_home / "runs").mkdir()
    Path("run.json").rename(own_home / "runs" / "good.json")
    lay(own_home, pipe, "runs/a.json")
    lay(own_home, endless, "runs/z.json")
    lay(own_home, dangling, "runs/n.json")
    with without_waiting():
        records = library()
        records.catch_up()
    assert records.latest() is not None
    left = "cannot be read: it is no regular file. It was left where it is."
    assert records.take_notes() == tuple(f"{own_home / 'runs' / name} {left}" for name in ("a.json", "z.json"))
    assert (own_home / "runs" / "a.json").is_fifo()


def test_a_run_file_that_is_too_large_is_set_aside_for_that(own_home: Path) -> None:
    (own_home / "runs").mkdir()
    with (own_home / "runs" / "big.json").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    library().catch_up()
    (note,) = library().take_notes()
    assert f"a run file has at most {MAX_BYTES:,} bytes; it was set aside as" in note


def test_doctor_names_what_the_game_does_without(shell: Shell, own_home: Path) -> None:
    lay(own_home, pipe, "habits.json")
    lay(own_home, endless, "quiz.jsonl")
    with (own_home / "progress.json").open("wb") as file:
        file.truncate(2 * 1024 * 1024)
    troubles = json.loads(shell("doctor", "--json").out)["troubles"]
    assert troubles == [
        f"{own_home / 'habits.json'} cannot be read: it is no regular file",
        f"{own_home / 'quiz.jsonl'} cannot be read: it is no regular file",
        f"{own_home / 'progress.json'} cannot be read: it has more than 1,048,576 bytes",
    ]


@every_kind
@pytest.mark.parametrize(
    "command",
    [
        ("verify", "it.json"), ("board", "--import", "it.json"), ("board", "--check", "folder"), ("check", "it.json"),
        ("run", "1", "--plan", "it.json"), ("run", "it.json"), ("replay", "it.json", "--svg", "x"),
        ("share", "it.json"),
        ("migrate", "it.json"), ("verify", "folder", "--level", "it.json"), ("check", "folder"), ("check", "pack.zip"),
    ],
    ids="-".join,
)  # fmt: skip
def test_what_is_named_is_refused_in_a_sentence(
    shell: Shell, make: Callable[[Path], None], command: tuple[str, ...]
) -> None:
    Path("folder").mkdir()
    for name in ("it.json", "folder/a.json", "folder/board.json", "pack.zip"):
        make(Path(name))
    with without_waiting():
        answer = shell(*command)
    assert answer.status in {1, 2}
    assert "Traceback" not in answer.err
    assert answer.out or answer.err.count("\n") == 1


@pytest.mark.parametrize("command", [("verify",), ("run", "1", "--plan"), ("check",)], ids="-".join)
def test_what_the_shell_gives_by_a_pipe_is_read(shell: Shell, command: tuple[str, ...]) -> None:
    """As ``verify <(…)`` does."""
    ours, theirs = os.pipe()
    os.write(theirs, b"[]")
    os.close(theirs)
    answer = shell(*command, f"/dev/fd/{ours}")
    os.close(ours)
    assert "no regular file" not in answer.out + answer.err
    if command[0] == "run":
        assert answer.status in {0, 1}
