"""The game in plain words: numbers with their units, and what every part, place and setting is called. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from scalegame.engine.commands import Place
from scalegame.engine.scenario import (
    MILLICENTS_PER_DOLLAR,
    Check,
    Duty,
    Eviction,
    FilePlace,
    LimitPer,
    Metric,
    OrderPlace,
    Persistence,
    Policy,
    RateLimit,
    SessionPlace,
    StoreName,
    WorkPlace,
)
from scalegame.engine.view import Metrics


def clock(ticks: int) -> str:
    """Return a time in ticks (seconds) as ``m:ss``."""
    return f"{ticks // 60}:{ticks % 60:02}"


def signed(ticks: int) -> str:
    """Return how far behind something is: ``+0:12``; ahead: ``−0:03``; neither: ``±0:00``."""
    return f"{'+' if ticks > 0 else '−' if ticks else '±'}{clock(abs(ticks))}"


def soon(ticks: int) -> str:
    """Return when something in ``ticks`` happens: ``in 0:08``, or ``now``."""
    return f"in {clock(ticks)}" if ticks else "now"


def wait(milliseconds: int) -> str:
    """Return a time to wait: ``500 ms``, ``2 s``."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{milliseconds:,} ms" if rest else f"{seconds} s"


def money(millicents: int) -> str:
    """Return an amount in whole dollars, rounded up as a bill is."""
    return f"${-(-millicents // MILLICENTS_PER_DOLLAR):,}"


