"""``scalegame play``: opens a level in the terminal."""

from __future__ import annotations

import click

from scalegame.cli import options
from scalegame.cli.terminal import open_game
from scalegame.content.schema.limits import MAX_INTERVIEW

#: A word that stands for the next interview, or the one of the number that is the seed.
_INTERVIEW = "interview"


@click.command("play")
@click.argument("level")
@options.play_seed
@click.option("--watch", is_flag=True, help="LEVEL is a file that you write: it begins anew whenever you save it.")
@click.option("--ghost", type=click.Path(dir_okay=False), help="Race the run in this file, with its seed.")
def command(level: str, seed: int | None, ghost: str | None, *, watch: bool) -> None:
    """Open LEVEL: an id or number from `scalegame levels`, or a JSON file.

    LEVEL may be a line from `scalegame share`, too. A level of a pack that is not installed is the path of the pack and
    the level's id: night-shifts.zip/first. LEVEL may be `interview`, too: then --seed is its number, without it the
    next one that you have not won.
    """
    if watch and ghost is not None:
        raise click.ClickException("--watch and --ghost do not go together: a ghost needs the level as it was")
    if watch and not level.endswith(".json"):
        raise click.ClickException("--watch needs a level file; its name ends in .json")
    if level == _INTERVIEW:
        level, seed = _interview_name(seed), None
    open_game(level, seed, ghost, watched=watch)


def _interview_name(number: int | None) -> str:
    """Return the id of interview ``number``, of the next one if it is None; raises ``ClickException`` if too high."""
    from scalegame.content.generated.interview import name_of

    if number is None:
        from scalegame.playthrough.progress.interviews import next_interview

        return next_interview().id
    if number > MAX_INTERVIEW:
        raise click.ClickException(f"interviews are numbered from 0 to {MAX_INTERVIEW:,}, so there is no {number:,}")
    return name_of(number)
