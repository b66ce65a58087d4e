"""``scalegame levels``: every level with what the player reached in it, and the files that are broken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields

import click

from scalegame.cli import options
from scalegame.content.level import Level
from scalegame.content.levels import LevelList, all_levels
from scalegame.content.packs.packs import Pack
from scalegame.content.pars import Par, par_of
from scalegame.playthrough.progress.records import library
from scalegame.runs.library.query_results import Best, Numbers
from scalegame.wording.units import clock, counted, money, stars


@click.command("levels")
@options.as_json
def command(*, as_json: bool) -> None:
    """List all levels, yours too, with your stars and bests."""
    found, records = all_levels(), library()
    records.catch_up()
    bests, unproven = records.bests(found.levels), records.unproven_stars()
    if as_json:
        click.echo(json.dumps(_plain(found, bests, unproven)))
        return
    width = max((len(level.id) for level in found.levels), default=0)
    titles = {pack.id: f"{pack.title} {pack.version} ({pack.id}), {', '.join(pack.authors)}" for pack in found.packs}
    for level in found.levels:
        if level.pack in titles:
            click.echo(f"\n{titles.pop(level.pack)}")
        best = bests.get(level.id)
        number = "" if level.number is None else level.number
        reached = f"{_bests(level, best)}{_claimed(unproven.get(level.id))}"
        click.echo(f"{number:>3}  {stars(best.stars if best else 0)}  {level.id:<{width}}  {reached}")
    for broken in found.broken:
        click.echo(f"  broken: {broken.reason}")
    for note in records.take_notes():
        click.echo(note, err=True)


def _bests(level: Level, best: Best | None) -> str:
    numbers = None if best is None else best.numbers
    if numbers is None:
        return level.title
    commands = "1 command" if numbers.commands == 1 else f"{numbers.commands} commands"
    return f"{level.title}  (best: score {numbers.score}, {clock(numbers.time)}, {money(numbers.cost)}, {commands})"


def _claimed(most: int | None) -> str:
    """Return how many stars an old file claims that nothing here proves, in brackets; empty for None."""
    return "" if most is None else f"  ({counted(most, 'stars')} claimed by a file, not proven)"


def _plain(found: LevelList, bests: Mapping[str, Best], unproven: Mapping[str, int]) -> dict[str, object]:
    return {
        "levels": [
            {**_plain_level(level, bests.get(level.id)), "unproven_stars": unproven.get(level.id)}
            for level in found.levels
        ],
        "packs": [_plain_pack(pack) for pack in found.packs],
        "broken": [{"path": str(broken.path), "reason": broken.reason} for broken in found.broken],
    }


def _plain_pack(pack: Pack) -> dict[str, object]:
    return {
        "id": pack.id,
        "version": pack.version,
        "title": pack.title,
        "about": pack.about,
        "authors": list(pack.authors),
        "licence": pack.licence,
        "path": str(pack.path),
    }


def _plain_level(level: Level, best: Best | None) -> dict[str, object]:
    return {
        "id": level.id,
        "number": level.number,
        "pack": level.pack or None,
        "title": level.title,
        "teaser": level.teaser,
        "path": str(level.path),
        "digest": level.digest,
        "plans": list(level.plans),
        "best": None if best is None else _plain_best(best),
        "par": _plain_par(par_of(level)),
    }


def _plain_best(best: Best) -> dict[str, int | None]:
    """Return a best as one flat object; its numbers are null if they are of another version of the level."""
    numbers = asdict(best.numbers) if best.numbers else dict.fromkeys(field.name for field in fields(Numbers))
    return {"stars": best.stars, **numbers}


def _plain_par(par: Par | None) -> dict[str, int] | None:
    if par is None:
        return None
    return {"seed": par.seed, "time": par.time, "cost": par.cost, "commands": par.commands}
