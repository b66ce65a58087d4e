"""Reading what others put there: never more than a bound, and nothing is waited for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from scalegame.inputs import UnfitError, handle_of, read_bounded, read_head
from tests.special import KINDS, posix_only, without_waiting


def test_a_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"12345\r\n")
    assert read_bounded(file, 7) == b"12345\r\n"
    assert read_head(file, 4) == b"1234"
    with pytest.raises(UnfitError) as error:
        read_bounded(file, 6)
    assert error.value.strerror == "it has more than 6 bytes"


@posix_only
@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "it")
    with without_waiting(), pytest.raises(OSError, match=r"no regular file|a folder|No such file"):
        read_bounded(tmp_path / "it", 10)


@posix_only
def test_a_link_to_a_file_is_the_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("1", encoding="utf-8")
    (tmp_path / "link").symlink_to("file")
    assert read_bounded(tmp_path / "link", 10) == b"1"


@posix_only
def test_what_the_shell_opened_is_read_as_far_as_its_bound(tmp_path: Path) -> None:
    """As in ``verify <(…)``: the bytes come when they come."""
    ours, theirs = os.pipe()
    os.write(theirs, b"12345")
    os.close(theirs)
    named = Path(f"/dev/fd/{ours}")
    assert read_head(named, 3) == b"123"
    assert read_bounded(named, 2) == b"45"
    assert read_bounded(named, 2) == b""
    os.close(ours)
    with pytest.raises(OSError, match=r"No such file|Bad file"):
        read_head(named, 3)


@posix_only
def test_an_endless_device_is_read_as_far_as_its_bound_when_the_shell_opened_it() -> None:
    handle = os.open("/dev/zero", os.O_RDONLY)
    with pytest.raises(UnfitError, match="more than 9 bytes"):
        read_bounded(Path(f"/dev/fd/{handle}"), 9)
    os.close(handle)


@posix_only
def test_nobody_waits_for_what_somebody_types() -> None:
    ours, theirs = os.openpty()
    with without_waiting(), pytest.raises(UnfitError, match="it is a terminal"):
        read_head(Path(f"/dev/fd/{theirs}"), 9)
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize(
    "name, handle",
    [
        ("/dev/stdin", 0), ("/dev/stdout", 1), ("/dev/stderr", 2), ("/dev/fd/63", 63), ("/proc/self/fd/7", 7),
        ("/dev/null", None), ("dev/stdin", None), ("/dev/fd/", None), ("/dev/fd/1/x", None), ("run.json", None),
    ],
)  # fmt: skip
def test_what_stands_for_an_open_file(name: str, handle: int | None) -> None:
    assert handle_of(Path(name)) == handle
