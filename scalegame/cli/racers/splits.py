"""``scalegame splits``: the history of one level and seed, for LiveSplit, for programs, for tables."""

from __future__ import annotations

import click

from scalegame.cli import options
from scalegame.cli.output.files import write_out
from scalegame.cli.status import level_errors_in_one_line
from scalegame.content.levels import find_level
from scalegame.engine.game import RULESET
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.race import timing_of_entry
from scalegame.runs.race.exports import History, as_csv, as_json, lss

_FORMATS = {"lss": lss, "json": as_json, "csv": as_csv}


@click.command("splits")
@click.argument("level")
@click.option("--seed", type=options.SEED, help="Without it the level's own seed.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(_FORMATS),
    default="lss",
    help="What to write; lss is LiveSplit's splits file.",
)
@click.option("--out", type=click.Path(dir_okay=False), help="Write to this file instead of printing.")
@level_errors_in_one_line()
def command(level: str, seed: int | None, kind: str, out: str | None) -> None:
    """Export your attempts at LEVEL, with personal best and gold splits.

    In LiveSplit, compare by game time: one tick of the game is one second.
    """
    found, records = find_level(level), library()
    records.catch_up()
    seed = found.seed if seed is None else seed
    history = History(
        level=found.id,
        level_digest=found.digest,
        ruleset=RULESET,
        seed=seed,
        title=found.title if found.number is None else f"{found.number} {found.title}",
        waves=tuple(wave.title for wave in found.scenario.waves),
        attempts=tuple(timing_of_entry(entry) for entry in records.history(found, seed)),
    )
    text = _FORMATS[kind](history)
    for note in records.take_notes():
        click.echo(note, err=True)
    if out is None:
        click.echo(text, nl=False)
        return
    write_out(out, text)
