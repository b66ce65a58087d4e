"""The format of level files: which one this version reads, and how files in older ones are rewritten.

Format 1 is the first, so there is no step yet. When a field changes its name or meaning, ``FORMAT`` becomes 2 (here and
in ``content/schema/level.py``), and ``STEPS[1]`` turns what a file of format 1 says into format 2: one pure function,
which keeps the order of fields and every comment that it does not concern. Files of format 1 are then read no more;
whoever has one is told to migrate it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scalegame.content.reader.diagnostics import Complaints, SourceFile, read_document
from scalegame.content.reader.json_reader import JsonValue
from scalegame.content.reader.writer import written

#: The format that this version reads and writes.
FORMAT = 1
#: The object in a file, its fields in their order, comments among them.
JsonObject = dict[str, JsonValue]
#: Rewrites a file into the next format; what it is given stays as it is.
Migration = Callable[[JsonObject], JsonObject]
#: The steps, each by the number of the format that it rewrites.
STEPS: Mapping[int, Migration] = {}
_FIELD = "format"


@dataclass(frozen=True, slots=True)
class Migrated:
    """A file in format ``now``, which it was or was rewritten to; ``text`` is the rewritten file."""

    before: int
    now: int
    text: str | None


def migrate(data: bytes, file: str, *, steps: Mapping[int, Migration] = STEPS, newest: int = FORMAT) -> Migrated:
    """Bring the level in ``data`` to the newest format; raises ``LevelError`` for one that has no known format.

    Whether the level is right is not looked at: that is the task of `scalegame check`, on the result.
    """
    document = read_document(data, file)
    complaints = Complaints(SourceFile(file, document))
    before = _format_of(document.value, complaints, steps, newest)
    complaints.settle()
    fields = dict(document.value) if isinstance(document.value, dict) else {}
    for number in range(before, newest):
        fields = {**steps[number](fields), _FIELD: number + 1}
    return Migrated(before, newest, None if before == newest else written(fields))


def check_format(value: JsonValue, complaints: Complaints) -> None:
    """Report a file in a format that only other versions read: nothing else in it means what it says."""
    number = value.get(_FIELD) if isinstance(value, dict) else None
    if isinstance(number, int) and not isinstance(number, bool):
        _known(number, complaints, STEPS, FORMAT)
        if number in STEPS:
            message = f"this file is in format {number}; `scalegame migrate` rewrites it in format {FORMAT}"
            complaints.say((_FIELD,), message)


def _format_of(value: JsonValue, complaints: Complaints, steps: Mapping[int, Migration], newest: int) -> int:
    if not isinstance(value, dict):
        complaints.say((), "a level is an object, and this is none")
        return newest
    if _FIELD not in value:
        complaints.say((), f'the field "format" is missing; a new level says "format": {newest}')
        return newest
    number = value[_FIELD]
    if not isinstance(number, int) or isinstance(number, bool):
        complaints.say((_FIELD,), f'"format" must be a whole number; a new level says "format": {newest}')
        return newest
    _known(number, complaints, steps, newest)
    return number


def _known(number: int, complaints: Complaints, steps: Mapping[int, Migration], newest: int) -> None:
    if number > newest:
        message = f"this file is in format {number}, which needs a newer scalegame: this one reads format {newest}"
        complaints.say((_FIELD,), message)
    elif number < newest and number not in steps:
        complaints.say((_FIELD,), f'there never was a format {number}; a new level says "format": {newest}')
