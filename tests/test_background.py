"""Work beside the caller: threads, processes, and that nothing else in the package starts any."""

from __future__ import annotations

import ast
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent import futures
from contextvars import ContextVar
from pathlib import Path
from threading import Event, current_thread, main_thread

import pytest

from scalegame import background

PACKAGE = Path(background.__file__).parent
#: Modules that start threads or processes, and calls that do.
MODULES = {"_thread", "concurrent", "multiprocessing", "subprocess", "threading"}
CALLS = {"create_subprocess_exec", "create_subprocess_shell", "fork", "run_in_executor", "to_thread"}


def beside(tree: ast.AST) -> Iterator[int]:
    """Yield the line of every place in ``tree`` that names what starts threads or processes."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases) if MODULES & {alias.name.partition(".")[0] for alias in aliases}:
                yield node.lineno
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in MODULES:
                yield node.lineno
            case ast.Attribute(attr=name) | ast.Name(id=name) if name in CALLS:
                yield node.lineno
            case ast.keyword(arg="thread", value=value) if not (isinstance(value, ast.Constant) and not value.value):
                yield value.lineno


def test_nothing_else_starts_threads_or_processes() -> None:
    """A build without them has one module to replace."""
    found = [
        f"{path.relative_to(PACKAGE).as_posix()}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != Path(background.__file__)
        for line in beside(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


STARTING = """import threading
import os, concurrent.futures
from multiprocessing.process import BaseProcess
from threading import Lock
@work(exclusive=True, thread=True)
def look(): pass
asyncio.to_thread(look)
loop.run_in_executor(None, look)
os.fork()
from subprocess import run"""
QUIET = """from scalegame.background import Lock
@work(exclusive=True)
def look(thread=True): pass
work(thread=False)
thread = True"""


def test_the_search_finds_them() -> None:
    assert sorted(set(beside(ast.parse(STARTING)))) == [1, 2, 3, 4, 5, 7, 8, 9, 10]
    assert list(beside(ast.parse(QUIET))) == []
    assert list(beside(ast.parse(Path(background.__file__).read_text(encoding="utf-8"))))


def test_what_is_started_runs_in_a_thread_of_that_name() -> None:
    seen: list[tuple[str, bool]] = []
    done = Event()

    def work() -> None:
        seen.append((current_thread().name, current_thread().daemon))
        done.set()

    background.start(work, "saving")
    assert done.wait(10)
    assert seen == [("saving", False)]


HEARD = ContextVar("HEARD", default="")


async def test_what_is_done_aside_knows_the_context_and_answers() -> None:
    HEARD.set("yes")
    aside, heard = await background.aside(lambda: (current_thread() is not main_thread(), HEARD.get()))
    assert aside
    assert heard == "yes"


async def test_what_goes_wrong_aside_is_raised_where_it_is_awaited() -> None:
    with pytest.raises(ZeroDivisionError):
        await background.aside(lambda: 1 // 0)


def test_no_more_processes_are_started_than_windows_can_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []

    class Pool:
        def __init__(self, jobs: int, **_: object) -> None:
            started.append(jobs)

        def submit(self, function: Callable[[int], int], task: int) -> futures.Future[int]:
            future: futures.Future[int] = futures.Future()
            future.set_result(function(task))
            return future

        def shutdown(self, **_: object) -> None:
            pass

    monkeypatch.setattr(futures, "ProcessPoolExecutor", Pool)
    assert list(background.spread(abs, range(-100, 0), 96)) == list(range(100, 0, -1))
    assert started == [61]


@pytest.mark.skipif(sys.platform == "win32", reason="there, nobody is killed by a signal")
def test_a_process_that_is_killed_is_told() -> None:
    with pytest.raises(background.ProcessKilled):
        list(background.spread(_die, [1, 2], 2))


def _die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
