"""``scalegame levels``: every level with what the player reached in it, and the files that are broken."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from scalegame.cli.outcome import stars
from scalegame.content.level import Level
from scalegame.content.levels import LevelList, all_levels
from scalegame.content.pars import Par, par_of
from scalegame.runs.progress import Best, Progress
from scalegame.ui.words import clock, money


def print_levels(*, as_json: bool) -> None:
    """Print the list for people, or as one JSON object."""
    found, progress = all_levels(), Progress.load()
    if as_json:
        click.echo(json.dumps(_plain(found, progress)))
        return
    width = max((len(level.id) for level in found.levels), default=0)
    for level in found.levels:
        best = progress.best(level.id)
        number = "" if level.number is None else level.number
        click.echo(f"{number:>3}  {stars(best.stars if best else 0)}  {level.id:<{width}}  {_bests(level, best)}")
    for broken in found.broken:
        click.echo(f"  broken: {broken.reason}")
    if progress.note:
        click.echo(progress.note, err=True)


def _bests(level: Level, best: Best | None) -> str:
    if best is None:
        return level.title
    commands = "1 command" if best.commands == 1 else f"{best.commands} commands"
    return f"{level.title}  (best: score {best.score}, {clock(best.time)}, {money(best.cost)}, {commands})"


def _plain(found: LevelList, progress: Progress) -> dict[str, object]:
    return {
        "levels": [_plain_level(level, progress.best(level.id)) for level in found.levels],
        "broken": [{"path": str(broken.path), "reason": broken.reason} for broken in found.broken],
    }


def _plain_level(level: Level, best: Best | None) -> dict[str, object]:
    return {
        "id": level.id,
        "number": level.number,
        "title": level.title,
        "teaser": level.teaser,
        "path": str(level.path),
        "digest": level.digest,
        "plans": list(level.plans),
        "best": None if best is None else asdict(best),
        "par": _plain_par(par_of(level)),
    }


def _plain_par(par: Par | None) -> dict[str, int] | None:
    if par is None:
        return None
    return {"seed": par.seed, "time": par.time, "cost": par.cost, "commands": par.commands}
