"""A watched level file: it is read again when it or what it extends has changed, and the last good version stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from scalegame.content.reader.diagnostics import LevelError
from scalegame.content.watched_level import WatchedLevel
from tests.content.author import Author
from tests.content.example import SHORT


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path / "mine.json")


def test_what_has_not_changed_is_not_read_again(author: Author) -> None:
    watched = WatchedLevel(author.path)
    level = watched.level
    assert not watched.look()
    assert watched.level is level


def test_a_saved_file_is_read_again_and_a_broken_one_leaves_the_last_good_version(author: Author) -> None:
    watched = WatchedLevel(author.path)
    author.write(title="Second")
    assert watched.look()
    assert watched.level.title == "Second"
    author.save(b"{]")
    assert watched.look()
    assert not watched.look()
    assert (watched.level.title, len(watched.problems)) == ("Second", 1)
    author.path.unlink()
    assert watched.look()
    assert "cannot be read" in watched.problems[0].message
    author.write(title="Third")
    assert watched.look()
    assert (watched.level.title, watched.problems) == ("Third", ())


def test_what_a_level_extends_is_watched_as_well(author: Author, tmp_path: Path) -> None:
    base = tmp_path / "base.json"
    author.save(SHORT, base)
    author.save(b'{"format": 1, "id": "heir", "extends": "base.json"}')
    watched = WatchedLevel(author.path)
    author.save(SHORT.replace(b'"Short"', b'"Long"'), base)
    assert watched.look()
    assert watched.level.title == "Long"
    base.unlink()
    assert watched.look()
    assert watched.problems
    author.save(SHORT, base)
    assert watched.look()
    assert not watched.problems


def test_a_level_that_is_broken_from_the_start_cannot_be_watched(author: Author) -> None:
    author.save(b"{]")
    with pytest.raises(LevelError):
        WatchedLevel(author.path)
