"""The picture of the README comes from the real game and fetches nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scalegame.tui.picture import draw, main


async def test_the_picture_shows_a_crash_and_a_server_on_redis() -> None:
    svg = await draw()
    words = svg.replace("&#160;", " ")
    assert "B crashed." in words
    assert "Redis" in words
    assert "sticky cookie" in words
    assert not re.search(r"@font-face|url\(\s*[\"']?https?:|<image|href=[\"']?https?:", svg)


def test_a_missing_file_name_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().err == "usage: python -m scalegame.tui.picture FILE.svg\n"


def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nowhere" / "x.svg")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
