"""A mistake in a file, with its place; and the error that carries all of a file's mistakes at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scalegame.content.positions import Document, JsonError, Path
from scalegame.content.words import harmless

#: A file can be wrong in ten thousand places; nobody reads more than this.
MOST_PROBLEMS = 50
_LONGEST_SOURCE_LINE = 400


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. ``line`` and ``column`` count from 1; they are 0 when it is not about a place in a file."""

    file: str
    line: int
    column: int
    message: str
    source_line: str = ""

    def __str__(self) -> str:
        place = f":{self.line}:{self.column}" if self.line else ""
        return f"{self.file}{place}: {self.message}" if self.file else self.message


class LevelError(ValueError):
    """A level or plan cannot be used; ``problems`` says why, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @property
    def summary(self) -> str:
        """The first problem in one line, and how many more there are."""
        more = len(self.problems) - 1
        rest = f" (and {more} more {'problem' if more == 1 else 'problems'})" if more else ""
        return f"{self.problems[0]}{rest}"


class Complaints:
    """Collects what is wrong with one document, each thing at its place."""

    def __init__(self, document: Document, file: str) -> None:
        self._document = document
        self._file = harmless(file)
        self._found: list[tuple[int, int, str]] = []

    def say(self, path: Path, message: str) -> None:
        """Report a mistake at the value at ``path``."""
        self._found.append((*self._document.at(path), message))

    def say_at_key(self, path: Path, message: str) -> None:
        """Report a mistake at the key that ``path`` ends with."""
        self._found.append((*self._document.at_key(path), message))

    def settle(self) -> None:
        """Raise ``LevelError`` if anything was reported."""
        if self._found:
            raise LevelError(
                Problem(self._file, line, column, message, shown(self._document.lines.line(line)))
                for line, column, message in sorted(dict.fromkeys(self._found), key=_place)[:MOST_PROBLEMS]
            )


def _place(found: tuple[int, int, str]) -> tuple[int, int]:
    line, column, _ = found
    return line, column


def of_syntax(error: JsonError, file: str) -> LevelError:
    """Return the error for a file that is no JSON."""
    return LevelError(
        Problem(harmless(file), fault.line, fault.column, fault.message, shown(error.lines.line(fault.line)))
        for fault in error.faults[:MOST_PROBLEMS]
    )


def of_file(file: str, message: str) -> LevelError:
    """Return the error for a file as a whole."""
    return LevelError((Problem(harmless(file), 0, 0, message),))


def of_request(message: str) -> LevelError:
    """Return the error for something that was asked for and is in no file."""
    return LevelError((Problem("", 0, 0, message),))


def shown(line: str) -> str:
    """Return a source line as it can be printed: its columns keep their numbers."""
    return harmless(line[:_LONGEST_SOURCE_LINE])
