"""A finished game, and each of its ticks, as plain values for programs: the objects that ``run`` prints."""

from __future__ import annotations

from collections.abc import Iterable

from scalegame.engine.codec import plain_command
from scalegame.engine.game import RULESET
from scalegame.engine.units import MILLICENTS_PER_DOLLAR
from scalegame.engine.view import Failure, Loss, Metrics, ServerView, StoreView, TickReport, View
from scalegame.runs.headless import Played
from scalegame.wording.refusals import why_refused

#: An object that JSON can hold.
PlainObject = dict[str, object]
_MILLICENTS_PER_CENT = MILLICENTS_PER_DOLLAR // 100
_DIGITS = 6


def plain_outcome(level: str, level_digest: str, seed: int, played: Played) -> PlainObject:
    """Return the whole game in one object; shares are fractions, ``cost_cents`` is rounded up as a bill is."""
    result, metrics = played.result, played.result.metrics
    return {
        "level": level,
        "level_digest": level_digest,
        "ruleset": RULESET,
        "seed": seed,
        "outcome": "won" if result.won else "lost",
        "stars": result.stars,
        "score": result.score,
        "ticks": metrics.time,
        "commands": metrics.commands,
        "cost_cents": -(-metrics.cost // _MILLICENTS_PER_CENT),
        "metrics": _plain_metrics(metrics, result.losses),
        "losses": _plain_entries(result.losses),
        "failures": _plain_entries(result.failures),
        "refused": [
            {"at": refused.at.tick, **plain_command(refused.at.command), "why": why_refused(refused.refusal)}
            for refused in played.refused
        ],
        "digest": result.digest,
    }


def plain_tick(report: TickReport, view: View) -> PlainObject:
    """Return one tick in one object: what was asked, answered, held and lost, per server and store.

    ``rejected`` requests were told "who are you?", ``retried`` ones had failed before. A server has a ``zone``
    where there are several; Redis and SQL have ``replicas``; where connections to SQL are limited, it and the servers
    that use it have ``connections``.
    """
    zoned = len({server.zone for server in view.servers}) > 1
    limited = any(store.connection_limit for store in view.stores)
    return {
        "tick": report.tick,
        "arrivals": report.arrivals,
        "requests": report.requests,
        "rejected": report.rejected,
        "retried": view.retried,
        "online": view.online,
        "servers": [_plain_server(server, zoned=zoned, limited=limited) for server in view.servers],
        "stores": [_plain_store(store) for store in view.stores],
        "losses": _plain_entries(report.losses),
        "failures": _plain_entries(report.failures),
    }


def _plain_metrics(metrics: Metrics, losses: Iterable[Loss]) -> PlainObject:
    """Return the metrics, with what shares are made of; ``log_outs`` count each time, ``sessions_lost`` people once."""
    p50, p95, p99 = metrics.latency
    return {
        "session_loss": _fraction(metrics.sessions_lost, metrics.sessions),
        "load_imbalance": _fraction(metrics.imbalance_over, metrics.imbalance_base),
        "failed_requests": _fraction(metrics.requests_failed, metrics.requests),
        "latency_ms": {"p50": p50, "p95": p95, "p99": p99},
        "sessions": metrics.sessions,
        "sessions_lost": metrics.sessions_lost,
        "log_outs": sum(loss.log_outs for loss in losses),
        "requests": metrics.requests,
        "requests_failed": metrics.requests_failed,
    }


def _fraction(part: int, whole: int) -> float:
    return round(part / max(1, whole), _DIGITS)


def _plain_entries(entries: Iterable[Loss | Failure]) -> list[PlainObject]:
    """Return entries of the ledger; ``again`` counts people who had been logged out before."""
    return [
        {"cause": entry.cause.value, "place": entry.place, "tick": entry.tick, "count": entry.count}
        | ({"again": entry.again} if isinstance(entry, Loss) else {})
        for entry in entries
    ]


def _plain_server(server: ServerView, *, zoned: bool, limited: bool) -> PlainObject:
    plain: PlainObject = {
        "name": server.name,
        "state": server.state.value,
        "answered": server.requests,
        "sessions": server.held,
        "queue": server.queue,
        "load": server.load / 1000,
    }
    if zoned:
        plain["zone"] = server.zone
    if server.pool and limited:
        plain["connections"] = server.connections
    return plain


def _plain_store(store: StoreView) -> PlainObject:
    plain: PlainObject = {
        "name": store.name.value,
        "state": store.state.value,
        "operations": store.operations,
        "used": store.used,
    }
    if store.kind.replicated:
        plain["replicas"] = store.replicas
    if store.connection_limit:
        plain["connections"] = store.connections
    return plain
