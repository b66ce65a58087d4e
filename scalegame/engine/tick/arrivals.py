"""Who makes a request in a tick: new visitors, and those whose pause ends (phase 5 of a tick)."""

from __future__ import annotations

import numpy as np

from scalegame.engine.decisions.forecast import extra_visitors
from scalegame.engine.draws import Integers, Stream, below, draw_all, first_positions
from scalegame.engine.integers import up_to
from scalegame.engine.state.due_requests import appointments
from scalegame.engine.state.precomputed import Tables
from scalegame.engine.state.visitors import Crowd
from scalegame.engine.state.world import COLUMNS, NONE, Sessions, World


def arrive(world: World, tables: Tables) -> Integers:
    """Let this tick's visitors in; returns the appointments of all who make a request now."""
    due = world.calendar.pop(world.tick, [])
    crowds, tick = tables.crowds, world.tick
    starts = world.wave_starts if world.traffic == NONE else []
    coming = [crowd for wave, start in enumerate(starts) for crowd in crowds.coming(world.seed, wave, tick - start)]
    more = extra_visitors(world, tick, sum(len(crowd.who) for crowd in coming))
    coming += crowds.beside(world.seed, world.extra, more)
    world.extra += more
    due += [_seat(world, tables, crowd) for crowd in coming]
    world.arrivals = sum(len(crowd.who) for crowd in coming)
    world.came.append(world.arrivals)
    world.online += world.arrivals
    return np.concatenate(due) if due else np.zeros(0, np.int64)


def _seat(world: World, tables: Tables, crowd: Crowd) -> Integers:
    """Give visitors their rows."""
    people, count = world.sessions, len(crowd.who)
    _make_room(people, count)
    rows = slice(people.size, people.size + count)
    people.who[rows], people.source[rows], people.due[rows] = crowd.who, crowd.source, world.tick
    people.address[rows], people.left[rows] = crowd.address, crowd.left
    share, until = world.whale
    if world.tick < until:
        draws = draw_all(world.seed, Stream.WHALE, first_positions(crowd.who))
        people.address[rows][below(draws, 1000) < share] = tables.crowds.whale
    # Rows are new, so every other column is still zero: no request made, nothing known, nothing lost.
    people.home[rows] = people.cookie[rows] = people.file[rows] = people.again[rows] = NONE
    people.alive[rows] = people.login[rows] = True
    first = people.base + people.size
    people.size += count
    return appointments(crowd.moment, first + up_to(count))


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
