"""The evenness of a modulo hash, and how many people a new server moves."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from scalegame.engine.draws import Integers
from scalegame.engine.scenario import Balancer, Policy
from tests.engine.theory.formulas import multinomial_peak
from tests.engine.theory.hashing import addresses, owners
from tests.engine.theory.sampling import SIGMAS, chi_square_law, chi_square_of

# Theory and real software hold what the second engine holds in every run, more slowly.
pytestmark = pytest.mark.deep

PEOPLE, CROWDS = 2000, 200
HASHES = pytest.mark.parametrize(
    "balancer",
    [Balancer(Policy.SOURCE_HASH, keep_dead_slots=True), Balancer(Policy.SOURCE_HASH, keep_dead_slots=False)],
    ids=["keep_dead_slots", "up_only"],
)
SIZES = pytest.mark.parametrize("servers", [2, 4, 7])


def counts(balancer: Balancer, servers: int, points: int = 0) -> Integers:
    """Return how many of ``PEOPLE`` each server gets, one row a crowd of other addresses."""
    rows = [
        np.bincount(owners(balancer, range(servers), addresses(PEOPLE, crowd)), minlength=servers)
        for crowd in range(CROWDS)
    ]
    return np.array(rows)


@HASHES
@SIZES
def test_a_modulo_hash_spreads_people_as_throwing_dice_would(balancer: Balancer, servers: int) -> None:
    """χ² of 200 crowds of 2,000 addresses in a row: neither more uneven than chance nor more even.

    Busiest ÷ mean is that of a multinomial: 1.05 for 2,000 people on four servers.
    """
    found = counts(balancer, servers)
    law = chi_square_law(found.sum(axis=1), servers)
    assert abs(chi_square_of(found) - law.mean) < SIGMAS * law.error
    peak, spread = multinomial_peak(PEOPLE, servers, tries=20_000, seed=2)
    busiest = found.max(axis=1) * servers / PEOPLE
    assert abs(busiest.mean() - peak) < SIGMAS * spread / sqrt(CROWDS)


def test_a_ring_is_more_uneven_than_dice() -> None:
    """The same χ² rejects a ring of 160 points: its servers have unequal shares."""
    found = counts(Balancer(Policy.CONSISTENT_HASH), 4)
    law = chi_square_law(found.sum(axis=1), 4)
    assert chi_square_of(found) > law.mean + 10 * SIGMAS * law.error


@HASHES
@SIZES
def test_a_new_server_moves_nearly_everyone(balancer: Balancer, servers: int) -> None:
    """For one hash in n + 1 the remainders of n and n + 1 agree, so n ÷ (n + 1) move; binomial with 200,000 people."""
    people = addresses(200_000, 1)
    moved = owners(balancer, range(servers), people) != owners(balancer, range(servers + 1), people)
    share = servers / (servers + 1)
    assert abs(moved.mean() - share) < SIGMAS * sqrt(share * (1 - share) / len(people))
