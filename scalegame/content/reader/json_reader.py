"""A small JSON reader that knows where everything stands, so that every mistake can be shown at its place.

Strict JSON in UTF-8: no comments, no trailing commas, no duplicate keys, no NaN. After a mistake that can be
meant in one way only (these, and a missing comma) reading goes on, so that all of them are told at once. Numbers
stay exact (``int``, or ``Decimal`` when there is a fraction). Size, nesting and the number of values are bounded
by ``limits`` while reading, so a hostile file costs no more than its own length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from scalegame.content.reader.phrases import quoted
from scalegame.content.reader.syntax_hints import WORD, after_the_end, instead
from scalegame.content.schema.limits import (
    MAX_BYTES,
    MAX_MAGNITUDE,
    MAX_NESTING,
    MAX_NUMBER_LENGTH,
    MAX_PROBLEMS,
    MAX_VALUES,
)

#: The way to a value from the outermost one: keys of objects and indexes of lists.
JsonPath = tuple[str | int, ...]
JsonValue = bool | int | Decimal | str | list["JsonValue"] | dict[str, "JsonValue"] | None

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_PLAIN_TEXT = re.compile(r'[^"\\\x00-\x1f]*')
_HEX4 = re.compile(r"[0-9a-fA-F]{4}")
_LINE_END = re.compile(r"\r\n|\n|\r")
#: The comments of other languages: to the end of the line, or to the closing sign.
_COMMENT = re.compile(r"(?://|#)[^\r\n]*|/\*(?s:.*?)\*/")
#: With what a value can begin, so that only a comma can be missing before it.
_BEGINNINGS = frozenset('"{[-0123456789')
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
#: Characters beyond U+FFFF are escaped as two halves (UTF-16 surrogates).
_HIGH_HALVES, _LOW_HALVES = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_LITERALS: dict[str, JsonValue] = {"true": True, "false": False, "null": None}
_MISSPELT = {"true": "true", "false": "false", "null": "null", "none": "null", "nil": "null"}
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in the text: where it is (lines and columns count from 1) and a sentence about it."""

    line: int
    column: int
    message: str


class Lines:
    """The beginnings of a text's lines. Lines and columns count from 1, columns in characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of the character at ``offset``."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return a line without its end."""
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end].rstrip("\r\n")


class JsonError(ValueError):
    """The bytes are not the JSON we read; ``faults`` says why and ``lines`` holds the text."""

    def __init__(self, faults: tuple[Fault, ...], lines: Lines) -> None:
        super().__init__("; ".join(f"line {fault.line}, column {fault.column}: {fault.message}" for fault in faults))
        self.faults = faults
        self.lines = lines


@dataclass(frozen=True)
class Document:
    """A value with the place of each of its parts.

    ``values`` and ``keys`` map the path of a part to the offset of its value and of its key.
    """

    value: JsonValue
    text: str
    values: Mapping[JsonPath, int]
    keys: Mapping[JsonPath, int]

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines(self.text)

    def at(self, path: JsonPath) -> tuple[int, int]:
        """Return line and column of the value at ``path``, or of the innermost one on the way that exists."""
        while path not in self.values:
            path = path[:-1]
        return self.lines.place(self.values[path])

    def at_key(self, path: JsonPath) -> tuple[int, int]:
        """Return line and column of the key that ``path`` ends with; of its value where there is no key."""
        if path in self.keys:
            return self.lines.place(self.keys[path])
        return self.at(path)


def read(data: bytes) -> Document:
    """Read one JSON value; raises ``JsonError`` with every mistake up to the first that leaves open what is meant."""
    if len(data) > MAX_BYTES:
        fault = Fault(1, 1, f"the file is too big: at most {MAX_BYTES:,} bytes are allowed")
        raise JsonError((fault,), Lines(""))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        lines = Lines(data[: error.start].decode("utf-8"))
        kind = "this is UTF-16" if data.startswith(_UTF_16) else "this is not UTF-8 text"
        fault = Fault(*lines.place(len(lines.text)), f"{kind}; save the file as UTF-8")
        raise JsonError((fault,), lines) from None
    # Some editors on Windows put a byte order mark first; it is not worth an argument.
    text = text.removeprefix("\ufeff")
    if (zero := text.find("\0")) >= 0:
        lines = Lines(text)
        raise JsonError((Fault(*lines.place(zero), "a zero byte stands here: this is no UTF-8 text"),), lines)
    return _Reader(text).document()


