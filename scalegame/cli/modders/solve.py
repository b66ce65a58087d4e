"""``scalegame solve``: searches a level's plans and prints the Pareto front of time, cost and commands."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from scalegame.analysis.proof.prove import lesson_of
from scalegame.analysis.search.pareto import Objectives, PlanOutcome
from scalegame.analysis.search.pars import par_from
from scalegame.analysis.search.solution import OTHER_SEEDS, GoOn, Quest, Solution, Tried, Way
from scalegame.analysis.search.solution import solve as search
from scalegame.cli import options
from scalegame.cli.output.files import write_out
from scalegame.cli.output.progress import Tell, waiting
from scalegame.cli.status import GOOD, NO, level_errors_in_one_line
from scalegame.cli.timing import given_clock
from scalegame.content.level import Level
from scalegame.content.levels import find_level
from scalegame.content.pars import text_of
from scalegame.content.reader.diagnostics import of_request
from scalegame.engine.codec import plain_plan
from scalegame.engine.commands import Plan
from scalegame.wording.commands import order as told
from scalegame.wording.units import cents, clock
from scalegame.wording.units import stars as stars_told

_MS = 1000


@click.command("solve")
@click.argument("level")
@options.play_seed
@click.option("--stars", type=click.IntRange(1, 3), help="Plans with so many stars. Default: the most there are.")
@click.option("--seconds", type=click.IntRange(0, 86_400), default=60, show_default=True, help="Search no longer.")
@click.option("--iterations", type=click.IntRange(0), help="Play so many plans at most: the same ones on any machine.")
@click.option("--from-scratch", is_flag=True, help="Search without a look at the level's own plans.")
@options.as_json
@click.option("--out", type=click.Path(dir_okay=False), help="Write the plans to this file, for `run --plan`.")
@click.pass_context
@level_errors_in_one_line()
def command(  # noqa: PLR0913 - a parameter for each option
    context: click.Context,
    level: str,
    *,
    seed: int | None,
    stars: int | None,
    seconds: int,
    iterations: int | None,
    from_scratch: bool,
    as_json: bool,
    out: str | None,
) -> None:
    """Search LEVEL for the plans with the least time, cost and commands, and for ways around its lesson.

    The exit status is 0 when a plan was found and 1 when none was.
    """
    found = find_level(level)
    if not found.scenario.scored:
        raise of_request(f"{found.id} has no goals, so there is nothing to solve")
    quest = Quest(lesson_of(found), found.seed if seed is None else seed, stars, from_scratch)
    with waiting() as tell:
        solution = search(quest, _budget(seconds, iterations, tell))
    if out is not None:
        write_out(out, text_of(found, par_from(solution), solution.tried))
    if as_json:
        click.echo(json.dumps(_plain(found, solution)))
    else:
        click.echo("\n".join(_lines(found, solution, stars)))
    context.exit(GOOD if solution.front else NO)


def _budget(seconds: int, plans: int | None, tell: Tell) -> GoOn:
    """Return what ends the search after ``seconds`` or so many ``plans``, whichever come first."""
    now = given_clock().monotonic_ms
    begun = now()

    def go_on(tried: int, found: int) -> bool:
        passed = now() - begun
        tell(f"solving: {clock(passed // _MS)} of {clock(seconds)}, {tried:,} plans tried, {found} on the front")
        return passed < seconds * _MS and (plans is None or tried < plans)

    return go_on


def _lines(level: Level, solution: Solution, asked: int | None) -> Iterator[str]:
    yield f"{level.title} ({level.id}, seed {solution.seed}), {solution.tried:,} plans tried"
    if not solution.front:
        yield "no plan wins" if asked is None else f"no plan gets {stars_told(asked)}"
    else:
        best = "for the least time, cost or commands; each plan beats the others in something"
        yield f"{stars_told(solution.stars)} {best}"
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


def _values(outcome: PlanOutcome) -> str:
    time, cost, commands = outcome.objectives
    given = "1 command" if commands == 1 else f"{commands} commands"
    return f"{stars_told(outcome.stars)}  time {clock(time)}, cost {cents(cost)}, {given}"


def _holds(tried: Tried) -> str:
    return f"holds on {tried.holds} of {OTHER_SEEDS} other seeds"


def _plan(plan: Plan) -> Iterator[str]:
    return (f"     {clock(at.tick):>5}  {told(at.command)}" for at in plan)


def _beside_the_reference(solution: Solution, reference: PlanOutcome) -> Iterator[str]:
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


def _plain_outcome(outcome: PlanOutcome) -> dict[str, object]:
    return {
        **outcome.objectives._asdict(),
        "stars": outcome.stars,
        "score": outcome.score,
        "plan": plain_plan(outcome.plan),
    }
