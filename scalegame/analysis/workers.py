"""Spread independent games over processes: the same answers in the same order, however many there are."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from typing import TypeVar

#: Windows can wait for no more processes than that.
_MOST_JOBS = 61

_Task = TypeVar("_Task")
_Answer = TypeVar("_Answer")


def spread(function: Callable[[_Task], _Answer], tasks: Sequence[_Task], jobs: int) -> Iterator[_Answer]:
    """Yield ``function(task)`` for each task in their order, worked out by ``jobs`` processes (1: by this one).

    Function, tasks and answers must be picklable. Raises ``BrokenProcessPool`` if a process is killed. When the
    caller stops early, nothing more is begun.
    """
    jobs = min(jobs, len(tasks), _MOST_JOBS)
    if jobs <= 1:
        yield from map(function, tasks)
        return
    # Spawned, because forking a process in which NumPy has started threads may hang.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_leave_with_parent)
    try:
        with _uninterrupted():
            answers = [pool.submit(function, task) for task in tasks]
        for answer in answers:
            yield answer.result()
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl+C back for a moment. Processes started meanwhile never hear it: this one tells them when to stop."""
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
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_outlive, args=(parent,), daemon=True).start()


def _outlive(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
