"""Durable writing: the whole new file or the whole old one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
