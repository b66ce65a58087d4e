"""``scalegame splits``: the history of one level and seed, for LiveSplit, for programs, for tables."""

from __future__ import annotations

import click

from scalegame.cli.output import write_out
from scalegame.content.levels import find_level
from scalegame.engine.game import RULESET
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.race import timing_of_entry
from scalegame.runs.race.exports import History, as_csv, as_json, lss

FORMATS = {"lss": lss, "json": as_json, "csv": as_csv}


def export(name: str, seed: int | None, kind: str, out: str | None) -> None:
    """Write the splits of the level called ``name`` to ``out``, or print them; without a seed, the level's own.

    Raises ``LevelError`` if there is no such level, or if the file cannot be written.
    """
    level, records = find_level(name), library()
    records.catch_up()
    seed = level.seed if seed is None else seed
    history = History(
        level=level.id,
        level_digest=level.digest,
        ruleset=RULESET,
        seed=seed,
        title=level.title if level.number is None else f"{level.number} {level.title}",
        waves=tuple(wave.title for wave in level.scenario.waves),
        attempts=tuple(timing_of_entry(entry) for entry in records.history(level, seed)),
    )
    text = FORMATS[kind](history)
    for note in records.take_notes():
        click.echo(note, err=True)
    if out is None:
        click.echo(text, nl=False)
        return
    write_out(out, text)
