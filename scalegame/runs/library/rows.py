"""Entries as rows of the database, each sealed, so that a flipped bit is seen and not believed."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from zlib import crc32

from scalegame.runs.library.entries import Entry, Split, Stamp
from scalegame.runs.race.categories import Category
from scalegame.runs.run import Ending
from scalegame.runs.verify import Truth

#: Fields of an entry that are columns of the same name; the others have tables, or columns, of their own.
_PLAIN = tuple(one.name for one in fields(Entry) if one.name not in ("stamp", "splits", "categories"))
_COLUMNS = (*_PLAIN, "size", "written", "seal")
_INSERT = f"INSERT INTO runs ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - names of our own
_TABLES = ("runs", "splits", "categories")

Value = str | int


def write(connection: sqlite3.Connection, entry: Entry) -> None:
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


def read(connection: sqlite3.Connection, rest: str = "", values: Iterable[Value | None] = ()) -> list[Entry]:
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


def _entry(row: dict[str, Value], splits: list[Split], named: list[str]) -> Entry:
    try:
        plain = {name: _typed(name, row[name]) for name in _PLAIN}
        stamp = Stamp(int(row["size"]), int(row["written"]))
        categories = frozenset(Category(name) for name in named)
        entry = Entry(stamp=stamp, splits=tuple(splits), categories=categories, **plain)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError(f"a row cannot be read: {error}") from None
    if _seal(entry) != row["seal"]:
        raise sqlite3.DatabaseError("a row was damaged")
    return entry


_TYPES = {"own": bool, "practised": bool, "won": bool, "ending": Ending, "truth": Truth}


def _typed(name: str, value: Value) -> object:
    return _TYPES[name](value) if name in _TYPES else value


def _plain(value: object) -> Value:
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int) else str(value)


def _seal(entry: Entry) -> int:
    """Hash all of an entry, against damage only."""
    plain = [_plain(getattr(entry, name)) for name in _PLAIN]
    rest = (entry.stamp.size, entry.stamp.written, *((one.tick, one.real_ms) for one in entry.splits))
    return crc32(repr((plain, rest, sorted(entry.categories))).encode("utf-8", "surrogatepass"))
