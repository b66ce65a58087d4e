"""Time comes in through one module and is handed down; nothing else asks the machine what time it is."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.clock import STOPPED, SystemClock, utc_text
from scalegame.playthrough.progress.share_text import daily_name, daily_of, day_of
from tests.clocks import CLOCK, SetClock
from tools.moments import DATED, ELSEWHERE_ALIKE, MOMENTS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "scalegame"
#: The module that may ask, and the program's edges, which may make its clock.
SOURCE = PACKAGE / "clock.py"
#: What tells how long programs took, of which no test asserts anything: closed terminals, and the tests themselves.
MEASURING = {ROOT / "tests" / "closing.py", ROOT / "tests" / "costs.py"}
EDGES = [PACKAGE / "cli" / "__init__.py", PACKAGE / "tui" / "app.py"]
MODULES = sorted(path for folder in ("scalegame", "tests") for path in (ROOT / folder).rglob("*.py"))

#: Methods that tell the time if they are called with nothing, whoever has them: loops of asyncio, ``os``, ``uuid``.
ASKING = {"astimezone", "monotonic", "perf_counter", "process_time", "time", "times", "uuid1"}
TODAY = {"fromtimestamp", "now", "today", "utcnow"}
IN_SQL = re.compile(r"\bCURRENT_(?:TIME|DATE)|\b(?:date|time|datetime|julianday|strftime)\([^)]*'now'")


def name_of(path: Path) -> str:
    """Return a path as a person would name it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    """Return what the module at ``path`` says."""
    return ast.parse(path.read_text(encoding="utf-8"))


def asks_for_the_time(tree: ast.AST) -> Iterator[int]:
    """Yield the line of every place that asks the machine for time, date or zone. To wait is not to ask."""
    dates = {"date", "datetime"}
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="datetime", names=names):
                dates |= {one.asname or one.name for one in names if one.name in dates}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) if any(one.name == "time" for one in names):
                yield node.lineno
            case ast.ImportFrom(module="time", names=names) if any(one.name != "sleep" for one in names):
                yield node.lineno
            case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name), attr=asked) if (
                name in dates and asked in TODAY
            ):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr=name), args=[], keywords=[]) if name in ASKING:
                yield node.lineno
            case ast.Constant(value=str(text)) if IN_SQL.search(text):
                yield node.lineno


@pytest.mark.parametrize("folder", ["scalegame", "tests"])
def test_only_one_module_asks_the_machine_for_the_time(folder: str) -> None:
    """The tests go by a clock of their own, too."""
    found = {
        f"{name_of(path)}:{line}"
        for path in MODULES
        if path not in {SOURCE, Path(__file__), *MEASURING} and path.is_relative_to(ROOT / folder)
        for line in asks_for_the_time(tree_of(path))
    }
    assert found == set()


def test_only_the_edges_make_the_machines_clock() -> None:
    """All else is given one: in commands by click, in screens by the app."""
    makers = [
        path
        for path in MODULES
        if path.is_relative_to(PACKAGE)
        and any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == SystemClock.__name__
            for node in ast.walk(tree_of(path))
        )
    ]
    assert makers == EDGES


ASKING_LINES = """import time
from time import sleep, monotonic_ns
from datetime import datetime as moment, date
moment.now(UTC)
date.today
datetime.datetime.utcnow()
started.astimezone().date()
loop.time()
os.times()
"INSERT INTO played VALUES (CURRENT_TIMESTAMP)"
"SELECT strftime('%Y', 'now')"
import datetime, time as hours
moment.fromtimestamp(0)"""
HARMLESS_LINES = """from time import sleep
from datetime import UTC, date, datetime
clock.now()
clock.today()
sleep(1)
moment.astimezone(UTC)
datetime.fromisoformat(text)
date.fromordinal(3)
metrics.time
one.time(3)
"now and then\""""


