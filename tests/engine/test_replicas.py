"""Replicas and persistence: who takes over, when, what is kept, and what replicas carry meanwhile."""

from __future__ import annotations

import numpy as np

from scalegame.engine.scenario import (
    Incident,
    IncidentKind,
    StoreName,
)
from scalegame.engine.stores import Allowance, Load, over_capacity

REDIS, SQL = StoreName.REDIS, StoreName.SQL
#: In which tick each primary is killed.
FAILURES = {REDIS: Incident(IncidentKind.REDIS_RESTART, 5), SQL: Incident(IncidentKind.SQL_FAILOVER, 5)}


def load(*pairs: tuple[int, int]) -> Load:
    """Return requests that want so many reads and writes each."""
    reads, writes = zip(*pairs, strict=True)
    return Load(np.array(reads), np.array(writes))


def too_many(allowance: Allowance, wanted: Load) -> list[int]:
    """Return which requests are too many."""
    over = over_capacity(allowance, wanted)
    return [] if over is None else over.nonzero()[0].tolist()


def test_writes_that_the_primary_cannot_bear_take_nothing_from_the_replicas() -> None:
    """Three copies of ten operations: ten writes of twenty are done, and twenty reads after them."""
    wanted = load(*[(0, 1)] * 20, *[(1, 0)] * 21)
    assert too_many(Allowance(30, 10, None), wanted) == [*range(10, 20), 40]
