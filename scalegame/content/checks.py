"""What the parts of a level must mean together: names that exist, sums that fit, goals that can be reached.

Each check reports at the value that is wrong. ``check_plans.py`` does the same for plans.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scalegame.content import limits
from scalegame.content.build import goal_of, wave_of
from scalegame.content.fields import per_mille
from scalegame.content.names import name_groups, size_of
from scalegame.content.positions import Path
from scalegame.content.problems import Complaints
from scalegame.content.schema import LevelPart, StartPart, WavePart
from scalegame.content.schema_moves import CrashPart, IncidentPart, LeakPart, RedisRestartPart, SlowPart, SpikePart
from scalegame.content.words import did_you_mean, one_of, quoted
from scalegame.engine.scenario import DEFAULT_SERVER_TYPES, Metric, StoreName, Target

_STORES = [store.value for store in StoreName]
_HINTS = 3
_WHOLE = 1000


def check_level(level: LevelPart, complaints: Complaints) -> None:
    """Report everything in ``level`` that contradicts itself; its plans are not looked at."""
    _servers(level, complaints)
    _stores(level, complaints)
    _allowed(level, complaints)
    _sources(level, complaints)
    _waves(level, complaints)
    _goals(level, complaints)
    _teaching(level, complaints)


def _servers(level: LevelPart, complaints: Complaints) -> None:
    groups, types = level.start.servers, _server_types(level)
    for number, group in enumerate(groups):
        path: Path = ("start", "servers", number)
        _known(group.type, types, "type of server", (*path, "type"), complaints)
        if group.names and group.count not in (None, len(group.names)):
            complaints.say((*path, "count"), f'"count" is {group.count}, but "names" has {len(group.names)}')
    total = sum(size_of(group) for group in groups)
    if total > limits.MAX_SERVERS:
        complaints.say(
            ("start", "servers"), f"there are {total:,} servers at the start; at most {limits.MAX_SERVERS} are allowed"
        )
    seen: set[str] = set()
    for number, group in enumerate(groups):
        _twice(group.names or (), ("start", "servers", number, "names"), complaints, seen)
    _known(level.catalog.added_server, types, "type of server", ("catalog", "added_server"), complaints)


def _stores(level: LevelPart, complaints: Complaints) -> None:
    start = level.start
    _twice(start.stores, ("start", "stores"), complaints)
    for field, place in (("sessions", start.sessions), ("files", start.files), ("orders", start.orders)):
        if place.value in _STORES and place.value not in start.stores:
            complaints.say(
                ("start", field), f'{field} are kept in {place.value}, so "stores" in "start" must hold {quoted(place)}'
            )


def _allowed(level: LevelPart, complaints: Complaints) -> None:
    _twice(level.allowed, ("allowed",), complaints)
    _twice(level.policies, ("policies",), complaints)
    for number, verb in enumerate(level.allowed):
        if verb in level.start.stores:
            complaints.say(("allowed", number), f"{verb} is there from the start, so it cannot be bought")
        elif verb in _STORES and "connect" not in level.allowed:
            complaints.say(("allowed", number), f'{verb} is of no use without "connect" in "allowed"')
        elif verb == "set_policy" and not level.policies:
            complaints.say(("allowed", number), 'set_policy needs "policies": the ones a player may choose')
        elif verb == "connect" and not _reachable_stores(level):
            complaints.say(("allowed", number), "connect is allowed, but there is no store to connect to")
    if level.policies and "set_policy" not in level.allowed:
        complaints.say(("policies",), '"policies" are listed, but "allowed" does not hold "set_policy"')


def _sources(level: LevelPart, complaints: Complaints) -> None:
    for number, source in enumerate(level.sources):
        path: Path = ("sources", number)
        least, most = source.requests
        if least > most:
            complaints.say((*path, "requests"), f"the least ({least}) is more than the most ({most})")
        if not any(source.does.model_dump().values()):
            complaints.say((*path, "does"), "every weight is 0; visitors must do something")
    if not any(source.share for source in level.sources):
        complaints.say(("sources",), "every share is 0; visitors must come from somewhere")
    _twice([source.name for source in level.sources], ("sources",), complaints, field="name")


def _waves(level: LevelPart, complaints: Complaints) -> None:
    total = sum(wave.ticks for wave in level.waves)
    if total > limits.MAX_TICKS:
        complaints.say(("waves",), f"the waves last {total:,} ticks; at most {limits.MAX_TICKS:,} are allowed")
        return
    sound = [_arrivals(wave, ("waves", number, "arrivals"), complaints) for number, wave in enumerate(level.waves)]
    for number, wave in enumerate(level.waves):
        for position, incident in enumerate(wave.incidents):
            _incident(level, wave, incident, ("waves", number, "incidents", position), complaints)
    if all(sound):
        _visitors(level, complaints)


def _arrivals(wave: WavePart, path: Path, complaints: Complaints) -> bool:
    """Report what is wrong with the points of a wave; whether they can be counted."""
    found = False
    before = 0
    for number, (tick, rate) in enumerate(wave.arrivals):
        if tick % 1 or not 0 <= tick <= wave.ticks:
            complaint = f"a point's tick must be a whole number from 0 to {wave.ticks}, the wave's end, but is {tick}"
            complaints.say((*path, number, 0), complaint)
        elif tick < before:
            complaints.say(
                (*path, number, 0), f"points must stand in the order of their ticks; {tick} is after {before}"
            )
        elif not 0 <= rate <= limits.MAX_RATE:
            complaint = f"visitors a tick must be from 0 to {limits.MAX_RATE:,}, but are {rate}"
            complaints.say((*path, number, 1), complaint)
        else:
            before = int(tick)
            continue
        found = True
    return not found


def _visitors(level: LevelPart, complaints: Complaints) -> None:
    """Count the visitors; only called when ticks and rates are within their bounds."""
    visitors = sum(sum(wave_of(wave).arrivals) for wave in level.waves)
    requests = visitors * max(source.requests[1] for source in level.sources)
    if not visitors:
        complaints.say(("waves",), "nobody comes: the arrivals add up to no visitor")
    elif visitors > limits.MAX_VISITORS:
        complaints.say(("waves",), f"{visitors:,} visitors come; at most {limits.MAX_VISITORS:,} are allowed")
    elif requests > limits.MAX_REQUESTS:
        complaint = f"visitors make up to {requests:,} requests; at most {limits.MAX_REQUESTS:,} are allowed"
        complaints.say(("waves",), complaint)


def _incident(level: LevelPart, wave: WavePart, incident: IncidentPart, path: Path, complaints: Complaints) -> None:
    if incident.at >= wave.ticks:
        complaints.say(
            (*path, "at"), f"the incident comes at tick {incident.at}, but the wave is over after {wave.ticks} ticks"
        )
    names = _server_names(level.start)
    match incident:
        case CrashPart():
            _known(incident.crash, [*names, *Target], "server", (*path, "crash"), complaints)
        case SlowPart():
            _known(incident.slow, [*names, *Target], "server", (*path, "slow"), complaints)
            if not 0 < per_mille(incident.capacity) <= _WHOLE:
                complaint = f'"capacity" must be more than 0% and at most 100%, but is {quoted(incident.capacity)}'
                complaints.say((*path, "capacity"), complaint)
        case LeakPart():
            _known(incident.leak, names, "server", (*path, "leak"), complaints)
        case RedisRestartPart():
            if StoreName.REDIS not in _reachable_stores(level):
                complaints.say((*path, "redis_restart"), "Redis cannot restart: it is neither there nor for sale")
        case SpikePart() if incident.at < wave.ticks < incident.at + incident.ticks:
            complaints.say(
                (*path, "ticks"),
                f"the spike ends at tick {incident.at + incident.ticks}, after the wave, which has {wave.ticks} ticks",
            )


def _goals(level: LevelPart, complaints: Complaints) -> None:
    goals = {metric: getattr(level.goals, metric.value) for metric in Metric}
    for metric, part in goals.items():
        if part is None:
            continue
        path: Path = ("goals", metric.value)
        goal = goal_of(metric, part)
        if goal.passing is None and goal.gold is None:
            complaints.say(path, f'{quoted(metric)} needs "pass", "gold" or both')
        if goal.passing is not None and goal.gold is not None and goal.gold > goal.passing:
            complaints.say((*path, "gold"), '"gold" is looser than "pass"')
    if not any(part is not None and part.passing is not None for part in goals.values()):
        complaints.say(("goals",), 'no goal has a "pass", so nobody could lose')


def _teaching(level: LevelPart, complaints: Complaints) -> None:
    _twice(level.teaches, ("teaches",), complaints)
    usable = {*level.allowed, *level.policies, "next_wave"}
    for number, component in enumerate(level.teaches):
        if component not in usable:
            complaints.say(("teaches", number), f"the level teaches {component}, but does not allow it")
    if len(level.hints) not in (0, _HINTS):
        complaints.say(
            ("hints",),
            f"there must be three hints (observe, direction, near-solution) or none, but are {len(level.hints)}",
        )
    for number, quiz in enumerate(level.quiz):
        path: Path = ("quiz", number)
        if quiz.answer >= len(quiz.choices):
            complaint = f'"answer" counts from 0, so it must be at most {len(quiz.choices) - 1}, but is {quiz.answer}'
            complaints.say((*path, "answer"), complaint)
        _twice(quiz.choices, (*path, "choices"), complaints)


def _server_types(level: LevelPart) -> list[str]:
    return sorted({*(kind.name for kind in DEFAULT_SERVER_TYPES), *level.catalog.servers})


def _server_names(start: StartPart) -> list[str]:
    return [name for names in name_groups(start.servers) for name in names]


def _reachable_stores(level: LevelPart) -> set[str]:
    return {*level.start.stores, *(verb for verb in level.allowed if verb in _STORES)}


def _known(name: str, names: Sequence[str], what: str, path: Path, complaints: Complaints) -> None:
    if name not in names:
        guess = did_you_mean(name, names) or f"; there are {one_of(names)}"
        complaints.say(path, f"there is no {what} {quoted(name)}{guess}")


def _twice(
    names: Iterable[str], path: Path, complaints: Complaints, seen: set[str] | None = None, field: str | None = None
) -> None:
    """Report each name that was there before; ``seen`` carries names from one list to the next."""
    seen = set() if seen is None else seen
    for number, name in enumerate(names):
        if name in seen:
            complaints.say(
                (*path, number) if field is None else (*path, number, field), f"{quoted(name)} is there twice"
            )
        seen.add(name)
