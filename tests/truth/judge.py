"""The cells judged: what the engine may give for each measured value.

A value may lie in the measured band, a tolerance added. On a ring that says too little: one ring was measured and the
engine has another, so there the limits are what random rings of that size give (``spread.py``).
"""

from __future__ import annotations

from functools import cache

from scalegame.engine.scenario import Policy
from tests.truth.data import Cell, cells
from tests.truth.excused import excuse
from tests.truth.measure import measure
from tests.truth.rows import Row
from tests.truth.setup import BALANCERS, CRASH, NOTHING, RESTART, USERS
from tests.truth.spread import imbalance_spread, share_spread

#: As many games a cell as the measurement was repeated.
SEEDS = (1, 2, 3)
#: The share of people behind one address in the traffic ``whale``.
WHALE = 0.3
#: The share of the phase in which a restarted server is away: 3 s, and 0.75 s until two good checks.
AWAY = 3.75 / 13.5
SHARE, IMBALANCE = 0.02, 0.05


def tolerance(cell: Cell, metric: str) -> float:
    """Return how far outside the measured band a value may lie: two percentage points, or 0.05 of an imbalance.

    Log-ins again are counted a user, so it is two of a hundred of their requests.
    """
    if metric == "relogins_per_user":
        return SHARE * (cell.before + cell.after)
    return IMBALANCE if metric.startswith("imb_") else SHARE


def limits(cell: Cell, metric: str) -> tuple[float, float, bool]:
    """Return the least and the most that the engine may give, and whether a ring's spread sets them."""
    balancer = BALANCERS[cell.balancer]
    if balancer.policy is Policy.CONSISTENT_HASH and (spread := _spread(cell, metric, balancer.ring_points)):
        return *spread, True
    span = cell.metrics[metric]
    return span.least - tolerance(cell, metric), span.most + tolerance(cell, metric), False


def _spread(cell: Cell, metric: str, points: int) -> tuple[float, float] | None:
    """Return what random rings of this size would give, or ``None`` where it does not depend on the ring."""
    share = share_spread(4, points, USERS)
    if metric.startswith("imb_"):
        if cell.traffic == "whale":
            return 4 * (WHALE + (1 - WHALE) * share[0]), 4 * (WHALE + (1 - WHALE) * share[1])
        return _imbalance_spread(cell, metric, points)
    measured, lost = cell.metrics[metric].mean, cell.metrics["users_lost_all"].mean
    if measured < tolerance(cell, metric):
        return None
    # Everything else that a crash brings is in proportion to the part of the ring that the dead server had.
    return share[0] * measured / lost, share[1] * measured / lost


def _imbalance_spread(cell: Cell, metric: str, points: int) -> tuple[float, float]:
    four, three = imbalance_spread(4, points, USERS), imbalance_spread(3, points, USERS)
    if metric == "imb_pre" or cell.fault == NOTHING:
        return four
    if cell.fault == CRASH:
        return three
    assert cell.fault == RESTART
    # For a while three servers share what four share afterwards; over all four the mean is a quarter.
    return 1.0, AWAY * three[1] * 4 / 3 + (1 - AWAY) * four[1]


def wanted() -> list[tuple[Cell, str]]:
    """Return every cell and metric that has to be compared."""
    return [(cell, metric) for cell in cells() for metric in cell.metrics if not excuse(cell.id, metric)]


@cache
def games(cell_id: str) -> tuple[dict[str, float], ...]:
    """Return the metrics of a cell's games."""
    cell = next(each for each in cells() if each.id == cell_id)
    return tuple(measure(cell, seed) for seed in SEEDS)


def row(cell: Cell, metric: str) -> Row:
    """Play a cell, if it was not played yet, and judge one of its metrics."""
    return compared(cell, metric, *games(cell.id))


def compared(cell: Cell, metric: str, *played: dict[str, float]) -> Row:
    """Judge one metric of games of ``cell``."""
    engine = tuple(game[metric] for game in played)
    return Row(cell.id, metric, cell.metrics[metric], engine, *limits(cell, metric))
