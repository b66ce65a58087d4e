"""Phase 6, before the balancer: the CDN answers for pictures, the limiter turns away requests over the rate limit."""

from __future__ import annotations

import numpy as np

from scalegame.engine.decisions.requests import Batch
from scalegame.engine.draws import Integers
from scalegame.engine.integers import indices_of, order_of, repeated, up_to
from scalegame.engine.scenario import Kind, LimitPer, StoreName
from scalegame.engine.state.ledger import Ledger
from scalegame.engine.state.world import NONE, World
from scalegame.engine.tick.effects import keep_entries
from scalegame.engine.view import LIMITER, FailureCause, StoreState

_AVATAR = int(Kind.AVATAR)


def cdn_is_up(world: World) -> bool:
    """Whether there is a CDN and it works."""
    cdn = world.stores.get(StoreName.CDN)
    return cdn is not None and cdn.state is StoreState.UP


def meet_the_edge(world: World, ledger: Ledger, batch: Batch) -> None:
    """Answer for the pictures that the CDN has, and turn away the requests that are over the limit."""
    if _AVATAR in batch.kinds and cdn_is_up(world):
        hit = (batch.kind == _AVATAR) & world.sessions.cached[batch.row]
        count = int(np.count_nonzero(hit))
        if count:
            batch.hit = hit
            batch.ok &= ~hit
            batch.leave = np.full(len(batch.ok), NONE, np.int64)
            batch.leave[hit] = batch.moment[hit] + world.stores[StoreName.CDN].spec.latency_us
            batch.at_edge = count
            keep_entries(world, StoreName.CDN, 0, count)
    if world.limit.limit:
        passing = indices_of(batch.ok)
        over = np.zeros(len(batch.ok), np.bool_)
        over[passing[_rank(world, batch, passing) >= world.limit.limit]] = True
        batch.at_edge += int(np.count_nonzero(over))
        batch.fail(world, ledger, over, FailureCause.RATE_LIMITED, LIMITER)


def _rank(world: World, batch: Batch, passing: Integers) -> Integers:
    """Return how many requests came before each in this tick, from its address or at all."""
    if world.limit.per is LimitPer.SERVICE:
        return up_to(len(passing))
    address = world.sessions.address[batch.row[passing]]
    order = order_of(address)
    grouped = address[order]
    new = np.ones(len(grouped), np.bool_)
    new[1:] = grouped[1:] != grouped[:-1]
    first = indices_of(new)
    lengths = np.diff(np.append(first, len(grouped)))
    rank = np.empty(len(passing), np.int64)
    rank[order] = up_to(len(grouped)) - repeated(first, lengths)
    return rank
