"""``scalegame run``: plays a plan headless, writes what was asked for and prints how it ended."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from scalegame.analysis.assessment.grades import assess_game, plain_assessment
from scalegame.cli.outcome import outcome
from scalegame.cli.output import write_out, writing_to
from scalegame.cli.patience import counting
from scalegame.content.generated.modes import with_seed
from scalegame.content.levels import Level, find_level, load_plan
from scalegame.content.reader.diagnostics import of_request
from scalegame.content.reader.phrases import did_you_mean, one_of, quoted
from scalegame.engine.commands import Plan
from scalegame.engine.game import Game
from scalegame.engine.view import TickReport
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.report import plain_outcome, plain_tick
from scalegame.runs.run_file import text_of

_Watch = Callable[[Game, TickReport], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line."""

    level: str
    plan: str | None
    seed: int | None
    as_json: bool
    trace: str | None
    out: str | None


def run_level(order: Order) -> bool:
    """Carry out ``order``; return whether the game was won. Raises ``LevelError`` for bad input."""
    level = find_level(order.level)
    if order.seed is not None:
        level = with_seed(level, order.seed)
    plan = _plan(level, order.plan)
    seed = level.seed if order.seed is None else order.seed
    end = sum(len(wave.arrivals) for wave in level.scenario.waves)
    with _tracing(order.trace) as trace, counting("tick") as wait:

        def watch(game: Game, report: TickReport) -> None:
            trace(game, report)
            wait(report.tick, end)

        played = play_plan(level.scenario, seed, plan, watch)
    if order.out is not None:
        write_out(order.out, text_of(recorded(level, seed, played)))
    if order.as_json:
        plain = plain_outcome(level.id, level.digest, seed, played)
        if level.assessed:
            plain["assessment"] = plain_assessment(assess_game(level.scenario, seed, played.given))
        click.echo(json.dumps(plain))
    else:
        click.echo(outcome(level, seed, played), nl=False)
    return played.result.won


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
def _tracing(path: str | None) -> Iterator[_Watch]:
    """Give what writes each tick to the file at ``path``, if there is one."""
    if path is None:
        yield _look_away
        return
    with writing_to(path) as file:
        yield lambda game, report: print(json.dumps(plain_tick(report, game.view())), file=file)
