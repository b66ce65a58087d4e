"""How long a dead server goes on hurting people: the health-check cells, played with one tick a second.

Phases: a server dies anywhere between two checks. The engine lets it die at the start of a tick, and checks at the
start of ticks, so there are as many different moments to die as a check interval has ticks. All of them are played.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from scalegame.engine import Game, Scenario
from scalegame.engine.fleet import DOWN_TICKS
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    MICROSECONDS_PER_TICK,
    Balancer,
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
from tests.engine.builders import server as server_view
from tests.truth.data import Health, Span, health_cells
from tests.truth.excused import excuse
from tests.truth.record import Requests, recording
from tests.truth.rows import Row

SERVERS = ("A", "B", "C", "D")
#: Index of the one that dies.
B = 1
#: Everyone makes a request about every other tick. Of how many people the measured requests came is not known; they
#: were few: whoever was bound to the server came by in the 15 s that it was out, for nobody went back to it.
THINK = 2
#: They log in during so many ticks, and are watched from the fault on for as long as reality was.
LOGINS, FAULT = 20, 30
KILL = "kill -9 S2, restarted 12 s later"
#: Ticks from the fault to the end, and from the kill to the start of the new process.
WATCHED = {KILL: 25}
RESTARTED = 12
SEEDS = (1, 2)
#: Requests that take longer count as slow, µs.
SLOW = 500_000
#: Metrics that count requests, and up to how many are so few that chance decides.
COUNTS = ("errors", "slow_gt500ms")
HANDFUL = 5

BALANCERS = {
    "balance roundrobin": Policy.ROUND_ROBIN,
    "balance leastconn": Policy.LEAST_CONNECTIONS,
    "roundrobin + cookie insert indirect nocache (sticky)": Policy.STICKY_COOKIE,
}
#: "inter 500ms fall 2": two checks in a second; the shortest that ticks allow is one a tick.
CHECKS = {
    "inter 2s fall 3 rise 2": Balancer(interval=2, fall=3, rise=2),
    "inter 500ms fall 2 rise 2": Balancer(interval=1, fall=2, rise=2),
}
OPTIONS = ("check", "redispatch")


def pending(cell: Health) -> str:
    """Return what of ``cell`` the engine cannot express yet; empty if it can be played."""
    missing = [word for word, known in ((cell.balancer, BALANCERS), (cell.fault, WATCHED)) if word not in known]
    missing += [f"{name} {value}" for name, value in cell.options.items() if name not in OPTIONS]
    check = cell.options.get("check", "passive checks")
    return ", ".join(missing if check in CHECKS else [*missing, str(check)])


@dataclass(frozen=True, slots=True)
class Watched:
    """One game from the fault on; times are in seconds after it, ``None`` for never.

    ``asked`` are its requests, ``errors`` what the ledger says (those inside the server when it died included),
    ``down`` and ``up`` when the balancer took the server out and in again.
    """

    asked: Requests
    fault: int
    errors: int
    down: int | None
    up: int | None

    def seconds(self, time: int) -> float:
        """Return a moment of the game in seconds after the fault."""
        return time / MICROSECONDS_PER_TICK - self.fault


def phases(cell: Health) -> range:
    """Return how many ticks after a check the server may die."""
    return range(balancer_of(cell).interval)


def balancer_of(cell: Health) -> Balancer:
    """Return the balancer's settings for ``cell``."""
    redispatch = bool(cell.options.get("redispatch", True))
    return replace(CHECKS[str(cell.options["check"])], policy=BALANCERS[cell.balancer], redispatch=redispatch)


def scenario(cell: Health, fault: int) -> Scenario:
    """Return the level in which the server dies at the tick ``fault``."""
    people = cell.rate * THINK
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
                (Incident(IncidentKind.CRASH, fault, SERVERS[B]),),
            ),
        ),
        sources=(
            Source("people", addresses=1 << 24, share=1, requests=(1000, 1000), think=THINK,
                   mix=(0, 1, 0, 0, 0, 0), rejected=Rejected.INSIST),
        ),
        goals=(),
        balancer=balancer_of(cell),
        template=wiring,
        stores=(StoreName.REDIS,),
        server_types=(ServerType(capacity=50_000, queue=10_000, boot=RESTARTED - DOWN_TICKS),),
        store_specs={name: replace(spec, capacity=0, memory=0) for name, spec in DEFAULT_STORES.items()},
    )  # fmt: skip


def watch(cell: Health, phase: int, seed: int) -> Watched:
    """Play ``cell`` with the server dying ``phase`` ticks after a check."""
    fault = FAULT + phase
    game = Game(scenario(cell, fault), seed)
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
    return Watched(record.requests().since(fault), fault, errors, down, up)


def measure(cell: Health, phase: int, seed: int) -> dict[str, float | None]:
    """Return the metrics of ``cell`` in the engine."""
    seen = watch(cell, phase, seed)
    asked = seen.asked
    back = asked.where((asked.server == B) & ~asked.failed).since(seen.fault + RESTARTED)
    slow = asked.where(asked.wait > SLOW)
    return {
        "errors": seen.errors,
        "last_err_s": _last(seen, asked.where(asked.failed)),
        "slow_gt500ms": len(slow),
        "last_slow_start_s": _last(seen, slow),
        "max_latency_s": int(asked.wait.max()) / MICROSECONDS_PER_TICK,
        "first_back_on_S2_after_restart_s": seen.seconds(int(back.time[0])) - RESTARTED if len(back) else None,
        "time_to_DOWN_s": seen.down,
        "time_to_UP_after_kill_s": seen.up,
    }


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
    return [
        (cell, metric)
        for cell in health_cells()
        for metric in cell.metrics
        if not pending(cell) and not excuse(cell.id, metric)
    ]


def row(cell: Health, metric: str) -> Row:
    """Play a cell, if it was not played yet, and judge one of its metrics: every phase has to keep the limits."""
    engine = tuple(game[metric] for game in games(cell.id))
    span = cell.metrics[metric]
    if span is None:
        return Row(cell.id, metric, None, engine, 0, 0, each=True)
    more = tolerance(cell, metric, span)
    # What happened in every repeat has to happen in every game.
    least = max(span.least - more, min(1, span.least)) if metric in COUNTS else span.least - more
    return Row(cell.id, metric, span, engine, least, span.most + more, each=True)
