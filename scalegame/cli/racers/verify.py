"""``scalegame verify``: plays runs again and says of each whether it is true."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

import click

from scalegame.cli import options
from scalegame.cli.output.progress import counting
from scalegame.cli.racers.verdicts import STATUS, Judged, Levels, files_of, judge, status_of
from scalegame.cli.status import level_errors_in_one_line
from scalegame.content.level import Level
from scalegame.content.reader.diagnostics import of_request
from scalegame.content.reader.phrases import one_of
from scalegame.playthrough.account.unscored import ended
from scalegame.runs.race.splits import starts_of
from scalegame.runs.run import Run
from scalegame.runs.verify import Facts
from scalegame.sanitize import clean_name, harmless
from scalegame.wording.units import counted, figures, stars

_TRUTH_WIDTH = 13


@click.command("verify")
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@options.level_files
@options.as_json
@click.pass_context
@level_errors_in_one_line()
def command(context: click.Context, runs: tuple[str, ...], level_files: tuple[str, ...], *, as_json: bool) -> None:
    """Play runs again and say of each whether it is true.

    RUN is a run file, a folder of them, a run code, a file with one, or - for standard input. The exit status is 0 if
    all are true, 1 if one is false (the first tick and field that differ are named, or the claim beside what is real),
    2 if one cannot be read, 3 if its level has other content here, 4 if it was played under another ruleset.
    """
    files = [file for name in runs for file in files_of(name)]
    if not files:
        raise of_request(f"there are no runs in {one_of(runs)}")
    judged, known = list[Judged](), Levels(level_files)
    for one in judge_all(files, known):
        judged.append(one)
        if not as_json:
            click.echo(f"{one.verdict.truth.value:<{_TRUTH_WIDTH}}  {one.name}: {harmless(_told(one, known))}")
    if as_json:
        click.echo(json.dumps({"runs": [plain_judged(one, known) for one in judged]}))
    elif len(judged) > 1:
        true = sum(STATUS[one.verdict.truth] == 0 for one in judged)
        click.echo(f"{true} of {counted(len(judged), 'runs')} true")
    context.exit(status_of(judged))


def judge_all(names: Sequence[str], levels: Levels) -> Iterator[Judged]:
    """Verify one run after another; a person at a terminal sees how far it is."""
    with counting("run") as tell:
        for number, name in enumerate(names, start=1):
            yield judge(name, levels)
            tell(number, len(names))


def _told(one: Judged, known: Levels) -> str:
    verdict = one.verdict
    if one.run is None or one.level is None or verdict.facts is None:
        return verdict.sentence
    other = known.other_content(one.level)
    content = f"; {other}" if other else ""
    if one.run.claims is None:
        return f"{one.run.level}, seed {one.run.seed}, {verdict.sentence}{content}"
    return f"{in_short(one.run, verdict.facts, one.level)}{content}"


def in_short(run: Run, facts: Facts, level: Level | None = None) -> str:
    """Return what a true run reached, in one line; on a ``level`` without goals, how far it came."""
    result = facts.result
    metrics = result.metrics
    if level is not None and not level.scenario.scored:
        return f"{run.level}, seed {run.seed}, {ended(level.scenario, starts_of(facts.splits), metrics)}"
    reached = f"won {stars(result.stars)}" if result.won else "lost"
    numbers = ", ".join(figures(metrics.time, metrics.cost, metrics.commands))
    practice = ", practice" if run.practised else ""
    categories = "".join(f", {category.value}" for category in sorted(facts.categories))
    return f"{run.level}, seed {run.seed}, {reached}, score {result.score}, {numbers}{practice}{categories}"


def plain_judged(one: Judged, known: Levels) -> dict[str, object]:
    """Return a verdict for programs; ``installed`` says whether the level has this content among the ``known`` ones."""
    verdict = one.verdict
    plain: dict[str, object] = {
        "run": one.name,
        "verdict": verdict.truth.value,
        "status": STATUS[verdict.truth],
        "why": verdict.sentence,
    }
    if one.run is not None:
        plain |= {"level": one.run.level, "level_digest": one.run.level_digest, "seed": one.run.seed}
        plain["player"] = clean_name(one.run.player)
    if one.level is not None and verdict.facts is not None:
        plain["installed"] = not known.other_content(one.level)
    if verdict.tick is not None:
        plain["tick"] = verdict.tick
    if verdict.differs:
        plain |= {"differs": list(verdict.differs), "claimed": verdict.claimed, "real": verdict.real}
    if verdict.facts is not None and one.run is not None:
        plain |= _plain_facts(one.run, verdict.facts)
    return plain


def _plain_facts(run: Run, facts: Facts) -> dict[str, object]:
    result = facts.result
    return {
        "finished": run.claims is not None,
        "practised": run.practised,
        "won": result.won,
        "stars": result.stars,
        "score": result.score,
        "ticks": result.metrics.time,
        "millicents": result.metrics.cost,
        "commands": result.metrics.commands,
        "splits": list(facts.splits),
        "real_ms": run.real_ms,
        "categories": _names(facts.categories),
    }


def _names(categories: Iterable[str]) -> list[str]:
    return sorted(str(category) for category in categories)
