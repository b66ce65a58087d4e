"""The checks of the traffic: people who come from somewhere, waves that end, incidents that can happen."""

from __future__ import annotations

from scalegame.content.build import wave_of
from scalegame.content.build.names import name_groups
from scalegame.content.build.service import store_specs
from scalegame.content.checks.shared import check_known, check_twice, reachable_stores
from scalegame.content.reader.diagnostics import Complaints
from scalegame.content.reader.json_reader import JsonPath
from scalegame.content.reader.phrases import one_of, quoted
from scalegame.content.schema import limits
from scalegame.content.schema.fields import per_mille
from scalegame.content.schema.level import LevelPart
from scalegame.content.schema.traffic import (
    BanPart,
    CrashLoopPart,
    CrashPart,
    FreezePart,
    IncidentPart,
    LeakPart,
    RedisFullPart,
    RedisRestartPart,
    RetryStormPart,
    SlowPart,
    SourcePart,
    SpikePart,
    SqlFailoverPart,
    WavePart,
    WhalePart,
    ZoneOutagePart,
)
from scalegame.engine.scenario import StoreName, Target
from scalegame.engine.units import WHOLE


def check_traffic(level: LevelPart, complaints: Complaints) -> None:
    """Report everything about sources, waves and incidents that cannot be meant."""
    _sources(level, complaints)
    _waves(level, complaints)


def _sources(level: LevelPart, complaints: Complaints) -> None:
    for number, source in enumerate(level.sources):
        path: JsonPath = ("sources", number)
        least, most = source.requests
        if least > most:
            complaints.say((*path, "requests"), f"the least ({least}) is more than the most ({most})")
        if not any(source.does.model_dump().values()):
            complaints.say((*path, "does"), "every weight is 0; visitors must do something")
        _networks(source, (*path, "networks"), complaints)
    if not any(source.share for source in level.sources):
        complaints.say(("sources",), "every share is 0; visitors must come from somewhere")
    check_twice([source.name for source in level.sources], ("sources",), complaints, field="name")


def _networks(source: SourcePart, path: JsonPath, complaints: Complaints) -> None:
    """Report networks that are more than the addresses, or have no room for them."""
    if source.networks > source.addresses:
        complaint = f"there are {source.networks:,} networks, but only {source.addresses:,} addresses"
        complaints.say(path, complaint)
    room = source.networks * (1 if source.last_octet else limits.MAX_HOSTS)
    if source.networks and source.addresses > room:
        alike = f" that end in {source.last_octet}" if source.last_octet else ""
        complaint = f"so many networks have room for {room:,} addresses{alike}, but there are {source.addresses:,}"
        complaints.say(path, complaint)


def _waves(level: LevelPart, complaints: Complaints) -> None:
    total = sum(wave.ticks for wave in level.waves)
    if total > limits.MAX_TICKS:
        complaints.say(("waves",), f"the waves last {total:,} ticks; at most {limits.MAX_TICKS:,} are allowed")
        return
    sound = [_arrivals(wave, ("waves", number, "arrivals"), complaints) for number, wave in enumerate(level.waves)]
    for number, wave in enumerate(level.waves):
        for position, incident in enumerate(wave.incidents):
            path: JsonPath = ("waves", number, "incidents", position)
            if incident.at >= wave.ticks:
                complaint = f"the incident comes at tick {incident.at}, but the wave is over after {wave.ticks} ticks"
                complaints.say((*path, "at"), complaint)
            _incident(level, wave, incident, path, complaints)
    if all(sound):
        _visitors(level, complaints)


