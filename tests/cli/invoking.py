"""Commands of the command line run in this process: by click alone, or as a shell sees them."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest
from click.testing import CliRunner, Result

from scalegame.cli import cli, main


@dataclass(frozen=True, slots=True)
class Answer:
    """Exit status, what stands on standard output and what on standard error."""

    status: object
    out: str
    err: str


class Shell:
    """Runs commands one after another."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *arguments: object) -> Answer:
        self._monkeypatch.setattr(sys, "argv", ["scalegame", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        told = self._capsys.readouterr()
        return Answer(end.value.code, told.out, told.err)


def inside(*arguments: object, stdin: str = "") -> Result:
    """Run a command by click; its output is on ``stdout`` and ``stderr``, and an unexpected exception is raised."""
    return CliRunner().invoke(cli, [str(one) for one in arguments], input=stdin, catch_exceptions=False)
