"""``scalegame share``: a level becomes one line that play, run, check and verify take for its file."""

from __future__ import annotations

import json
from pathlib import Path

from scalegame.content.code import PREFIX
from tests.cli.invoking import Shell
from tests.content.example import SHORT


def test_a_level_is_shared_checked_and_played(shell: Shell) -> None:
    Path("mine.json").write_bytes(SHORT)
    answer = shell("share", "mine.json")
    assert (answer.status, answer.err) == (0, "")
    code = answer.out.strip()
    assert code.startswith(PREFIX)
    Path("mine.json").rename("elsewhere.json")
    assert shell("check", code).status == 0
    assert json.loads(shell("run", code, "--json").out)["level"] == "short"
    assert shell("share", code).out.strip() == code


def test_a_run_on_a_shared_level_is_verified_with_its_code(shell: Shell) -> None:
    Path("mine.json").write_bytes(SHORT)
    code = shell("share", "mine.json").out.strip()
    shell("run", code, "--out", "run.json")
    assert shell("verify", "run.json", "--level", code).status == 0
    assert shell("share", "run.json").out.startswith("sgr")


def test_what_a_level_extends_comes_along(shell: Shell) -> None:
    Path("base.json").write_bytes(SHORT)
    Path("heir.json").write_text('{"format": 1, "id": "heir", "extends": "base.json"}', encoding="utf-8")
    code = shell("share", "heir.json").out.strip()
    Path("base.json").unlink()
    assert json.loads(shell("run", code, "--json").out)["level"] == "heir"


def test_a_broken_level_is_not_shared(shell: Shell) -> None:
    Path("bad.json").write_bytes(SHORT.replace(b'"5%"', b"5"))
    answer = shell("share", "bad.json")
    assert answer.status == 2
    assert answer.err.startswith("scalegame: bad.json:8:38: ")
    Path("bad.json").write_bytes(SHORT[:-1])
    assert "bad.json:9:1" in shell("share", "bad.json").err or "bad.json:8:" in shell("share", "bad.json").err


def test_a_damaged_code_is_one_sentence(shell: Shell) -> None:
    Path("mine.json").write_bytes(SHORT)
    code = shell("share", "mine.json").out.strip()
    for command in ("check", "run"):
        answer = shell(command, code[:-5])
        assert answer.status == 2
        assert answer.err.endswith("copy the whole line\n")
        assert len(answer.err.splitlines()) == 1
