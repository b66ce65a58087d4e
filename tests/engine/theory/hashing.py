"""Fleets of any server numbers behind a hash, as many independent ones as a test needs."""

from __future__ import annotations

import numpy as np

from scalegame.engine.decisions.balancing import Callers, Rotation, choose
from scalegame.engine.draws import Draws, Integers, positions
from scalegame.engine.scenario import Balancer
from scalegame.engine.state.world import NONE


def owners(balancer: Balancer, members: range, addresses: Draws) -> Integers:
    """Return each address's place (0 …) among the healthy servers whose numbers are ``members``."""
    up = np.zeros(members.stop, np.bool_)
    up[members.start :] = True
    indices = np.array(members)
    rotation = Rotation(indices, indices, up, up, up, hung=~up & up)
    callers = Callers(positions(addresses, np.zeros_like(addresses)), addresses, np.full(len(addresses), NONE))
    return choose(balancer, 1, 0, rotation, callers)[0] - members.start


def addresses(count: int, block: int) -> Draws:
    """Return ``count`` addresses in a row; different for each ``block``."""
    first = 1_000_000 + block * count
    return np.arange(first, first + count, dtype=np.uint64)
