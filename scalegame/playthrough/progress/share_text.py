"""The daily, and a result as a few lines of text: how it went and a code that proves it, not what was done."""

from __future__ import annotations

from datetime import UTC, date, datetime

from scalegame.content.level import Level
from scalegame.content.levels import campaign
from scalegame.playthrough.account.unscored import ended
from scalegame.runs.library.entries import RunEntry
from scalegame.runs.race.daily import daily, daily_seed
from scalegame.runs.race.splits import starts_of
from scalegame.runs.run import Run
from scalegame.runs.run_code import code_of
from scalegame.runs.verify import Facts
from scalegame.sanitize import clean_name
from scalegame.wording import units

#: The sign of a wave by the share of all people who were logged out in it, at most so many per mille.
_FACES = ((0, "●"), (10, "◕"), (50, "◑"), (200, "◔"))
_WORST = "○"


def day_of(moment: datetime) -> date:
    """Return the day whose daily is played at ``moment``: the one in UTC, so that it changes everywhere at once."""
    return moment.astimezone(UTC).date()


def daily_of(day: date) -> tuple[Level, int]:
    """Return the level and the seed of ``day``; raises ``ValueError`` if there are no levels."""
    return daily(day, campaign())


def daily_name(level: Level, seed: int, day: date) -> str:
    """Return ``daily`` and the date if ``level``, as it is, and ``seed`` are the daily of ``day``, else nothing."""
    if seed != daily_seed(day):
        return ""
    try:
        todays, _ = daily_of(day)
    except ValueError:
        return ""
    return f"daily {day.isoformat()}" if (todays.id, todays.digest) == (level.id, level.digest) else ""


def who(entry: RunEntry) -> str:
    """Return who played a run of the library."""
    return clean_name(entry.player) or ("you" if entry.own else "somebody")


def real_time(entry: RunEntry) -> str:
    """Return how long somebody sat at a run; one without a screen took nobody's time."""
    return units.clock(entry.real_ms // 1000) if entry.real_ms else "headless"


def share_text(heading: str, level: Level, run: Run, facts: Facts) -> str:
    """Return the lines for others; ``heading`` is what the level was played as, such as the daily of a date."""
    result = facts.result
    metrics = result.metrics
    numbers = units.figures(metrics.time, metrics.cost, metrics.commands)
    reached = f"{units.stars(result.stars) if result.won else 'lost'} {' · '.join(numbers)}"
    if not level.scenario.scored:  # How it ended says at what time.
        reached = " · ".join((ended(level.scenario, starts_of(facts.splits), metrics), *numbers[1:]))
    return "\n".join((
        f"{heading}: {level.title}",
        reached,
        f"{faces(facts)} (how many stayed logged in, wave by wave)",
        code_of(run),
    ))  # fmt: skip


def faces(facts: Facts) -> str:
    """Return one sign a wave, the fuller the more people stayed logged in; one that was under way counts as well."""
    time = facts.result.metrics.time
    ends = facts.splits if time in facts.splits else (*facts.splits, time)
    lost = [0] * len(ends)
    for loss in facts.result.losses:
        wave = next((number for number, end in enumerate(ends) if loss.tick < end), len(lost) - 1)
        lost[wave] += loss.count
    people = max(1, facts.result.metrics.sessions)
    return "".join(_face(count * 1000 // people if count else -1) for count in lost)


def _face(per_mille: int) -> str:
    """Return the sign for so many of a thousand; below nothing is nobody at all."""
    if per_mille < 0:
        return _FACES[0][1]
    return next((face for most, face in _FACES[1:] if per_mille <= most), _WORST)
