"""Interviews on the command line: ``play interview`` and ``new --interview``."""

from __future__ import annotations

import click

from scalegame.content.schema.limits import MAX_INTERVIEW

#: What `play` takes for a level besides their names.
INTERVIEW = "interview"


def interview_name(number: int | None) -> str:
    """Return the id of an interview, without a number of the next one; raises ``ClickException`` for one too high."""
    from scalegame.content.generated.interview import name_of

    if number is None:
        from scalegame.playthrough.progress.interviews import next_interview

        return next_interview().id
    if number > MAX_INTERVIEW:
        raise click.ClickException(f"interviews are numbered from 0 to {MAX_INTERVIEW:,}, so there is no {number:,}")
    return name_of(number)
