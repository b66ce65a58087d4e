"""The log of answers, a file that is only ever added to: two games at once, or a crash, cost it at most a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

from scalegame.durable_files import append_durably, locked
from scalegame.inputs import read_bounded
from scalegame.learn.quiz.schedule import Answer
from scalegame.sanitize import harmless
from scalegame.wording.units import counted

ANSWERS, _LOCK = "quiz.jsonl", "quiz.lock"
#: A century of answers has fewer bytes.
MAX_ANSWERS_BYTES = 32 * 1024 * 1024
#: Longer lines are not ours, in bytes.
_LONGEST = 4096


class QuizLog:
    """The log in ``folder``. Nothing here raises: a quiz goes on without its log, and ``take_note`` says why."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / ANSWERS
        self._notes: list[str] = []

    def read(self) -> tuple[Answer, ...]:
        """Return all answers, the oldest first. Damaged lines are left out, and told once."""
        answers: list[Answer] = []
        damaged = told = 0
        try:
            for line in self._lines():
                match read_line(line):
                    case Answer() as answer:
                        answers.append(answer)
                    case int() as count:
                        told = max(told, count)
                    case _:
                        damaged += 1
        except OSError as error:
            self._note(f"Your answers cannot be read ({error.strerror}): the quiz begins anew.")
        if damaged > told:
            self._note(f"{counted(damaged, 'lines')} of {self._path} cannot be read and were skipped.")
            self._append({"damaged": damaged})
        return tuple(answers)

    def add(self, answer: Answer) -> None:
        """Write one answer down."""
        day = date.fromordinal(answer.day).isoformat()
        self._append({"day": day, "card": answer.card, "right": answer.right})

    def take_note(self) -> str:
        """Return what the player must know, once."""
        note = " ".join(self._notes)
        self._notes.clear()
        return note

    def _lines(self) -> Iterator[bytes]:
        try:
            file = BytesIO(read_bounded(self._path, MAX_ANSWERS_BYTES))
        except FileNotFoundError:
            return
        while line := file.readline(_LONGEST):
            if line.strip():
                yield line

    def _append(self, value: dict[str, object]) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with locked(self._folder / _LOCK):
                append_durably(self._path, json.dumps(value))
        except OSError as error:
            self._note(f"Your answers cannot be written down ({error.strerror}).")

    def _note(self, note: str) -> None:
        if harmless(note) not in self._notes:
            self._notes.append(harmless(note))


def read_line(line: bytes) -> Answer | int | None:
    """Return the answer in a line, or of how many damaged lines the player was told, or None if it is neither."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    match value:
        case {"day": str(day), "card": str(card), "right": bool(right)}:
            try:
                return Answer(date.fromisoformat(day).toordinal(), card, right)
            except ValueError:
                return None
        case {"damaged": int(count)}:
            return count
        case _:
            return None
