"""A level's history of splits for other programs: LiveSplit's splits file, JSON and CSV. Pure: text comes out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain
from xml.etree import ElementTree as ET

from scalegame.runs.race.splits import Comparison, Splits, Timing, compare, segments

#: The version of the splits file that LiveSplit has written since 2018.
_LSS_VERSION = "1.7.0"
_MS = 1000
#: The longest time that .NET has, in milliseconds; LiveSplit reads no file with a longer one.
_LONGEST_SPAN = 922_337_203_685_477
#: The characters with which spreadsheets begin a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class History:
    """All attempts at one level with one seed, the oldest first, and what the level is called."""

    level: str
    level_digest: str
    ruleset: int
    seed: int
    title: str
    waves: tuple[str, ...]
    attempts: tuple[Timing, ...]
    category: str = "any%"

    @cached_property
    def comparison(self) -> Comparison:
        """The comparison of the attempts: best run and golds."""
        return compare(self.attempts)


# LiveSplit -----------------------------------------------------------------------------------------------------------


def lss(history: History) -> str:
    """Return LiveSplit's splits file: game time is the game's own, a tick a second; real time is the player's.

    All attempts are in it; those that were not won have no time, as LiveSplit has it for a reset. Segments are those
    of the runs that count, so that golds and sum of best there are those here.
    """
    run = ET.Element("Run", version=_LSS_VERSION)
    _child(run, "GameIcon")
    _child(run, "GameName", "scalegame")
    _child(run, "CategoryName", f"{history.title}, seed {history.seed}, {history.category}")
    _child(run, "LayoutPath")
    about = _child(run, "Metadata")
    _child(about, "Run", id="")
    _child(about, "Platform", usesEmulator="False")
    _child(about, "Region")
    _child(about, "Variables")
    _child(run, "Offset", "00:00:00")
    _child(run, "AttemptCount", str(len(history.attempts)))
    attempts = _child(run, "AttemptHistory")
    for number, attempt in enumerate(history.attempts, start=1):
        _lss_attempt(attempts, number, attempt)
    parts = _child(run, "Segments")
    for wave, title in enumerate(history.waves):
        _lss_segment(parts, history, wave, title)
    _child(run, "AutoSplitterSettings")
    ET.indent(run)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(run, encoding="unicode")}\n'


def _lss_attempt(parent: ET.Element, number: int, attempt: Timing) -> None:
    one = _child(parent, "Attempt", id=str(number), **_moments(attempt))
    if attempt.counts:
        _times(one, attempt.ticks, attempt.real_ms)


def _moments(attempt: Timing) -> dict[str, str]:
    """Return when an attempt began and ended, in UTC; nothing if its run does not tell moments that there can be."""
    try:
        begun = datetime.fromisoformat(attempt.started)
        begun = (begun if begun.tzinfo else begun.replace(tzinfo=UTC)).astimezone(UTC)
        ended = begun + timedelta(milliseconds=attempt.real_ms)
    except (ValueError, OverflowError):
        return {}
    return {
        "started": _moment(begun),
        "isStartedSynced": "False",
        "ended": _moment(ended),
        "isEndedSynced": "False",
    }


def _moment(at: datetime) -> str:
    # Not ``strftime``: systems differ in how they write a year below 1000.
    return f"{at.month:02}/{at.day:02}/{at.year:04} {at.hour:02}:{at.minute:02}:{at.second:02}"


def _lss_segment(parent: ET.Element, history: History, wave: int, title: str) -> None:
    segment = _child(parent, "Segment")
    _child(segment, "Name", title)
    _child(segment, "Icon")
    comparison = history.comparison
    best = comparison.best
    split = _child(_child(segment, "SplitTimes"), "SplitTime", name="Personal Best")
    gold = _child(segment, "BestSegmentTime")
    if best is not None:
        _times(split, best.splits[wave], _at(best.split_ms, wave))
        _times(gold, comparison.golds[wave], comparison.real_golds[wave])
    times = _child(segment, "SegmentHistory")
    for number, attempt in enumerate(history.attempts, start=1):
        if attempt.counts:
            one = _child(times, "Time", id=str(number))
            _times(one, attempt.segments[wave], _at(segments(attempt.split_ms), wave))


def _at(values: Splits, wave: int) -> int:
    return values[wave] if wave < len(values) else 0


def _times(parent: ET.Element, ticks: int, real_ms: int) -> None:
    if 0 < real_ms <= _LONGEST_SPAN:
        _child(parent, "RealTime", _span(real_ms))
    _child(parent, "GameTime", _span(ticks * _MS))


def _span(milliseconds: int) -> str:
    """Return a time as .NET writes a ``TimeSpan``, which is what LiveSplit reads."""
    seconds, rest = divmod(milliseconds, _MS)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    fraction = f".{rest:03}0000" if rest else ""
    return f"{f'{days}.' if days else ''}{hour:02}:{minute:02}:{second:02}{fraction}"


def _child(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, attributes)
    child.text = text or None
    return child


# For programs and tables ---------------------------------------------------------------------------------------------


def plain(history: History) -> dict[str, object]:
    """Return the history as one object: times in ticks, real times in milliseconds, cost in millicents."""
    comparison = history.comparison
    best = comparison.best
    return {
        "level": history.level,
        "level_digest": history.level_digest,
        "ruleset": history.ruleset,
        "seed": history.seed,
        "waves": list(history.waves),
        "personal_best": None if best is None else _plain_attempt(best),
        "golds": list(comparison.golds),
        "sum_of_best": comparison.sum_of_best,
        "attempts": [_plain_attempt(attempt) for attempt in history.attempts],
    }


def as_json(history: History) -> str:
    """Return the history as JSON."""
    return json.dumps(plain(history), indent=2, ensure_ascii=False) + "\n"


def _plain_attempt(attempt: Timing) -> dict[str, object]:
    return {
        "started": attempt.started,
        "player": attempt.name,
        "finished": attempt.finished,
        "won": attempt.won,
        "practised": attempt.practised,
        "ticks": attempt.ticks,
        "real_ms": attempt.real_ms,
        "cost_millicents": attempt.cost,
        "commands": attempt.commands,
        "splits": list(attempt.splits),
        "segments": list(attempt.segments),
        "split_ms": list(attempt.split_ms),
    }


_COLUMNS = (
    "attempt", "started", "finished", "won", "practised", "wave", "title",
    "split", "segment", "split_ms", "gold", "personal_best",
)  # fmt: skip


def as_csv(history: History) -> str:
    """Return the history as a table: one line for each wave that was over, times in ticks (real ones in ms)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(chain.from_iterable(_rows(history, n, one) for n, one in enumerate(history.attempts, start=1)))
    return out.getvalue()


def _rows(history: History, number: int, attempt: Timing) -> list[Sequence[object]]:
    comparison = history.comparison
    return [
        (
            number,
            _harmless(attempt.started),
            int(attempt.finished),
            int(attempt.won),
            int(attempt.practised),
            wave + 1,
            _harmless(title),
            split,
            segment,
            _at(attempt.split_ms, wave) or "",
            int(attempt.counts and segment == comparison.golds[wave]),
            int(attempt is comparison.best),
        )
        for wave, (title, split, segment) in enumerate(
            zip(history.waves, attempt.splits, attempt.segments, strict=False)
        )
    ]


def _harmless(title: str) -> str:
    """Return a text as a spreadsheet can take it: no formula, and in one line."""
    title = title.replace("\r", " ")  # not every Python quotes it
    return f"'{title}" if title.startswith(_FORMULA) else title
