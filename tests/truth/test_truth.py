"""The engine does what real nginx, HAProxy and Redis did, cell by cell; what is not compared is excused by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial

import numpy as np
import pytest

from scalegame.engine import Game
from scalegame.engine.draws import Stream, draw_all
from scalegame.engine.scenario import Balancer, Check
from tests.truth import health, judge
from tests.truth.__main__ import DOCUMENT
from tests.truth.data import Span, cells, health_cells, measurements
from tests.truth.excused import EXCUSED
from tests.truth.measure import measure
from tests.truth.record import recording
from tests.truth.rows import Row
from tests.truth.setup import BALANCERS, SHARED_KEY, setup
from tests.truth.spread import imbalance_spread, share_at_most, share_spread
from tests.truth.table import document, rows

# Theory and real software hold what the second engine holds in every run, more slowly.
pytestmark = pytest.mark.deep

WANTED = judge.wanted()
WANTED_HEALTH = health.wanted()


def test_the_engine_does_what_real_balancers_did_and_the_document_says_so() -> None:
    """One test for all cells, so that one process plays each of them once. ``make truth`` writes the document anew."""
    found = list(rows())
    assert len(found) == len(WANTED) + len(WANTED_HEALTH)
    assert [row for row in found if not row.holds] == []
    assert document(found) == DOCUMENT.read_text(encoding="utf-8")


def test_the_measured_ring_lies_in_the_spread_that_judges_the_engines() -> None:
    judged = 0
    for cell, metric in WANTED:
        least, most, by_spread = judge.limits(cell, metric)
        judged += by_spread
        assert not by_spread or least <= cell.metrics[metric].mean <= most, (cell.id, metric)
    assert judged


def excused(cell: str, metric: str, by: tuple[str, str]) -> bool:
    return by[1] == metric and fnmatchcase(cell, by[0])


def test_every_cell_and_every_metric_is_compared_or_excused_by_name() -> None:
    compared = {(cell.id, metric) for cell, metric in WANTED} | {(cell.id, metric) for cell, metric in WANTED_HEALTH}
    missing = [
        (cell, metric)
        for cell, metric in measurements()
        if (cell, metric) not in compared and not any(excused(cell, metric, by) for by in EXCUSED)
    ]
    assert missing == []
    assert (len(cells()), len(health_cells())) == (64, 18)


def test_no_excuse_is_without_a_reason_or_a_metric_it_excuses() -> None:
    needed = [by for by in EXCUSED if any(excused(cell, metric, by) for cell, metric in measurements())]
    assert needed == list(EXCUSED)
    assert all(EXCUSED.values())


@pytest.mark.parametrize(
    "name, metric, wrong",
    [
        ("ram.ng_iphash.crash", "users_lost_all", partial(replace, keep_dead_slots=False)),
        ("ram.ng_iphash.few24", "imb_pre", partial(replace, hash_network=False)),
        ("ram.ng_iphash.restart", "imb_post", partial(replace, max_fails=0)),
        ("ram.ha_srcav.dot1", "imb_pre", partial(replace, mixing=False)),
        ("ram.ha_src.dot1", "imb_pre", partial(replace, mixing=True)),
    ],
)
def test_another_hash_or_other_checks_are_told_apart(
    name: str, metric: str, wrong: Callable[[Balancer], Balancer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is right for another cell: the comparison sees which software stood there."""
    cell = next(cell for cell in cells() if cell.id == name)
    assert judge.row(cell, metric).holds
    monkeypatch.setitem(BALANCERS, cell.balancer, wrong(BALANCERS[cell.balancer]))
    assert not judge.compared(cell, metric, measure(cell, 1)).holds


@pytest.mark.parametrize(
    "name, metric, wrong",
    [
        ("h.ha_cookie.default", "slow_gt500ms", partial(replace, retries=0)),
        ("h.ha_cookie.observe", "slow_gt500ms", partial(replace, max_fails=0)),
        ("h.ha_rr.freeze.httpchk", "time_to_DOWN_s", partial(replace, check=Check.TCP)),
        ("h.ng_rr.freeze.rt1s", "errors", partial(replace, read_timeout_us=0)),
        ("h.ng_rr.nextoff", "errors", partial(replace, max_fails=0)),
    ],
)
def test_a_balancer_that_treats_dead_servers_in_another_way_is_told_apart(
    name: str, metric: str, wrong: Callable[[Balancer], Balancer], monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = next(cell for cell in health_cells() if cell.id == name)
    assert health.row(cell, metric).holds
    right = health.balancer_of
    monkeypatch.setattr(health, "balancer_of", lambda cell: wrong(right(cell)))
    assert not health.compared(cell, metric, health.measure(cell, 0, 1)).holds


def test_servers_that_share_a_key_are_told_apart_from_those_that_do_not() -> None:
    cell = next(cell for cell in cells() if cell.id == "cookie.ng_rr.badkey")
    wrong = measure(replace(cell, state=SHARED_KEY), 1)
    assert not judge.compared(cell, "req_401_pre", wrong).holds


def test_a_row_holds_only_within_its_limits() -> None:
    row = Row("cell", "imb_pre", Span(1.0, 1.1, 1.2), (1.0, 1.4), 1.0, 1.25)
    assert row.holds, "the mean counts"
    assert not replace(row, each=True).holds, "every game counts"
    assert not replace(row, engine=(1.0, 1.6)).holds
    assert not replace(row, engine=(1.1, None)).holds, "what happened in reality has to happen in every game"
    assert not replace(row, measured=None).holds, "what never happened in reality must not happen"
    assert replace(row, measured=None, engine=(None, None)).holds


def test_listening_changes_nothing() -> None:
    how = setup(next(cell for cell in cells() if cell.id == "ram.ng_rr.relogin"))
    silent, heard = Game(how.scenario, 1), Game(how.scenario, 1)
    with recording() as record:
        requests = [heard.step().requests for _ in range(how.fault)]
    for _ in range(how.fault):
        silent.step()
    assert heard.digest() == silent.digest()
    assert len(record.requests()) == sum(requests)


@pytest.mark.parametrize("servers", [2, 4])
@pytest.mark.parametrize("share", [0.1, 0.25, 0.6])
def test_with_one_point_each_a_share_is_one_spacing(servers: int, share: float) -> None:
    """One of n spacings exceeds x with probability (1 − x)^(n − 1)."""
    assert share_at_most(share, servers, 1) == pytest.approx(1 - (1 - share) ** (servers - 1))


@pytest.mark.parametrize("points", [1, 16, 160])
def test_random_rings_are_as_uneven_as_predicted(points: int) -> None:
    """About 99 in 100 of 500 drawn rings have the first server's share, and the imbalance, inside the spread."""
    many, servers, rings = 1 << 40, 4, 500
    spreads = share_spread(servers, points, many), imbalance_spread(servers, points, many)
    outside = [0, 0]
    for ring in range(rings):
        draws = draw_all(ring, Stream.ROUTE, np.arange(servers * points, dtype=np.uint64))
        order = np.argsort(draws)
        ends = draws[order] / 2**64
        pieces = np.diff(ends, prepend=ends[-1] - 1)
        shares = np.bincount(order % servers, weights=pieces)
        for number, value in enumerate((shares[0], servers * shares.max())):
            outside[number] += not spreads[number][0] <= value <= spreads[number][1]
    assert 0 < outside[0] <= 2 * rings // 100
    assert outside[1] <= 2 * rings // 100
