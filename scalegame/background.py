"""Work that goes on beside the caller: the only module that starts threads and processes, or names their modules.

A build without threads, such as one in a browser, replaces this module: ``start`` and ``aside`` may do the work before
they return, ``spread`` may do it in the caller's own process.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Lock, RLock, Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

__all__ = ["Event", "Lock", "ProcessKilled", "RLock", "aside", "spread", "start"]

#: Windows can wait for no more processes than that.
_MOST_JOBS = 61

_Task = TypeVar("_Task")
_Answer = TypeVar("_Answer")


class ProcessKilled(Exception):  # noqa: N818 - somebody else's deed
    """A process that worked for this one was killed."""


def start(work: Callable[[], object], name: str, *, daemon: bool = False) -> None:
    """Begin ``work`` in a thread of that ``name``; the program ends after it, unless it is a ``daemon``."""
    Thread(target=work, name=name, daemon=daemon).start()


async def aside(work: Callable[[], _Answer]) -> _Answer:
    """Return the answer of ``work``, which is done in a thread while the event loop goes on.

    The thread sees the caller's context variables. If the caller is cancelled it goes on, and its answer is lost.
    """
    import asyncio  # noqa: PLC0415 - whoever awaits has it; others need not load it

    return await asyncio.to_thread(work)


def spread(function: Callable[[_Task], _Answer], tasks: Sequence[_Task], jobs: int) -> Iterator[_Answer]:
    """Yield ``function(task)`` for each task in their order, worked out by ``jobs`` processes (1: by this one).

    Function, tasks and answers must be picklable. Raises ``ProcessKilled`` if a process is killed. When the caller
    stops early, nothing more is begun.
    """
    jobs = min(jobs, len(tasks), _MOST_JOBS)
    if jobs <= 1:
        yield from map(function, tasks)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - few callers need processes
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - likewise
    from multiprocessing import get_context  # noqa: PLC0415 - likewise

    # Spawned, because forking a process in which NumPy has started threads may hang.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_leave_with_parent)
    try:
        with _uninterrupted():
            answers = [pool.submit(function, task) for task in tasks]
        for answer in answers:
            yield answer.result()
    except BrokenProcessPool as error:
        raise ProcessKilled from error
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl+C back for a moment. Processes started meanwhile never hear it: this one ends them when it ends."""
    if sys.platform == "win32":  # there, no signal can be held back
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_with_parent() -> None:
    """End this process when the one that started it is killed, instead of waiting for work forever."""
    from multiprocessing import parent_process  # noqa: PLC0415 - as above

    parent = parent_process()
    if parent is not None:
        start(lambda: _outlive(parent), "parent", daemon=True)


def _outlive(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