def cents(millicents: int) -> str:
    """Return an amount to the cent, rounded up as a bill is: ``$48.31``."""
    dollars, rest = divmod(-(-millicents * 100 // MILLICENTS_PER_DOLLAR), 100)
    return f"${dollars:,}.{rest:02}"


def speed(factor: float) -> str:
    """Return how fast a clock runs: ``2×``, ``¼×``."""
    return f"{_PARTS.get(factor) or f'{factor:g}'}×"


_PARTS = {0.25: "¼", 0.5: "½"}


def cost(millicents: int, ticks: int) -> str:
    """Return a price and a lead time as ``$60 8 s``, empty if it is free and at once."""
    parts = [money(millicents)] if millicents else []
    return " ".join([*parts, f"{ticks} s"] if ticks else parts)


_ALL, _ONE_PERCENT = 1000, 10
#: No game has more stars.
MOST_STARS = 3
#: A star that is earned, one that is not but still can be, and one that this game cannot earn any more.
STAR, STAR_LEFT, STAR_GONE = "★", "☆", "×"
#: A value within its gold limit; a racer's segment that is faster than any before. No star: that takes all goals.
GOLD = "◎"


def percent(per_mille: int) -> str:
    """Return a share; a tenth is shown only where it says something, above all of it none at all (rounded up)."""
    whole, tenth = divmod(per_mille if per_mille <= _ALL else -(-per_mille // 10) * 10, 10)
    return f"{whole}.{tenth}%" if tenth else f"{whole}%"


def share(part: int, whole: int) -> str:
    """Return ``part`` of ``whole`` in percent, to a tenth, rounded down: ``0%`` is none of it, ``100%`` exactly all."""
    whole = max(1, whole)
    per_mille = part * _ALL // whole
    if part and not per_mille:
        return "<0.1%"
    return ">100%" if per_mille == _ALL and part > whole else percent(per_mille)


def load(per_mille: int) -> str:
    """Return how busy a server is in whole percent, rounded down: ``0%`` is idle; above ``100%`` rounded up."""
    if 0 < per_mille < _ONE_PERCENT:
        return "<1%"
    return percent(per_mille if per_mille > _ALL else per_mille // _ONE_PERCENT * _ONE_PERCENT)


def short(count: int) -> str:
    """Return a count, rounded, in at most four characters or so: ``950``, ``4.9k``, ``12k``, ``1.2M``."""
    for unit, size in (("M", 1_000_000), ("k", 1_000)):
        tenths = (count * 10 + size // 2) // size
        if tenths >= 100:  # noqa: PLR2004 - ten whole units: a tenth says nothing any more
            whole = (count + size // 2) // size
            if whole < 1000 or unit == "M":  # noqa: PLR2004 - a thousand of them is one of the next
                return f"{whole}{unit}"
            return "1.0M"
        if count >= size:
            return f"{tenths // 10}.{tenths % 10}{unit}"
    return str(count)


def counted(count: int, things: str) -> str:
    """Return ``1 file`` or ``1.4k files``, ``things`` being the plural."""
    return f"{short(count)} {things.removesuffix('s') if count == 1 else things}"


def stars(count: int) -> str:
    """Return three stars, ``count`` of them earned."""
    return STAR * count + STAR_LEFT * (MOST_STARS - count)


def figures(time: int, millicents: int, commands: int) -> tuple[str, str, str]:
    """Return what boards compare, in words: time (in ticks), cost to the cent, commands."""
    return clock(time), cents(millicents), counted(commands, "commands")


def listed(parts: Sequence[str]) -> str:
    """Return ``a``, ``a and b`` or ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def people(count: int) -> str:
    """Return ``1 person`` or ``118 people``."""
    return "1 person" if count == 1 else f"{count:,} people"


def people_were(count: int) -> str:
    """Return ``1 person was`` or ``118 people were``."""
    return f"{people(count)} {'was' if count == 1 else 'were'}"


def requests(count: int) -> str:
    """Return ``1 request`` or ``12 requests``."""
    return "1 request" if count == 1 else f"{count:,} requests"


_METRIC_NAMES = {
    Metric.SESSION_LOSS: "logged out",
    Metric.LOAD_IMBALANCE: "imbalance",
    Metric.FAILED_REQUESTS: "failed",
    Metric.LATENCY_P95: "p95 wait",
    Metric.COST: "cost",
    Metric.TIME: "time",
    Metric.COMMANDS: "commands",
}


def metric_name(metric: Metric) -> str:
    """Return what the goals call a metric."""
    return _METRIC_NAMES[metric]


def metric_value(metric: Metric, value: int) -> str:
    """Return a metric's value (see ``Metric`` for units) as people read it."""
    match metric:
        case Metric.SESSION_LOSS | Metric.LOAD_IMBALANCE | Metric.FAILED_REQUESTS:
            return percent(value)
        case Metric.LATENCY_P95:
            return f"{value:,} ms"
        case Metric.COST:
            return money(value)
        case Metric.TIME:
            return clock(value)
        case Metric.COMMANDS:
            return str(value)


def at_most(metric: Metric, limit: int, what: str = "") -> str:
    """Return a goal's limit in words: ``pass ≤ 12%``; without a word for ``what`` it is, ``≤ 12%``."""
    return f"{what} ≤ {metric_value(metric, limit)}".lstrip()


def metric_reached(metric: Metric, metrics: Metrics) -> str:
    """Return what ``metrics`` say of a metric as people read it; a share that is not nothing never reads as 0 %."""
    match metric:
        case Metric.SESSION_LOSS:
            return share(metrics.sessions_lost, metrics.sessions)
        case Metric.LOAD_IMBALANCE:
            return share(metrics.imbalance_over, metrics.imbalance_base)
        case Metric.FAILED_REQUESTS:
            return share(metrics.requests_failed, metrics.requests)
        case _:
            return metric_value(metric, metrics.value(metric))


_STORE_NAMES = {
    StoreName.REDIS: "Redis",
    StoreName.SQL: "database",
    StoreName.OBJECT_STORAGE: "object storage",
    StoreName.CDN: "CDN",
    StoreName.QUEUE: "queue",
}


def store_name(store: StoreName) -> str:
    """Return a store's name as the screen shows it."""
    return _STORE_NAMES[store]


_STORE_LINES = {
    StoreName.REDIS: "Keeps sessions for every server: whoever answers can look the visitor up.",
    StoreName.SQL: "A database keeps orders on disk. Slow and sure: nothing written is forgotten.",
    StoreName.OBJECT_STORAGE: "Keeps uploaded files where every server finds them (S3 is one).",
    StoreName.CDN: "Keeps copies of pictures near the visitors; spares the servers.",
    StoreName.QUEUE: "Takes slow work, like scaling a picture; a worker does it later.",
}


def store_line(store: StoreName) -> str:
    """Return in one line what a store is for."""
    return _STORE_LINES[store]


_POLICY_NAMES = {
    Policy.ROUND_ROBIN: "round robin",
    Policy.RANDOM: "random",
    Policy.LEAST_CONNECTIONS: "least connections",
    Policy.POWER_OF_TWO: "power of two",
    Policy.SOURCE_HASH: "source hash",
    Policy.CONSISTENT_HASH: "consistent hash",
    Policy.STICKY_COOKIE: "sticky cookie",
}
_POLICY_LINES = {
    Policy.ROUND_ROBIN: "Each request goes to the next server in turn.",
    Policy.RANDOM: "Each request goes to any server, drawn by lot.",
    Policy.LEAST_CONNECTIONS: "Each request goes to the server with the least to do.",
    Policy.POWER_OF_TWO: "Draw two servers, take the one with less to do.",
    Policy.SOURCE_HASH: "An address always goes to the same server, until the fleet changes.",
    Policy.CONSISTENT_HASH: "An address keeps its server; a change of the fleet moves only a few.",
    Policy.STICKY_COOKIE: "A cookie brings each visitor back to the server that knows them.",
}


def policy_name(policy: Policy) -> str:
    """Return a policy's name as the screen shows it."""
    return _POLICY_NAMES[policy]


def policy_line(policy: Policy) -> str:
    """Return in one line how a policy picks a server."""
    return _POLICY_LINES[policy]


_CHECK_NAMES = {Check.NONE: "no health check", Check.TCP: "TCP health check", Check.HTTP: "HTTP health check"}
_CHECK_LINES = {
    Check.NONE: "Nobody looks: a dead server stays in rotation.",
    Check.TCP: "Does the port accept a connection? Even a frozen server's does.",
    Check.HTTP: "Does it answer a request? A frozen server is found out.",
}


def check_name(check: Check) -> str:
    """Return what a kind of health check is called."""
    return _CHECK_NAMES[check]


def check_line(check: Check) -> str:
    """Return in one line what a kind of health check asks of a server."""
    return _CHECK_LINES[check]


_REDIS_NAMES: dict[Eviction | Persistence, str] = {
    Eviction.NOEVICTION: "refuse log-ins when full (noeviction)",
    Eviction.ALLKEYS_LRU: "forget the longest unused when full (allkeys-lru)",
    Persistence.NONE: "keep nothing over a restart",
    Persistence.AOF: "write everything to disk (append-only file)",
}
_REDIS_LINES: dict[Eviction | Persistence, str] = {
    Eviction.NOEVICTION: "Whoever is in stays in; whoever comes now stays out.",
    Eviction.ALLKEYS_LRU: "Everyone gets in; each log-in may push somebody else out.",
    Persistence.NONE: "Fast and forgetful: a restart logs everyone out.",
    Persistence.AOF: "A restart takes as long, but nobody is forgotten.",
}


def redis_name(to: Eviction | Persistence) -> str:
    """Return what a setting makes Redis do, as an order."""
    return _REDIS_NAMES[to]


def redis_line(to: Eviction | Persistence) -> str:
    """Return in one line what follows from a setting of Redis."""
    return _REDIS_LINES[to]


def limit(rate: RateLimit) -> str:
    """Return a rate limit as ``200/s`` or ``5/s an address``, or say that there is none."""
    if not rate.limit:
        return "no limit"
    return f"{rate.limit:,}/s" if rate.per is LimitPer.SERVICE else f"{rate.limit:,}/s an address"


_PLACES: dict[Place, tuple[str, str]] = {
    SessionPlace.SERVER_MEMORY: ("memory", "its own memory"),
    SessionPlace.REDIS: ("redis", "Redis"),
    SessionPlace.SQL: ("database", "the database"),
    SessionPlace.SIGNED_COOKIE: ("cookie", "a signed cookie"),
    FilePlace.LOCAL_DISK: ("disk", "its own disk"),
    FilePlace.OBJECT_STORAGE: ("object storage", "object storage"),
    FilePlace.SQL_BLOB: ("database", "rows of the database"),
    OrderPlace.SERVER_MEMORY: ("memory", "its own memory"),
    OrderPlace.SQL: ("database", "the database"),
    WorkPlace.INLINE: ("inline", "its own hands"),
    WorkPlace.QUEUE: ("queue", "the queue"),
}


def kept(place: Place) -> str:
    """Return what a place is for: ``sessions``, ``files``, ``orders`` or ``slow work``."""
    return "slow work" if place.duty is Duty.WORK else place.duty.value


def place_tag(place: Place) -> str:
    """Return a place in a word or two, for a card."""
    return _PLACES[place][0]


def place_name(place: Place) -> str:
    """Return a place as a sentence about a server names it."""
    return _PLACES[place][1]


def at_place(place: Place, *, many: bool = False) -> str:
    """Return a place with its preposition, for a server or ``many``: ``on its own disk``, ``in Redis``."""
    name = place_name(place)
    if many:
        name = name.replace("its own ", "their own ")
    return f"{'on' if place is FilePlace.LOCAL_DISK else 'in'} {name}"


def keep(place: Place, *, many: bool = False) -> str:
    """Return what a server (or ``many``) that uses a place does, as an order: ``keep sessions in Redis``."""
    match place:
        case WorkPlace.QUEUE:
            return "leave slow work to the queue"
        case WorkPlace.INLINE:
            return f"do slow work {'themselves' if many else 'itself'}"
        case _:
            return f"keep {kept(place)} {at_place(place, many=many)}"


def keeps_now(place: Place) -> str:
    """Return what a server does at present, as a sentence: ``Now in Redis.``."""
    match place:
        case WorkPlace.QUEUE:
            return "Now the queue takes it."
        case WorkPlace.INLINE:
            return "Now people wait for it."
        case _:
            return f"Now {at_place(place)}."
