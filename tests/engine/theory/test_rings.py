"""The imbalance of a ring, and how many people move: its shares are Dirichlet-distributed."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from scalegame.engine.scenario import Balancer, Policy
from tests.engine.theory.hashing import addresses, owners
from tests.engine.theory.sampling import SIGMAS, Estimate, Numbers

# Theory and real software hold what the second engine holds in every run, more slowly.
pytestmark = pytest.mark.deep

PEOPLE = 20_000


def ring(points: int) -> Balancer:
    return Balancer(Policy.CONSISTENT_HASH, ring_points=points)


def shares(servers: int, points: int, rings: int) -> Numbers:
    """Return what share of ``PEOPLE`` each server gets, one row a ring.

    Each ring is made of servers of its own (from number 1 on), so the rings are independent, and so are their people.
    """
    rows = [
        np.bincount(
            owners(ring(points), range(1 + number * servers, 1 + (number + 1) * servers), addresses(PEOPLE, number)),
            minlength=servers,
        )
        for number in range(rings)
    ]
    found: Numbers = np.array(rows) / PEOPLE
    return found


def law(servers: int, points: float) -> Numbers:
    """Return 10,000 rows of such shares as theory has them; ``points`` need not be whole there.

    nV points cut the ring into nV pieces, uniform spacings; a server has V of them, so the shares are
    Dirichlet(V, …, V) and one share is Beta(V, (n − 1)V). People fall onto them at random.
    """
    chance = np.random.default_rng(1)
    tries: Numbers = chance.multinomial(PEOPLE, chance.dirichlet([points] * servers, size=10_000)) / PEOPLE
    return tries


def variance(servers: int, points: int) -> float:
    """Return the variance of one server's share: of Beta(V, (n − 1)V), and of counting ``PEOPLE``."""
    fair = 1 / servers
    beta = fair * (1 - fair) / (servers * points + 1)
    return beta + (fair * (1 - fair) - beta) / PEOPLE


def peak(rows: Numbers) -> Numbers:
    """Return busiest ÷ mean of each row."""
    highest: Numbers = rows.max(axis=1) * rows.shape[1]
    return highest


def scatter(rows: Numbers) -> Numbers:
    """Return the mean squared distance of each row's shares from fair ones."""
    squares: Numbers = ((rows - 1 / rows.shape[1]) ** 2).mean(axis=1)
    return squares


def expected(values: Numbers, rings: int) -> Estimate:
    """Return the mean of ``values``, and the standard error of the mean of ``rings`` such values."""
    return Estimate(float(values.mean()), float(values.std() / sqrt(rings)))


@pytest.mark.parametrize("servers, points, rings", [(4, 1, 300), (8, 16, 200), (4, 160, 150), (32, 160, 50)])
def test_a_rings_spread_is_what_its_points_predict(servers: int, points: int, rings: int) -> None:
    """Variance of a share, and busiest ÷ mean, over many rings; the errors come from the law itself.

    Half as many points, or twice as many, would be noticed.
    """
    found = shares(servers, points, rings)
    for measure in (scatter, peak):
        theory = expected(measure(law(servers, points)), rings)
        assert abs(measure(found).mean() - theory.mean) < SIGMAS * theory.error
        for others in (points * 2, points / 2):
            other = expected(measure(law(servers, others)), rings)
            assert abs(measure(found).mean() - other.mean) > SIGMAS * other.error


@pytest.mark.parametrize("servers, points", [(4, 1), (8, 16), (32, 160)])
def test_the_law_of_the_rings_is_the_textbooks(servers: int, points: int) -> None:
    """The Beta variance in closed form; and with one point a server busiest ÷ mean is 1 + ½ + … + 1 ÷ n."""
    tries = law(servers, points)
    spread = expected(scatter(tries), len(tries))
    assert abs(spread.mean - variance(servers, points)) < SIGMAS * spread.error
    if points == 1:
        highest = expected(peak(tries), len(tries))
        assert abs(highest.mean - sum(1 / k for k in range(1, servers + 1))) < SIGMAS * highest.error + 1 / 140


@pytest.mark.parametrize("servers, points, rings", [(4, 160, 100), (8, 16, 200)])
def test_a_new_server_takes_its_fair_share_and_moves_nobody_else(servers: int, points: int, rings: int) -> None:
    """Moved is who belongs to the new server: Beta(V, nV), 1 ÷ (n + 1) on the mean; a modulo hash moves n ÷ (n + 1)."""
    moved = []
    for number in range(rings):
        first, people = 1 + number * (servers + 1), addresses(PEOPLE, number)
        before = owners(ring(points), range(first, first + servers), people)
        after = owners(ring(points), range(first, first + servers + 1), people)
        assert np.array_equal(before != after, after == servers)
        moved.append(np.count_nonzero(before != after) / PEOPLE)
    fair = 1 / (servers + 1)
    assert abs(np.mean(moved) - fair) < SIGMAS * sqrt(variance(servers + 1, points) / rings)
    rows = law(servers + 1, points)[:, 0]
    squares = expected((rows - fair) ** 2, rings)
    assert abs(np.mean((np.array(moved) - fair) ** 2) - squares.mean) < SIGMAS * squares.error


def test_the_first_server_gets_no_more_of_the_first_addresses_than_others() -> None:
    """Sources number their addresses from 0; a source of 200 homes is spread over four servers like any other.

    A server's count is beta-binomial. If points were hashed like addresses, it would be 167, 17, 7 and 9.
    """
    homes, servers, points = 200, 4, 160
    counts = np.bincount(owners(ring(points), range(servers), np.arange(homes, dtype=np.uint64)), minlength=servers)
    beta = 3 / 16 / (servers * points + 1)
    assert np.abs(counts / homes - 1 / 4).max() < SIGMAS * sqrt(beta + (3 / 16 - beta) / homes)
