"""A finished game told with its own numbers: why it was won or lost, and the ledger by cause and place. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TypeVar

from scalegame.engine.scenario import Goal, Metric, Policy
from scalegame.engine.view import Failure, Loss, Metrics, Result
from scalegame.wording import causes, log_outs, place_names
from scalegame.wording.components import POLICY_WORDS
from scalegame.wording.score import METRIC_WORDS
from scalegame.wording.sentence import Sentence
from scalegame.wording.units import clock, listed, metric_reached, metric_value, requests

#: A loss of the same cause at the same place within so many ticks belongs to the same chapter.
CHAPTER_GAP = 20

#: A cause that strikes so many servers at about the same time is told in one chapter.
_MANY = 3
_LONGEST_NAMES = 24

_Harm = TypeVar("_Harm", Loss, Failure)

_BALANCE = Metric.LOAD_IMBALANCE


@dataclass(frozen=True, slots=True)
class LedgerChapter:
    """The losses (or failures) of one cause at one place from tick ``first`` to ``last``, summed up in ``whole``.

    ``sentence`` is for a line that begins with the place; ``who`` and ``reason`` make a sentence of their own.
    """

    first: int
    last: int
    where: str
    sentence: Sentence
    whole: Loss | Failure
    who: str
    reason: str

    @property
    def count(self) -> int:
        """The number of log-outs, or of failed requests."""
        return self.whole.log_outs if isinstance(self.whole, Loss) else self.whole.count

    @property
    def when(self) -> str:
        """The time as ``0:45`` or ``0:45–1:20``."""
        return clock(self.first) if self.first == self.last else f"{clock(self.first)}–{clock(self.last)}"


def verdict(goals: Iterable[Goal], result: Result) -> str:
    """Return why the game was won or lost, with the numbers that decided."""
    goals = tuple(goals)
    broken = [goal for goal in goals if goal.passing is not None and result.metrics.value(goal.metric) > goal.passing]
    if broken:
        return " ".join(_why_broken(goal, goal.passing or 0, result.metrics) for goal in broken)
    short = [goal for goal in goals if goal.gold is not None and result.metrics.value(goal.metric) > goal.gold]
    if short:
        missing = ", ".join(_why_short(goal, goal.gold or 0, result.metrics) for goal in short)
        return f"Every limit held. Short of gold: {missing}."
    return "Every goal is gold."


def uneven(goals: Iterable[Goal], result: Result, policy: Policy) -> str:
    """Return the sentence about how the balancer's ``policy`` makes load uneven; empty if the balance was good enough.

    It was not if its limit was broken or, in a game that was won, if it missed gold.
    """
    limits = (goal.gold if result.won else goal.passing for goal in goals if goal.metric is _BALANCE)
    missed = any(limit is not None and result.metrics.value(_BALANCE) > limit for limit in limits)
    return POLICY_WORDS[policy].uneven if missed else ""


def _why_broken(goal: Goal, passing: int, metrics: Metrics) -> str:
    value = metric_reached(goal.metric, metrics)
    return f"{METRIC_WORDS[goal.metric].broken}: {value}, and {metric_value(goal.metric, passing)} is the limit."


def _why_short(goal: Goal, gold: int, metrics: Metrics) -> str:
    value = metric_reached(goal.metric, metrics)
    return f"{METRIC_WORDS[goal.metric].label} {value} (gold is {metric_value(goal.metric, gold)})"


def losses_told(losses: Iterable[Loss]) -> tuple[LedgerChapter, ...]:
    """Return all losses as chapters, the largest chapter first."""
    return _largest_first(_loss_chapter(runs) for runs in _gathered(_runs(losses)))


def failures_told(failures: Iterable[Failure]) -> tuple[LedgerChapter, ...]:
    """Return all failed requests as chapters, the largest chapter first."""
    return _largest_first(_failure_chapter(runs) for runs in _gathered(_runs(failures)))


def summed(chapters: Iterable[LedgerChapter]) -> str:
    """Return the sum of chapters in words: people with log-outs, and failed requests, if there were any."""
    wholes = [chapter.whole for chapter in chapters]
    losses = [whole for whole in wholes if isinstance(whole, Loss)]
    failed = sum(whole.count for whole in wholes if isinstance(whole, Failure))
    people = [log_outs.people_and_log_outs(reduce(log_outs.together, losses))] if losses else []
    return listed([*people, *([requests(failed)] if failed else [])])


def _largest_first(chapters: Iterable[LedgerChapter]) -> tuple[LedgerChapter, ...]:
    return tuple(sorted(chapters, key=lambda chapter: (-chapter.count, chapter.first)))


def _runs(entries: Iterable[_Harm]) -> list[list[_Harm]]:
    """Split a ledger, which is in the order of its ticks, by cause, by place and at pauses over ``CHAPTER_GAP``."""
    runs: list[list[_Harm]] = []
    latest: dict[tuple[str, str], list[_Harm]] = {}
    for entry in entries:
        key = (entry.cause.value, entry.place)
        run = latest.get(key)
        if run is None or entry.tick - run[-1].tick > CHAPTER_GAP:
            run = latest[key] = []
            runs.append(run)
        run.append(entry)
    return runs


def _gathered(runs: Iterable[list[_Harm]]) -> list[list[list[_Harm]]]:
    """Group the runs of one cause at many servers at about the same time; any other run is its own group."""
    groups: list[list[list[_Harm]]] = []
    latest: dict[str, list[list[_Harm]]] = {}
    for run in runs:
        group = latest.get(run[0].cause.value) if place_names.is_server(run[0].place) else None
        if group is None or run[0].tick - max(one[-1].tick for one in group) > CHAPTER_GAP:
            group = []
            groups.append(group)
            if place_names.is_server(run[0].place):
                latest[run[0].cause.value] = group
        group.append(run)
    apart = [[run] for group in groups for run in group if len(_places(group)) < _MANY]
    return [group for group in groups if len(_places(group)) >= _MANY] + apart


def _places(runs: Iterable[Sequence[Loss | Failure]]) -> list[str]:
    return list(dict.fromkeys(run[0].place for run in runs))


def _loss_chapter(runs: Sequence[Sequence[Loss]]) -> LedgerChapter:
    entries = [loss for run in runs for loss in run]
    return _chapter(runs, reduce(log_outs.together, entries))


def _failure_chapter(runs: Sequence[Sequence[Failure]]) -> LedgerChapter:
    entries = [failure for run in runs for failure in run]
    whole = replace(entries[0], count=sum(failure.count for failure in entries))
    return _chapter(runs, whole)


def _chapter(runs: Sequence[Sequence[Loss | Failure]], whole: Loss | Failure) -> LedgerChapter:
    places = _places(runs)
    named = _named(places)
    who, reason = causes.who(whole), causes.reason(whole, named, several=len(places) > 1)
    here = replace(whole, place=place_names.SEVERAL) if len(places) > 1 else whole
    told = causes.of_loss(here) if isinstance(here, Loss) else causes.of_failure(here)
    if len(places) > 1:
        what = told.what.replace(place_names.SEVERAL, named).replace(place_names.at_start(place_names.SEVERAL), named)
        told = replace(told, what=what)
    first, last = min(run[0].tick for run in runs), max(run[-1].tick for run in runs)
    where = named if named in told.what else f"{named}, {causes.label(whole.cause)}"
    return LedgerChapter(first, last, where, told, whole, who, reason)


def _named(places: Sequence[str]) -> str:
    """Return the name of a place or of a few servers, or how many servers they are."""
    if len(places) == 1:
        return place_names.place(places[0])
    names = listed(places)
    return names if len(names) <= _LONGEST_NAMES else f"{len(places)} servers"
