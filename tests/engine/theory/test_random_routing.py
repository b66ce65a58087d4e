"""Random routing spreads requests as dice would: in every tick, and in the imbalance that players see."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from scalegame.engine import Game
from scalegame.engine.scenario import Policy
from tests.engine.theory.formulas import multinomial_peak
from tests.engine.theory.observing import Seen, strangers, watch
from tests.engine.theory.sampling import SIGMAS, chi_square_law, chi_square_of

# Theory and real software hold what the second engine holds in every run, more slowly.
pytestmark = pytest.mark.deep

EACH_TICK, TICKS = 400, 300


def game(policy: Policy, servers: int) -> Game:
    return Game(strangers([EACH_TICK] * TICKS, 1, servers=servers, policy=policy), 14)


def chi_square_off(seen: Seen) -> float:
    """Return by how many standard deviations Σ χ² of all ticks is above its mean for even dice."""
    law = chi_square_law(seen.requests, seen.sent.shape[1])
    return (chi_square_of(seen.sent) - law.mean) / law.error


@pytest.mark.parametrize("servers", [2, 8, 20])
def test_random_routing_throws_even_dice(servers: int) -> None:
    """Σ χ² of 300 ticks of 400 requests, neither too uneven nor too even; and χ² of all together."""
    seen = watch(game(Policy.RANDOM, servers), views=True)
    assert abs(chi_square_off(seen)) < SIGMAS
    total = seen.sent.sum(axis=0, keepdims=True)
    law = chi_square_law(total.sum(axis=1), servers)
    # χ² of few cells is skewed: its upper tail is bounded by that of Laurent and Massart (2000) at four sigma's chance.
    assert chi_square_of(total) < law.mean + 2 * sqrt((servers - 1) * 9.7) + 2 * 9.7


def test_turns_are_no_dice() -> None:
    """Round robin is far too even to pass for random."""
    assert chi_square_off(watch(game(Policy.ROUND_ROBIN, 8), views=True)) < -5 * SIGMAS


@pytest.mark.parametrize("servers", [4, 8])
def test_the_imbalance_of_random_routing_is_that_of_dice(servers: int) -> None:
    """Load imbalance is busiest ÷ mean − 1 in windows of ten ticks: a multinomial's, with 4,000 requests in eight."""
    played = game(Policy.RANDOM, servers)
    watch(played)
    metrics = played.view().metrics
    peak, spread = multinomial_peak(10 * EACH_TICK, servers, tries=20_000, seed=3)
    found = metrics.imbalance_over / metrics.imbalance_base
    assert abs(found - (peak - 1)) < SIGMAS * spread / sqrt(TICKS / 10)
    assert found > SIGMAS * spread / sqrt(TICKS / 10), "no imbalance at all must not pass"
    assert np.isclose(metrics.load_imbalance, 1000 * found, atol=1)
