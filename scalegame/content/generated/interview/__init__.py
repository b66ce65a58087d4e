"""Interviews made to order: a number gives a level, the same one everywhere, written and read like any other file."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from scalegame.content.generated.interview.drawing import drawn
from scalegame.content.generated.interview.file import file_of
from scalegame.content.level import Level
from scalegame.content.loader import read_level
from scalegame.content.packs.folders import NoFolder
from scalegame.content.reader.writer import written
from scalegame.content.schema.limits import MAX_INTERVIEW

_ID = re.compile(r"interview-(0|[1-9][0-9]*)")
_KEPT = 256


def number_of(name: str) -> int | None:
    """Return the number of the interview that is called ``name`` (``interview-17``), None if none is."""
    # Counted before it is read: whoever writes a thousand digits means no interview.
    match = _ID.fullmatch(name)
    if match is None or len(match[1]) > len(str(MAX_INTERVIEW)) or int(match[1]) > MAX_INTERVIEW:
        return None
    return int(match[1])


def name_of(number: int) -> str:
    """Return the id of an interview."""
    return f"interview-{number}"


def interview_text(number: int, name: str = "") -> str:
    """Return the level file of an interview, as somebody would write it by hand; its id can be another ``name``."""
    return written(file_of(drawn(number), name or name_of(number)))


@lru_cache(maxsize=_KEPT)
def interview(number: int) -> Level:
    """Return the interview of that number, 0 to ``MAX_INTERVIEW``; its file is nowhere but could be written."""
    path = Path(f"{name_of(number)}.json")
    return read_level(interview_text(number).encode(), path, NoFolder(path))
