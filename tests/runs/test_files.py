"""Durable writing: the whole new file or the whole old one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scalegame.runs import files
from scalegame.runs.files import append_durably, write_durably


def test_a_file_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "file"
    write_durably(file, "old")
    write_durably(file, "new ★\n")
    assert file.read_bytes() == "new ★\n".encode()
    assert list(tmp_path.iterdir()) == [file]


def test_a_disk_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    write_durably(file, "old")

    def full(handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        write_durably(file, "new")
    assert file.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_lines_are_added_whole_and_half_a_line_stays_alone(tmp_path: Path) -> None:
    path = tmp_path / "log"
    append_durably(path, "one")
    append_durably(path, "two ✔")
    with path.open("a", encoding="utf-8") as file:
        file.write("ha")
    append_durably(path, "three")
    assert path.read_text(encoding="utf-8") == "one\ntwo ✔\nha\nthree\n"


@pytest.mark.parametrize("refusals", [0, 1, 4])
def test_a_file_that_is_read_just_now_is_replaced_a_moment_later(
    refusals: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a name cannot be given away while somebody reads the file that has it."""
    left, replace = [None] * refusals, Path.replace

    def refusing(self: Path, target: Path) -> Path:
        if left:
            left.pop()
            raise PermissionError(13, "Access is denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refusing)
    monkeypatch.setattr(files, "_RENAMINGS", 5)
    monkeypatch.setattr(files, "sleep", lambda _: None)
    path = tmp_path / "run.json"
    path.write_text("old", encoding="utf-8")
    files.write_durably(path, "new")
    assert (path.read_text(encoding="utf-8"), [file.name for file in tmp_path.iterdir()]) == ("new", ["run.json"])


def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "replace", refusing)
    monkeypatch.setattr(files, "_RENAMINGS", 5)
    monkeypatch.setattr(files, "sleep", lambda _: None)
    path = tmp_path / "run.json"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(PermissionError):
        files.write_durably(path, "new")
    assert (path.read_text(encoding="utf-8"), [file.name for file in tmp_path.iterdir()]) == ("old", ["run.json"])
