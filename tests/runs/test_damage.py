"""Damage of every kind: what is damaged is set aside and named, the rest goes on, and nothing false is ever shown."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalegame.runs.autosave import Attempt
from scalegame.runs.library import database
from scalegame.runs.library.library import Library
from scalegame.runs.run_file import save, text_of
from tests.clocks import CLOCK
from tests.depth import examples
from tests.runs.games import QUIET, facts, finished, left, stages

# They forge, damage and interrupt what other tests write and read.
pytestmark = pytest.mark.deep

Damage = Callable[[bytes], bytes]

_RUNS = [finished(), finished(8, ()), finished(9, ())]
_LEFT = left()


@contextmanager
def opened(folder: Path) -> Iterator[Library]:
    """Yield the library of ``folder`` as a game finds it that has just started."""
    library = Library.open(stages, folder)
    library.catch_up()
    yield library
    library.close()


def fill(folder: Path) -> None:
    """Lay down three finished games and one that was left, known to the index."""
    (folder / "runs").mkdir(parents=True)
    for number, run in enumerate((*_RUNS, _LEFT)):
        save(run, folder / "runs" / f"{number}.json")
    with opened(folder) as library:
        assert library.take_notes() == ()


def answers(library: Library) -> object:
    """Return all that a player sees of the library."""
    left_games = [(one.entry.file, one.reason) for one in library.open_runs((QUIET,))]
    return library.bests((QUIET,)), library.history(QUIET), library.board(QUIET), left_games


def damages(size: int) -> st.SearchStrategy[Damage]:
    """Generate ways to damage a file of ``size`` bytes: flipped bits, a piece cut off, zeros, noise."""
    places = st.integers(0, size - 1)

    def flip(spots: list[tuple[int, int]]) -> Damage:
        def damage(data: bytes) -> bytes:
            changed = bytearray(data)
            for place, bit in spots:
                changed[place] ^= 1 << bit
            return bytes(changed)

        return damage

    return st.one_of(
        st.lists(st.tuples(places, st.integers(0, 7)), min_size=1, max_size=3, unique=True).map(flip),
        places.map(lambda end: lambda data: data[:end]),
        places.map(lambda start: lambda data: data[:start] + bytes(len(data) - start)),
        st.binary(max_size=64).map(lambda noise: lambda _: noise),
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a filled home folder to copy."""
    folder = tmp_path_factory.mktemp("filled") / "home"
    fill(folder)
    return folder


