"""The time a dead server goes on hurting people: the health-check cells, played with one tick a second.

Phases: a server dies anywhere between two checks. The engine lets it die at the start of a tick, and checks at the
start of ticks, so there are as many different moments to die as a check interval has ticks. All of them are played.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial

from scalegame.engine import Game, Scenario
from scalegame.engine.decisions.servers import DOWN_TICKS
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Balancer,
    Check,
    Incident,
    IncidentKind,
    Policy,
    Rejected,
    ServerType,
    SessionPlace,
    Source,
    StartServer,
    StoreName,
    Wave,
    Wiring,
)
from scalegame.engine.units import MICROSECONDS_PER_TICK
from tests.engine.builders import server as server_view
from tests.truth.data import Health, Span, health_cells
from tests.truth.excused import excuse
from tests.truth.record import Requests, recording
from tests.truth.rows import Row

SERVERS = ("A", "B", "C", "D")
#: Index of the one that dies.
B = 1
#: Mean pauses of two crowds, in ticks, both making as many requests a second as were measured. Of how many people those
#: came is not known. In the game who waits for an answer asks nothing meanwhile; many people with long pauses make that
#: as rare as it was in reality, where requests came at their times whatever had become of those before.
MANY = 20
#: Those bound by a cookie were few: all had come by in the 15 s that the server was out, for nobody went back to it.
FEW = 2
#: They log in during so many ticks, and are watched from the fault on for as long as reality was.
LOGINS, FAULT = 20, 30
KILL = "kill -9 S2, restarted 12 s later"
FREEZE = "SIGSTOP S2 (port still accepts)"
#: Ticks from the fault to the end, and from the kill to the start of the new process.
WATCHED = {KILL: 25, FREEZE: 14}
RESTARTED = 12
SEEDS = (1, 2)
#: Requests that take longer count as slow, µs.
SLOW = 500_000
#: Metrics that count requests, and up to how many are so few that chance decides.
COUNTS = ("errors", "slow_gt500ms", "attempts_on_dead_server_refused", "in_flight_upstream_errors")
HANDFUL = 5
#: The metric for which a cookie's few people are asked.
BACK = "first_back_on_S2_after_restart_s"

#: nginx with its defaults only looks at answers. HAProxy tries a dead server three times; the third may go elsewhere.
NGINX = Balancer(check=Check.NONE, max_fails=1, fail_timeout=10)
HAPROXY = Balancer(retries=3)
BALANCERS = {
    "balance roundrobin": replace(HAPROXY, policy=Policy.ROUND_ROBIN),
    "balance leastconn": replace(HAPROXY, policy=Policy.LEAST_CONNECTIONS),
    "balance source, hash-type map-based (default)": replace(
        HAPROXY, policy=Policy.SOURCE_HASH, keep_dead_slots=False, mixing=False
    ),
    "roundrobin + cookie insert indirect nocache (sticky)": replace(HAPROXY, policy=Policy.STICKY_COOKIE),
    "round robin (default)": replace(NGINX, policy=Policy.ROUND_ROBIN),
    "ip_hash": replace(NGINX, policy=Policy.SOURCE_HASH, hash_network=True),
}
#: What the options of a cell change in the settings.
OPTIONS: dict[str, dict[str | bool, Callable[[Balancer], Balancer]]] = {
    "check": {
        "inter 2s fall 3 rise 2": partial(replace, interval=2, fall=3, rise=2),
        # Two checks in a second; the shortest that ticks allow is one a tick.
        "inter 500ms fall 2 rise 2": partial(replace, interval=1, fall=2, rise=2),
        # Three errors mark it down. Before these ticks are over the checks have noticed; they bring it up again.
        "inter 2s fall 3 rise 2 observe layer4 error-limit 3 on-error mark-down": partial(
            replace, interval=2, fall=3, rise=2, max_fails=3, fail_timeout=10
        ),
    },
    "ha_be": {"option httpchk GET /health": partial(replace, check=Check.HTTP)},
    "redispatch": {False: partial(replace, redispatch=False)},
    "ng_loc": {
        "proxy_next_upstream off;": partial(replace, redispatch=False),
        "proxy_read_timeout 1s; proxy_connect_timeout 1s;": partial(replace, read_timeout_us=MICROSECONDS_PER_TICK),
    },
    "ng_server_opts": {"max_fails=3 fail_timeout=30s": partial(replace, max_fails=3, fail_timeout=30)},
    # Without a zone nginx's workers do not tell each other who is dead; the game's balancer is one anyhow.
    "zone": {False: replace},
}


@dataclass(frozen=True, slots=True)
class Watched:
    """One game from the fault on; times are in seconds after it, ``None`` for never.

    ``asked`` are its requests, ``errors`` what the ledger says (those inside the server when it died included),
    ``vain`` how often the balancer asked the server for nothing, ``down`` and ``up`` when it took it out and in again.
    """

    asked: Requests
    fault: int
    errors: int
    vain: int
    down: int | None
    up: int | None

    def seconds(self, time: int) -> float:
        """Return a moment of the game in seconds after the fault."""
        return time / MICROSECONDS_PER_TICK - self.fault


def phases(cell: Health) -> range:
    """Return how many ticks after a check the server may die; without checks that is all the same."""
    balancer = balancer_of(cell)
    return range(1 if balancer.check is Check.NONE else balancer.interval)


def balancer_of(cell: Health) -> Balancer:
    """Return the balancer's settings for ``cell``."""
    balancer = BALANCERS[cell.balancer]
    for name, value in cell.options.items():
        balancer = OPTIONS[name][value](balancer)
    return balancer


