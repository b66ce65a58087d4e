"""Spreading games over processes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

import pytest

from scalegame.analysis import workers


def test_no_more_processes_are_started_than_windows_can_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []

    class Pool:
        def __init__(self, jobs: int, **_: object) -> None:
            started.append(jobs)

        def submit(self, function: Callable[[int], int], task: int) -> Future[int]:
            future: Future[int] = Future()
            future.set_result(function(task))
            return future

        def shutdown(self, **_: object) -> None:
            pass

    monkeypatch.setattr(workers, "ProcessPoolExecutor", Pool)
    assert list(workers.spread(abs, range(-100, 0), 96)) == list(range(100, 0, -1))
    assert started == [61]
