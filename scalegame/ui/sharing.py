"""The daily, and a result as a few lines of text: how it went and a code that proves it, not what was done."""

from __future__ import annotations

from datetime import UTC, date, datetime

from scalegame.content.level import Level
from scalegame.content.levels import campaign
from scalegame.runs.code import code_of
from scalegame.runs.daily import daily, daily_seed
from scalegame.runs.run import Run
from scalegame.runs.verify import Facts
from scalegame.ui import words

#: How a wave went, by how many of all people were logged out in it: at most so many per mille.
_FACES = ((0, "●"), (10, "◕"), (50, "◑"), (200, "◔"))
_WORST = "○"
_MOST_STARS = 3


def today() -> date:
    """Return the day that it is in UTC, so that the daily changes everywhere at once."""
    return datetime.now(UTC).date()


def daily_of(day: date) -> tuple[Level, int]:
    """Return the level and the seed of ``day``; raises ``ValueError`` if there are no levels."""
    return daily(day, campaign())


def played_as(seed: int) -> str:
    """Return what a level with this seed is played as: the daily, if it is today's seed."""
    day = today()
    return f"daily of {day.isoformat()}, seed {seed}" if seed == daily_seed(day) else f"seed {seed}"


def shared_as(seed: int) -> str:
    """Return the heading for others of a game with this seed."""
    day = today()
    return f"scalegame daily {day.isoformat()}" if seed == daily_seed(day) else f"scalegame, seed {seed}"


def share_text(heading: str, level: Level, run: Run, facts: Facts) -> str:
    """Return the lines for others; ``heading`` is what the level was played as, such as the daily of a date."""
    result = facts.result
    metrics = result.metrics
    stars = "★" * result.stars + "☆" * (_MOST_STARS - result.stars)
    numbers = (
        words.clock(metrics.time),
        words.cents(metrics.cost),
        words.counted(metrics.commands, "commands"),
    )
    return "\n".join((
        f"{heading}: {level.title}",
        f"{stars if result.won else 'lost'} {' · '.join(numbers)}",
        f"{faces(facts)} (how many stayed logged in, wave by wave)",
        code_of(run),
    ))  # fmt: skip


def faces(facts: Facts) -> str:
    """Return one sign a wave, the fuller the more people stayed logged in."""
    lost = [0] * len(facts.splits)
    for loss in facts.result.losses:
        wave = next((number for number, end in enumerate(facts.splits) if loss.tick < end), len(lost) - 1)
        lost[wave] += loss.count
    people = max(1, facts.result.metrics.sessions)
    return "".join(_face(count * 1000 // people if count else -1) for count in lost)


def _face(per_mille: int) -> str:
    """Return the sign for so many of a thousand; below nothing is nobody at all."""
    if per_mille < 0:
        return _FACES[0][1]
    return next((face for most, face in _FACES[1:] if per_mille <= most), _WORST)
