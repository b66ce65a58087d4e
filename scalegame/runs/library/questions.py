"""Questions that the library asks of its index, in SQL: who stands on a board, what a player reached."""

from __future__ import annotations

import sqlite3

from scalegame.engine.game import RULESET
from scalegame.runs.library.query_results import Numbers, Order
from scalegame.runs.verify import Truth

#: Runs that can be neither true nor false here.
GONE = (Truth.OTHER_CONTENT.value, Truth.OTHER_RULES.value)
RANKED = "truth = 'true' AND ending = 'finished' AND won AND NOT practised"
#: Who a run counts for: a name is one player, the player of this library is one without a name, and so are all others.
_WHO = "player || CASE WHEN player = '' AND own THEN ' own' ELSE '' END"


def places(order: Order, *, every_run: bool) -> str:
    """Return the SQL that selects the files of a board.

    A design belongs to the player whose run of it was seen first; of that player's runs of it, the first in the
    category counts.
    """
    return (
        f"WITH ranked AS (SELECT file, seen, seed, plan, time, cost, commands, {_WHO} AS who FROM runs"  # noqa: S608 - our own words
        f" WHERE level = ? AND level_digest = ? AND ruleset = ? AND {RANKED} AND (? IS NULL OR seed = ?)),"
        " owned AS (SELECT *, FIRST_VALUE(who) OVER (PARTITION BY seed, plan ORDER BY seen, file) AS owner"
        " FROM ranked),"
        " once AS (SELECT *, ROW_NUMBER() OVER (PARTITION BY seed, plan ORDER BY seen, file) AS turn FROM owned"
        " WHERE who = owner AND (? IS NULL OR file IN (SELECT file FROM categories WHERE category = ?))),"
        f" best AS (SELECT *, ROW_NUMBER() OVER (PARTITION BY who ORDER BY {order.value}, seen, file) AS place"
        " FROM once WHERE turn = 1)"
        f" SELECT file FROM best{'' if every_run else ' WHERE place = 1'}"
    )


def most_stars(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the most stars by level id that the engine found true, on whatever content that was."""
    own = "own AND won AND NOT practised AND ending = 'finished' AND truth = 'true'"
    return dict(connection.execute(f"SELECT level, MAX(stars) FROM runs WHERE {own} GROUP BY level"))  # noqa: S608 - our own words


def claimed_stars(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the most stars by level id that own runs claim which cannot be verified here."""
    own = "own AND won AND NOT practised AND ending = 'finished' AND truth IN (?, ?)"
    return dict(connection.execute(f"SELECT level, MAX(stars) FROM runs WHERE {own} GROUP BY level", GONE))  # noqa: S608 - our own words


def best_numbers(connection: sqlite3.Connection) -> dict[tuple[str, str], Numbers]:
    """Return the best numbers under the present rules, by level id and digest."""
    best = "MAX(score), MIN(time), MIN(cost), MIN(commands)"
    where = f"WHERE own AND ruleset = ? AND {RANKED} GROUP BY level, level_digest"
    found = connection.execute(f"SELECT level, level_digest, {best} FROM runs {where}", (RULESET,))  # noqa: S608 - our own words
    return {(level, digest): Numbers(*numbers) for level, digest, *numbers in found}
