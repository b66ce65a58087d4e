"""Durable writing: the whole new file or the whole old one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scalegame import durable_files
from scalegame.durable_files import Lock, append_durably, in_use, locked, open_output, write_durably
from scalegame.inputs import UnfitError
from tests.special import pipe, posix_only, without_waiting


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


@posix_only
def test_a_file_keeps_who_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch(mode=0o600)
    file.chmod(0o640)
    write_durably(file, "new")
    assert file.stat().st_mode & 0o777 == 0o640


@posix_only
def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    target, link, another = tmp_path / "far" / "target", tmp_path / "link", tmp_path / "another"
    target.write_text("old", encoding="utf-8")
    link.symlink_to("far/target")
    another.symlink_to("link")
    write_durably(another, "new")
    assert target.read_text(encoding="utf-8") == "new"
    assert link.is_symlink()
    assert another.is_symlink()
    assert list(target.parent.iterdir()) == [target]


@posix_only
def test_a_link_that_leads_nowhere_leads_to_the_new_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    write_durably(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text(encoding="utf-8") == "new"
    (tmp_path / "far").symlink_to("no/folder")
    with pytest.raises(FileNotFoundError):
        write_durably(tmp_path / "far", "new")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OSError, match="symbolic links"):
        write_durably(tmp_path / "loop", "new")


@posix_only
def test_a_device_is_written_to_and_stays(tmp_path: Path) -> None:
    """A link stands in for the device: whoever fails here as root would replace the real one."""
    link = tmp_path / "null"
    link.symlink_to("/dev/null")
    write_durably(link, "text")
    assert link.is_char_device()
    (tmp_path / "full").symlink_to("/dev/full")
    if (tmp_path / "full").exists():
        with pytest.raises(OSError, match="No space left"):
            write_durably(tmp_path / "full", "text")


@posix_only
def test_a_pipe_is_written_to_if_somebody_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    pipe(path)
    with without_waiting(), pytest.raises(UnfitError, match="nobody reads it"):
        write_durably(path, "text")
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    write_durably(path, "text")
    with open_output(path) as file:
        file.write(" and more")
    assert os.read(reader, 100) == b"text and more"
    os.close(reader)
    assert path.is_fifo()
    assert list(tmp_path.iterdir()) == [path]


@posix_only
def test_what_the_shell_opened_is_written_to_where_it_stands(tmp_path: Path) -> None:
    """As in ``--out /dev/fd/3 3>>log``, where a new file would take the place of the log."""
    log = tmp_path / "log"
    log.write_text("before ", encoding="utf-8")
    handle = os.open(log, os.O_WRONLY | os.O_APPEND)
    write_durably(Path(f"/dev/fd/{handle}"), "text")
    os.write(handle, b" after")
    os.close(handle)
    assert log.read_text(encoding="utf-8") == "before text after"


@posix_only
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/stderr"])
def test_standard_output_is_written_to_where_it_stands(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Standard output may be what the shell made of it: a file, a pipe, a terminal."""
    os.write(1, b"before ")
    write_durably(Path(name), "text")
    told = capfd.readouterr()
    assert (told.out, told.err) == (("before text", "") if name == "/dev/stdout" else ("before ", "text"))


def test_a_folder_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):  # noqa: PT011 - each system has its own words
        write_durably(tmp_path / "folder", "text")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder"]


@posix_only
def test_locks_and_logs_are_files(tmp_path: Path) -> None:
    path = tmp_path / "it"
    pipe(path)
    with without_waiting():
        with pytest.raises(UnfitError), locked(path):
            pass
        with pytest.raises(UnfitError):
            Lock.take(path)
        with pytest.raises(UnfitError):
            append_durably(path, "line")
        assert not in_use(path)


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
    monkeypatch.setattr(durable_files, "_RENAMINGS", 5)
    monkeypatch.setattr(durable_files, "sleep", lambda _: None)
    path = tmp_path / "run.json"
    path.write_text("old", encoding="utf-8")
    durable_files.write_durably(path, "new")
    assert (path.read_text(encoding="utf-8"), [file.name for file in tmp_path.iterdir()]) == ("new", ["run.json"])


def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "replace", refusing)
    monkeypatch.setattr(durable_files, "_RENAMINGS", 5)
    monkeypatch.setattr(durable_files, "sleep", lambda _: None)
    path = tmp_path / "run.json"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(PermissionError):
        durable_files.write_durably(path, "new")
    assert (path.read_text(encoding="utf-8"), [file.name for file in tmp_path.iterdir()]) == ("old", ["run.json"])
