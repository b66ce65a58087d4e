"""The journal of a game under way: lines for its player, and sums of all losses and failures. Pure.

There is one line an event, and one line a streak of the same loss or failure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from scalegame.engine.view import Failure, FailureCause, Loss, LossCause, TickReport
from scalegame.playthrough.account.debrief import CHAPTER_GAP
from scalegame.wording import causes, events, log_outs, place_names
from scalegame.wording.sentence import Sentence, Tone

#: The same loss or failure within this many ticks goes on in the line it has: ``why?`` tells the same sums.
STREAK_TICKS = CHAPTER_GAP

_URGENCY = (Tone.BAD, Tone.WARN, Tone.GOOD, Tone.PLAIN)

_Key = tuple[LossCause | FailureCause, str]


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line: a sentence about something that went on until ``tick``."""

    tick: int
    sentence: Sentence


class Journal:
    """Collects reports; ``lines`` are newest last."""

    def __init__(self) -> None:
        self._lines: dict[int, JournalLine] = {}
        self._streaks: dict[_Key, tuple[int, Loss | Failure]] = {}
        self._written = 0

    def copy(self) -> Journal:
        """Return an independent journal with the same lines."""
        twin = Journal()
        twin._lines, twin._streaks, twin._written = self._lines.copy(), self._streaks.copy(), self._written
        return twin

    @property
    def lines(self) -> tuple[JournalLine, ...]:
        """Every line so far, the most recently changed last."""
        return tuple(self._lines.values())

    def add(self, report: TickReport) -> None:
        """Write one tick down. Losses that an event brought about are told in its line."""
        told_with_events = events.follows
        apart = [loss for loss in report.losses if not any(told_with_events(event, loss) for event in report.events)]
        for what in (*_gathered(apart), *_gathered(report.failures)):
            self._go_on(what)
        told = [events.of_events(same, report.losses) for same in events.together(report.events)]
        # Written last is read first: of one tick what is worst, and of that the cause before what follows from it.
        worst_first = sorted(told, key=lambda sentence: _URGENCY.index(sentence.tone))
        for sentence in reversed(worst_first):
            self._write(JournalLine(report.tick, sentence))

    def note(self, tick: int, sentence: Sentence) -> None:
        """Write down what the player did at ``tick``, where its report does not say so."""
        self._write(JournalLine(tick, sentence))

    def _go_on(self, what: Loss | Failure) -> None:
        key = (what.cause, what.place)
        number, before = self._streaks.get(key, (0, None))
        if before is not None and what.tick - before.tick <= STREAK_TICKS:
            del self._lines[number]
            what = _together(before, what)
        self._streaks[key] = (self._write(JournalLine(what.tick, _told(what))), what)

    def _write(self, line: JournalLine) -> int:
        self._written += 1
        self._lines[self._written] = line
        return self._written


class RunningTotals:
    """People logged out, people logged out again and requests failed, each summed by cause and place.

    They are summed as they are reported, so that a long game costs no more to show than a short one.
    """

    def __init__(self) -> None:
        self.lost = Counter[tuple[LossCause, str]]()
        self.again = Counter[tuple[LossCause, str]]()
        self.failed = Counter[tuple[FailureCause, str]]()

    def copy(self) -> RunningTotals:
        """Return independent totals with the same sums."""
        twin = RunningTotals()
        twin.lost, twin.again, twin.failed = self.lost.copy(), self.again.copy(), self.failed.copy()
        return twin

    def add(self, report: TickReport) -> None:
        """Add what happened in a tick."""
        for loss in report.losses:
            self.lost[loss.cause, loss.place] += loss.count
            self.again[loss.cause, loss.place] += loss.again
        for failure in report.failures:
            self.failed[failure.cause, failure.place] += failure.count


def _gathered(entries: Sequence[Loss | Failure]) -> list[Loss | Failure]:
    """Return the losses (or failures) of one tick, those of a cause that struck many servers as one."""
    found: list[Loss | Failure] = []
    for cause in dict.fromkeys(entry.cause for entry in entries):
        struck = [entry for entry in entries if entry.cause is cause]
        if len(struck) > events.FEW:
            struck = [replace(reduce(_together, struck), place=place_names.SEVERAL)]
        found += struck
    return found


def _together(before: Loss | Failure, more: Loss | Failure) -> Loss | Failure:
    if isinstance(before, Loss) and isinstance(more, Loss):
        return log_outs.together(before, more)
    return replace(more, count=before.count + more.count)


def _told(what: Loss | Failure) -> Sentence:
    return causes.of_loss(what) if isinstance(what, Loss) else causes.of_failure(what)


def newest(lines: Iterable[JournalLine], count: int) -> list[JournalLine]:
    """Return the ``count`` newest lines, newest first."""
    return list(lines)[: -count - 1 : -1] if count > 0 else []
