"""``scalegame handbook``: a card of the handbook as text, or the list of all."""

from __future__ import annotations

import json

import click

from scalegame.cli import options
from scalegame.cli.status import level_errors_in_one_line
from scalegame.content.levels import find_level
from scalegame.content.reader.diagnostics import of_request
from scalegame.content.reader.phrases import did_you_mean, quoted
from scalegame.learn.handbook import book
from scalegame.learn.handbook.numbers import USUAL
from scalegame.learn.handbook.setting import text
from scalegame.sanitize import harmless

_WIDTH = 80


@click.command("handbook")
@click.argument("card", required=False)
@click.option("--level", metavar="LEVEL", help="Show costs as in this level. Without it, the game's usual ones.")
@options.as_json
@level_errors_in_one_line()
def command(card: str | None, level: str | None, *, as_json: bool) -> None:
    """Print a CARD of the handbook; without one, list them all."""
    scenario = USUAL if level is None else find_level(level).scenario
    if card is None:
        _print_list(as_json=as_json)
        return
    entry = book.entry(card.replace("-", "_").lower())
    if entry is None:
        guess = did_you_mean(card, [one.id for one in book.BOOK]) or "; `scalegame handbook` lists all"
        raise of_request(f"the handbook has no card {quoted(card)}{guess}")
    if as_json:
        told = {"id": entry.id, "title": entry.title, "shelf": entry.shelf.value, "rows": entry.rows(scenario)}
        click.echo(json.dumps({**told, "related": entry.related}))
        return
    click.echo(f"{entry.title} ({entry.shelf.value})\n")
    click.echo(_harmless_lines(text(entry.rows(scenario), _WIDTH)))
    click.echo(f"\nsee also: {', '.join(entry.related)}")


def _print_list(*, as_json: bool) -> None:
    if as_json:
        told = [{"id": one.id, "title": one.title, "shelf": one.shelf.value} for one in book.BOOK]
        click.echo(json.dumps({"cards": told}))
        return
    width = max(len(one.id) for one in book.BOOK)
    for shelf, entries in book.shelves(book.BOOK):
        click.echo(f"{shelf.value}:")
        for one in entries:
            click.echo(f"  {one.id:<{width}}  {one.title}")


def _harmless_lines(told: str) -> str:
    """Return text of several lines, each of them harmless: a level may call its servers anything."""
    return "\n".join(map(harmless, told.split("\n")))
