"""A mistake in a file, with its place; and the error that carries all of a file's mistakes at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from scalegame.content.reader.json_reader import Document, JsonError, JsonPath, Lines, read
from scalegame.content.schema.limits import MAX_PROBLEMS
from scalegame.sanitize import harmless

#: The characters of a source line that are kept before and after the place of a mistake.
_BEFORE, _AFTER = 100, 90
_CUT = "…"


class Severity(StrEnum):
    """An error keeps a level from being played; a warning is what its author should know."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. ``line`` and ``column`` count from 1; they are 0 when it is not about a place in a file.

    ``source`` is what stands around that place in its line, and ``caret`` the index in it that the place has.
    """

    file: str
    line: int
    column: int
    message: str
    source: str = ""
    caret: int = 0
    severity: Severity = Severity.ERROR

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


@dataclass(frozen=True, slots=True)
class FileSpot:
    """A place in a file, line and column counted from 1."""

    file: str
    lines: Lines
    line: int
    column: int


class Spots(Protocol):
    """Knows where each value was written."""

    def spot(self, path: JsonPath) -> FileSpot:
        """Return the place of the value at ``path``, or of the innermost one on the way that exists."""

    def spot_of_key(self, path: JsonPath) -> FileSpot:
        """Return the place of the key that ``path`` ends with; of its value where there is no key."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file and the document in it."""

    file: str
    document: Document

    def spot(self, path: JsonPath) -> FileSpot:
        """Return the place of the value at ``path``."""
        return FileSpot(harmless(self.file), self.document.lines, *self.document.at(path))

    def spot_of_key(self, path: JsonPath) -> FileSpot:
        """Return the place of the key that ``path`` ends with."""
        return FileSpot(harmless(self.file), self.document.lines, *self.document.at_key(path))


class Complaints:
    """Collects what is wrong with what ``spots`` knows the places of, each thing at its place."""

    def __init__(self, spots: Spots) -> None:
        self._spots = spots
        self._first = spots.spot(()).file
        self._found: list[tuple[FileSpot, str, Severity]] = []

    def say(self, path: JsonPath, message: str) -> None:
        """Report a mistake at the value at ``path``."""
        self._found.append((self._spots.spot(path), message, Severity.ERROR))

    def say_at_key(self, path: JsonPath, message: str) -> None:
        """Report a mistake at the key that ``path`` ends with."""
        self._found.append((self._spots.spot_of_key(path), message, Severity.ERROR))

    def advise(self, path: JsonPath, message: str) -> None:
        """Report at the value at ``path`` what keeps nobody from playing, but cannot be what the author wants."""
        self._found.append((self._spots.spot(path), message, Severity.WARNING))

    @property
    def fatal(self) -> bool:
        """Whether there is any error among what was reported."""
        return any(severity is Severity.ERROR for *_, severity in self._found)

    @property
    def full(self) -> bool:
        """Whether more was reported than anyone is told: then nobody needs to look for what else was meant."""
        return len(self._found) > MAX_PROBLEMS

    def settle(self) -> None:
        """Raise ``LevelError`` if any error was reported."""
        if self.fatal:
            raise LevelError(self.problems())

    def problems(self) -> tuple[Problem, ...]:
        """Return what was reported, in the order of the file; of very many the first, and that there are more."""
        found = sorted(dict.fromkeys(self._found), key=self._order)
        problems = tuple(
            _at(spot.lines, spot.file, spot.line, spot.column, message, severity=severity)
            for spot, message, severity in found[:MAX_PROBLEMS]
        )
        if len(found) <= MAX_PROBLEMS:
            return problems
        return (*problems, _and_more(self._first, Severity.ERROR if self.fatal else Severity.WARNING))

    def _order(self, found: tuple[FileSpot, str, Severity]) -> tuple[bool, str, int, int]:
        spot = found[0]
        return spot.file != self._first, spot.file, spot.line, spot.column


def read_document(data: bytes, file: str) -> Document:
    """Return the JSON document that ``data`` holds; raises ``LevelError``."""
    try:
        return read(data)
    except JsonError as error:
        raise _of_syntax(error, file) from None


def _of_syntax(error: JsonError, file: str) -> LevelError:
    file, faults = harmless(file), sorted(error.faults, key=lambda fault: (fault.line, fault.column))
    problems = [_at(error.lines, file, fault.line, fault.column, fault.message) for fault in faults[:MAX_PROBLEMS]]
    return LevelError(problems if len(faults) <= MAX_PROBLEMS else [*problems, _and_more(file)])


def of_file(file: str, message: str) -> LevelError:
    """Return the error for a file as a whole."""
    return LevelError((Problem(harmless(file), 0, 0, message),))


def of_request(message: str) -> LevelError:
    """Return the error for something that was asked for and is in no file."""
    return LevelError((Problem("", 0, 0, message),))


def unwritable(path: Path | str, error: OSError | ValueError) -> LevelError:
    """Return the error for a file that the user named and that cannot be written."""
    reason = error.strerror if isinstance(error, OSError) else "this is not a name a file can have"
    # Whole, unlike other quotes: what tells files apart stands at the end.
    return of_request(f'"{harmless(str(path))}" cannot be written: {reason}')


def _and_more(file: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(file, 0, 0, f"there are more than these {MAX_PROBLEMS} problems", severity=severity)


def _at(
    lines: Lines, file: str, line: int, column: int, message: str, *, severity: Severity = Severity.ERROR
) -> Problem:
    """Return a problem with the source around it. Columns count characters, and so does the caret."""
    text = lines.line(line)
    first, last = max(0, column - 1 - _BEFORE), column - 1 + _AFTER
    source = (_CUT if first else "") + harmless(text[first:last]) + (_CUT if last < len(text) else "")
    return Problem(file, line, column, message, source, column - 1 - first + bool(first), severity)
