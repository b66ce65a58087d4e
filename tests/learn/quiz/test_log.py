"""The log of answers: added to and never rewritten; damage costs a line and is told once."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from scalegame.learn.quiz.log import QuizLog
from scalegame.learn.quiz.schedule import Answer

FIRST = Answer(739_000, "level:0123", right=True)
SECOND = Answer(739_001, "pack/[@click=app.bell]level[/]:4567\u202e", right=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "not yet there"


def test_what_was_answered_is_there_again(folder: Path) -> None:
    log = QuizLog(folder)
    assert log.read() == ()
    log.add(FIRST)
    log.add(SECOND)
    assert QuizLog(folder).read() == (FIRST, SECOND)
    assert log.take_note() == ""


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe\x00", b"{", b"[]", b'"day"', b'{"day": "2024-02-30", "card": "a", "right": true}', b"[" * 3000,
        b'{"day": 5, "card": "a", "right": true}', b'{"day": "2024-02-01", "card": "a", "right": 1}', b"x" * 9000,
    ],
    ids=range(9),
)  # fmt: skip
def test_a_damaged_line_costs_itself_and_is_told_once(folder: Path, line: bytes) -> None:
    log = QuizLog(folder)
    log.add(FIRST)
    with (folder / "quiz.jsonl").open("ab") as file:
        file.write(line + b"\n")
    log.add(SECOND)
    assert log.read() == (FIRST, SECOND)
    assert "cannot be read and" in log.take_note()
    assert log.take_note() == ""
    again = QuizLog(folder)
    assert again.read() == (FIRST, SECOND)
    assert again.take_note() == ""


def test_half_a_line_that_a_crash_has_left_spoils_no_other(folder: Path) -> None:
    log = QuizLog(folder)
    log.add(FIRST)
    with (folder / "quiz.jsonl").open("ab") as file:
        file.write(b'{"day": "2024-0')
    log.add(SECOND)
    assert log.read() == (FIRST, SECOND)
    assert log.take_note().startswith("1 line of ")


def test_a_folder_that_cannot_be_written_or_read_stops_nobody(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    log = QuizLog(blocked / "home")
    log.add(FIRST)
    log.add(FIRST)
    assert log.take_note().count("cannot be written down") == 1
    (tmp_path / "quiz.jsonl").mkdir()
    log = QuizLog(tmp_path)
    assert log.read() == ()
    assert "cannot be read" in log.take_note()


def _answers(folder: Path, name: str) -> None:
    log = QuizLog(folder)
    for number in range(10):
        log.add(Answer(739_000 + number, name, right=True))


def test_two_games_at_once_lose_nothing(folder: Path) -> None:
    # The lock belongs to an open file, so two threads meet at it as two processes do.
    games = [Thread(target=_answers, args=(folder, name)) for name in ("a", "b")]
    for game in games:
        game.start()
    for game in games:
        game.join()
    found = QuizLog(folder).read()
    assert len(found) == 20
    for name in ("a", "b"):
        assert [answer.day for answer in found if answer.card == name] == list(range(739_000, 739_010))
