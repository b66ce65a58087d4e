"""The first changes to try in a finished game: one decision each, the ones that are easiest to tell first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scalegame.analysis.proof.prove import Lesson, concerns
from scalegame.analysis.search.ideas import Idea, Ideas
from scalegame.analysis.search.variation import placed
from scalegame.analysis.whatif.changes import Added, Change, Removed, Shifted, decisions
from scalegame.content.level import REFERENCE
from scalegame.engine.commands import AddStore, NextWave, Plan
from scalegame.engine.scenario import Metric, Scenario

#: One decision is at most two commands.
_MOST_AT_ONCE = 2
#: Ticks before an incident, or before the trouble, at which somebody who saw it coming would act.
_AHEAD = (20, 10)
_PARTS = 6
_NUDGES = (-10, 10, -20, 20, -5, 5)


def moments(scenario: Scenario, trouble: Iterable[int]) -> tuple[int, ...]:
    """Return ticks at which a player may well decide something: at the start and in good time before what comes.

    ``trouble`` are the ticks at which this game went wrong.
    """
    end = sum(len(wave.arrivals) for wave in scenario.waves)
    strikes: list[int] = []
    start = 0
    for wave in scenario.waves:
        strikes += [start, *(start + incident.at for incident in wave.incidents)]
        start += len(wave.arrivals)
    ahead = [tick - lead for lead in _AHEAD for tick in (*trouble, *strikes)]
    parts = [end * part // _PARTS for part in range(_PARTS)]
    return tuple(dict.fromkeys(tick for tick in (0, *ahead, *parts) if 0 <= tick < end))


def of_the_reference(lesson: Lesson, plan: Plan) -> Iterator[Change]:
    """Yield what the reference decides and ``plan`` does not, and what ``plan`` does at another tick."""
    for decision in decisions(tuple(lesson.plans.get(REFERENCE, ()))):
        same = _same_in(plan, decision)
        if same is None:
            yield Added(decision)
        elif same != decision:
            yield Shifted(same, decision)


def _same_in(plan: Plan, decision: Plan) -> Plan | None:
    """Return the first commands of ``plan`` that are those of ``decision``, whatever their ticks."""
    found = []
    for at in decision:
        same = next((own for own in plan if own.command == at.command), None)
        if same is None:
            return None
        found.append(same)
    return tuple(found)


def removals(plan: Plan) -> Iterator[Change]:
    """Yield each command of ``plan`` left out."""
    for at in plan:
        yield Removed((at,))


def moves(scenario: Scenario, plan: Plan, when: Iterable[int], end: int) -> Iterator[Change]:
    """Yield each decision of ``plan`` at other ticks; a store is connected to as soon as it is ready, or as before."""
    ticks = tuple(when)
    for decision in decisions(plan):
        first = decision[0]
        for tick in dict.fromkeys((*ticks, first.tick // 2, *(first.tick + nudge for nudge in _NUDGES))):
            if not 0 <= tick < end:
                continue
            for after in _moved(scenario, decision, tick):
                if after != decision and after[-1].tick < end:
                    yield Shifted(decision, after)


def _moved(scenario: Scenario, decision: Plan, tick: int) -> Iterator[Plan]:
    first, *rest = decision
    yield (replace(first, tick=tick), *(replace(at, tick=at.tick - first.tick + tick) for at in rest))
    if rest and isinstance(first.command, AddStore):
        ready = tick + scenario.store_specs[first.command.store].lead
        yield (replace(first, tick=tick), *(replace(at, tick=ready) for at in rest))


def taught(lesson: Lesson, ideas: Ideas) -> tuple[Idea, ...]:
    """Return the ideas that have to do with what the level teaches, single commands first."""
    return tuple(idea for idea in _of_one_decision(lesson, ideas) if _is_taught(lesson, idea))


def others(lesson: Lesson, ideas: Ideas) -> tuple[Idea, ...]:
    """Return the ideas that have nothing to do with what the level teaches."""
    return tuple(idea for idea in _of_one_decision(lesson, ideas) if not _is_taught(lesson, idea))


def _of_one_decision(lesson: Lesson, ideas: Ideas) -> Iterator[Idea]:
    """Yield what is one decision. That a wave is called early is one only where time counts."""
    in_time = any(goal.metric is Metric.TIME for goal in lesson.scenario.goals)
    for idea in ideas.ideas:
        hurried = any(isinstance(command, NextWave) for _, command in idea)
        if len(idea) <= _MOST_AT_ONCE and (in_time or not hurried or NextWave.verb in lesson.teaches):
            yield idea


def _is_taught(lesson: Lesson, idea: Idea) -> bool:
    return any(concerns(at, component) for at in placed(idea, 0, 1_000_000) for component in lesson.teaches)


def additions(ideas: Iterable[Idea], when: Iterable[int], end: int) -> Iterator[Change]:
    """Yield each of ``ideas`` at each of the ticks ``when``, all of them at the first tick before the next."""
    ideas = tuple(ideas)
    for tick in when:
        for idea in ideas:
            given = tuple(placed(idea, tick, end))
            if len(given) == len(idea):
                yield Added(given)