@contextmanager
def copied(filled: Path) -> Iterator[Path]:
    """Yield a copy of a home folder, in which every file is as old as it was."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(shutil.copytree(filled, Path(name) / "home"))


@settings(max_examples=examples(15, 80))
@given(damage=damages(len(text_of(_RUNS[1]).encode()) - 1))  # without its last line end, it is still whole
def test_a_damaged_run_is_set_aside_by_name_and_the_others_count(filled: Path, damage: Damage) -> None:
    with copied(filled) as folder:
        victim = folder / "runs" / "1.json"
        damaged = damage(victim.read_bytes())
        victim.write_bytes(damaged)
        with opened(folder) as library:
            (note,) = library.take_notes()
            aside = folder / "set-aside" / "1.json"
            assert note.startswith(str(victim))
            assert note.endswith(f"; it was set aside as {aside}.")
            assert aside.read_bytes() == damaged
            assert [entry.file for entry in library.history(QUIET)] == ["runs/0.json", "runs/2.json"]
            assert len(library.open_runs((QUIET,))) == 1


@settings(max_examples=examples(15, 60))
@given(data=st.data())
def test_a_damaged_database_shows_nothing_false(filled: Path, data: st.DataObject) -> None:
    """The library answers as before, whatever happens to its bytes; what it cannot use it sets aside by name."""
    with copied(filled) as folder:
        file = folder / "library.sqlite3"
        with opened(folder) as library:
            before = answers(library)
        damaged = data.draw(damages(file.stat().st_size))(file.read_bytes())
        file.write_bytes(damaged)
        with opened(folder) as library:
            assert answers(library) == before
            notes = library.take_notes()
            aside = folder / "set-aside" / "library.sqlite3"
            if aside.exists():
                assert aside.read_bytes() == damaged
                assert str(aside) in notes[0]
            library.add(finished(), facts(finished()), folder / "runs" / "0.json")
            assert answers(library) == before
        assert sorted(path.name for path in (folder / "runs").iterdir()) == [f"{n}.json" for n in range(4)]


@pytest.mark.parametrize(
    "content", [b"SQLite format 3\x00" + bytes(100), b"no database at all" * 100], ids=["header", "text"]
)
def test_a_database_that_is_none_is_set_aside_and_made_again(tmp_path: Path, content: bytes) -> None:
    fill(tmp_path)
    for number in ("", "-2"):
        (tmp_path / "library.sqlite3").write_bytes(content)
        with opened(tmp_path) as library:
            aside = tmp_path / "set-aside" / f"library{number}.sqlite3"
            (note,) = library.take_notes()
            told = f"{tmp_path / 'library.sqlite3'} was damaged; it was set aside as {aside} and is made again"
            assert note == f"{told} from your games."
            assert len(library.history(QUIET)) == 3
        assert aside.read_bytes() == content
        with closing(sqlite3.connect(tmp_path / "library.sqlite3")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize(
    "word", [b"runs/0.json", b"finished", b"any%", b"runs_by_key", b"CREATE INDEX"], ids=bytes.decode
)
def test_a_text_that_is_no_text_any_more_is_damage(filled: Path, word: bytes) -> None:
    """SQLite does not look at what a text holds; Python does, even in the words of an error."""
    with copied(filled) as folder:
        file = folder / "library.sqlite3"
        content = file.read_bytes()
        for place in (match.start() for match in re.finditer(re.escape(word), content)):
            file.write_bytes(content[:place] + bytes([content[place] | 0x80]) + content[place + 1 :])
            with opened(folder) as library:
                assert len(library.history(QUIET)) == 3
                assert "was set aside as" in library.take_notes()[0]


def test_damage_while_the_game_runs_is_mended_in_the_next_answer(tmp_path: Path) -> None:
    fill(tmp_path)
    with opened(tmp_path) as library:
        before = answers(library)
        (tmp_path / "library.sqlite3").write_bytes(b"damaged" * 1000)
        assert answers(library) == before
        assert "was set aside as" in library.take_notes()[0]


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    fill(tmp_path)
    file = tmp_path / "library.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA user_version = {len(database.STEPS) + 1}")
    newer = file.read_bytes()
    with opened(tmp_path) as library:
        assert library.take_notes() == (f"{file} was made by a newer version of the game, so it is left alone.",)
        assert len(library.history(QUIET)) == 3
    assert file.read_bytes() == newer


def test_a_run_of_a_newer_version_is_left_where_it_is(tmp_path: Path) -> None:
    fill(tmp_path)
    newer = tmp_path / "runs" / "newer.json"
    newer.write_text('{"format": 99}', encoding="utf-8")
    with opened(tmp_path) as library:
        (note,) = library.take_notes()
        assert (
            note == f"{newer}: format 99 is newer than this version of the game; it reads 2. It was left where it is."
        )
    assert newer.exists()


def test_many_damaged_files_are_told_in_few_words(tmp_path: Path) -> None:
    fill(tmp_path)
    for number in range(10):
        (tmp_path / "runs" / f"bad-{number}.json").touch()
    with opened(tmp_path) as library:
        *told, more = library.take_notes()
        assert len(told) == 3
        assert more == "The same has happened to 7 more."
    assert len(list((tmp_path / "set-aside").iterdir())) == 10


def test_nothing_set_aside_is_ever_overwritten(tmp_path: Path) -> None:
    fill(tmp_path)
    for damage in ("first", "second", "third"):
        (tmp_path / "runs" / "bad.json").write_text(damage, encoding="utf-8")
        with opened(tmp_path):
            pass
    kept = sorted((tmp_path / "set-aside").iterdir())
    assert [path.read_text(encoding="utf-8") for path in kept] == ["second", "third", "first"]


def test_a_full_disk_is_told_and_what_was_known_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path)
    with opened(tmp_path) as library:
        before = answers(library)

        def full(connection: sqlite3.Connection) -> bool:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(database, "_migrate", full)
            library.add(_RUNS[0], facts(_RUNS[0]), tmp_path / "runs" / "0.json")
        assert library.take_notes() == (f"{tmp_path / 'library.sqlite3'} cannot be used: database or disk is full.",)
        assert answers(library) == before
    assert not (tmp_path / "set-aside").exists()


def test_a_database_that_cannot_be_opened_is_replaced_by_memory(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").mkdir()
    (tmp_path / "runs").mkdir()
    save(finished(), tmp_path / "runs" / "0.json")
    with opened(tmp_path) as library:
        (note,) = library.take_notes()
        assert "cannot be used: it is a folder. Your games are read again at each start." in note
        assert len(library.history(QUIET)) == 1


# Two at once ---------------------------------------------------------------------------------------------------------

_WRITER = """
import sys
from pathlib import Path
from scalegame.runs.autosave import Attempt
from scalegame.runs.library.library import Library
from tests.clocks import CLOCK
from tests.runs.games import QUIET, facts, finished, stages
library = Library.open(stages, Path(sys.argv[1]))
run = finished()
known = facts(run)
for number in range(int(sys.argv[2])):
    Attempt(library, CLOCK).close(run, known)
    library.catch_up()
assert library.take_notes() == (), library.take_notes()
"""


def test_games_at_once_in_processes_and_threads_lose_nothing(tmp_path: Path) -> None:
    each = 10
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", _WRITER, str(tmp_path), str(each)]
    processes = [subprocess.Popen(command, cwd=root) for _ in range(2)]
    run = finished()
    known = facts(run)

    def play(_: int) -> None:
        with opened(tmp_path) as library:
            Attempt(library, CLOCK).close(run, known)
            assert library.take_notes() == ()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(play, range(each)))
    assert [process.wait() for process in processes] == [0, 0]
    with closing(sqlite3.connect(tmp_path / "library.sqlite3")) as connection:
        assert connection.execute("SELECT COUNT(*) FROM runs").fetchone() == (3 * each,)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert len(list((tmp_path / "runs").iterdir())) == 3 * each
