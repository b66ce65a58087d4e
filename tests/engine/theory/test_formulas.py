"""The formulas that judge the engine meet each other wherever they speak of the same queue."""

from __future__ import annotations

from math import factorial

import numpy as np
import pytest

from tests.engine.theory.formulas import (
    Service,
    blocked_share,
    erlang_b,
    longer_queues,
    mean_wait,
    poisson_tail,
    round_robin_wait,
    wait_moment,
    wait_spread,
)
from tests.engine.theory.two_choices import LONGEST, equal_service, exponential_service

# Theory and real software hold what the second engine holds in every run, more slowly.
pytestmark = pytest.mark.deep

LOADS = (0.3, 0.6, 0.9)


class Exponential(Service):
    """Service times with E[S^k] = k!."""

    def moment(self, power: int) -> float:
        return float(factorial(power))


@pytest.mark.parametrize("load", LOADS)
def test_exponential_service_gives_the_textbook_queue(load: float) -> None:
    """M/M/1: E[W] = ρ ÷ (1 − ρ), E[W²] = 2ρ ÷ (1 − ρ)², and Whitt's spread of a mean of waits."""
    service = Exponential(())
    assert mean_wait(load, service) == pytest.approx(load / (1 - load))
    assert wait_moment(load, service, 1) == pytest.approx(load / (1 - load))
    assert wait_moment(load, service, 2) == pytest.approx(2 * load / (1 - load) ** 2)
    whitt = load * (2 + 5 * load - 4 * load**2 + load**3) / (1 - load) ** 4
    assert wait_spread(load, service) == pytest.approx(whitt)


@pytest.mark.parametrize("load", LOADS)
def test_one_server_goes_round_by_itself(load: float) -> None:
    """Spitzer's sums for one server are what Pollaczek and Khinchine say of equal requests, and P(W > 0) = ρ."""
    wait, busy = round_robin_wait(1, load / 7, 7)
    assert wait == pytest.approx(mean_wait(load / 7, Service((7,))), rel=1e-9)
    assert busy == pytest.approx(load, rel=1e-9)


def test_poisson_tails_add_up() -> None:
    assert poisson_tail(2.5, 3) == pytest.approx(1 - np.exp(-2.5) * (1 + 2.5 + 2.5**2 / 2))


@pytest.mark.parametrize("load", LOADS)
def test_one_place_is_erlangs(load: float) -> None:
    """Without a queue the distribution of service does not matter: ρ ÷ (1 + ρ)."""
    assert blocked_share(1, load) == pytest.approx(load / (1 + load))
    assert erlang_b(1, load) == pytest.approx(load / (1 + load))


def test_erlangs_table() -> None:
    """A row of the printed tables: ten lines are blocked 1 in 100 times at 4.46 erlangs."""
    assert erlang_b(10, 4.461) == pytest.approx(0.01, rel=1e-3)


@pytest.mark.parametrize("load", LOADS)
def test_queue_lengths_obey_littles_law(load: float) -> None:
    """The shares of at least 1, 2, 3 … add up to the mean number inside: λ(E[W] + S)."""
    tail = longer_queues(400, load)
    assert tail[:2] == pytest.approx([1, load])
    assert sum(tail[1:]) == pytest.approx(load * (mean_wait(load, Service((1,))) + 1), rel=1e-9)


def test_many_places_turn_away_hardly_anybody() -> None:
    """An endless queue turns nobody away below full load, and everyone above it."""
    assert blocked_share(60, 0.7) < 1e-12
    assert blocked_share(60, 1.25) == pytest.approx(1 - 1 / 1.25)


@pytest.mark.parametrize("load", LOADS)
def test_two_choices_of_exponential_servers_are_mitzenmachers(load: float) -> None:
    closed = np.power(load, 2.0 ** np.arange(LONGEST + 2) - 1)
    assert np.abs(exponential_service(load) - closed).max() < 1e-9


@pytest.mark.parametrize("load", LOADS)
def test_two_choices_keep_servers_as_busy_as_their_load(load: float) -> None:
    """The busy share is ρ under every policy, and equal service makes shorter queues than exponential service."""
    equal = equal_service(load)
    assert equal[1] == pytest.approx(load, abs=1e-9)
    assert (equal[2:6] < exponential_service(load)[2:6]).all()
