"""Running a command of the command line in this process, as a shell would see it."""

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


def inside(*arguments: str) -> Result:
    """Run a command as click does for tests: output and exit status in one value, nothing of ``main``."""
    return CliRunner().invoke(cli, arguments)
