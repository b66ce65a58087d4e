"""``scalegame solve``: searches a level's plans and prints the Pareto front of time, cost and commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import click

from scalegame.analysis.proof.prove import lesson_of
from scalegame.analysis.search.pareto import Objectives, Outcome
from scalegame.analysis.search.pars import par_from
from scalegame.analysis.search.solution import OTHER_SEEDS, GoOn, Quest, Solution, Tried, Way, solve
from scalegame.cli.output import write_out
from scalegame.cli.patience import Tell, waiting
from scalegame.cli.timing import given_clock
from scalegame.content.level import Level
from scalegame.content.levels import find_level
from scalegame.content.pars import text_of
from scalegame.content.reader.diagnostics import of_request
from scalegame.engine.codec import plain_plan
from scalegame.engine.commands import Plan
from scalegame.wording.commands import order as told
from scalegame.wording.units import cents, clock, stars

_MS = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line; ``seconds`` or ``plans`` end the search, whichever come first."""

    level: str
    seed: int | None
    stars: int | None
    seconds: int
    plans: int | None
    from_scratch: bool
    as_json: bool
    out: str | None


def solve_level(order: Order) -> bool:
    """Carry out ``order``; return whether a plan was found. Raises ``LevelError`` for bad input."""
    level = find_level(order.level)
    if not level.scenario.scored:
        raise of_request(f"{level.id} has no goals, so there is nothing to solve")
    seed = level.seed if order.seed is None else order.seed
    quest = Quest(lesson_of(level), seed, order.stars, order.from_scratch)
    with waiting() as tell:
        solution = solve(quest, _budget(order, tell))
    if order.out is not None:
        write_out(order.out, text_of(level, par_from(solution), solution.tried))
    if order.as_json:
        click.echo(json.dumps(_plain(level, solution)))
    else:
        click.echo("\n".join(_lines(level, solution, order.stars)))
    return bool(solution.front)


def _budget(order: Order, tell: Tell) -> GoOn:
    now = given_clock().monotonic_ms
    begun = now()

    def go_on(tried: int, found: int) -> bool:
        passed = now() - begun
        tell(f"solving: {clock(passed // _MS)} of {clock(order.seconds)}, {tried:,} plans tried, {found} on the front")
        return passed < order.seconds * _MS and (order.plans is None or tried < order.plans)

    return go_on


def _lines(level: Level, solution: Solution, asked: int | None) -> Iterator[str]:
    yield f"{level.title} ({level.id}, seed {solution.seed}), {solution.tried:,} plans tried"
    if not solution.front:
        yield "no plan wins" if asked is None else f"no plan gets {stars(asked)}"
    else:
        yield f"{stars(solution.stars)} for the least time, cost or commands; each plan beats the others in something"
    for number, tried in enumerate(solution.front, 1):
        yield ""
        yield f"{number}  {_values(tried.outcome)}, {_holds(tried)}"
        yield from _plan(tried.outcome.plan)
    if solution.reference is not None and solution.front:
        yield ""
        yield from _beside_the_reference(solution, solution.reference)
    for way in solution.ways:
        yield ""
        yield _warning(way)
        yield from _plan(way.tried.outcome.plan)


def _values(outcome: Outcome) -> str:
    time, cost, commands = outcome.objectives
    given = "1 command" if commands == 1 else f"{commands} commands"
    return f"{stars(outcome.stars)}  time {clock(time)}, cost {cents(cost)}, {given}"


def _holds(tried: Tried) -> str:
    return f"holds on {tried.holds} of {OTHER_SEEDS} other seeds"


def _plan(plan: Plan) -> Iterator[str]:
    return (f"     {clock(at.tick):>5}  {told(at.command)}" for at in plan)


def _beside_the_reference(solution: Solution, reference: Outcome) -> Iterator[str]:
    yield f"the reference: {_values(reference)}"
    if solution.matched:
        counts = ", ".join(f"{name} after {tried:,} plans" for name, tried in solution.matched.items())
        yield f"as good as the reference: {counts}"
    if solution.unmatched:
        yield f"not as good as the reference: {', '.join(solution.unmatched)}"


def _warning(way: Way) -> str:
    how = f"there is a way around the lesson, without {way.avoiding}" if way.avoiding else "it is won by doing nothing"
    return f"warning: {how}: {_values(way.tried.outcome)}, {_holds(way.tried)}"


def _plain(level: Level, solution: Solution) -> dict[str, object]:
    reference = solution.reference
    return {
        "level": level.id,
        "level_digest": level.digest,
        "seed": solution.seed,
        "stars": solution.stars,
        "plans_tried": solution.tried,
        "other_seeds": OTHER_SEEDS,
        "front": [_plain_tried(tried) for tried in solution.front],
        "reference": None if reference is None else _plain_outcome(reference),
        "matched_after": {name: solution.matched.get(name) for name in Objectives._fields},
        "warnings": [{"without": way.avoiding, **_plain_tried(way.tried)} for way in solution.ways],
    }


def _plain_tried(tried: Tried) -> dict[str, object]:
    return {**_plain_outcome(tried.outcome), "holds": tried.holds}


def _plain_outcome(outcome: Outcome) -> dict[str, object]:
    return {
        **outcome.objectives._asdict(),
        "stars": outcome.stars,
        "score": outcome.score,
        "plan": plain_plan(outcome.plan),
    }
