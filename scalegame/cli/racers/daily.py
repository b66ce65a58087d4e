"""``scalegame daily``: which level and seed a date gives, and how one's best run of it is told to others."""

from __future__ import annotations

import json
from datetime import date, datetime

import click

from scalegame.cli import options
from scalegame.cli.status import GOOD, NO
from scalegame.cli.terminal import open_game
from scalegame.cli.timing import given_clock
from scalegame.content.levels import Level
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.progress.share_text import daily_of, day_of, share_text
from scalegame.runs.library.entries import RunEntry
from scalegame.runs.run_file import RunError
from scalegame.wording.units import figures, stars


@click.command("daily")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Another day than today (UTC).")
@click.option("--share", "share_it", is_flag=True, help="Print your best run of it for others, without what you did.")
@click.option("--show", is_flag=True, help="Print which level and seed it is, and your best.")
@options.as_json
@click.pass_context
def command(context: click.Context, day: datetime | None, *, share_it: bool, show: bool, as_json: bool) -> None:
    """Open today's level: the same level and seed for everyone.

    With --share the exit status is 1 if you have not won it yet.
    """
    today = day_of(given_clock().now())
    wanted = today if day is None else day.date()
    if share_it:
        if wanted > today:
            raise click.ClickException(f"the daily of {wanted.isoformat()} has not begun yet; it is {today} (UTC)")
        if _print_share(wanted):
            context.exit(GOOD)
        click.echo(f"you have not won the daily of {wanted.isoformat()} yet", err=True)
        context.exit(NO)
    if show or as_json:
        _print_daily(wanted, as_json=as_json)
        context.exit(GOOD)
    level, seed = daily_of(wanted)
    open_game(level.id, seed)


def _print_daily(day: date, *, as_json: bool) -> None:
    """Print the daily of ``day`` with one's best run of it."""
    level, seed = daily_of(day)
    best = _best(level, seed)
    if as_json:
        reached = None if best is None else _plain(best)
        click.echo(json.dumps({"date": day.isoformat(), "level": level.id, "seed": seed, "best": reached}))
        return
    click.echo(f"{day.isoformat()}: {level.title} ({level.id}), seed {seed}")
    if best is None:
        click.echo("not won yet")
    else:
        numbers = ", ".join(figures(best.time, best.cost, best.commands))
        click.echo(f"your best: {stars(best.stars)} {numbers}")


def _print_share(day: date) -> bool:
    """Print the lines for others about one's best run of ``day``; return False if there is none yet."""
    level, seed = daily_of(day)
    records, best = library(), _best(level, seed)
    if best is None:
        return False
    try:
        run = records.load(best)
    except RunError as error:
        raise click.ClickException(str(error)) from None
    facts = records.judge(run).facts
    if facts is None:
        return False
    click.echo(share_text(f"scalegame daily {day.isoformat()}", level, run, facts))
    return True


def _best(level: Level, seed: int) -> RunEntry | None:
    """Return one's own won run with the most stars, of those the fastest."""
    records = library()
    records.catch_up()
    won = [one for one in records.history(level, seed) if one.won and not one.practised]
    return min(won, key=lambda one: (-one.stars, one.time, one.cost, one.commands), default=None)


def _plain(best: RunEntry) -> dict[str, object]:
    return {
        "stars": best.stars,
        "score": best.score,
        "ticks": best.time,
        "millicents": best.cost,
        "commands": best.commands,
    }
