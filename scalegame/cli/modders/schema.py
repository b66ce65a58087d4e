"""``scalegame schema``: the fields of level files, for editors or for people."""

from __future__ import annotations

import click

from scalegame.content.schema.json_schema import level_schema
from scalegame.content.schema.reference import level_reference


@click.command("schema")
@click.option("--markdown", is_flag=True, help="Print the fields as a document for people instead.")
def command(*, markdown: bool) -> None:
    """Print the JSON Schema of level files, for editors."""
    click.echo(level_reference() if markdown else level_schema(), nl=False)
