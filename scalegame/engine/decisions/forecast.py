"""The visitors of a tick and of those to come, by the waves and by orders. Reads the world, changes nothing."""

from __future__ import annotations

from scalegame.engine.bounds import MOST_EXTRA
from scalegame.engine.state.world import NONE, World, wave_spans
from scalegame.engine.units import WHOLE


def extra_visitors(world: World, tick: int, planned: int) -> int:
    """Return how many come in ``tick`` beside the ``planned`` ones of the waves; those of an order come instead."""
    factor, until = world.surge
    wanted = planned if world.traffic == NONE else world.traffic
    if tick < until:
        wanted = wanted * factor // WHOLE
    beside = wanted - (planned if world.traffic == NONE else 0)
    return min(beside, MOST_EXTRA - world.extra)


def forecast(world: World) -> tuple[int, ...]:
    """Return the visitors a tick from tick 0 to the planned end: what came, and what is expected as things stand."""
    spans = wave_spans(world.scenario, world.wave_starts)
    visitors = [0] * max(end for _, end in spans)
    for (start, _), wave in zip(spans, world.scenario.waves, strict=True):
        for offset, count in enumerate(wave.arrivals):
            visitors[start + offset] += count
    if world.traffic == NONE and not world.surge[1]:
        return tuple(visitors)
    ahead = range(world.tick, len(visitors))
    usual = [visitors[tick] if world.traffic == NONE else 0 for tick in ahead]
    expected = (come + extra_visitors(world, tick, come) for tick, come in zip(ahead, usual, strict=True))
    return (*world.came, *expected)
