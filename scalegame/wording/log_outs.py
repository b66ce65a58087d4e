"""Counts of people and of log-outs, in words that mean the same in every place. Pure.

People are counted once, with the first time that they are logged out, at its place and for its cause; log-outs are
counted each time (see ``Loss``). A number of people is always called people, or "out" where there is little room; a
number of log-outs is always called log-outs. So the people of all places are those that the goal counts.
"""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine.view import Loss
from scalegame.wording import units


def together(loss: Loss, more: Loss) -> Loss:
    """Return two losses as one, with the tick, cause and place of the later one."""
    return replace(more, count=loss.count + more.count, again=loss.again + more.again)


def counted(count: int) -> str:
    """Return ``1 log-out`` or ``31 log-outs``: times that somebody was logged out, not people."""
    return "1 log-out" if count == 1 else f"{count:,} log-outs"


def people_and_log_outs(loss: Loss) -> str:
    """Return ``12 people``, or ``12 people (31 log-outs)`` where some of these were not anybody's first."""
    if not loss.count:
        return counted(loss.log_outs)
    return f"{units.people(loss.count)} ({counted(loss.log_outs)})" if loss.again else units.people(loss.count)


def were_logged_out(loss: Loss) -> str:
    """Return ``12 people were logged out``, with the log-outs where some of these were not anybody's first."""
    if loss.count:
        return f"{units.people_were(loss.count)} logged out{f' ({counted(loss.log_outs)})' if loss.again else ''}"
    return f"{counted(loss.again)} of {'somebody' if loss.again == 1 else 'people'} logged out before"
