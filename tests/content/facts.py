"""The numbers that a level's texts may name: read off its data, so that a text cannot drift away from its level."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from scalegame.content.level import Level
from scalegame.engine.commands import SetDrain, SetTimeout
from scalegame.engine.scenario import COOKIE_BYTES, Goal, Incident, IncidentKind, Metric, StoreName, StoreSpec
from scalegame.wording.refusals import dollars

_STRICKEN_STORE = {
    IncidentKind.REDIS_RESTART: StoreName.REDIS,
    IncidentKind.SQL_FAILOVER: StoreName.SQL,
}
#: How far "about" and "between" may be off, and how long before something "before" can be said of it (seconds).
_ABOUT, _BEFORE = 5, 20

_TIME = re.compile(r"(\d+):(\d\d)")
#: What the counts of a level are counted in.
UNIT = re.compile(r" (seconds?|s|sessions|connections|operations|bytes|commands|visitors)\b", re.IGNORECASE)


def is_known(level: Level, text: str, number: re.Match[str], *, loosely: bool) -> bool:
    """Return whether a ``number`` of ``text`` (in digits) is one of the level's data: a time, an amount, a count.

    ``loosely``, for hints: the reference plan's times count as well, so does any moment of a spell, and "about",
    "between" and "before" need not be exact.
    """
    if time := _TIME.fullmatch(number[0]):
        return _is_time(level, 60 * int(time[1]) + int(time[2]), text[: number.start()].rstrip(), loosely=loosely)
    if number[0].startswith("$"):
        return _plain(number[0]) in _money(level)
    unit = UNIT.match(text, number.end())
    return unit is not None and int(_plain(number[0])) in _KNOWN[unit[1].casefold().removesuffix("s")](level)


def _is_time(level: Level, time: int, before: str, *, loosely: bool) -> bool:
    exact = _times(level)
    if not loosely:
        return time in exact
    exact |= {at.tick for at in level.plans["reference"]}
    if before.endswith(("about", "between", "and")):
        return any(abs(time - other) <= _ABOUT for other in exact)
    if before.casefold().endswith("before"):
        return any(0 <= other - time <= _BEFORE for other in exact)
    return time in exact or any(start <= time <= end for start, end in _spells(level))


def _times(level: Level) -> set[int]:
    """Return when waves start and end, incidents begin and end, and the traffic turns."""
    raw = json.loads(level.path.read_text(encoding="utf-8"))["waves"]
    times = {tick for spell in _spells(level) for tick in spell}
    start = 0
    for wave, written in zip(level.scenario.waves, raw, strict=True):
        times |= {start, start + len(wave.arrivals)} | {start + int(tick) for tick, _ in written["arrivals"]}
        start += len(wave.arrivals)
    return times


def _spells(level: Level) -> Iterator[tuple[int, int]]:
    """Yield from when to when each incident lasts; what strikes a store lasts until it has restarted."""
    start = 0
    for wave in level.scenario.waves:
        for incident in wave.incidents:
            at = start + incident.at
            yield at, at + _lasting(level, incident)
        start += len(wave.arrivals)


def _lasting(level: Level, incident: Incident) -> int:
    if incident.kind in (IncidentKind.LEAK, IncidentKind.CRASH_LOOP):
        return 0
    store = _STRICKEN_STORE.get(incident.kind)
    return level.scenario.store_specs[store].restart if store else incident.ticks


def _stores(level: Level) -> list[StoreSpec]:
    scenario = level.scenario
    return [scenario.store_specs[store] for store in StoreName if store in {*scenario.stores, *scenario.allowed}]


def _goals(level: Level, metric: Metric) -> Iterator[int]:
    limits: tuple[Goal, ...] = tuple(goal for goal in level.scenario.goals if goal.metric is metric)
    yield from (limit for goal in limits for limit in (goal.passing, goal.gold) if limit is not None)


def _money(level: Level) -> set[str]:
    scenario = level.scenario
    kind = scenario.server_type(scenario.added_type)
    amounts = {scenario.budget, kind.price, kind.upkeep, *_goals(level, Metric.COST)}
    for spec in _stores(level):
        amounts |= {spec.price, spec.upkeep, spec.replica_price, spec.pooler_price, spec.aof_upkeep}
    return {_plain(dollars(amount)) for amount in amounts}


def _plain(amount: str) -> str:
    return amount.replace(",", "")


def _seconds(level: Level) -> set[int]:
    """Return every duration a player meets: boots, deploys, lead times, spells, patience, settings, intervals."""
    scenario, health = level.scenario, level.scenario.balancer
    kind = scenario.server_type(scenario.added_type)
    # A check of a frozen server takes an interval to fail, so every second one does.
    found_out = health.interval * (2 * health.fall - 1)
    found = {kind.boot, kind.deploy, scenario.timeout_us // 1_000_000, found_out}
    found |= {source.retry_after for source in scenario.sources}
    for spec in _stores(level):
        found |= {spec.lead, spec.restart, spec.failover, spec.replica_lead, spec.pooler_lead}
    found |= {incident.ticks for wave in scenario.waves for incident in wave.incidents}
    starts = sorted(start for start, _ in _spells(level))
    found |= {later - earlier for earlier, later in pairwise(starts)}
    for at in level.plans["reference"]:
        match at.command:
            case SetDrain(ticks):
                found.add(ticks)
            case SetTimeout(milliseconds):
                found.add(milliseconds // 1000)
            case _:
                pass
    return found


def turns(level: Level) -> list[float]:
    """Return how many visitors come in a second wherever the traffic turns."""
    raw = json.loads(level.path.read_text(encoding="utf-8"))["waves"]
    return [visitors for wave in raw for _, visitors in wave["arrivals"]]


def _connections(level: Level) -> set[int]:
    sql, kind = level.scenario.store_specs[StoreName.SQL], level.scenario.server_type(level.scenario.added_type)
    return {sql.connections, kind.pool}


_KNOWN: dict[str, Callable[[Level], set[int] | set[float]]] = {
    "second": _seconds,
    "": _seconds,
    "session": lambda level: {spec.memory for spec in _stores(level)},
    "connection": _connections,
    "operation": lambda level: {spec.capacity for spec in _stores(level)},
    "byte": lambda level: {COOKIE_BYTES, level.scenario.cookie_base, level.scenario.cookie_item},
    "visitor": lambda level: set(turns(level)),
    "command": lambda level: set(_goals(level, Metric.COMMANDS)),
}
