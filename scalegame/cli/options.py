"""Options that several commands have, declared once."""

from __future__ import annotations

import click

from scalegame.content.schema.limits import MAX_SEED

SEED = click.IntRange(0, MAX_SEED)
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
level_files = click.option(
    "--level", "level_files", metavar="FILE-or-FOLDER", multiple=True, help="Levels that are not installed."
)
play_seed = click.option("--seed", type=SEED, help="Other visitors, the same traffic. Without it the level's own seed.")
