"""``scalegame migrate``: files of the newest format stay, older ones are rewritten, unknown ones are refused."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from scalegame.cli.modders import migrate as migrating
from scalegame.content.generated.scaffold import scaffold
from scalegame.content.migrations import Migrated, migrate
from tests.cli.invoking import Shell
from tests.content.test_migrations import IMAGINED, NEW, OLD


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make 3 the newest format, with steps that no format ever had."""

    def migrate_further(data: bytes, file: str) -> Migrated:
        return migrate(data, file, steps=IMAGINED, newest=3)

    monkeypatch.setattr(migrating, "migrate", migrate_further)


def test_a_level_of_today_stays_as_it_is(shell: Shell) -> None:
    Path("a.json").write_text(scaffold("a"), encoding="utf-8")
    answer = shell("migrate", "a.json")
    assert (answer.status, answer.out) == (0, "a.json: already format 1\n")
    assert Path("a.json").read_text(encoding="utf-8") == scaffold("a")


@pytest.mark.usefixtures("later")
def test_an_older_level_is_rewritten_in_its_place(shell: Shell) -> None:
    Path("old.json").write_bytes(OLD)
    Path("old.json").chmod(0o640)
    answer = shell("migrate", "old.json")
    told = "old.json: format 1 is now format 3; `scalegame check` looks it over\n"
    assert (answer.status, answer.out) == (0, told)
    assert Path("old.json").read_text(encoding="utf-8") == NEW
    assert stat.S_IMODE(Path("old.json").stat().st_mode) == 0o640
    assert shell("migrate", "old.json").out == "old.json: already format 3\n"


@pytest.mark.usefixtures("later")
def test_a_dry_run_shows_the_difference_and_changes_nothing(shell: Shell) -> None:
    Path("old.json").write_bytes(OLD)
    answer = shell("migrate", "--dry-run", "old.json")
    assert answer.status == 0
    lines = answer.out.splitlines()
    assert lines[:2] == ["--- old.json (format 1)", "+++ old.json (format 3)"]
    assert '-  "title": "The corner shop",' in lines
    assert '+  "name": "The corner shop",' in lines
    assert '   "id": "corner-shop",' in lines
    assert Path("old.json").read_bytes() == OLD


def test_what_cannot_be_migrated_is_refused_and_the_rest_goes_on(shell: Shell) -> None:
    Path("new.json").write_text(json.dumps({"format": 9}), encoding="utf-8")
    Path("ok.json").write_text(scaffold("ok"), encoding="utf-8")
    answer = shell("migrate", "new.json", "ok.json")
    assert answer.status == 1
    assert (
        answer.err
        == "new.json:1:12: this file is in format 9, which needs a newer scalegame: this one reads format 1\n"
    )
    assert answer.out == "ok.json: already format 1\n"


def test_a_file_that_is_not_there_is_bad_input(shell: Shell) -> None:
    answer = shell("migrate", "nowhere.json")
    assert answer.status == 2
    assert answer.err.count("\n") == 1
