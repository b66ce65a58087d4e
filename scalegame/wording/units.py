"""Numbers with their units, as people read them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from scalegame.engine.scenario import LimitPer, Metric, RateLimit
from scalegame.engine.units import MILLICENTS_PER_DOLLAR
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


def limit(rate: RateLimit) -> str:
    """Return a rate limit as ``200/s`` or ``5/s an address``, or say that there is none."""
    if not rate.limit:
        return "no limit"
    return f"{rate.limit:,}/s" if rate.per is LimitPer.SERVICE else f"{rate.limit:,}/s an address"