def _arrivals(wave: WavePart, path: JsonPath, complaints: Complaints) -> bool:
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
    retries = _retries(level)
    ordered = 0 if {"set_traffic", "cause_incident"}.isdisjoint(level.allowed) else limits.MAX_ORDERED_VISITORS
    requests = (visitors + ordered) * max(source.requests[1] for source in level.sources) * (1 + retries)
    if not visitors and "set_traffic" not in level.allowed:
        complaints.say(("waves",), "nobody comes: the arrivals add up to no visitor")
    elif visitors > limits.MAX_VISITORS:
        complaints.say(("waves",), f"{visitors:,} visitors come; at most {limits.MAX_VISITORS:,} are allowed")
    elif requests > limits.MAX_REQUESTS:
        retried = ", retries included" if retries else ""
        by_order = f", with {ordered:,} visitors who are ordered" if ordered else ""
        complaint = (
            f"visitors make up to {requests:,} requests{retried}{by_order}; at most {limits.MAX_REQUESTS:,} are allowed"
        )
        complaints.say(("waves",), complaint)


def _retries(level: LevelPart) -> int:
    """Return how often anyone ever makes a failed request again."""
    incidents = [incident for wave in level.waves for incident in wave.incidents]
    storms = [incident.retry_storm for incident in incidents if isinstance(incident, RetryStormPart)]
    return max([source.retries for source in level.sources] + storms)


def _incident(level: LevelPart, wave: WavePart, incident: IncidentPart, path: JsonPath, complaints: Complaints) -> None:
    names = [name for names in name_groups(level.start.servers) for name in names]
    match incident:
        case CrashPart():
            check_known(incident.crash, [*names, *Target], "server", (*path, "crash"), complaints)
        case CrashLoopPart():
            check_known(incident.crash_loop, [*names, *Target], "server", (*path, "crash_loop"), complaints)
        case FreezePart():
            check_known(incident.freeze, [*names, *Target], "server", (*path, "freeze"), complaints)
        case SlowPart():
            check_known(incident.slow, [*names, *Target], "server", (*path, "slow"), complaints)
            _share(incident.capacity, (*path, "capacity"), complaints)
        case LeakPart() if incident.leak in (*Target,):
            complaint = f"a leak strikes one server by its name, not {incident.leak}; there are {one_of(names)}"
            complaints.say((*path, "leak"), complaint)
        case LeakPart():
            check_known(incident.leak, names, "server", (*path, "leak"), complaints)
        case SpikePart() if incident.at < wave.ticks < incident.at + incident.ticks:
            complaints.say(
                (*path, "ticks"),
                f"the spike ends at tick {incident.at + incident.ticks}, after the wave, which has {wave.ticks} ticks",
            )
        case _:
            _incident_elsewhere(level, incident, path, complaints)


def _incident_elsewhere(level: LevelPart, incident: IncidentPart, path: JsonPath, complaints: Complaints) -> None:
    """Check an incident that strikes a zone, a store or the people."""
    stores = reachable_stores(level)
    match incident:
        case ZoneOutagePart():
            check_known(incident.zone_outage, level.zones, "zone", (*path, "zone_outage"), complaints)
        case RedisRestartPart() if StoreName.REDIS not in stores:
            complaints.say((*path, "redis_restart"), "Redis cannot restart: it is neither there nor for sale")
        case RedisFullPart():
            _share(incident.redis_full, (*path, "redis_full"), complaints)
            if StoreName.REDIS not in stores:
                complaints.say((*path, "redis_full"), "Redis cannot run full: it is neither there nor for sale")
            elif not store_specs(level.catalog.stores)[StoreName.REDIS].memory:
                complaints.say((*path, "redis_full"), "Redis cannot run full: its memory has no limit")
        case SqlFailoverPart() if StoreName.SQL not in stores:
            complaints.say((*path, "sql_failover"), "SQL cannot fail over: it is neither there nor for sale")
        case WhalePart():
            _share(incident.whale, (*path, "whale"), complaints)
        case BanPart():
            _share(incident.ban, (*path, "ban"), complaints)
        case _:
            pass


def _share(percent: str, path: JsonPath, complaints: Complaints) -> None:
    if not 0 < per_mille(percent) <= WHOLE:
        complaint = f"{quoted(str(path[-1]))} must be more than 0% and at most 100%, but is {quoted(percent)}"
        complaints.say(path, complaint)
