"""``scalegame prove``: plays a level's plans on many seeds and says which claims hold."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence

import click

from scalegame.analysis.proof.prove import Claim, Lesson, lesson_of
from scalegame.analysis.proof.verdict import ClaimRow, Found, Miss, Proof, findings, proof_of
from scalegame.background import ProcessKilled, spread
from scalegame.cli import options
from scalegame.cli.output.progress import waiting
from scalegame.cli.status import GOOD, NO, level_errors_in_one_line
from scalegame.content.level import Level
from scalegame.content.levels import all_levels, find_level, shipped_levels
from scalegame.content.reader.diagnostics import of_request
from scalegame.wording.score import METRIC_WORDS
from scalegame.wording.units import metric_value

#: Starting a process takes as long as playing some dozen games; below this, one process is enough.
_GAMES_WORTH_A_PROCESS = 60
#: Claims about a level without the component: idle, reference, tempting.
_GAMES_A_SEED = 3
_Task = tuple[Lesson, int]


@click.command("prove")
@click.argument("levels", nargs=-1, metavar="LEVEL...")
@click.option("--seeds", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Play seeds 1 to this.")
@click.option("--jobs", type=click.IntRange(1, 256), default=os.cpu_count() or 1, help="Processes; default: all cores.")
@options.as_json
@click.pass_context
@level_errors_in_one_line()
def command(context: click.Context, levels: tuple[str, ...], *, seeds: int, jobs: int, as_json: bool) -> None:
    """Prove over many seeds that each LEVEL teaches what it says; without one, the whole campaign.

    The exit status is 0 when all are proven and 1 when one is not.
    """
    chosen = _levels(levels)
    for level in chosen:
        if not level.scenario.scored:
            raise of_request(f"{level.id} has no goals, so there is nothing to prove")
    lessons = [lesson_of(level) for level in chosen]
    proofs = _proofs(lessons, seeds, jobs)
    if as_json:
        click.echo(json.dumps({"seeds": seeds, "levels": [_plain(proof) for proof in proofs]}))
    else:
        click.echo("\n".join(line for proof in proofs for line in _lines(proof)))
    context.exit(GOOD if all(proof.proven for proof in proofs) else NO)


def _levels(names: Sequence[str]) -> list[Level]:
    """Return the levels of these names; without a name, those of the campaign."""
    if names:
        return [find_level(name) for name in names]
    found, campaign = all_levels(), shipped_levels()
    for broken in found.broken:
        if broken.path.parent == campaign:
            raise of_request(broken.reason)
    levels = [level for level in found.levels if level.path.parent == campaign]
    if not levels:
        raise of_request(f"there are no levels in {campaign}")
    return levels


def _proofs(lessons: Sequence[Lesson], seeds: int, jobs: int) -> list[Proof]:
    tasks = [(lesson, seed) for lesson in lessons for seed in range(1, seeds + 1)]
    games = seeds * sum(_GAMES_A_SEED + len(lesson.teaches) for lesson in lessons)
    found: list[list[Found]] = []
    try:
        with waiting() as tell:
            for answer in spread(_games, tasks, min(jobs, games // _GAMES_WORTH_A_PROCESS)):
                lesson, seed = tasks[len(found)]
                found.append(answer)
                tell(f"proving {lesson.level}: seed {seed} of {seeds} ({len(found) * 100 // len(tasks)} %)")
    except ProcessKilled:
        raise of_request("a process that played was killed; with --jobs 1 there is none") from None
    by_lesson = (found[first : first + seeds] for first in range(0, len(found), seeds))
    return [
        proof_of(lesson, (one for answer in answers for one in answer))
        for lesson, answers in zip(lessons, by_lesson, strict=True)
    ]


def _games(task: _Task) -> list[Found]:
    lesson, seed = task
    return findings(lesson, [seed])


def _lines(proof: Proof) -> Iterator[str]:
    yield f"{proof.level}: {'proven' if proof.proven else 'unproven'}"
    width = max(len(_held(row)) for row in proof.rows)
    for row in proof.rows:
        yield f"  {_held(row):>{width}}  {row.statement}"
        if row.failure is not None:
            yield f"  {'':>{width}}  seed {row.failure.seed}: {row.failure.told}{_missed(row.failure)}"
    for gap in proof.gaps:
        yield f"  {proof.level} {gap}"


def _held(row: ClaimRow) -> str:
    return f"{row.held} of {row.seeds}"


def _missed(found: Found) -> str:
    """Return the limits missed by a plan that should get every star, in brackets; empty if there are none."""
    if found.claim is not Claim.REFERENCE_WINS or not found.missed:
        return ""
    return f" ({', '.join(map(_miss, found.missed))})"


def _miss(miss: Miss) -> str:
    value, limit = (metric_value(miss.metric, number) for number in (miss.value, miss.limit))
    return f"{METRIC_WORDS[miss.metric].label} {value}, limit {limit}"


def _plain(proof: Proof) -> dict[str, object]:
    return {
        "level": proof.level,
        "proven": proof.proven,
        "because": proof.because,
        "claims": [_plain_row(row) for row in proof.rows],
        "gaps": list(proof.gaps),
    }


def _plain_row(row: ClaimRow) -> dict[str, object]:
    return {
        "claim": row.statement,
        "held": row.held,
        "seeds": row.seeds,
        "failure": None if row.failure is None else _plain_failure(row.failure),
    }


def _plain_failure(found: Found) -> dict[str, object]:
    missed = [{"metric": miss.metric.value, "value": miss.value, "limit": miss.limit} for miss in found.missed]
    return {"seed": found.seed, "told": found.told, "stars": found.stars, "refused": found.refused, "missed": missed}
