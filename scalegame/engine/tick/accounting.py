"""Phase 10: latencies, the ledger's sums, the cost of a tick, and the load of servers compared."""

from __future__ import annotations

import numpy as np

from scalegame.engine.decisions.balancing import Rotation
from scalegame.engine.decisions.legality import upkeep_of_stores
from scalegame.engine.draws import Integers
from scalegame.engine.integers import counts_of, sum_of
from scalegame.engine.state.fleet_arrays import FleetArrays
from scalegame.engine.state.world import LATENCY_BINS, Trouble, World
from scalegame.engine.units import MICROSECONDS_PER_MILLISECOND
from scalegame.engine.view import Failure, Loss

#: Requests are compared between servers over windows of this many ticks.
WINDOW = 10
_MILLISECOND, _LAST_BIN = np.array(MICROSECONDS_PER_MILLISECOND, np.int64), np.array(LATENCY_BINS - 1, np.int64)


def count_latency(world: World, wait: Integers) -> None:
    """Count waits (µs) of requests that were answered in time."""
    milliseconds = np.minimum(wait // _MILLISECOND, _LAST_BIN)
    counts = counts_of(milliseconds)
    latency = world.latency[: len(counts)]
    latency += counts


def account(world: World, losses: tuple[Loss, ...], failures: tuple[Failure, ...], fleet: FleetArrays) -> None:
    """Add the tick's ledger to the totals, and pay for what stands there."""
    world.requests_total += world.requests
    world.lost += sum(loss.count for loss in losses)
    world.failed += sum(failure.count for failure in failures)
    world.losses.extend(losses)
    world.failures.extend(failures)
    entries: tuple[Loss | Failure, ...] = (*losses, *failures)
    for entry in entries:
        world.troubles[entry.place] = world.troubles.get(entry.place, Trouble()).after(entry)
    world.spent += fleet.upkeep + upkeep_of_stores(world)


def count_load(world: World, rota: Rotation) -> None:
    """Gather the requests of each server, and which servers were in service all through the window."""
    if world.tick % WINDOW == 0:
        world.window[:] = 0
        world.steady[:] = True
    world.window += world.answered
    world.steady &= rota.open & rota.alive


def compare_load(world: World) -> None:
    """At a window's end, compare the servers that were in service throughout."""
    counts = world.window[world.steady]
    if len(counts) and (total := sum_of(counts)):
        world.imbalance_over += int(counts.max()) * len(counts) - total
        world.imbalance_base += total
