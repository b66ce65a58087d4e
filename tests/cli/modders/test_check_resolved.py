"""``scalegame check --resolved``: what a level says with all that it extends, and who wrote what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.invoking import Shell
from tests.content.example import SHORT


@pytest.fixture
def heir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a level that extends one beside it."""
    monkeypatch.chdir(tmp_path)
    Path("base.json").write_bytes(SHORT)
    Path("heir.json").write_text('{"format": 1, "id": "heir", "extends": "base.json",\n "budget": 2.5}', "utf-8")
    return "heir.json"


def test_the_whole_level_is_printed_and_is_the_same_level(shell: Shell, heir: str) -> None:
    answer = shell("check", "--resolved", heir)
    assert (answer.status, answer.err) == (0, "")
    assert json.loads(answer.out) == {**json.loads(SHORT), "id": "heir", "budget": 2.5}


def test_every_value_is_printed_with_its_place(shell: Shell, heir: str) -> None:
    lines = shell("check", "--blame", heir).out.splitlines()
    assert "heir.json:2:12: budget = 2.5" in lines
    assert 'base.json:8:38: goals.session_loss.pass = "5%"' in lines


def test_what_cannot_be_put_together_is_told_with_its_place(shell: Shell, heir: str) -> None:
    Path("base.json").unlink()
    answer = shell("check", "--resolved", heir)
    assert answer.status == 2
    assert answer.err == 'scalegame: heir.json:1:40: "base.json" does not exist\n'


def test_one_level_at_a_time(shell: Shell, heir: str) -> None:
    assert shell("check", "--resolved", heir, heir).status == 2
    assert shell("check", "--blame", "--json", heir).status == 2
