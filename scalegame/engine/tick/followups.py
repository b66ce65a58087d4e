"""Phase 9: what each visitor does next: try again, log in again, leave, or pause and come back."""

from __future__ import annotations

import numpy as np

from scalegame.engine.decisions.requests import Batch
from scalegame.engine.decisions.routing import patience
from scalegame.engine.draws import Integers, Stream, below, draw_all
from scalegame.engine.integers import counts_of, indices_of, order_of
from scalegame.engine.scenario import Kind
from scalegame.engine.state.due_requests import appointments
from scalegame.engine.state.precomputed import Precomputed
from scalegame.engine.state.world import NONE, Flags, World
from scalegame.engine.tick.effects import release
from scalegame.engine.units import MICROSECONDS_PER_TICK

_TICK = np.array(MICROSECONDS_PER_TICK, np.int64)
# As arrays without dimensions, like the constants of draws.py.
_NOTHING, _LOGIN_KIND = np.array(0, np.int64), np.array(Kind.LOGIN, np.uint8)
#: Rejected people who log in again need this many ticks to type their password.
LOGIN_AGAIN_TICKS = 2
#: Backing off doubles a pause at most so many times.
_MOST_DOUBLINGS = 6


def follow_up(world: World, precomputed: Precomputed, batch: Batch, rejected: Flags) -> None:
    """Decide what each visitor does next."""
    people, row, source = world.sessions, batch.row, batch.source
    done = batch.ok if batch.hit is None else batch.ok | batch.hit
    counts = (batch.kind != _LOGIN_KIND) | ~done
    gap = precomputed.pause_of[batch.thinks]
    if precomputed.may_retry:
        counts &= ~_try_again(world, precomputed, batch, gap)
    left = batch.due_requests.read(people.left).astype(np.int64)
    left -= counts
    if world.rejected:
        left[rejected & (precomputed.leaves[source] | people.banned[row])] = 0
        again = rejected & precomputed.again[source]
        people.login[row[again]] = True
        gap[again] = LOGIN_AGAIN_TICKS
    batch.due_requests.write(people.left, left)

    # The pause begins with the answer; who waits in vain does so until the balancer or they themselves give up.
    spent = batch.leave
    if not batch.smooth:
        timeout = world.scenario.timeout_us
        at_server = np.full(len(row), patience(world.scenario, world.balancer), np.int64)
        at_server[batch.server == NONE] = timeout
        spent = np.minimum(np.maximum(spent, 0), batch.moment + at_server)
        if batch.delay is not None:
            spent = np.maximum(spent, batch.moment) + batch.delay
        spent = np.minimum(spent, batch.moment + timeout)
    gap += spent // _TICK
    batch.due_requests.write(people.due, world.tick + gap)
    entries = appointments(below(batch.back, MICROSECONDS_PER_TICK), batch.due_requests.number)
    stays = left > _NOTHING
    if np.count_nonzero(stays) == len(stays):
        _schedule(world, entries, gap)
    else:
        _schedule(world, entries[stays], gap[stays])
        leaving = row[~stays]
        release(world, leaving)
        people.alive[leaving] = False
        world.online -= len(leaving)


def _try_again(world: World, precomputed: Precomputed, batch: Batch, gap: Integers) -> Flags:
    """Repeat failed requests, as often as their clients do; sets their ``gap`` and returns whose request it was."""
    people, row, source = world.sessions, batch.row, batch.source
    failed = np.zeros(len(row), np.bool_) if batch.again is None else batch.again
    storm = world.storm[0] if world.tick < world.storm[1] else 0
    tries = batch.due_requests.read(people.tries).astype(np.int64)
    most = np.maximum(precomputed.retries[source], storm)
    retries: Flags = failed & (tries < most)
    # A kind is a number without a sign; newer versions of NumPy refuse to put a -1 among those.
    batch.due_requests.write(people.again, np.where(retries, batch.kind.astype(np.int8), np.int8(NONE)))
    batch.due_requests.write(people.tries, np.where(retries, tries + 1, 0))
    if np.count_nonzero(retries):
        pause = precomputed.retry_after[source]
        backs_off = precomputed.backoff[source]
        doubled = pause << np.minimum(tries, _MOST_DOUBLINGS)
        jitter = below(draw_all(world.seed, Stream.JITTER, batch.position), doubled.view(np.uint64))
        pause = np.where(backs_off, doubled + jitter, pause)
        gap[retries] = np.where(storm > 0, 1, pause)[retries]
    return retries


def _schedule(world: World, entries: Integers, gap: Integers) -> None:
    """Put appointments down in the calendar, each ``gap`` ticks (1 … 65,535) from now."""
    order = order_of(gap.astype(np.uint16))
    entries = entries[order]
    end = 0
    counts = counts_of(gap)
    present = indices_of(counts)
    for ticks, count in zip(present.tolist(), counts[present].tolist(), strict=True):
        world.calendar.setdefault(world.tick + ticks, []).append(entries[end : end + count])
        end += count
