"""Every option that names a file to write: what is no regular file is written through, or refused; never replaced."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from scalegame.content.levels import find_level
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.run_file import save
from tests.cli.invoking import Shell
from tests.special import pipe, posix_only, without_waiting

pytestmark = posix_only

LEVEL = "short"
#: Over so soon that a film of it is short.
_SHORT = {
    "format": 1,
    "id": LEVEL,
    "title": "Short",
    "briefing": "Soon over.",
    "start": {"servers": [{"names": ["A"]}]},
    "budget": 100,
    "allowed": ["add_server"],
    "waves": [{"title": "All day", "ticks": 8, "arrivals": [[0, 2], [8, 2]]}],
    "goals": {"session_loss": {"pass": "90%", "gold": "10%"}},
}

#: Each command that writes a file, up to the file's name. The replay's run is the one in the folder.
COMMANDS = {
    "run --out": ("run", LEVEL, "--out"),
    "run --trace": ("run", LEVEL, "--trace"),
    "splits --out": ("splits", LEVEL, "--format", "csv", "--out"),
    "solve --out": ("solve", LEVEL, "--iterations", "1", "--out"),
    "replay --svg": ("replay", "run.json", "--svg"),
    "replay --cast": ("replay", "run.json", "--cast"),
}
every_command = pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)


@pytest.fixture(autouse=True)
def played(shell: Shell, own_home: Path) -> None:
    """Lay down a level of the player's own, and a run of it."""
    (own_home / "levels").mkdir()
    (own_home / "levels" / "short.json").write_text(json.dumps(_SHORT), encoding="utf-8")
    level = find_level(LEVEL)
    save(recorded(level, level.seed, play_plan(level.scenario, level.seed, ())), Path("run.json"))


@every_command
def test_a_pipe_that_nobody_reads_is_refused_in_one_sentence(shell: Shell, command: tuple[str, ...]) -> None:
    pipe(Path("pipe"))
    with without_waiting():
        answer = shell(*command, "pipe")
    assert answer.status == 2
    assert answer.err == 'scalegame: "pipe" cannot be written: nobody reads it\n'
    assert Path("pipe").is_fifo()


@every_command
def test_a_device_stays_a_device(shell: Shell, command: tuple[str, ...]) -> None:
    """A link stands in for it: whoever fails here as root would replace the real one."""
    Path("null").symlink_to("/dev/null")
    assert shell(*command, "null").status in {0, 1}
    assert Path("null").is_symlink()
    assert Path("null").is_char_device()


@every_command
def test_a_link_stays_and_its_file_is_written(shell: Shell, command: tuple[str, ...]) -> None:
    Path("link").symlink_to("file")
    assert shell(*command, "link").status in {0, 1}
    assert Path("link").is_symlink()
    first = Path("file").read_bytes()
    assert first
    assert shell(*command, "link").status in {0, 1}
    assert Path("file").read_bytes() == first


@every_command
def test_a_folder_is_refused(shell: Shell, command: tuple[str, ...]) -> None:
    Path("folder").mkdir()
    assert shell(*command, "folder").status == 2
    assert list(Path("folder").iterdir()) == []


def test_a_pipe_that_somebody_reads_gets_the_run(shell: Shell) -> None:
    pipe(Path("pipe"))
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert shell("run", LEVEL, "--out", "pipe").status in {0, 1}
    data = os.read(reader, 1_000_000)
    os.close(reader)
    assert json.loads(data)["level"] == LEVEL


def test_an_export_and_a_summary_are_written_through_links(shell: Shell, own_home: Path) -> None:
    Path("board").mkdir()
    Path("board/board.json").symlink_to("../kept.json")
    Path("run.json").rename("board/run.json")
    shell("board", "--check", "board", "--update")
    assert Path("board/board.json").is_symlink()
    assert "run.json" in json.loads(Path("kept.json").read_bytes())["runs"]
