"""Reading the run files that came in, in the thread of a screen's worker, for as long as the screen waits for them."""

from __future__ import annotations

from collections.abc import Callable

from textual.worker import get_current_worker

from scalegame.playthrough.progress.records import library


class _Unwanted(Exception):  # noqa: N818 - asked for, no fault
    """Nobody waits for the files any more."""


def catch_up(tell: Callable[[int, int], None] | None = None) -> bool:
    """Bring the library up to date in a worker's thread, and stop when the worker is cancelled.

    ``tell``, if any, is told how many of how many files were read. Return whether anything has changed.
    """
    worker = get_current_worker()

    def watch(done: int, count: int) -> None:
        if worker.is_cancelled:
            raise _Unwanted
        if tell is not None:
            tell(done, count)

    try:
        return library().catch_up(watch)
    except _Unwanted:
        return False
