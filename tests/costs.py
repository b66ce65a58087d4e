"""A pytest plugin: the CPU time that each test takes, programs included, and the ten dearest at the end.

``make test`` loads it with ``-p tests.costs``; with ``SCALEGAME_COSTS=FILE`` it writes the seconds of every test there,
as JSON. Seconds on a clock depend on the neighbours; seconds of a processor much less. Windows counts no programs that
a test started.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from pathlib import Path

import pytest

#: How many tests are named.
NAMED = 10

#: The name under which a worker's report carries the seconds to the process that writes the summary.
_PROPERTY = "cpu_seconds"

_spent: dict[str, float] = {}


def cpu_seconds() -> float:
    """Return the CPU time of this process and of the programs that it started and that have ended, in seconds."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Note what was spent before the first part of a test."""
    item.stash[_BEFORE] = cpu_seconds()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of set-up, call or tear-down what was spent since the last one."""
    report = yield
    now = cpu_seconds()
    report.user_properties.append((_PROPERTY, now - item.stash[_BEFORE]))
    item.stash[_BEFORE] = now
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add a part of a test to its sum."""
    seconds = sum(float(str(value)) for name, value in report.user_properties if name == _PROPERTY)
    _spent[report.nodeid] = _spent.get(report.nodeid, 0) + seconds


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the sum and the dearest tests, and all of them into the file that the environment names."""
    if file := os.environ.get("SCALEGAME_COSTS"):
        Path(file).write_text(json.dumps(_spent, indent=0), encoding="utf-8")
    terminalreporter.section(f"{sum(_spent.values()):.0f} CPU-seconds in {len(_spent)} tests, and the {NAMED} dearest")
    for name in sorted(_spent, key=lambda name: _spent[name], reverse=True)[:NAMED]:
        terminalreporter.line(f"{_spent[name]:7.2f} s  {name}")


_BEFORE = pytest.StashKey[float]()
