"""Printing where the encoding of the terminal lacks characters, as on many consoles of Windows."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.cli import _status
from scalegame.cli.output import streams

# They start programs, or kill them.
pytestmark = pytest.mark.deep


def printed(monkeypatch: pytest.MonkeyPatch, text: str, encoding: str) -> bytes:
    """Return the bytes that come out when ``text`` is printed in an encoding."""
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding=encoding, newline="\n")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        streams.print_in_any_encoding()
        sys.stdout.write(text)
        sys.stdout.flush()
    return stream.detach().getvalue()


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "cp850", "latin-1", "ascii"])
def test_stars_stay_as_many_as_they_are(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(monkeypatch, "won  ★★☆", encoding) == b"won  **-"


def test_what_an_encoding_has_is_printed_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(monkeypatch, "2 × −3 … ★", "cp1252") == "2 × -3 … *".encode("cp1252")
    assert printed(monkeypatch, "2 × −3 … ★", "utf-8") == "2 × −3 … ★".encode()


@given(st.text(), st.sampled_from(["cp1252", "cp437", "cp932", "ascii", "utf-8"]))
def test_no_text_fails(text: str, encoding: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        assert printed(patch, text, encoding).decode(encoding).isascii() or encoding != "ascii"


def test_the_command_line_prints_stars_on_a_console_of_windows(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "scalegame", "run", "make-it-stateless", "--plan", "reference"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "SCALEGAME_HOME": str(tmp_path)},
    )
    assert run.stdout.decode("cp1252").splitlines()[1].startswith("won  ***")


class Unread(io.StringIO):
    """A stream whose reader has gone, as Windows tells it."""

    def flush(self) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")


def test_a_reader_that_has_gone_is_no_error_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    gone: list[int] = []
    monkeypatch.setattr(sys, "argv", ["scalegame", "--version"])
    monkeypatch.setattr(sys, "stdout", Unread())
    monkeypatch.setattr("scalegame.cli._NO_READER", errno.EINVAL)
    monkeypatch.setattr("scalegame.cli._go_nowhere", lambda: gone.append(1))
    assert (_status(), gone) == (141, [1])