def scenario(cell: Health, fault: int, pause: int) -> Scenario:
    """Return the level in which the server dies at the tick ``fault``."""
    people = cell.rate * pause
    ticks = fault + WATCHED[cell.fault]
    wiring = Wiring(sessions=SessionPlace.REDIS)
    return Scenario(
        level=cell.id,
        budget=0,
        servers=tuple(StartServer(name, wiring=wiring) for name in SERVERS),
        waves=(
            Wave(
                cell.id,
                (people // LOGINS,) * LOGINS + (0,) * (ticks - LOGINS),
                (_incident(cell, fault),),
            ),
        ),
        sources=(
            Source("people", addresses=1 << 24, share=1, requests=(1000, 1000), think=pause,
                   mix=(0, 1, 0, 0, 0, 0), rejected=Rejected.INSIST),
        ),
        goals=(),
        balancer=balancer_of(cell),
        template=wiring,
        stores=(StoreName.REDIS,),
        server_types=(ServerType(capacity=50_000, queue=10_000, boot=RESTARTED - DOWN_TICKS),),
        store_specs={name: replace(spec, capacity=0, memory=0) for name, spec in DEFAULT_STORES.items()},
    )  # fmt: skip


def _incident(cell: Health, fault: int) -> Incident:
    if cell.fault == FREEZE:
        return Incident(IncidentKind.FREEZE, fault, SERVERS[B], ticks=WATCHED[FREEZE])
    return Incident(IncidentKind.CRASH, fault, SERVERS[B])


def watch(cell: Health, phase: int, seed: int, pause: int) -> Watched:
    """Play ``cell`` with the server dying ``phase`` ticks after a check."""
    fault = FAULT + phase
    game = Game(scenario(cell, fault, pause), seed)
    errors, down, up = 0, None, None
    with recording() as record:
        while not game.over:
            report = game.step()
            if report.tick < fault:
                continue
            errors += sum(failure.count for failure in report.failures)
            sees = server_view(game, SERVERS[B]).in_rotation
            if down is None and not sees:
                down = report.tick - fault
            if down is not None and up is None and sees:
                up = report.tick - fault
    return Watched(record.requests().since(fault), fault, errors, record.refused[B], down, up)


def measure(cell: Health, phase: int, seed: int) -> dict[str, float | None]:
    """Return the metrics of ``cell`` in the engine."""
    seen = watch(cell, phase, seed, MANY)
    asked = seen.asked
    slow, failed = asked.where(asked.wait > SLOW), asked.where(asked.failed)
    frozen = cell.fault == FREEZE
    few = watch(cell, phase, seed, FEW) if balancer_of(cell).policy is Policy.STICKY_COOKIE else seen
    return {
        "errors": seen.errors,
        "last_err_s": _last(seen, failed),
        "slow_gt500ms": len(slow),
        "last_slow_start_s": _last(seen, slow),
        "max_latency_s": int(asked.wait.max()) / MICROSECONDS_PER_TICK,
        BACK: _first_back(few),
        "time_to_DOWN_s": seen.down,
        "time_to_UP_after_kill_s": seen.up,
        "attempts_on_dead_server_refused": 0 if frozen else seen.vain,
        # Given up at a frozen server, or inside a server when it died.
        "in_flight_upstream_errors": seen.vain if frozen else seen.errors - len(failed),
    }


def _first_back(seen: Watched) -> float | None:
    asked = seen.asked
    back = asked.where((asked.server == B) & ~asked.failed).since(seen.fault + RESTARTED)
    return seen.seconds(int(back.time[0])) - RESTARTED if len(back) else None


def _last(seen: Watched, asked: Requests) -> float | None:
    return seen.seconds(int(asked.time.max())) if len(asked) else None


@cache
def games(cell_id: str) -> tuple[dict[str, float | None], ...]:
    """Return the metrics of a cell's games: every phase with every seed."""
    cell = next(each for each in health_cells() if each.id == cell_id)
    return tuple(measure(cell, phase, seed) for phase in phases(cell) for seed in SEEDS)


def tolerance(cell: Health, metric: str, span: Span) -> float:
    """Return how far outside the measured band a value may lie.

    A moment in the game is known to one tick, and so many requests as a tick brings to one server may fail or wait
    more or less. Where only a handful did, it is one: whether a request is inside a server that is killed is chance.
    """
    if metric in COUNTS:
        return cell.rate / len(SERVERS) if span.mean > HANDFUL else 1
    return SLOW / MICROSECONDS_PER_TICK if metric == "max_latency_s" else 1


def wanted() -> list[tuple[Health, str]]:
    """Return every cell and metric that has to be compared."""
    return [(cell, metric) for cell in health_cells() for metric in cell.metrics if not excuse(cell.id, metric)]


def row(cell: Health, metric: str) -> Row:
    """Play a cell, if it was not played yet, and judge one of its metrics: every phase has to keep the limits."""
    return compared(cell, metric, *games(cell.id))


def compared(cell: Health, metric: str, *played: dict[str, float | None]) -> Row:
    """Judge one metric of games of ``cell``."""
    engine = tuple(game[metric] for game in played)
    span = cell.metrics[metric]
    if span is None:
        return Row(cell.id, metric, None, engine, 0, 0, each=True)
    more = tolerance(cell, metric, span)
    # What happened in every repeat has to happen in every game.
    least = max(span.least - more, min(1, span.least)) if metric in COUNTS else span.least - more
    return Row(cell.id, metric, span, engine, least, span.most + more, each=True)
