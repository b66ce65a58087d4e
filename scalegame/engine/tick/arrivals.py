"""Phase 5 of a tick: new visitors come, and those whose pause ends make a request."""

from __future__ import annotations

import numpy as np

from scalegame.engine.decisions.forecast import extra_visitors
from scalegame.engine.draws import Integers, Stream, below, draw_all, first_positions
from scalegame.engine.integers import up_to
from scalegame.engine.state.due_requests import appointments
from scalegame.engine.state.precomputed import Precomputed
from scalegame.engine.state.visitors import Visitors
from scalegame.engine.state.world import COLUMNS, NONE, Sessions, World


def arrive(world: World, precomputed: Precomputed) -> Integers:
    """Admit this tick's visitors; returns the appointments of all who make a request now."""
    due = world.calendar.pop(world.tick, [])
    process, tick = precomputed.arrivals, world.tick
    starts = world.wave_starts if world.traffic == NONE else []
    coming = [
        visitors for wave, start in enumerate(starts) for visitors in process.coming(world.seed, wave, tick - start)
    ]
    more = extra_visitors(world, tick, sum(len(visitors.who) for visitors in coming))
    coming += process.beside(world.seed, world.extra, more)
    world.extra += more
    due += [_seat(world, precomputed, visitors) for visitors in coming]
    world.arrivals = sum(len(visitors.who) for visitors in coming)
    world.came.append(world.arrivals)
    world.online += world.arrivals
    return np.concatenate(due) if due else np.zeros(0, np.int64)


def _seat(world: World, precomputed: Precomputed, visitors: Visitors) -> Integers:
    """Write visitors into rows of the sessions; returns their appointments."""
    people, count = world.sessions, len(visitors.who)
    _make_room(people, count)
    rows = slice(people.size, people.size + count)
    people.who[rows], people.source[rows], people.due[rows] = visitors.who, visitors.source, world.tick
    people.address[rows], people.left[rows] = visitors.address, visitors.left
    share, until = world.whale
    if world.tick < until:
        draws = draw_all(world.seed, Stream.WHALE, first_positions(visitors.who))
        people.address[rows][below(draws, 1000) < share] = precomputed.arrivals.whale
    # Rows are new, so every other column is still zero: no request made, nothing known, nothing lost.
    people.home[rows] = people.cookie[rows] = people.file[rows] = people.again[rows] = NONE
    people.alive[rows] = people.login[rows] = True
    first = people.base + people.size
    people.size += count
    return appointments(visitors.moment, first + up_to(count))


def _make_room(people: Sessions, count: int) -> None:
    """Reclaim the rows of those who have left from the front, and grow the columns when that is not enough."""
    capacity = len(people.alive)
    if people.size + count <= capacity:
        return
    live = people.alive[: people.size]
    gone = int(live.argmax()) if live.any() else people.size
    kept = people.size - gone
    while capacity < 2 * (kept + count):
        capacity *= 2
    for name in COLUMNS:
        column = getattr(people, name)
        wider = np.zeros(capacity, column.dtype)
        wider[:kept] = column[gone : people.size]
        setattr(people, name, wider)
    people.base += gone
    people.size = kept
