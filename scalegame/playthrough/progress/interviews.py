"""The next interview: the one that was left, else the first that was not won yet; and the one after another."""

from __future__ import annotations

from itertools import count

from scalegame.content.generated.interview import interview, name_of, number_of
from scalegame.content.level import Level
from scalegame.content.schema.limits import MAX_INTERVIEW
from scalegame.playthrough.progress.records import library


def next_interview() -> Level:
    """Return the interview whose game was the last to be begun and was left, else the lowest from 1 not won yet."""
    records = library()
    latest = records.latest()
    if latest is not None and (number := number_of(latest.level)) is not None:
        level = interview(number)
        if any(one.entry.file == latest.file and not one.reason for one in records.open_runs((level,))):
            return level
    won = {name for name, stars in records.stars().items() if stars}
    return interview(next(number for number in count(1) if name_of(number) not in won))


def is_interview(level: Level) -> bool:
    """Return whether ``level`` was made to order."""
    return number_of(level.id) is not None


def interview_after(level: Level) -> Level | None:
    """Return the interview with the next number, None if ``level`` is no interview or the last."""
    number = number_of(level.id)
    return None if number is None or number >= MAX_INTERVIEW else interview(number + 1)