def test_the_search_finds_whoever_asks() -> None:
    """Every line but the third, which only names what it needs, and none that goes by a clock that it was given."""
    assert sorted(set(asks_for_the_time(ast.parse(ASKING_LINES)))) == [1, 2, *range(4, 14)]
    assert list(asks_for_the_time(ast.parse(HARMLESS_LINES))) == []
    assert len(list(asks_for_the_time(ast.parse(SOURCE.read_text(encoding="utf-8"))))) >= 3


def told(zone: str) -> list[str]:
    """Return what the machine's clock says in a process that sits in ``zone``."""
    script = (
        "from scalegame.clock import SystemClock\n"
        "clock = SystemClock()\n"
        "one, other = clock.monotonic_ms(), clock.monotonic_ms()\n"
        "print(clock.now().isoformat(), clock.today().isoformat(), int(one <= other))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        cwd=ROOT,
        encoding="utf-8",
        env={**os.environ, "TZ": zone},
    )
    return run.stdout.split()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not take its zone from TZ")
def test_the_machines_clock_tells_utc_the_players_date_and_a_time_that_never_goes_back() -> None:
    """Two places that lie 25 hours apart never have the same date; the moment is the same all over."""
    east, west = told("<+14>-14"), told("<-11>+11")
    first, then = (datetime.fromisoformat(moment) for moment, _, _ in (east, west))
    assert first.utcoffset() == then.utcoffset() == timedelta(0)
    assert first <= then
    # A date of the east holds for moments of the UTC day before or of the same; one of the west likewise, later.
    assert (first + timedelta(hours=14)).date() == date.fromisoformat(east[1])
    assert (then - timedelta(hours=11)).date() == date.fromisoformat(west[1])
    assert (east[2], west[2]) == ("1", "1")


def test_tests_go_by_their_own_clock_whoever_makes_one() -> None:
    machine = SystemClock()
    before = machine.now()
    CLOCK.go_on(ms=2_500)
    assert machine.now() - before == timedelta(milliseconds=2_500)
    assert machine.monotonic_ms() == 2_500
    assert machine.today() == CLOCK.today()


def test_the_stopped_clock_stands() -> None:
    assert (STOPPED.now(), STOPPED.today()) == (datetime(1970, 1, 1, tzinfo=UTC), date(1970, 1, 1))
    assert STOPPED.monotonic_ms() == 0


def test_whatever_shows_or_files_something_is_tested_at_another_moment() -> None:
    """``make moments`` leaves out no test of screens, commands and runs, but those to which no moment matters."""
    wanted = [
        path
        for path in MODULES
        if path.name.startswith("test_")
        and name_of(path).startswith(
            ("tests/tui/", "tests/playthrough/", "tests/learn/", "tests/wording/", "tests/cli/", "tests/runs/")
        )
    ]
    covered = [ROOT / name.partition("::")[0] for moment in MOMENTS for name in (*moment.tests, *DATED)]
    covered += [ROOT / name for name in ELSEWHERE_ALIKE]
    assert wanted
    assert [name_of(path) for path in wanted if not any(path.is_relative_to(one) for one in covered)] == []
    assert [name_of(one) for one in covered if not one.exists()] == []


#: Any moment at any place.
moments = st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(9000, 1, 1)).flatmap(  # noqa: DTZ001 - the zone is drawn too
    lambda moment: st.integers(-14 * 60, 14 * 60).map(
        lambda minutes: moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    )
)


@given(moments)
def test_a_moment_is_written_in_utc_and_read_again(moment: datetime) -> None:
    written = utc_text(SetClock(moment).now())
    assert datetime.fromisoformat(written) == moment.replace(microsecond=0)
    assert written.endswith("Z")


@given(moments)
def test_the_daily_is_that_of_utc_wherever_one_sits(moment: datetime) -> None:
    clock = SetClock(moment)
    day = day_of(clock.now())
    assert day == day_of(moment) == moment.astimezone(UTC).date()
    assert abs(day - clock.today()) <= timedelta(days=1)
    level, seed = daily_of(day)
    assert daily_name(level, seed, day) == f"daily {day.isoformat()}"
    assert daily_name(level, seed, day + timedelta(days=1)) == ""
