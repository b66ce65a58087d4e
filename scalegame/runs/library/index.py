"""The tables of the index, in SQL: writes and reads entries, and answers questions. A damaged row is an error."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from zlib import crc32

from scalegame.engine.game import RULESET
from scalegame.runs.library.entries import RunEntry, Split, Stamp
from scalegame.runs.library.query_results import BoardOrder, Numbers
from scalegame.runs.race.categories import Category
from scalegame.runs.run import Ending
from scalegame.runs.verify import Truth

#: Fields of an entry that are columns of the same name; the others have tables, or columns, of their own.
_PLAIN = tuple(one.name for one in fields(RunEntry) if one.name not in ("stamp", "splits", "categories"))
_COLUMNS = (*_PLAIN, "size", "written", "seal")
_INSERT = f"INSERT INTO runs ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - names of our own
_TABLES = ("runs", "splits", "categories")

SqlValue = str | int

#: Runs that can be neither true nor false here.
GONE = (Truth.OTHER_CONTENT.value, Truth.OTHER_RULES.value)
RANKED = "truth = 'true' AND ending = 'finished' AND won AND NOT practised"
#: The player for whom a run counts: one for each name, and without a name the library's own player or all others.
_WHO = "player || CASE WHEN player = '' AND own THEN ' own' ELSE '' END"


def write(connection: sqlite3.Connection, entry: RunEntry) -> None:
    """Put ``entry`` in the place of what was known of its file."""
    remove(connection, (entry.file,))
    plain = [_plain(getattr(entry, name)) for name in _PLAIN]
    stamp = entry.stamp
    connection.execute(_INSERT, (*plain, stamp.size, stamp.written, _seal(entry)))
    splits = ((entry.file, wave, split.tick, split.real_ms) for wave, split in enumerate(entry.splits))
    connection.executemany("INSERT INTO splits VALUES (?, ?, ?, ?)", splits)
    named = ((entry.file, category.value) for category in sorted(entry.categories))
    connection.executemany("INSERT INTO categories VALUES (?, ?)", named)


def remove(connection: sqlite3.Connection, files: Iterable[str]) -> None:
    """Forget what is known of ``files``."""
    for file in files:
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table} WHERE file = ?", (file,))  # noqa: S608 - names of our own


def stamps(connection: sqlite3.Connection) -> dict[str, Stamp]:
    """Return the files that are known, as they were when they were read."""
    return {
        file: Stamp(size, written) for file, size, written in connection.execute("SELECT file, size, written FROM runs")
    }


def read(connection: sqlite3.Connection, rest: str = "", values: Iterable[SqlValue | None] = ()) -> list[RunEntry]:
    """Return the entries that ``rest`` (what follows ``FROM runs`` in SQL) selects with ``values``.

    Raises ``sqlite3.DatabaseError`` if one was damaged.
    """
    given = tuple(values)
    rows = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM runs {rest}", given).fetchall()  # noqa: S608 - our own
    wanted = f"WHERE file IN (SELECT file FROM runs {rest})"  # noqa: S608 - our own
    splits: dict[str, list[Split]] = defaultdict(list)
    of_splits = f"SELECT file, tick, real_ms FROM splits {wanted} ORDER BY file, wave"  # noqa: S608 - our own
    for file, tick, ms in connection.execute(of_splits, given):
        splits[file].append(Split(tick, ms))
    named: dict[str, list[str]] = defaultdict(list)
    for file, category in connection.execute(f"SELECT file, category FROM categories {wanted}", given):  # noqa: S608 - our own
        named[file].append(category)
    return [_entry(dict(zip(_COLUMNS, row, strict=True)), splits[row[0]], named[row[0]]) for row in rows]


def _entry(row: dict[str, SqlValue], splits: list[Split], named: list[str]) -> RunEntry:
    try:
        plain = {name: _typed(name, row[name]) for name in _PLAIN}
        stamp = Stamp(int(row["size"]), int(row["written"]))
        categories = frozenset(Category(name) for name in named)
        entry = RunEntry(stamp=stamp, splits=tuple(splits), categories=categories, **plain)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError(f"a row cannot be read: {error}") from None
    if _seal(entry) != row["seal"]:
        raise sqlite3.DatabaseError("a row was damaged")
    return entry


_TYPES = {"own": bool, "practised": bool, "won": bool, "ending": Ending, "truth": Truth}


def _typed(name: str, value: SqlValue) -> object:
    return _TYPES[name](value) if name in _TYPES else value


def _plain(value: object) -> SqlValue:
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int) else str(value)


def _seal(entry: RunEntry) -> int:
    """Hash all of an entry, against damage only."""
    plain = [_plain(getattr(entry, name)) for name in _PLAIN]
    rest = (entry.stamp.size, entry.stamp.written, *((one.tick, one.real_ms) for one in entry.splits))
    return crc32(repr((plain, rest, sorted(entry.categories))).encode("utf-8", "surrogatepass"))


def places(order: BoardOrder, *, every_run: bool) -> str:
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
