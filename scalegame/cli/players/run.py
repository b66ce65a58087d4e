"""``scalegame run``: plays a plan headless, writes what was asked for and prints how it ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from scalegame.analysis.assessment.grades import assess_game, plain_assessment
from scalegame.cli import options
from scalegame.cli.output.files import write_out, writing_to
from scalegame.cli.output.outcome import outcome
from scalegame.cli.output.progress import counting
from scalegame.cli.status import GOOD, NO, level_errors_in_one_line
from scalegame.content.generated.modes import with_seed
from scalegame.content.levels import Level, find_level, load_plan
from scalegame.content.reader.diagnostics import of_request
from scalegame.content.reader.phrases import did_you_mean, one_of, quoted
from scalegame.engine.commands import Plan
from scalegame.engine.game import Game
from scalegame.engine.view import TickReport
from scalegame.runs.headless import WatchTick, play_plan, recorded
from scalegame.runs.report import plain_outcome, plain_tick
from scalegame.runs.run_file import text_of


@click.command("run")
@click.argument("level")
@click.option("--plan", metavar="NAME-or-FILE", help="A plan of the level, or a JSON file. Without it nobody acts.")
@options.play_seed
@options.as_json
@click.option("--trace", type=click.Path(dir_okay=False), help="Write one JSON object a tick to this file.")
@click.option("--out", type=click.Path(dir_okay=False), help="Write the run to this file.")
@click.pass_context
@level_errors_in_one_line()
def command(
    context: click.Context,
    level: str,
    *,
    plan: str | None,
    seed: int | None,
    as_json: bool,
    trace: str | None,
    out: str | None,
) -> None:
    """Play LEVEL without a screen and print how it ended.

    The exit status is 0 when it was won and 1 when it was lost.
    """
    found = find_level(level)
    if seed is not None:
        found = with_seed(found, seed)
    given = _plan(found, plan)
    played_seed = found.seed if seed is None else seed
    end = sum(len(wave.arrivals) for wave in found.scenario.waves)
    with _tracing(trace) as write_tick, counting("tick") as wait:

        def watch(game: Game, report: TickReport) -> None:
            write_tick(game, report)
            wait(report.tick, end)

        played = play_plan(found.scenario, played_seed, given, watch)
    if out is not None:
        write_out(out, text_of(recorded(found, played_seed, played)))
    if as_json:
        plain = plain_outcome(found.id, found.digest, played_seed, played)
        if found.assessed:
            plain["assessment"] = plain_assessment(assess_game(found.scenario, played_seed, played.given))
        click.echo(json.dumps(plain))
    else:
        click.echo(outcome(found, played_seed, played), nl=False)
    context.exit(GOOD if played.result.won else NO)


def _plan(level: Level, name: str | None) -> Plan:
    if name is None:
        return ()
    if name in level.plans:
        return level.plans[name]
    if name.endswith(".json") or Path(name).exists():
        return load_plan(name, level)
    plans = list(level.plans)
    guess = did_you_mean(name, plans) or (f"; there are {one_of(plans)}" if plans else "; it carries none")
    raise of_request(f"{level.id} carries no plan {quoted(name)}{guess}")


def _look_away(_: Game, __: TickReport) -> None:
    """Watch nothing."""


@contextmanager
def _tracing(path: str | None) -> Iterator[WatchTick]:
    """Yield a function that writes each tick to the file at ``path``, or one that does nothing if there is no path."""
    if path is None:
        yield _look_away
        return
    with writing_to(path) as file:
        yield lambda game, report: print(json.dumps(plain_tick(report, game.view())), file=file)
