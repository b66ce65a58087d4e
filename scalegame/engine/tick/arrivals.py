"""Who makes a request in a tick: new visitors, and those whose pause ends (phase 5 of a tick)."""

from __future__ import annotations

import numpy as np

from scalegame.engine.draws import Draws, Integers, Stream, below, draw_all, draw_many, positions, upper
from scalegame.engine.requests import appointments
from scalegame.engine.scenario import MICROSECONDS_PER_TICK
from scalegame.engine.tables import Tables
from scalegame.engine.world import COLUMNS, NONE, Sessions, World, wave_spans

_DRAWN_ONCE = (Stream.SOURCE, Stream.ADDRESS, Stream.VISIT, Stream.MOMENT)


def arrive(world: World, tables: Tables) -> Integers:
    """Let this tick's visitors in; returns the appointments of all who make a request now."""
    who = []
    for number, (start, end) in enumerate(wave_spans(world.scenario, world.wave_starts)[: len(world.wave_starts)]):
        if start <= world.tick < end:
            before = tables.before[number]
            first, after = before[world.tick - start], before[world.tick - start + 1]
            who.append(np.arange(first, after, dtype=np.uint64) + np.uint64(number << 24))
    visitors = np.concatenate(who) if who else np.zeros(0, np.uint64)
    world.arrivals = len(visitors)
    world.online += len(visitors)
    due = world.calendar.pop(world.tick, [])
    if len(visitors):
        due.append(_seat(world, tables, visitors))
    return np.concatenate(due) if due else np.zeros(0, np.int64)


def _seat(world: World, tables: Tables, who: Draws) -> Integers:
    """Give visitors their rows and everything about them that is drawn once."""
    people = world.sessions
    _make_room(people, len(who))
    rows = slice(people.size, people.size + len(who))
    source, address, visit, moment = draw_many(world.seed, _DRAWN_ONCE, positions(who, np.zeros_like(who)))
    origin = tables.source_of[upper(source)]
    people.who[rows], people.source[rows], people.due[rows] = who, origin, world.tick
    people.address[rows] = tables.address(origin, below(address, tables.addresses[origin]))
    share, until = world.whale
    if world.tick < until:
        draws = draw_all(world.seed, Stream.WHALE, positions(who, np.zeros_like(who)))
        people.address[rows][below(draws, 1000) < share] = tables.whale
    people.left[rows] = tables.least[origin] + below(visit, tables.spread[origin])
    # Rows are new, so every other column is still zero: no request made, nothing known, nothing lost.
    people.home[rows] = people.cookie[rows] = people.file[rows] = people.again[rows] = NONE
    people.alive[rows] = people.login[rows] = True
    first = people.base + people.size
    people.size += len(who)
    return appointments(below(moment, MICROSECONDS_PER_TICK), np.arange(first, first + len(who)))


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