class _Stopped(Exception):  # noqa: N818 - it ends the reading, the faults say what is wrong
    """Reading cannot go on."""


class _Reader:
    """One pass over the text. Recursion is bounded by ``MAX_NESTING``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.index = 0
        self.values: dict[JsonPath, int] = {}
        self.keys: dict[JsonPath, int] = {}
        self.faults: list[Fault] = []

    def document(self) -> Document:
        try:
            value = self._value(())
            self._skip_space()
            if self.index < len(self.text):
                raise self._stopped(after_the_end(self._peek()))
        except _Stopped:
            value = None
        if self.faults:
            raise JsonError(tuple(self.faults), self.lines)
        return Document(value, self.text, self.values, self.keys)

    def _value(self, path: JsonPath) -> JsonValue:
        self._skip_space()
        if len(self.values) >= MAX_VALUES:
            raise self._stopped(f"the file holds more than {MAX_VALUES:,} values")
        self.values[path] = self.index
        match self._peek():
            case "{":
                return self._object(path)
            case "[":
                return self._list(path)
            case '"':
                return self._string()
            case "":
                raise self._stopped("the file ends where a value should stand")
            case character if character in "-0123456789":
                return self._number()
            case _:
                return self._literal()

    def _object(self, path: JsonPath) -> JsonValue:
        start = self._open(path)
        found: dict[str, JsonValue] = {}
        if self._closes("}"):
            return found
        while True:
            self._skip_space()
            key_at = self.index
            if self._peek() != '"':
                raise self._stopped(instead(self.text, self.index, "a field's name in double quotes"))
            key = self._string()
            inner = (*path, key)
            if key in found:
                line, _ = self.lines.place(self.keys[inner])
                self._fault(key_at, f"{quoted(key)} stands here a second time; the first is in line {line}")
            self.keys[inner] = key_at
            self._skip_space()
            if self._peek() != ":":
                raise self._stopped(f"a colon must follow the field's name {quoted(key)}")
            self.index += 1
            found[key] = self._value(inner)
            if self._ends("}", start):
                return found

    def _list(self, path: JsonPath) -> JsonValue:
        start = self._open(path)
        found: list[JsonValue] = []
        if self._closes("]"):
            return found
        while True:
            found.append(self._value((*path, len(found))))
            if self._ends("]", start):
                return found

    def _open(self, path: JsonPath) -> int:
        """Step over the opening bracket; return where it stands."""
        if len(path) >= MAX_NESTING:
            raise self._stopped(f"values are nested more than {MAX_NESTING} deep")
        self.index += 1
        return self.index - 1

    def _closes(self, bracket: str) -> bool:
        """Step over an immediately closing ``bracket`` if there is one."""
        self._skip_space()
        closes = self._peek() == bracket
        self.index += closes
        return closes

    def _ends(self, bracket: str, start: int) -> bool:
        """Step over what follows a part: the closing ``bracket`` (true) or a comma (false)."""
        self._skip_space()
        character = self._peek()
        if character == ",":
            comma = self.index
            self.index += 1
            if ends := self._closes(bracket):
                self._fault(comma, f"a comma stands before the closing {bracket}; remove the comma")
            return ends
        if character == bracket:
            self.index += 1
            return True
        if character == '"' or (bracket == "]" and character in _BEGINNINGS):
            self._fault(self.index, "a comma is missing before this")
            return False
        if not character:
            line, column = self.lines.place(start)
            raise self._stopped(
                f"the file ends, but the {self.text[start]} in line {line}, column {column} is still open"
            )
        raise self._stopped(instead(self.text, self.index, f"a comma or the closing {bracket}"))

    def _string(self) -> str:
        start = self.index
        self.index += 1
        parts: list[str] = []
        while True:
            plain = _PLAIN_TEXT.match(self.text, self.index)
            if plain is not None:
                parts.append(plain.group())
                self.index = plain.end()
            character = self._peek()
            if character == '"':
                self.index += 1
                return "".join(parts)
            if character == "\\":
                parts.append(self._escape())
            elif character in ("", "\n", "\r"):
                self.index = start
                raise self._stopped("this text has no closing quote in its line")
            else:
                kind = "tabulator" if character == "\t" else "control character"
                raise self._stopped(f"a {kind} (U+{ord(character):04X}) stands in a text")

    def _escape(self) -> str:
        letter = self.text[self.index + 1 : self.index + 2]
        if letter in _ESCAPES:
            self.index += 2
            return _ESCAPES[letter]
        if letter != "u":
            raise self._stopped(
                f"{quoted(chr(92) + letter)} is not an escape that JSON knows; write \\\\ for a backslash"
            )
        code = self._hex()
        if code in _HIGH_HALVES and self.text.startswith("\\u", self.index):
            low = self._hex()
            if low in _LOW_HALVES:
                return chr(0x10000 + (_HIGH_HALVES.index(code) << 10) + _LOW_HALVES.index(low))
            code = low
        if code in _HIGH_HALVES or code in _LOW_HALVES:
            self.index -= 6
            raise self._stopped("this \\u escape is half a character; its other half is missing")
        return chr(code)

    def _hex(self) -> int:
        digits = _HEX4.match(self.text, self.index + 2)
        if digits is None:
            raise self._stopped("four hexadecimal digits must follow \\u")
        self.index = digits.end()
        return int(digits.group(), 16)

    def _number(self) -> int | Decimal:
        start = self.index
        found = _NUMBER.match(self.text, start)
        word = WORD.match(self.text, start)
        if found is None or word is None or found.end() != word.end():
            raise self._stopped(f"{quoted(word.group() if word else '-')} is not a number as JSON writes them")
        digits = found.group()
        if len(digits) > MAX_NUMBER_LENGTH:
            raise self._stopped(f"this number has {len(digits):,} characters; at most {MAX_NUMBER_LENGTH} are allowed")
        # Decimal reads any exponent without computing it, so the size is known before it costs anything.
        number = Decimal(digits)
        if number and abs(number.adjusted()) > MAX_MAGNITUDE:
            raise self._stopped(
                f"the number {digits} is beyond what a level needs (10 to the power of {MAX_MAGNITUDE})"
            )
        self.index = found.end()
        return int(number) if number == number.to_integral_value() else number

    def _literal(self) -> JsonValue:
        word = WORD.match(self.text, self.index)
        if word is not None and word.group() in _LITERALS:
            self.index = word.end()
            return _LITERALS[word.group()]
        meant = _MISSPELT.get(word.group().lower()) if word is not None else None
        if word is not None and meant is not None:
            self._fault(self.index, f"write {meant}, not {quoted(word.group())}")
            self.index = word.end()
            return _LITERALS[meant]
        raise self._stopped(instead(self.text, self.index, "a value"))

    def _skip_space(self) -> None:
        while True:
            space = _SPACE.match(self.text, self.index)
            self.index = space.end() if space is not None else self.index
            comment = _COMMENT.match(self.text, self.index)
            if comment is None:
                return
            self._fault(self.index, 'JSON has no comments; remove this one, or write it as a field: "//": "…"')
            self.index = comment.end()

    def _peek(self) -> str:
        return self.text[self.index : self.index + 1]

    def _fault(self, offset: int, message: str) -> None:
        self.faults.append(Fault(*self.lines.place(offset), message))
        if len(self.faults) > MAX_PROBLEMS:
            raise _Stopped

    def _stopped(self, message: str) -> _Stopped:
        """Note a syntax error here; raise what this returns."""
        self._fault(self.index, message)
        return _Stopped()
